package reliability

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Wikipedia's list of perennial sources comes in two layouts: a CSV with a column
// of statuses in words and a column of the addresses that the outlet's article
// and infobox link (also to catalogues and encyclopedias); and JSON lines with
// status codes and the wikitext of the row.

// rsp reads either layout.
func (im *importer) rsp(br *bufio.Reader) error {
	for {
		b, err := br.Peek(1)
		if err != nil {
			return errors.New("is empty; --scheme rsp reads a CSV with the columns name, status, urls, or JSON lines with name, status, alltext")
		}
		if b[0] > ' ' {
			if b[0] == '{' {
				return im.rspLines(br)
			}
			break
		}
		br.Discard(1)
	}
	return im.table(br, []string{"name", "status", "urls"}, (*importer).rspRow)
}

// perennial is a row of the list: where its rating stands, what it is called, and
// the hosts of its addresses.
type perennial struct {
	at    int
	id    string
	hosts []string
}

// Bounds on the search for the row about the whole.
const (
	maxHosts = 20 // addresses of a row that are looked at
	maxWords = 12 // words of a name that can tell a part
)

// parts tells rows about a part ("Example contributors") from the row about the
// whole ("Example") of the same site, where the list has no words for it.
func (im *importer) parts() {
	whole := map[string]bool{}
	for _, p := range im.perennials {
		for _, h := range p.hosts {
			whole[h+"\t"+h] = true
			whole[h+"\t"+strings.ToLower(p.id)] = true
		}
	}
	for _, p := range im.perennials {
		if r := &im.all[p.at]; r.Scope == "" {
			r.Scope = p.part(whole)
		}
	}
}

// part is what is left of p's name after that of the whole, or "".
func (p *perennial) part(whole map[string]bool) string {
	end := len(p.id)
	for range maxWords {
		if end = strings.LastIndexByte(p.id[:end], ' '); end < 0 {
			break
		}
		for _, h := range p.hosts {
			if whole[h+"\t"+strings.ToLower(p.id[:end])] {
				return strings.Trim(p.id[end+1:], "()")
			}
		}
	}
	return ""
}

// hosts are the hosts of addresses, as far as parts looks at them.
func hosts(at []address) []string {
	var out []string
	for _, a := range at[:min(len(at), maxHosts)] {
		if !slices.Contains(out, a.host) {
			out = append(out, a.host)
		}
	}
	return out
}

// rspRow reads a row of the CSV.
func (im *importer) rspRow(cell cellsOf) ([]Rating, error) {
	full := cell("name")
	name, also, scope := splitName(full)
	if full == "" {
		return nil, refuse("name", "", "is empty")
	}
	words, err := words(cell("status"))
	if err != nil {
		return nil, refuse("status", cell("status"), "%v", err)
	}
	r, err := rspStatus(words)
	if err != nil {
		return nil, err
	}
	urls, err := wordsOrNone(cell("urls"))
	if err != nil {
		return nil, refuse("urls", cell("urls"), "%v", err)
	}
	var at []address
	for _, u := range urls {
		a, err := parseAddress(u)
		if err != nil || !a.home() {
			continue
		}
		if !strings.Contains(letters(full), letters(a.path)) {
			a.path = "" // a page of the site that happened to be linked
		}
		if !slices.Contains(at, a) {
			at = append(at, a)
		}
	}
	im.last = &perennial{id: name, hosts: hosts(at)}
	r.Name, r.Scope = full, scope
	r.Link = perennialLink(name)
	r, err = im.rate(r, at, append([]string{name}, also...)...)
	return []Rating{r}, err
}

// letters is s without all else, in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// words reads a JSON array of strings.
func words(s string) ([]string, error) {
	var w []string
	if err := json.Unmarshal([]byte(s), &w); err != nil || len(w) == 0 {
		return nil, errors.New(`is not a list such as ["Generally reliable"]`)
	}
	return w, nil
}

func wordsOrNone(s string) ([]string, error) {
	if s == "" || s == "[]" {
		return nil, nil
	}
	return words(s)
}

// rspStatus makes a rating of the words or codes of a status; "blacklisted"
// stands beside a status and is a mark.
func rspStatus(all []string) (Rating, error) {
	s := schemeOf("rsp")
	r := Rating{Scheme: s.ID, Aspect: "status", Original: strings.Join(all, ", ")}
	for _, w := range all {
		if f := foldValue(w); f == "blacklisted" || f == "b" {
			if !slices.Contains(r.Marks, "blacklisted") {
				r.Marks = append(r.Marks, "blacklisted")
			}
			continue
		}
		known := s.aspect("status").find(w)
		if known == nil {
			return r, refuse("status", strings.Join(all, ", "), "%q is no status of this scheme (deprecated, generally unreliable, no consensus, generally reliable, mixed, blacklisted)", clip(clean(w), 80))
		}
		if r.Value != "" && r.Value != known.Value {
			return r, refuse("status", strings.Join(all, ", "), "has two statuses")
		}
		r.Value, r.Place = known.Value, s.aspect("status").place(known)
	}
	if r.Value == "" {
		if len(r.Marks) == 0 {
			return r, refuse("status", "", "is empty")
		}
		r.Value, r.Marks = "blacklisted", nil
	}
	return r, nil
}

// splitName takes a name such as "Example (politics) (EX, Exemplar)" apart: other
// names begin with a capital or a digit, what limits the rating does not, and
// two to four capitals ("UK") only tell one of several Examples.
func splitName(full string) (name string, also []string, scope string) {
	name, rest, _ := strings.Cut(full, " (")
	var scopes []string
	for _, p := range strings.Split(rest, " (") {
		p = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(p), ")"))
		if p == "" {
			continue
		}
		if first := []rune(p)[0]; unicode.IsLower(first) && !strings.Contains(p, ".") || yearRE.MatchString(p) {
			scopes = append(scopes, p)
			continue
		}
		for _, n := range strings.Split(p, ",") {
			if n = strings.TrimSpace(n); !shortRE.MatchString(n) {
				also = append(also, n)
			}
		}
	}
	return name, also, strings.Join(scopes, ", ")
}

var (
	yearRE = regexp.MustCompile(`\b(?:1[89]|20)\d\d\b`)
	// lostDashRE finds where the layout lost a dash: "October 2020October 2022".
	lostDashRE = regexp.MustCompile(`(\d{4})(present|[A-Z])`)
	shortRE    = regexp.MustCompile(`^[A-Z]{2,4}$`)
)

// perennialLink is where the list has an entry.
func perennialLink(id string) string {
	return schemeOf("rsp").Link + "#" + strings.ReplaceAll(clip(id, 200), " ", "_")
}

// rspRecord is what is read of a JSON line.
type rspRecord struct {
	AllText   string `json:"alltext"`
	ID        string `json:"id"`
	Name      string `json:"name"`
	Also      string `json:"name_qualifier"`
	Qualifier string `json:"content_qualifier"`
	Status    string `json:"status"`
	Last      string `json:"rsp_last"`
	Domain    string `json:"domain"`
	Notices   []struct {
		RFC bool `json:"rfc"`
	} `json:"rsnl"`
}

var (
	statusRE = regexp.MustCompile(`\{\{\s*WP:RSPSTATUS\s*\|([^{}]*)\}\}`)
	usesRE   = regexp.MustCompile(`\{\{\s*WP:RSPUSES\s*\|([^{}]*)\}\}`)
)

// rspLines reads JSON lines.
func (im *importer) rspLines(br *bufio.Reader) error {
	sc := bufio.NewScanner(br)
	sc.Buffer(make([]byte, 0, 64<<10), maxLine)
	n := 0
	for sc.Scan() {
		n++
		line := bytes.TrimSpace(sc.Bytes())
		if len(line) == 0 {
			continue
		}
		var rec rspRecord
		var ratings []Rating
		err := json.Unmarshal(line, &rec)
		if err != nil {
			err = refuse("record", "", "is not a JSON object of this layout: %v", err)
		} else {
			ratings, err = im.rspRecord(&rec)
		}
		if err := im.row(n, ratings, err); err != nil {
			return err
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n+1, err)
	}
	return nil
}

func (im *importer) rspRecord(rec *rspRecord) ([]Rating, error) {
	for _, s := range []*string{&rec.ID, &rec.Name, &rec.Also, &rec.Qualifier, &rec.Status, &rec.Last, &rec.Domain} {
		*s = clip(clean(*s), maxCell)
	}
	if rec.ID == "" {
		rec.ID = rec.Name
	}
	if rec.Name == "" {
		return nil, refuse("name", "", "is empty")
	}
	status := []string{rec.Status}
	if m := statusRE.FindStringSubmatch(rec.AllText); m != nil {
		status = status[:0]
		for _, p := range strings.Split(m[1], "|") {
			p = strings.TrimSpace(p)
			if p == "b=y" {
				p = "b"
			}
			if p != "" && !strings.Contains(p, "=") {
				status = append(status, p)
			}
		}
		if rec.Status != "" && !slices.Contains(status, rec.Status) {
			return nil, refuse("status", rec.Status, "differs from that of alltext, %s", strings.Join(status, ", "))
		}
	}
	r, err := rspStatus(status)
	if err != nil {
		return nil, err
	}
	var at []address
	var unread []string
	uses := []string{rec.Domain}
	if m := usesRE.FindStringSubmatch(rec.AllText); m != nil {
		uses = append(uses, strings.Split(m[1], "|")...)
	}
	for _, u := range uses {
		if u = strings.TrimSpace(u); u == "" {
			continue
		}
		a, err := parseAddress(u)
		if err != nil {
			unread = append(unread, clip(clean(u), 80))
		} else if !slices.Contains(at, a) {
			at = append(at, a)
		}
	}
	var scopes []string
	for _, p := range strings.Split(rec.Qualifier, "(") {
		if p = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(p), ")")); p != "" && !shortRE.MatchString(p) && !strings.Contains(rec.Name, "("+p+")") {
			scopes = append(scopes, lostDashRE.ReplaceAllString(p, "$1–$2"))
		}
	}
	r.Scope = strings.Join(scopes, ", ")
	if r.Scope == "" {
		name, _, _ := strings.Cut(rec.Name, " (")
		if rest, ok := strings.CutPrefix(rec.ID, name+" "); ok && rest != "" && rest[0] != '(' {
			r.Scope = rest
		}
	}
	im.last = &perennial{id: rec.ID, hosts: hosts(at)}
	r.Name = rec.Name
	r.Link = perennialLink(rec.ID)
	var notes []string
	if _, err := strconv.Atoi(rec.Last); err == nil {
		notes = append(notes, "last discussed in "+rec.Last)
	}
	rfcs := 0
	for _, x := range rec.Notices {
		if x.RFC {
			rfcs++
		}
	}
	if rfcs > 0 {
		notes = append(notes, fmt.Sprintf("requests for comment: %d", rfcs))
	}
	if len(unread) > 0 {
		notes = append(notes, "no address: "+strings.Join(unread, ", "))
	}
	r.Note = strings.Join(notes, "; ")
	name, _, _ := strings.Cut(rec.Name, " (")
	also := append([]string{rec.Name, rec.ID, name}, strings.Split(strings.Trim(rec.Also, "()"), ",")...)
	r, err = im.rate(r, at, also...)
	return []Rating{r}, err
}
