package report

import (
	"fmt"
	"time"

	"github.com/newscheck/newscheck/provenance"
)

// layouts of a Date's value by its precision.
var layouts = map[string]string{"year": "2006", "month": "2006-01", "day": "2006-01-02", "hour": "2006-01-02T15", "minute": "2006-01-02T15:04", "second": "2006-01-02T15:04:05"}

// instant is the moment of a date; a clock without a zone is taken as UTC.
func instant(d *provenance.Date) (time.Time, bool) {
	if d == nil {
		return time.Time{}, false
	}
	layout, ok := layouts[d.Precision]
	if !ok {
		return time.Time{}, false
	}
	for _, zone := range []string{"Z07:00", ""} {
		if t, err := time.Parse(layout+zone, d.Value); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// latest is the last moment that a date may mean.
func latest(d *provenance.Date) (time.Time, bool) {
	t, ok := instant(d)
	if ok {
		t = t.Add(lasts(d.Precision))
	}
	return t, ok
}

// showDate is a date as people write it, with no more than is known.
func showDate(d *provenance.Date) string {
	t, ok := instant(d)
	if !ok {
		if d == nil {
			return "no date"
		}
		return d.Value
	}
	switch d.Precision {
	case "year":
		return t.Format("2006")
	case "month":
		return t.Format("Jan 2006")
	case "day":
		return t.Format("2 Jan 2006")
	}
	s := t.Format("2 Jan 2006, 15:04")
	if d.ZoneKnown {
		return s + " UTC"
	}
	return s + ", zone not stated"
}

// lasts is how long a date of such a precision may last.
func lasts(precision string) time.Duration {
	switch precision {
	case "year":
		return 365 * 24 * time.Hour
	case "month":
		return 30 * 24 * time.Hour
	case "day":
		return 24 * time.Hour
	case "hour":
		return time.Hour
	}
	return 0
}

// gap is a length of time, roughly.
func gap(d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d d", int(d.Hours()/24))
}
