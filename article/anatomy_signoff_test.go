package article

import (
	"strings"
	"testing"
)

func TestParseSignOff(t *testing.T) {
	outlet := func(s string) bool { return s == "APA" || s == "dpa" || s == "AFP" }
	for line, want := range map[string]string{
		"(APA, 12.3.2019)":           "APA|12.3.2019",
		"(APA/dpa, 12. März 2019)":   "APA+dpa|12. März 2019",
		"(red, APA, 12.3.2019).":     "APA|12.3.2019",
		"[AFP, March 12]":            "AFP|March 12",
		"(Quelle: APA)":              "APA|",
		"(APA, Wien)":                "APA|",
		"(APA)":                      "",
		"(APA, Jane Doe, 12.3.2019)": "",
		"(Jane Doe, 12.3.2019)":      "",
		"(12.3.2019)":                "",
		"(APA, 12.3.2019":            "",
		"(APA, 12 boats)":            "",
		"(red, 12.3.2019)":           "",
		"(Quelle: Jane Doe)":         "",
	} {
		got := ""
		if s, ok := ParseSignOff(line, outlet); ok {
			got = strings.Join(s.Names, "+") + "|" + s.Date
		}
		if got != want {
			t.Errorf("ParseSignOff(%q) is %q, want %q", line, got, want)
		}
	}
}
