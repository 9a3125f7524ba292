package reliability

import (
	"regexp"
	"strconv"
	"strings"
)

// linRow reads the ratings of Lin et al. The file with all columns tells which
// raters stand behind a value: what raters gave has at most four decimals, and
// what was filled in has more.
func linRow(im *importer, cell cellsOf) ([]Rating, error) {
	a, err := parseAddress(cell("domain"))
	if err != nil {
		return nil, refuse("domain", cell("domain"), "%v", err)
	}
	s := cell("pc1")
	at, err := strconv.ParseFloat(s, 64)
	if err != nil || !(at >= 0 && at <= 1) {
		return nil, refuse("pc1", s, "is not a number from 0 to 1")
	}
	r := Rating{Scheme: "lin2023", Aspect: "pc1", Value: strconv.FormatFloat(at, 'f', 3, 64), Original: s, Place: &Place{At: &at},
		Link: schemeOf("lin2023").Link}
	switch v := strings.ToLower(cell("imputed")); v {
	case "":
	case "yes", "true", "1":
		r.Imputed = Filled
	case "no", "false", "0":
		r.Imputed = Given
	case "partly":
		r.Imputed = Partly
	default:
		return nil, refuse("imputed", v, "is none of yes, no, partly")
	}
	if n := cell("raters"); n != "" {
		if r.Raters, err = strconv.Atoi(n); err != nil || r.Raters < 0 {
			return nil, refuse("raters", n, "is not a whole number")
		}
	}
	r.linRaters(cell)
	r, err = im.rate(r, []address{a})
	return []Rating{r}, err
}

var givenRE = regexp.MustCompile(`^-?\d+(?:\.\d{1,4})?$`)

// linRaters tells from the columns of the four raters that give more than two
// values which of them rated a domain.
func (r *Rating) linRaters(cell cellsOf) {
	var given, filled []string
	for _, rater := range []struct{ name, column string }{
		{"Ad Fontes Media", "afm"}, {"professional fact-checkers", "fc"}, {"MBFC", "mbfc"}, {"Lewandowsky et al.", "lewandowsky_mean"},
	} {
		switch v := cell(rater.column); {
		case v == "":
		case givenRE.MatchString(v):
			given = append(given, rater.name)
		default:
			filled = append(filled, rater.name)
		}
	}
	if len(given)+len(filled) == 0 {
		return
	}
	r.Raters = len(given)
	switch {
	case len(given) == 0:
		r.Imputed = Filled
	case len(filled) > 0:
		r.Imputed = Partly
	default:
		r.Imputed = Given
	}
	if len(given) > 0 {
		r.Note = "given by " + strings.Join(given, ", ")
	}
	if len(filled) > 0 {
		if r.Note != "" {
			r.Note += "; "
		}
		r.Note += "filled in for " + strings.Join(filled, ", ")
	}
}

// mbfcRow reads a row of Idiap's collection: up to three aspects.
func mbfcRow(im *importer, cell cellsOf) ([]Rating, error) {
	a, err := parseAddress(cell("source"))
	if err != nil {
		return nil, refuse("source", cell("source"), "%v", err)
	}
	var out []Rating
	s := schemeOf("mbfc")
	for _, c := range []struct{ column, aspect string }{
		{"factual_reporting", "factual_reporting"}, {"mbfc_credibility_rating", "credibility"}, {"bias", "bias"},
	} {
		v := cell(c.column)
		if v == "" {
			continue
		}
		r, err := im.rate(s.rate(c.aspect, v), []address{a})
		if err != nil {
			return nil, err
		}
		r.Raters, r.Imputed = 1, Given
		out = append(out, r)
	}
	if len(out) == 0 {
		return nil, refuse("factual_reporting", "", "neither this nor bias nor credibility has a value")
	}
	return out, nil
}

// rate begins a rating of one aspect with the value that a file writes as s.
func (s *Scheme) rate(aspect, v string) Rating {
	r := Rating{Scheme: s.ID, Aspect: aspect, Value: v, Original: v, Link: s.Link}
	a := s.aspect(aspect)
	if known := a.find(v); known != nil {
		r.Value, r.Place = known.Value, a.place(known)
	}
	return r
}

// mergedRE finds the matrix's own bookkeeping, which is not about the outlet.
var mergedRE = regexp.MustCompile(`(?i)^merged from \w+$`)

// stateRow reads a row of the ASD State Media Matrix.
func stateRow(im *importer, cell cellsOf) ([]Rating, error) {
	asset, company, v := cell("Main assets"), cell("Media company"), cell("Typology")
	if v == "" {
		return nil, refuse("Typology", "", "is empty")
	}
	s := schemeOf("state-media")
	unsure := strings.HasSuffix(v, "?")
	r := s.rate("typology", strings.TrimSuffix(v, "?"))
	if s.aspect("typology").find(strings.TrimSuffix(v, "?")) == nil {
		return nil, refuse("Typology", v, "is no code of this scheme (SC, CaPu, CaPr, ISFM, ISF, ISM, IP)")
	}
	r.Original = v
	var notes []string
	if unsure {
		notes = append(notes, "the file marks the typology with a question mark")
	}
	r.Name = asset
	if company != "" && company != asset {
		notes = append(notes, "published by "+company)
		if r.Name == "" {
			r.Name = company
		}
	}
	for _, c := range []string{"Country", "Status", "Notes"} {
		if t := cell(c); t != "" && !mergedRE.MatchString(t) {
			notes = append(notes, strings.ToLower(c)+": "+t)
		}
	}
	r.Note = strings.Join(notes, "; ")
	var at []address
	if u := cell("URL"); u != "" {
		a, err := parseAddress(u)
		if err != nil {
			return nil, refuse("URL", u, "%v", err)
		}
		at = append(at, a)
	}
	if r.Name == "" && len(at) == 0 {
		return nil, refuse("Main assets", "", "neither this nor Media company nor URL has a value")
	}
	r, err := im.rate(r, at, r.Name)
	return []Rating{r}, err
}
