package main

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/reliability"
)

// behind are the independent sources of an article's story, and what raters say
// of each.
func (a *attributed) behind(rec *provenance.Record) []reliability.Assessed {
	i := slices.IndexFunc(a.stories, func(st provenance.Story) bool { return st.Story == rec.Story })
	if i < 0 {
		return []reliability.Assessed{}
	}
	return reliability.ForStory(&a.stories[i], a.book)
}

// writeAssessed writes what raters say of the outlets behind an article, the one
// that wrote it first, and of the sources of its story, where these are others;
// nothing when none of them is rated.
func writeAssessed(b *strings.Builder, th theme, all, sources []reliability.Assessed, width int) {
	if len(sources) > 1 {
		all = slices.Concat(all, sources)
	}
	if !slices.ContainsFunc(all, func(x reliability.Assessed) bool { return x.Rated() }) {
		return
	}
	b.WriteString("\n" + th.head.Render("WHAT RATERS SAY OF THOSE BEHIND IT, as imported; the writer's come first") + "\n")
	plain := lipgloss.NewStyle()
	told := map[string]bool{}
	for i := range all {
		x := &all[i]
		labelled(b, th, x.Role, printable(x.Outlet.Name)+": "+x.Reason, plain, width)
		if key := reliability.Key(&x.Outlet); told[key] {
			continue // its ratings stand above
		} else {
			told[key] = true
		}
		parts := latestWords(x.Ratings)
		if len(parts) == 0 {
			parts = []string{"no imported rating is about it"}
		}
		labelled(b, th, "", strings.Join(parts, "; "), th.mark, width)
		for _, c := range x.Conflicts {
			labelled(b, th, "", c, th.warn, width)
		}
	}
}

// latestWords are the latest ratings of each scheme and part, equal ones of several
// addresses as one. Sub-domains are left out where others are rated, too: sources
// explain lists them.
func latestWords(ratings []reliability.Rating) []string {
	var said []string
	addresses := map[string][]string{}
	for _, r := range reliability.Latest(ratings) {
		title := reliability.SchemeTitle(r.Scheme, r.Aspect)
		if r.Scope != "" {
			title += " (" + r.Scope + ")"
		}
		if len(ratings) > 1 && !r.WholeSite() {
			continue
		}
		words := fmt.Sprintf("%s %s, %s", title, r.Said(), r.AsOf)
		if _, again := addresses[words]; !again {
			said = append(said, words)
		}
		addresses[words] = append(addresses[words], r.Domains...)
	}
	for i, words := range said {
		if list := addresses[words]; len(list) > 0 {
			said[i] += " for " + strings.Join(list, ", ")
		}
	}
	return said
}
