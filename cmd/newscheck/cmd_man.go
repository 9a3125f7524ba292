package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

func manCommand() *command {
	return &command{
		name:    "man",
		summary: "print the manual page",
		examples: []example{
			{"newscheck man | man -l -", "read it"},
			{"newscheck man > ~/.local/share/man/man1/newscheck.1", "install it"},
		},
		action: func(r *run, c *cli.Context) error {
			_, err := io.WriteString(r.out, manPage(commands()))
			return err
		},
	}
}

// manPage is the manual page in the man(7) language, made from the same data
// as the help.
func manPage(cmds []*command) string {
	var b strings.Builder
	b.WriteString(".TH NEWSCHECK 1 \"\" \"newscheck\" \"User Commands\"\n.SH NAME\n")
	fmt.Fprintf(&b, "newscheck \\- %s\n", roff(programSummary))
	b.WriteString(".SH SYNOPSIS\n")
	cmds = flat(cmds)
	for _, c := range cmds {
		fmt.Fprintf(&b, ".B %s\n%s\n.br\n", roff("newscheck "+c.name), roff(strings.TrimPrefix(c.usage(), "newscheck "+c.name)))
	}
	b.WriteString(".SH COMMANDS\n")
	for _, c := range cmds {
		fmt.Fprintf(&b, ".SS %s\n%s\n", roff("newscheck "+c.name), roff(sentence(c.summary)))
		for _, p := range strings.Split(strings.TrimSpace(c.about), "\n\n") {
			switch {
			case p == "":
			case strings.HasPrefix(p, " "):
				fmt.Fprintf(&b, ".PP\n.nf\n%s\n.fi\n", roff(p))
			default:
				fmt.Fprintf(&b, ".PP\n%s\n", roff(p))
			}
		}
		for _, f := range c.docFlags() {
			usage := sentence(f.usage)
			if f.initial != "" {
				usage += " Default: " + f.initial + "."
			}
			if f.variable != "" {
				usage += " Environment: " + f.variable + "."
			}
			fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(strings.TrimSpace(f.spelled())), roff(usage))
		}
		b.WriteString(".PP\nExamples:\n.RS\n.nf\n")
		for _, e := range c.examples {
			if e.what != "" {
				fmt.Fprintf(&b, "# %s\n", roff(e.what))
			}
			fmt.Fprintf(&b, "%s\n", roff(e.command))
		}
		b.WriteString(".fi\n.RE\n")
	}
	b.WriteString(".SH EXIT STATUS\n")
	for _, e := range exits([]exit{{exitFound, "something was found and \\-\\-exit\\-code was given"}, exitReads, exitStops}) {
		fmt.Fprintf(&b, ".TP\n.B %d\n%s\n", e.code, sentence(e.when))
	}
	b.WriteString(".SH FILES\n.TP\n.I $XDG_CONFIG_HOME/newscheck/config\nValues of flags, one flag = value a line; see newscheck config \\-\\-help.\n")
	return b.String()
}

// sentence ends s with a full stop and begins it with a capital.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// roff escapes s for man(7).
func roff(s string) string {
	s = strings.NewReplacer("\\", "\\e", "-", "\\-", "…", "...").Replace(strings.TrimSpace(s))
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = "\\&" + l
		}
	}
	return strings.Join(lines, "\n")
}
