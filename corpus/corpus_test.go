package corpus_test

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/corpus"
)

const (
	docsColumns       = "doc publisher kind scored story family"
	pairsColumns      = "doc_a doc_b label basis"
	lineageColumns    = "id story family group relation parent origin origin_evidence"
	framingColumns    = "pair_id doc_a doc_b kind a_text b_text detail matters"
	provenanceColumns = "doc publisher headline byline dateline_place dateline_agency origin origin_outlet origin_confidence origin_evidence evidence_kind evidence_paragraph contributors cites_only boilerplate correction_or_update via origin_guess origin_by_copy other_mentions note"
)

// sameIDs fails unless the column of rows names each article once.
func sameIDs(t *testing.T, arts map[string]page, rows []map[string]string, column string) {
	t.Helper()
	seen := map[string]bool{}
	for _, r := range rows {
		id := r[column]
		if _, ok := arts[id]; !ok {
			t.Errorf("%s is in the truth, but there is no such article", id)
		}
		if seen[id] {
			t.Errorf("%s has two rows", id)
		}
		seen[id] = true
	}
	for id := range arts {
		if !seen[id] {
			t.Errorf("article %s has no row", id)
		}
	}
}

func TestDocs(t *testing.T) {
	arts := pages(t)
	docs := table(t, "docs.tsv", true, docsColumns)
	sameIDs(t, arts, docs, "doc")
	story, family := map[string]int{}, map[string]int{}
	storyFamily := map[string]string{}
	for _, d := range docs {
		story[d["story"]]++
		family[d["family"]]++
		if f, ok := storyFamily[d["story"]]; ok && f != d["family"] {
			t.Errorf("story %s is in two families, %s and %s", d["story"], f, d["family"])
		}
		storyFamily[d["story"]] = d["family"]
		if !slices.Contains([]string{"full", "excerpt", "roundup", "live"}, d["kind"]) {
			t.Errorf("%s: kind %q", d["doc"], d["kind"])
		}
		if d["scored"] != "0" && d["scored"] != "1" || d["publisher"] == "" {
			t.Errorf("%s: scored %q, publisher %q", d["doc"], d["scored"], d["publisher"])
		}
	}
	copied, single := 0, 0
	for _, n := range story {
		if n > 1 {
			copied++
		}
	}
	for _, n := range family {
		if n == 1 {
			single++
		}
	}
	t.Logf("%d articles, %d stories with copies, %d singles", len(arts), copied, single)
	if len(arts) < 95 || copied < 16 || single < 15 {
		t.Errorf("the corpus has %d articles, %d stories with copies and %d singles; want 95, 16 and 15", len(arts), copied, single)
	}
}

func TestPairs(t *testing.T) {
	arts := pages(t)
	docs := map[string]map[string]string{}
	for _, d := range table(t, "docs.tsv", true, docsColumns) {
		docs[d["doc"]] = d
	}
	label := map[[2]string]string{}
	count := map[string]int{}
	for _, r := range table(t, "pairs.tsv", true, pairsColumns) {
		a, b := r["doc_a"], r["doc_b"]
		if a >= b {
			t.Errorf("pair %s, %s is not in order", a, b)
		}
		if _, dup := label[[2]string{a, b}]; dup {
			t.Errorf("pair %s, %s stands twice", a, b)
		}
		label[[2]string{a, b}] = r["label"]
		count[r["label"]]++
		if docs[a] == nil || docs[b] == nil {
			t.Errorf("pair %s, %s: no such article", a, b)
			continue
		}
		within := docs[a]["family"] == docs[b]["family"]
		switch l := r["label"]; l {
		case "copy":
			if docs[a]["story"] != docs[b]["story"] {
				t.Errorf("copies %s and %s are not of one story", a, b)
			}
		case "version":
			if !within || docs[a]["story"] == docs[b]["story"] {
				t.Errorf("versions %s and %s are not two stories of one family", a, b)
			}
		case "partial", "quote-only", "same-event", "unrelated":
			if within {
				t.Errorf("%s and %s are %s and of one family", a, b, l)
			}
		default:
			t.Errorf("label %q", l)
		}
	}
	ids := slices.Sorted(func(yield func(string) bool) {
		for id := range arts {
			if !yield(id) {
				return
			}
		}
	})
	for i, a := range ids {
		for _, b := range ids[i+1:] {
			if docs[a]["family"] == docs[b]["family"] && label[[2]string{a, b}] == "" {
				t.Errorf("%s and %s are of one family, and no row says what they are", a, b)
			}
		}
	}
	for l, want := range map[string]int{"copy": 60, "version": 20, "partial": 10, "quote-only": 1, "same-event": 30, "unrelated": 5} {
		if count[l] < want {
			t.Errorf("%d pairs are %s, want %d", count[l], l, want)
		}
	}
}

func TestProvenance(t *testing.T) {
	arts := pages(t)
	rows := table(t, "provenance.tsv", true, provenanceColumns)
	sameIDs(t, arts, rows, "doc")
	publisher := map[string]string{}
	for _, d := range table(t, "docs.tsv", true, docsColumns) {
		publisher[d["doc"]] = d["publisher"]
	}
	for _, r := range rows {
		id, p := r["doc"], arts[r["doc"]]
		if r["publisher"] != publisher[id] {
			t.Errorf("%s: publisher %q, in docs.tsv %q", id, r["publisher"], publisher[id])
		}
		if !p.has(r["headline"]) || r["headline"] == "" {
			t.Errorf("%s: headline %q is not there", id, r["headline"])
		}
		if ev := r["origin_evidence"]; ev != "" && !strings.Contains(p.text, fold(ev)) {
			t.Errorf("%s: evidence %q is not in the text", id, ev)
		}
		for _, c := range []string{"boilerplate", "correction_or_update"} {
			for _, s := range strings.Split(r[c], " || ") {
				if !strings.Contains(p.text, fold(s)) {
					t.Errorf("%s: %s %q is not in the text", id, c, s)
				}
			}
		}
		if place := r["dateline_place"]; place != "" && !strings.Contains(p.text, place) {
			t.Errorf("%s: dateline place %q is not in the text", id, place)
		}
		for _, name := range strings.Split(r["byline"], ", ") {
			if !p.html && !strings.Contains(strings.ToLower(p.text), strings.ToLower(name)) {
				t.Errorf("%s: byline %q is not in the text", id, name)
			}
		}
		switch r["origin"] {
		case "unknown":
			if r["origin_evidence"] != "" || r["origin_outlet"] != "" || r["origin_confidence"] != "" {
				t.Errorf("%s: evidence of an unknown origin", id)
			}
		case "":
			t.Errorf("%s: no origin", id)
		default:
			if r["origin_evidence"] == "" || r["origin_outlet"] == "" || r["evidence_kind"] == "" || r["evidence_paragraph"] == "" ||
				!slices.Contains([]string{"high", "medium", "low"}, r["origin_confidence"]) || r["origin_by_copy"] != "" || r["origin_guess"] != "" {
				t.Errorf("%s: origin %s lacks its evidence or has that of an unknown one", id, r["origin"])
			}
		}
		for _, c := range []string{"contributors", "cites_only"} {
			for _, o := range strings.Split(r[c], ";") {
				if o != "" && o == r["origin_outlet"] {
					t.Errorf("%s: %s is both origin and in %s", id, o, c)
				}
			}
		}
	}
}

func TestLineage(t *testing.T) {
	arts := pages(t)
	rows := table(t, "lineage.tsv", true, lineageColumns)
	sameIDs(t, arts, rows, "id")
	by := map[string]map[string]string{}
	for _, r := range rows {
		by[r["id"]] = r
	}
	for _, d := range table(t, "docs.tsv", true, docsColumns) {
		if l := by[d["doc"]]; l["story"] != d["story"] || l["family"] != d["family"] {
			t.Errorf("%s: %s/%s in lineage.tsv, %s/%s in docs.tsv", d["doc"], l["story"], l["family"], d["story"], d["family"])
		}
	}
	for _, r := range rows {
		id, parent := r["id"], by[r["parent"]]
		if r["parent"] != "" && r["parent"] != "unobserved" && parent == nil {
			t.Errorf("%s: no such parent %q", id, r["parent"])
			continue
		}
		if parent != nil && parent["group"] != r["group"] {
			t.Errorf("%s and its parent are in different groups", id)
		}
		ok := true
		switch r["relation"] {
		case "copy":
			ok = parent == nil && r["parent"] == "unobserved" || parent != nil && parent["story"] == r["story"]
		case "version":
			ok = parent != nil && parent["family"] == r["family"] && parent["story"] != r["story"]
		case "partial":
			ok = parent != nil && parent["family"] != r["family"]
		case "first", "single":
			ok = parent == nil
		default:
			ok = false
		}
		if !ok {
			t.Errorf("%s: relation %q and parent %q do not go together", id, r["relation"], r["parent"])
		}
		for x, n := r, 0; x != nil; x, n = by[x["parent"]], n+1 {
			if n > len(rows) {
				t.Fatalf("%s descends from itself", id)
			}
		}
		if r["origin"] == "" || !slices.Contains([]string{"this", "group", "none"}, r["origin_evidence"]) {
			t.Errorf("%s: origin %q, evidence %q", id, r["origin"], r["origin_evidence"])
		}
	}
	for _, p := range table(t, "provenance.tsv", true, provenanceColumns) {
		l := by[p["doc"]]
		switch {
		case p["origin_outlet"] != "":
			if l["origin"] != p["origin_outlet"] || l["origin_evidence"] != "this" {
				t.Errorf("%s: origin %s by %s in lineage.tsv, %s in provenance.tsv", p["doc"], l["origin"], l["origin_evidence"], p["origin_outlet"])
			}
		case p["origin_by_copy"] != "":
			if l["origin"] != p["origin_by_copy"] || l["origin_evidence"] != "group" {
				t.Errorf("%s: origin %s by %s in lineage.tsv, %s by a copy in provenance.tsv", p["doc"], l["origin"], l["origin_evidence"], p["origin_by_copy"])
			}
			found := false
			for _, q := range rows {
				found = found || q["group"] == l["group"] && q["origin_evidence"] == "this" && q["origin"] == l["origin"]
			}
			if !found {
				t.Errorf("%s: no copy shows that %s wrote it", p["doc"], l["origin"])
			}
		default:
			if l["origin_evidence"] != "none" {
				t.Errorf("%s: evidence by %s, and none in provenance.tsv", p["doc"], l["origin_evidence"])
			}
		}
	}
}

func TestFraming(t *testing.T) {
	arts := pages(t)
	label := map[string]string{}
	for _, r := range table(t, "pairs.tsv", true, pairsColumns) {
		label[r["doc_a"]+"|"+r["doc_b"]] = r["label"]
		label[r["doc_b"]+"|"+r["doc_a"]] = r["label"]
	}
	heads := map[string]int{}
	kinds := map[string]int{}
	for _, r := range table(t, "framing.tsv", false, framingColumns) {
		pair := r["pair_id"]
		a, b := arts[r["doc_a"]], arts[r["doc_b"]]
		if pair != r["doc_a"]+"|"+r["doc_b"] {
			t.Errorf("pair %s is not %s and %s", pair, r["doc_a"], r["doc_b"])
		}
		if l := label[pair]; l != "copy" && l != "version" {
			t.Errorf("pair %s is %q", pair, l)
		}
		if !a.has(r["a_text"]) {
			t.Errorf("%s: %q is not in the first", pair, r["a_text"])
		}
		if !b.has(r["b_text"]) {
			t.Errorf("%s: %q is not in the second", pair, r["b_text"])
		}
		if !slices.Contains([]string{"0", "1", "2"}, r["matters"]) {
			t.Errorf("%s: matters %q", pair, r["matters"])
		}
		if strings.HasPrefix(r["detail"], "other ") {
			continue
		}
		if r["a_text"] == "" && r["b_text"] == "" {
			t.Errorf("%s: a %s row without text", pair, r["kind"])
		}
		if r["matters"] != "0" || r["kind"] == "neutral" || r["kind"] == "headline" {
			kinds[r["kind"]]++
		}
		heads[pair] += 0
		switch r["kind"] {
		case "headline":
			heads[pair]++
			word := strings.Trim(strings.Fields(r["detail"])[0], ":")
			if !slices.Contains([]string{"same", "trimmed", "reworded", "reframed", "new"}, word) || (word == "same") != (r["a_text"] == r["b_text"]) {
				t.Errorf("%s: headlines %q and %q are %s", pair, r["a_text"], r["b_text"], word)
			}
		case "omitted":
			if r["a_text"] == "" || r["b_text"] == "" && b.has(r["a_text"]) {
				t.Errorf("%s: omitted %q", pair, r["a_text"])
			}
		case "added":
			if r["b_text"] == "" || r["a_text"] == "" && a.has(r["b_text"]) {
				t.Errorf("%s: added %q", pair, r["b_text"])
			}
		case "label", "attribution", "hedge", "intensity", "number", "quote", "voice":
			if r["a_text"] == r["b_text"] || r["a_text"] != "" && b.has(r["a_text"]) && r["b_text"] != "" && a.has(r["b_text"]) {
				t.Errorf("%s: %s %q and %q is no difference", pair, r["kind"], r["a_text"], r["b_text"])
			}
		case "neutral":
			if r["matters"] != "0" {
				t.Errorf("%s: neutral %q matters", pair, r["a_text"])
			}
		default:
			t.Errorf("%s: kind %q", pair, r["kind"])
		}
	}
	if len(heads) < 14 {
		t.Errorf("%d pairs, want 14", len(heads))
	}
	for pair, n := range heads {
		if n != 1 {
			t.Errorf("%s has %d headline rows", pair, n)
		}
	}
	for _, k := range []string{"headline", "label", "attribution", "hedge", "intensity", "number", "quote", "omitted", "added", "voice", "neutral"} {
		if kinds[k] == 0 {
			t.Errorf("no pair shows a difference of kind %s", k)
		}
	}
}

// TestKinds checks that the corpus shows what it promises.
func TestKinds(t *testing.T) {
	raw := func(name string) []byte {
		b, err := corpus.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	var all []byte
	files, err := fs.Glob(corpus.FS, "html/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		all = append(all, raw(f)...)
	}
	for _, s := range []string{"charset=windows-1251", "charset=ISO-8859-1", `dir="rtl"`, "application/ld+json", "og:site_name", `rel="canonical"`, "<nav>", "<footer>", `class="related"`} {
		if !bytes.Contains(all, []byte(s)) {
			t.Errorf("no page has %s", s)
		}
	}
	talks := fold(string(raw("txt/globalsecurity-talks.txt")))
	if n := strings.Count(talks, "Iran Press TV"); n != 2 {
		t.Errorf("the masthead stands %d times, want 2", n)
	}
	if !strings.HasSuffix(talks, "Join the GlobalSecurity.org mailing list") {
		t.Error("the page has no mailing-list tail")
	}
	world := string(raw("world.jsonl"))
	for _, l := range []string{"es", "fr", "ru", "ar", "zh"} {
		if n := strings.Count(world, `"language": "`+l+`"`); n < 3 {
			t.Errorf("%d records are in %s, want 3", n, l)
		}
	}
}
