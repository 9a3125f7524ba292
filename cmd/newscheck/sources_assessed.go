package main

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/newscheck/newscheck/reliability"
)

// writeAssessed writes what raters say of the outlets behind an article, the one
// that wrote it first; nothing when none of them is rated.
func writeAssessed(b *strings.Builder, th theme, all []reliability.Assessed, width int) {
	rated := false
	for i := range all {
		rated = rated || all[i].Rated()
	}
	if !rated {
		return
	}
	b.WriteString("\n" + th.head.Render("WHAT RATERS SAY OF THOSE BEHIND IT, as imported; the writer's come first") + "\n")
	plain := lipgloss.NewStyle()
	for i := range all {
		x := &all[i]
		labelled(b, th, x.Role, printable(x.Outlet.Name)+": "+x.Reason, plain, width)
		var parts []string
		for _, r := range reliability.Latest(x.Ratings) {
			title := reliability.SchemeTitle(r.Scheme, r.Aspect)
			if r.Scope != "" {
				title += " (" + r.Scope + ")"
			}
			if len(x.Ratings) > 1 && len(r.Domains) > 0 && !r.WholeSite() {
				continue // sub-domains: sources explain lists them
			}
			part := fmt.Sprintf("%s %s", title, r.Said())
			if len(r.Domains) == 1 {
				part += " for " + r.Domains[0]
			}
			parts = append(parts, part+", "+r.AsOf)
		}
		if len(parts) == 0 {
			parts = []string{"no imported rating is about it"}
		}
		labelled(b, th, "", strings.Join(parts, "; "), th.mark, width)
		for _, c := range x.Conflicts {
			labelled(b, th, "", c, th.warn, width)
		}
	}
}
