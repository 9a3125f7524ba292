package reliability

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Words of this file report what raters said, with date and scheme. None of them
// says what an outlet is.

// Said is a rating in words: "generally unreliable" or "0.234 (0 lowest quality to
// 1 highest quality)" or "mixed (step 3 of 6, very low to very high)".
func (r *Rating) Said() string {
	v := r.Value
	if len(r.Marks) > 0 {
		v += ", " + strings.Join(r.Marks, ", ")
	}
	a := schemeOf(r.Scheme).aspect(r.Aspect)
	switch {
	case r.Place == nil:
		return v + r.filledIn()
	case r.Place.At != nil:
		if a != nil && a.Low != "" {
			return fmt.Sprintf("%s (0 %s to 1 %s)", v, a.Low, a.High) + r.filledIn()
		}
		return fmt.Sprintf("%s (at %s of 0 to 1)", v, short(*r.Place.At)) + r.filledIn()
	}
	ends := ""
	if a != nil && a.Low != "" {
		ends = fmt.Sprintf(", %s to %s", a.Low, a.High)
	}
	return fmt.Sprintf("%s (step %d of %d%s)", v, r.Place.Rank, r.Place.Of, ends) + r.filledIn()
}

// filledIn says whether raters gave the value.
func (r *Rating) filledIn() string {
	switch r.Imputed {
	case Filled:
		return ", imputed"
	case Partly:
		return ", partly imputed"
	}
	return ""
}

// Basis says on what a rating rests, as far as the file tells: raters, imputation.
func (r *Rating) Basis() string {
	var parts []string
	switch {
	case r.Raters == 1:
		parts = append(parts, "1 rater")
	case r.Raters > 1:
		parts = append(parts, strconv.Itoa(r.Raters)+" raters")
	default:
		parts = append(parts, "raters not told")
	}
	switch r.Imputed {
	case Filled:
		parts = append(parts, "imputed")
	case Partly:
		parts = append(parts, "partly imputed")
	case Given:
		parts = append(parts, "not imputed")
	default:
		if a := schemeOf(r.Scheme).aspect(r.Aspect); a != nil && a.Scale == Number {
			parts = append(parts, "not told whether imputed")
		}
	}
	return strings.Join(parts, ", ")
}

func short(f float64) string { return strconv.FormatFloat(f, 'f', 3, 64) }

// brief is the value of r with what must be said beside it in a sentence.
func (r *Rating) brief() string {
	v := r.Value
	if len(r.Marks) > 0 {
		v += " and " + strings.Join(r.Marks, " and ")
	}
	return v + r.filledIn()
}

// SchemeTitle is the name of a scheme and one of its aspects, such as "mbfc factual
// reporting"; an aspect that is the only one of its scheme is not named.
func SchemeTitle(scheme, aspect string) string {
	s := schemeOf(scheme)
	if a := s.aspect(aspect); a != nil {
		if len(s.Aspects) == 1 {
			return scheme
		}
		return scheme + " " + a.Title
	}
	if aspect == "" || aspect == "rating" {
		return scheme
	}
	return scheme + " " + strings.ReplaceAll(aspect, "_", " ")
}

// Conflicts says in words where ratings of one outlet changed in time, where one
// scheme has several values for it at one time, and where schemes disagree. The
// order of ratings makes no difference.
func Conflicts(ratings []Rating) []string {
	all := slices.Clone(ratings)
	slices.SortStableFunc(all, compareRatings)
	out := []string{}
	for _, g := range groupBy(all, func(r *Rating) string { return r.Scheme + "\t" + r.Aspect + "\t" + strings.ToLower(r.Scope) }) {
		if s := changedWords(g); s != "" {
			out = append(out, s)
		}
		for _, at := range groupBy(g, func(r *Rating) string { return r.AsOf }) {
			if s := placesWords(at); s != "" {
				out = append(out, s)
			}
		}
	}
	if s := sidesWords(all); s != "" {
		out = append(out, s)
	}
	return out
}

// groupBy parts a list that is in order of key.
func groupBy(all []Rating, key func(*Rating) string) [][]Rating {
	var out [][]Rating
	for i := range all {
		if i > 0 && key(&all[i]) == key(&all[i-1]) {
			out[len(out)-1] = append(out[len(out)-1], all[i])
		} else {
			out = append(out, []Rating{all[i]})
		}
	}
	return out
}

// about is what a group of ratings is about: "rsp" or "rsp (politics)".
func about(r *Rating) string {
	t := SchemeTitle(r.Scheme, r.Aspect)
	if r.Scope != "" {
		t += " (" + r.Scope + ")"
	}
	return t
}

// changedWords tells how a scheme changed: "rsp: generally unreliable in 2021,
// deprecated in 2026".
func changedWords(g []Rating) string {
	times := groupBy(g, func(r *Rating) string { return r.AsOf })
	var steps []string
	var last string
	for _, at := range times {
		values := distinct(at, (*Rating).brief)
		if v := strings.Join(values, " or "); v != last {
			last = v
			steps = append(steps, v+" in "+when(at[0].AsOf, times))
		}
	}
	if len(steps) < 2 {
		return ""
	}
	return about(&g[0]) + " changed: " + strings.Join(steps, ", ")
}

// when is a date as short as tells it from the others.
func when(asOf string, times [][]Rating) string {
	year := asOf[:min(4, len(asOf))]
	n := 0
	for _, t := range times {
		if strings.HasPrefix(t[0].AsOf, year) {
			n++
		}
	}
	if n > 1 {
		return asOf
	}
	return year
}

func distinct(g []Rating, f func(*Rating) string) []string {
	var out []string
	for i := range g {
		if v := f(&g[i]); !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// manyAddresses is how many addresses of one outlet are named in a sentence.
const manyAddresses = 5

// placesWords tells where one scheme has several values at one time: "lin2023
// (2023) gives presstv.com 0.234 and presstv.ir 0.691, imputed: two places on one
// scale for one outlet".
func placesWords(g []Rating) string {
	values := distinct(g, func(r *Rating) string { return r.Value + "\t" + strings.Join(r.Marks, "|") })
	if len(values) < 2 {
		return ""
	}
	var parts []string
	for _, at := range groupBy(g, (*Rating).addresses) {
		parts = append(parts, at[0].addresses()+" "+strings.Join(distinct(at, (*Rating).brief), " and "))
	}
	if n := len(parts); n > manyAddresses {
		parts = append(parts[:manyAddresses-1], fmt.Sprintf("%d more addresses", n-manyAddresses+1))
	}
	what := "values"
	if g[0].Place != nil {
		what = "places on one scale"
	}
	return fmt.Sprintf("%s (%s) gives %s: %s %s for one outlet", about(&g[0]), g[0].AsOf, list(parts), number(len(values)), what)
}

// sidesWords tells where schemes that speak of merit put the outlet as a whole at
// opposite ends, by the latest ratings of each.
func sidesWords(all []Rating) string {
	var low, high []string
	lowSchemes, highSchemes := map[string]bool{}, map[string]bool{}
	for _, g := range groupBy(all, func(r *Rating) string { return r.Scheme + "\t" + r.Aspect }) {
		last := ""
		for i := range g {
			last = max(last, g[i].AsOf)
		}
		g = slices.DeleteFunc(g, func(r Rating) bool { return r.AsOf != last || r.Scope != "" })
		if !slices.ContainsFunc(g, func(r Rating) bool { return !r.subSite() }) {
			continue
		}
		for i := range g {
			r := &g[i]
			if r.subSite() {
				continue // a sub-domain does not stand for the outlet where its site is rated, too
			}
			words := fmt.Sprintf("%s %s (%s)", SchemeTitle(r.Scheme, r.Aspect), r.brief(), r.AsOf)
			if len(distinct(g, (*Rating).addresses)) > 1 && len(r.Domains) > 0 {
				words = fmt.Sprintf("%s %s for %s (%s)", SchemeTitle(r.Scheme, r.Aspect), r.brief(), r.addresses(), r.AsOf)
			}
			switch r.side() {
			case -1:
				low = append(low, words)
				lowSchemes[r.Scheme] = true
			case 1:
				high = append(high, words)
				highSchemes[r.Scheme] = true
			}
		}
	}
	opposed := false
	for l := range lowSchemes {
		for h := range highSchemes {
			opposed = opposed || l != h
		}
	}
	if !opposed {
		return ""
	}
	return "the schemes do not agree: at the low end of their scales " + list(low) + "; at the high end " + list(high)
}

// side says whether r stands at the low (-1) or high (+1) end of its scale, as its
// scheme describes it; for scales in numbers the ends are the outer thirds, and for
// steps of schemes that are not described the lowest and highest third.
func (r *Rating) side() int {
	a := schemeOf(r.Scheme).aspect(r.Aspect)
	if a != nil && !a.Merit || r.Place == nil {
		return 0
	}
	if a != nil && a.Scale == Steps {
		if v := a.find(r.Value); v != nil {
			return v.Side
		}
		return 0
	}
	at := 0.5
	switch {
	case r.Place.At != nil:
		at = *r.Place.At
	case r.Place.Of > 1:
		at = float64(r.Place.Rank-1) / float64(r.Place.Of-1)
	}
	switch {
	case at < 1.0/3:
		return -1
	case at > 2.0/3:
		return 1
	}
	return 0
}

// list joins parts as in a sentence.
func list(parts []string) string {
	switch n := len(parts); n {
	case 0:
		return ""
	case 1:
		return parts[0]
	default:
		return strings.Join(parts[:n-1], ", ") + " and " + parts[n-1]
	}
}

// number is a small number in words.
func number(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}

// Latest are the ratings of the latest date of each scheme, aspect and part.
func Latest(ratings []Rating) []Rating {
	all := slices.Clone(ratings)
	slices.SortStableFunc(all, compareRatings)
	var out []Rating
	for _, g := range groupBy(all, func(r *Rating) string { return r.Scheme + "\t" + r.Aspect + "\t" + strings.ToLower(r.Scope) }) {
		last := slices.MaxFunc(g, func(a, b Rating) int { return cmp.Compare(a.AsOf, b.AsOf) }).AsOf
		for _, r := range g {
			if r.AsOf == last {
				out = append(out, r)
			}
		}
	}
	return out
}
