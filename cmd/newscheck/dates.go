package main

import (
	"strings"
	"time"
)

// timeLayouts are the forms of a date that sources commonly use, the exact
// ones first. Forms that mean different days in different countries (3/10/2016)
// are left out: no date is better than a wrong one.
var timeLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700",
	"2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700",
	"2006-01-02 15:04:05 MST", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04", "2006-01-02", "20060102T150405Z", "20060102150405", "20060102",
	time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05 -0700",
	time.RFC850, time.ANSIC, time.UnixDate,
	"January 2, 2006 3:04 PM", "Jan 2, 2006 3:04 PM", "January 2, 2006 15:04", "Jan 2, 2006 3:04PM", "Mon Jan 2, 2006 3:04PM",
	"January 2, 2006", "Jan 2, 2006", "Jan. 2, 2006", "2 January 2006", "2 Jan 2006", "2 January 2006 15:04", "2006/01/02", "2006/01/02 15:04:05",
}

// parseTime reads a date in a common form; a form without a zone is taken as
// UTC. It returns the zero time when s is in none of them.
func parseTime(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, l := range timeLayouts {
		if t, err := time.Parse(l, s); err == nil && t.Year() > 1400 && t.Year() < 2200 {
			return t
		}
	}
	return time.Time{}
}
