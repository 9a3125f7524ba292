package reliability

import (
	"regexp"
	"strconv"
	"strings"
)

var schemeRE = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)
var aspectRE = regexp.MustCompile(`^[a-z0-9]+(?:[_-][a-z0-9]+)*$`)

// plainRow reads a row of the layout "csv", which is for ratings of any rater.
// Its columns, all but value free to be left out: scheme (else ImportOptions.Name),
// aspect (else "rating"), domain (several parted by spaces), outlet (registry id
// or name), name, value, low and high (ends of a scale in numbers), rank and
// ranks (a step and how many there are), scope, marks, link, raters, imputed, note.
// Values of a scheme that newscheck describes get their place from the description.
func plainRow(im *importer, cell cellsOf) ([]Rating, error) {
	id := cell("scheme")
	if id == "" {
		id = im.Name
	}
	if !schemeRE.MatchString(id) || len(id) > 40 {
		return nil, refuse("scheme", id, "is not an id of lower-case letters, digits and hyphens; give it in a column scheme or with --name")
	}
	aspect := cell("aspect")
	if aspect == "" {
		aspect = "rating"
		if s := schemeOf(id); s != nil {
			aspect = s.Aspects[0].ID
		}
	}
	if !aspectRE.MatchString(aspect) || len(aspect) > 40 {
		return nil, refuse("aspect", aspect, "is not an id of lower-case letters, digits, hyphens and underlines")
	}
	v := cell("value")
	if v == "" {
		return nil, refuse("value", "", "is empty")
	}
	r := Rating{Scheme: id, Aspect: aspect, Value: v, Original: v, Name: cell("name"), Scope: cell("scope"), Link: cell("link"), Note: cell("note")}
	if m := cell("marks"); m != "" {
		r.Marks = strings.FieldsFunc(m, func(c rune) bool { return c == ';' || c == '|' })
	}
	if !isLink(r.Link) {
		return nil, refuse("link", r.Link, "does not begin with http:// or https://")
	}
	if err := r.placeOf(cell); err != nil {
		return nil, err
	}
	if n := cell("raters"); n != "" {
		k, err := strconv.Atoi(n)
		if err != nil || k < 0 {
			return nil, refuse("raters", n, "is not a whole number")
		}
		r.Raters = k
	}
	switch t := Imputation(strings.ToLower(cell("imputed"))); t {
	case NotTold, Given, Partly, Filled:
		r.Imputed = t
	default:
		return nil, refuse("imputed", string(t), "is none of yes, no, partly")
	}
	var at []address
	for _, d := range strings.FieldsFunc(cell("domain"), func(c rune) bool { return c == ' ' || c == '|' || c == ';' }) {
		a, err := parseAddress(d)
		if err != nil {
			return nil, refuse("domain", d, "%v", err)
		}
		at = append(at, a)
	}
	who := cell("outlet")
	if o := im.Registry.ByID(who); o != nil {
		r.Outlets = []string{o.ID}
		who = o.Name
	}
	if r.Name == "" && len(r.Outlets) == 0 {
		r.Name = who
	}
	if who == "" && r.Name == "" && len(at) == 0 {
		return nil, refuse("domain", "", "neither this nor outlet nor name has a value")
	}
	var names []string
	for _, n := range []string{who, r.Name} {
		if n != "" {
			names = append(names, n)
		}
	}
	r, err := im.rate(r, at, names...)
	return []Rating{r}, err
}

// isLink reports whether s is empty or an address that a page may link to.
func isLink(s string) bool {
	return s == "" || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}

// placeOf reads where a value stands: by the description of the scheme, else by
// rank and ranks, else by low and high.
func (r *Rating) placeOf(cell cellsOf) error {
	if a := schemeOf(r.Scheme).aspect(r.Aspect); a != nil {
		if known := a.find(r.Value); known != nil {
			r.Value, r.Place = known.Value, a.place(known)
			return nil
		}
		if a.Scale == Number {
			at, err := strconv.ParseFloat(r.Value, 64)
			if err != nil || !(at >= 0 && at <= 1) {
				return refuse("value", r.Value, "is not a number from 0 to 1, as scheme %s has them", r.Scheme)
			}
			r.Value, r.Place = strconv.FormatFloat(at, 'f', 3, 64), &Place{At: &at}
			return nil
		}
	}
	if s := cell("rank"); s != "" || cell("ranks") != "" {
		p, err := parsePlace(s + "/" + cell("ranks"))
		if err != nil {
			return refuse("rank", s+" of "+cell("ranks"), "rank must be a whole number from 1 to ranks")
		}
		r.Place = p
		return nil
	}
	if cell("low") == "" && cell("high") == "" {
		return nil
	}
	low, err1 := strconv.ParseFloat(cell("low"), 64)
	high, err2 := strconv.ParseFloat(cell("high"), 64)
	v, err3 := strconv.ParseFloat(r.Value, 64)
	at := (v - low) / (high - low)
	switch {
	case err1 != nil || err2 != nil || !(low != high):
		return refuse("low", cell("low"), "low and high must be two different numbers, the ends of the scale")
	case err3 != nil:
		return refuse("value", r.Value, "is not a number, though low and high say that the scale is one")
	case !(at >= 0 && at <= 1):
		return refuse("value", r.Value, "is not between low %s and high %s", cell("low"), cell("high"))
	}
	r.Place = &Place{At: &at}
	return nil
}
