package main

import (
	"strings"
	"time"
)

// moment is a date as an article gives it.
type moment struct {
	time.Time // as written; without a zone it is read as UTC. Zero when unknown
	// latest is the last instant that the words can mean: a time without a zone
	// may be up to twelve hours later in UTC, a day without a time a day more.
	// Who was first is judged by it, so that a local time never passes for an
	// earlier one.
	latest time.Time
}

// layout is a form of a date and how far off it can be.
type layoutOf struct {
	form  string
	slack time.Duration
}

const (
	noZone = 12 * time.Hour
	noTime = 24*time.Hour + noZone
)

// layouts returns the forms of a date that sources commonly use, the exact
// ones first. Forms that mean different days in different countries
// (3/10/2016) are left out: no date is better than a wrong one.
func layouts() []layoutOf {
	var all []layoutOf
	for _, group := range []struct {
		slack time.Duration
		forms []string
	}{
		{0, []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00",
			"2006-01-02 15:04:05 -0700", "20060102T150405Z", time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700"}},
		{noZone, []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05.999999999",
			"2006-01-02 15:04", "20060102150405", time.RFC1123, "Mon, 2 Jan 2006 15:04:05 MST", time.RFC850, time.ANSIC, time.UnixDate,
			"January 2, 2006 3:04 PM", "Jan 2, 2006 3:04 PM", "January 2, 2006 15:04", "Jan 2, 2006 3:04PM", "Mon Jan 2, 2006 3:04PM",
			"2 January 2006 15:04", "2006/01/02 15:04:05"}},
		{noTime, []string{"2006-01-02", "20060102", "January 2, 2006", "Jan 2, 2006", "Jan. 2, 2006", "2 January 2006", "2 Jan 2006", "2006/01/02"}},
	} {
		for _, f := range group.forms {
			all = append(all, layoutOf{f, group.slack})
		}
	}
	return all
}

// dateReader reads dates in the common forms. It tries the form that fitted
// last time first: a pile mostly has one. Not safe for concurrent use.
type dateReader struct {
	layouts []layoutOf
}

func newDateReader() *dateReader { return &dateReader{layouts()} }

// read returns the moment that s names, or the zero moment.
func (d *dateReader) read(s string) moment {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 64 {
		return moment{}
	}
	for i, l := range d.layouts {
		t, err := time.ParseInLocation(l.form, s, time.UTC) // abbreviations of zones mean the same on every machine
		if err != nil || t.Year() < 1400 || t.Year() > 2200 {
			continue
		}
		// No two forms read the same words, so their order is free.
		d.layouts[0], d.layouts[i] = d.layouts[i], d.layouts[0]
		slack := l.slack
		if zone, _ := t.Zone(); strings.HasSuffix(l.form, "MST") && (zone == "UTC" || zone == "GMT") {
			slack = 0 // other abbreviations are read as UTC, whatever they mean
		}
		return moment{t, t.Add(slack)}
	}
	return moment{}
}
