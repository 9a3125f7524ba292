package reliability

import (
	"fmt"
	"time"

	"github.com/newscheck/newscheck/provenance"
)

// moment is when an article was published, with what is honestly known of it.
type moment struct {
	known     bool
	exact     bool      // to the minute, with a zone
	at        time.Time // as stated; a clock without a zone is taken as UTC
	low, high time.Time // between which it was, for certain or nearly so
}

// unsure is by how much a clock may be off whose zone is not stated. Zones reach
// from -12 to +14 hours; two stated days that are two days apart are in order.
const unsure = 12 * time.Hour

var layouts = map[string]struct {
	layout string
	lasts  time.Duration
}{
	"day":    {"2006-01-02", 24 * time.Hour},
	"hour":   {"2006-01-02T15", time.Hour},
	"minute": {"2006-01-02T15:04", time.Minute},
	"second": {"2006-01-02T15:04:05", time.Second},
}

// momentOf reads a record's date; less than a day's precision is not known.
func momentOf(d *provenance.Date) moment {
	if d == nil {
		return moment{}
	}
	l, ok := layouts[d.Precision]
	if !ok {
		return moment{}
	}
	t, err := time.Parse(l.layout+"Z07:00", d.Value)
	if err != nil {
		if t, err = time.Parse(l.layout, d.Value); err != nil {
			return moment{}
		}
	}
	t = t.UTC()
	m := moment{known: true, at: t, low: t, high: t.Add(l.lasts)}
	if d.Precision == "day" || !d.ZoneKnown {
		m.low, m.high = m.low.Add(-unsure), m.high.Add(unsure)
	} else {
		m.exact = d.Precision != "hour"
	}
	return m
}

// before reports whether a was before b for certain.
func (a moment) before(b moment) bool {
	return a.known && b.known && (a.exact && b.exact && a.at.Before(b.at) || !a.high.After(b.low))
}

// compare puts earlier stated times first, unknown ones last.
func (a moment) compare(b moment) int {
	switch {
	case a.known != b.known:
		if a.known {
			return -1
		}
		return 1
	case !a.known:
		return 0
	}
	return a.at.Compare(b.at)
}

// lag is how long after other a was, in hours: to the minute where both clocks are
// exact, else in whole days between the dates.
func (a moment) lag(other moment) float64 {
	if a.exact && other.exact {
		return a.at.Sub(other.at).Hours()
	}
	day := func(m moment) time.Time { return m.at.Truncate(24 * time.Hour) }
	return max(0, day(a).Sub(day(other)).Hours())
}

// hours tells a lag in words.
func hours(h float64) string {
	switch {
	case h < 2:
		return fmt.Sprintf("%.0f min", h*60)
	case h < 48:
		return fmt.Sprintf("%.0f h", h)
	}
	return fmt.Sprintf("%.0f days", h/24)
}
