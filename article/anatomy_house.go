package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// SharedByline is the agency in a byline or sign-off that a local station shares
// with it: "By WXYZ/AP", "(AP/WXYZ)", "Jane Doe, WXYZ Staff/AP". It is "" for
// other lines; "Evan Vucci/AP" is a photo credit.
func SharedByline(line string, outlet func(name string) bool) string {
	s := strings.Trim(line, " \u00a0()[]-–—*")
	for _, by := range []string{"By: ", "By ", "BY ", "BY: ", "by ", "Credit: ", "Source: "} {
		s = strings.TrimPrefix(s, by)
	}
	if k := strings.LastIndexAny(s[:max(0, strings.IndexByte(s, '/'))], ",|"); k > 0 {
		s = strings.TrimSpace(s[k+1:])
	}
	a, b, ok := strings.Cut(s, "/")
	if !ok || strings.Contains(b, "/") {
		return ""
	}
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	switch {
	case isStation(a) && outlet(strings.TrimPrefix(b, "The ")):
		return strings.TrimPrefix(b, "The ")
	case isStation(b) && outlet(a):
		return a
	}
	return ""
}

// JointNames are the names in a line that is nothing but two or three outlets:
// "AFP-JIJI", "AFP/The Local", "Reuters, AFP", "dpa and AP"; else nil.
func JointNames(line string, outlet func(name string) bool) []string {
	s := strings.Trim(line, " \u00a0()[]-–—*")
	for _, by := range []string{"By: ", "By ", "BY ", "BY: ", "by ", "Source: ", "Sources: ", "Agencies: "} {
		s = strings.TrimPrefix(s, by)
	}
	if len(s) > 60 || outlet == nil {
		return nil
	}
	for _, sep := range []string{"/", ", ", " & ", " and ", " + ", "-", " – ", " | "} {
		if n := strings.Count(s, sep); n < 1 || n > 2 {
			continue
		}
		first, _, _ := strings.Cut(s, sep)
		if !outlet(strings.TrimSpace(first)) {
			continue
		}
		names := strings.Split(s, sep)
		ok := true
		for i, n := range names {
			names[i] = strings.TrimSpace(n)
			ok = ok && outlet(names[i])
		}
		if ok {
			return names
		}
	}
	return nil
}

// isStation tells the call sign of a North American station, with or without
// "-TV", "News" or "Staff".
func isStation(s string) bool {
	for _, w := range []string{" Staff", " staff", " STAFF", " News", " NEWS", " Web Staff", "-TV", "-DT"} {
		s = strings.TrimSuffix(s, w)
	}
	return (len(s) == 4 || len(s) == 3) && (s[0] == 'W' || s[0] == 'K') && isUpperWord(s) && isLetterByte(s[1]) && isLetterByte(s[2]) && isLetterByte(s[len(s)-1])
}

// paperNouns end the names of newspapers and other outlets.
var paperNouns = map[string]bool{"ledger": true, "herald": true, "gazette": true, "times": true, "post": true, "news": true, "tribune": true, "chronicle": true, "courier": true, "observer": true, "examiner": true, "dispatch": true,
	"sentinel": true, "enquirer": true, "inquirer": true, "argus": true, "telegraph": true, "journal": true, "record": true, "press": true, "register": true, "bulletin": true, "standard": true, "mercury": true, "advertiser": true,
	"mirror": true, "echo": true, "voice": true, "review": true, "democrat": true, "republican": true, "independent": true, "daily": true, "weekly": true, "mail": true, "express": true, "citizen": true, "globe": true, "monitor": true,
	"television": true, "radio": true, "magazine": true, "online": true, "newspaper": true, "newspapers": true, "sun": true, "digest": true, "star-tribune": true}

// IsPaperName tells two to five capitalised words of which the last is what
// newspapers are called by: "Milltown Ledger", "The Daily Gazette".
func IsPaperName(s string) bool {
	words, last, own := 0, "", false
	for w := range strings.FieldsSeq(s) {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) && w != "of" && w != "and" && w != "the" {
			return false
		}
		words++
		last = w
		low := strings.ToLower(w)
		own = own || !paperNouns[low] && !dateLexicon().notName[low] && !IsDateWord(low)
	}
	return own && words >= 2 && words <= 5 && paperNouns[strings.ToLower(last)]
}
