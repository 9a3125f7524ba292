package report

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// timelinePicture shows when each copy appeared. Places along the line are
// percentages, so that the picture has the width of its page and its letters
// keep their size.
type timelinePicture struct {
	Rows    []timelineRow
	Ticks   []tick
	More    []float64 // places of copies that have no row of their own
	MoreY   int
	MoreN   int
	Undated int
	Height  int
	Bottom  int
	Desc    string
}

type timelineRow struct {
	Y     int
	At    string // percent
	Width string // percent; a bar, when only the day is known
	Bar   bool
	Class string
	Name  string
	When  string
}

type tick struct {
	At     string
	Label  string
	Anchor string
}

const (
	timelineRows = 24
	timelineStep = 40
	timelineTop  = 30
	timelineFrom = 3.0 // percent: first and last place of the line
	timelineTo   = 97.0
)

func (v *storyView) timeline() timelinePicture {
	type dated struct {
		c    *Copy
		at   time.Time
		long time.Duration
	}
	var all []dated
	var p timelinePicture
	for i := range v.Story.Copies {
		c := &v.Story.Copies[i]
		if t, ok := instant(c.Published); ok {
			all = append(all, dated{c, t, lasts(c.Published.Precision)})
		} else {
			p.Undated++
		}
	}
	if len(all) == 0 {
		return p
	}
	from, to := all[0].at, all[0].at
	for _, d := range all {
		if d.at.Before(from) {
			from = d.at
		}
		if e := d.at.Add(d.long); e.After(to) {
			to = e
		}
	}
	span := to.Sub(from)
	place := func(t time.Time) float64 {
		if span <= 0 {
			return 50
		}
		return timelineFrom + (timelineTo-timelineFrom)*float64(t.Sub(from))/float64(span)
	}
	for i, d := range all {
		if i >= timelineRows && len(all) > timelineRows+1 {
			p.More = append(p.More, place(d.at))
			continue
		}
		r := timelineRow{Y: timelineTop + 20 + i*timelineStep, At: percent(place(d.at)), Class: v.class(d.c), Name: v.Label(d.c.ID), When: showDate(d.c.Published)}
		if d.long > 0 && span > 0 {
			r.Bar, r.Width = true, percent(max(place(d.at.Add(d.long))-place(d.at), 1))
		}
		if i > 0 {
			if g := d.at.Sub(all[0].at); g >= time.Minute && d.long < 24*time.Hour && all[0].long < 24*time.Hour {
				r.When += " (+" + gap(g) + ")"
			}
		}
		p.Rows = append(p.Rows, r)
	}
	p.Bottom = timelineTop + len(p.Rows)*timelineStep
	if p.MoreN = len(p.More); p.MoreN > 0 {
		p.MoreY = p.Bottom + 20
		p.Bottom += timelineStep
		for i := range p.More {
			p.More[i] = float64(int(p.More[i]*2+.5)) / 2
		}
		slices.Sort(p.More)
		p.More = slices.Compact(p.More)
	}
	p.Height = p.Bottom + 6
	p.Ticks = ticks(from, to, place)
	p.Desc = fmt.Sprintf("%s from %s to %s.", count(len(all), "dated copy"), from.Format("2 Jan 2006 15:04"), to.Format("2 Jan 2006 15:04"))
	for i, r := range p.Rows {
		if i == 8 {
			break
		}
		p.Desc += " " + r.Name + ": " + r.When + "."
	}
	return p
}

func percent(f float64) string {
	return strconv.FormatFloat(float64(int(f*100+.5))/100, 'f', -1, 64) + "%"
}

// ticks are at most five round moments between the first and the last.
func ticks(from, to time.Time, place func(time.Time) float64) []tick {
	span := to.Sub(from)
	if span <= 0 {
		return []tick{{percent(50), from.Format("2 Jan 2006, 15:04"), "middle"}}
	}
	steps := []struct {
		d      time.Duration
		layout string
	}{
		{5 * time.Minute, "15:04"}, {15 * time.Minute, "15:04"}, {30 * time.Minute, "15:04"}, {time.Hour, "15:04"}, {3 * time.Hour, "2 Jan 15:04"}, {6 * time.Hour, "2 Jan 15:04"}, {12 * time.Hour, "2 Jan 15:04"},
		{24 * time.Hour, "2 Jan"}, {48 * time.Hour, "2 Jan"}, {7 * 24 * time.Hour, "2 Jan"}, {30 * 24 * time.Hour, "Jan 2006"}, {91 * 24 * time.Hour, "Jan 2006"}, {365 * 24 * time.Hour, "2006"}, {5 * 365 * 24 * time.Hour, "2006"}, {25 * 365 * 24 * time.Hour, "2006"},
	}
	var out []tick
	for _, s := range steps {
		if span/s.d > 3 {
			continue
		}
		for t := from.Truncate(s.d); !t.After(to); t = t.Add(s.d) {
			if t.Before(from) {
				continue
			}
			at := place(t)
			anchor := "middle"
			if at < 12 {
				anchor = "start"
			} else if at > 88 {
				anchor = "end"
			}
			out = append(out, tick{percent(at), t.Format(s.layout), anchor})
		}
		if len(out) > 0 {
			return out
		}
	}
	return []tick{{percent(place(from)), from.Format("2 Jan 2006"), "start"}, {percent(place(to)), to.Format("2 Jan 2006"), "end"}}
}
