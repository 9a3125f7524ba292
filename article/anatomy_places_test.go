package article

import "testing"

func TestInRegion(t *testing.T) {
	for line, want := range map[string]bool{
		"RIZE, Turkey": true, "Rize, Turkey": true, "MONG CAI, Vietnam": true, "HELENA, Mont.": true, "Tbilisi, Georgia": true, "ST. PAUL, Minn.": true, "Rio de Janeiro, Brazil": true,
		"Jane Doe, Ohio": false, "SMITH, Georgia": false, "Smith, Jordan": false, "rize, Turkey": false, "Rize, turkey": false, "Rize": false, "2019, Turkey": false, "Rize, Turkish": false, ", Turkey": false, "A, Turkey": false,
	} {
		if got := inRegion(line); got != want {
			t.Errorf("inRegion(%q) is %v", line, got)
		}
	}
}
