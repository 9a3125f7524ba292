package lineage

import (
	"time"

	"github.com/newscheck/newscheck/provenance"
)

// clock is when a copy was published: an interval that holds the time as it was
// shown.
type clock struct {
	known    bool
	zoned    bool // the zone is known; otherwise the interval is in some local time
	fine     bool // told to the minute
	from, to time.Time
}

var precisions = []struct {
	name, layout string
	length       func(time.Time) time.Time
}{
	{"second", "2006-01-02T15:04:05", func(t time.Time) time.Time { return t.Add(time.Second) }},
	{"minute", "2006-01-02T15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
	{"hour", "2006-01-02T15", func(t time.Time) time.Time { return t.Add(time.Hour) }},
	{"day", "2006-01-02", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{"month", "2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
	{"year", "2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
}

// readClock turns a date into the interval that holds it. The time when a page was
// fetched says only that it was published before, which is not used.
func readClock(d *provenance.Date) clock {
	if d == nil || d.Source == "fetched" {
		return clock{}
	}
	for _, p := range precisions {
		if d.Precision != "" && d.Precision != p.name {
			continue
		}
		layouts := []string{p.layout}
		if d.ZoneKnown {
			layouts = []string{p.layout + "Z07:00", p.layout}
		}
		for _, layout := range layouts {
			t, err := time.Parse(layout, d.Value)
			if err != nil {
				continue
			}
			return clock{
				known: true, zoned: d.ZoneKnown, fine: p.name == "minute" || p.name == "second",
				from: t.UTC(), to: p.length(t).UTC(),
			}
		}
	}
	return clock{}
}

const (
	// slack is how far apart two times to the minute must be before their order
	// counts: sites round, and renew their stamps.
	slack = 10 * time.Minute
	// zones is how far apart times must be whose zone is unknown: local clocks run
	// up to 14 hours ahead of UTC.
	zones = 14 * time.Hour
)

// order tells whether a is surely before b (-1), after (+1) or neither (0), and
// whether both clocks are told to the minute in a known zone.
func order(a, b clock) (sign int, firm bool) {
	if !a.known || !b.known {
		return 0, false
	}
	margin := time.Duration(0)
	switch {
	case !a.zoned || !b.zoned:
		margin = zones
	case a.fine && b.fine:
		margin, firm = slack, true
	}
	switch {
	case b.from.Sub(a.to) >= margin:
		return -1, firm
	case a.from.Sub(b.to) >= margin:
		return 1, firm
	}
	return 0, firm
}

// hoursApart is the least number of hours from a to b, 0 when unknown.
func hoursApart(a, b clock) float64 {
	if !a.known || !b.known {
		return 0
	}
	return max(b.from.Sub(a.to).Hours(), 0)
}
