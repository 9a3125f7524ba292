package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

// Help begins with examples, because that is what people look for, and ends
// with EXIT STATUS, because that is what scripts look for.

const programSummary = "find the copies of a story in a pile of news articles"

// helpWidth is the width that help is wrapped to.
const helpWidth = 80

// programHelp is what newscheck alone prints.
func programHelp(cmds []*command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "newscheck - %s\n\n", programSummary)
	writeExamples(&b, []example{
		{"newscheck demo", "see it work on the sample corpus inside the program"},
		{"newscheck dedupe corpus/", "which articles are copies of one another"},
		{"newscheck dedupe a.jsonl b.csv.gz --format jsonl", "one line per article, for other programs"},
		{"newscheck dedupe corpus/ --explain ID1 ID2", "why these two match, or do not"},
	})
	b.WriteString("\nUSAGE\n  newscheck COMMAND [FLAGS] [ARGUMENTS]\n\nCOMMANDS\n")
	for _, c := range cmds {
		fmt.Fprintf(&b, "  %-12s %s\n", c.name, c.summary)
	}
	b.WriteString("\nnewscheck COMMAND --help shows a command's examples and flags. Each flag can\n" +
		"also be set in the environment (NEWSCHECK_MIN_OVERLAP for --min-overlap) or in a\n" +
		"config file; newscheck config shows what is set, and where.\n")
	writeExits(&b, nil)
	return b.String()
}

// help is the full help of a command.
func (c *command) help() string {
	var b strings.Builder
	fmt.Fprintf(&b, "newscheck %s - %s\n\n", c.name, c.summary)
	writeExamples(&b, c.examples)
	fmt.Fprintf(&b, "\nUSAGE\n  %s\n", c.usage())
	b.WriteString("\n")
	if c.about != "" {
		for _, p := range strings.Split(strings.TrimSpace(c.about), "\n\n") {
			b.WriteString(wrapText(p, helpWidth, "") + "\n\n")
		}
	}
	if len(c.subs) > 0 {
		b.WriteString("COMMANDS\n")
		for _, s := range c.subs {
			fmt.Fprintf(&b, "  %-12s %s\n", s.word(), s.summary)
		}
		fmt.Fprintf(&b, "\nnewscheck %s COMMAND --help shows a command's examples and flags.\n\n", c.name)
	}
	b.WriteString("FLAGS\n")
	for _, f := range c.docFlags() {
		writeFlag(&b, f)
	}
	writeExits(&b, c.exits)
	return b.String()
}

// short is what a command prints when it was given nothing to work on.
func (c *command) short() string {
	var b strings.Builder
	fmt.Fprintf(&b, "usage: %s\n\n", c.usage())
	writeExamples(&b, c.examples)
	return b.String()
}

func (c *command) usage() string {
	s := "newscheck " + c.name
	if len(c.flags) > 0 {
		s += " [FLAGS]"
	}
	if c.args != "" {
		s += " " + c.args
	}
	return s
}

func writeExamples(b *strings.Builder, examples []example) {
	b.WriteString("EXAMPLES\n")
	for _, e := range examples {
		if e.what == "" {
			fmt.Fprintf(b, "  %s\n", e.command)
			continue
		}
		fmt.Fprintf(b, "  # %s\n  %s\n", e.what, e.command)
	}
}

// docFlag is a flag as help shows it.
type docFlag struct {
	names    []string // long name first
	value    string   // what its value is called, "" for a switch
	pair     bool     // takes two values
	usage    string
	initial  string // default worth showing
	choices  []string
	variable string // environment variable
}

// docFlags lists the flags of c and --help.
func (c *command) docFlags() []docFlag {
	var all []docFlag
	for _, f := range c.flags {
		d := docFlag{names: f.Names(), choices: c.choices[f.Names()[0]], pair: c.pairs[f.Names()[0]], variable: envName(f.Names()[0])}
		if doc, ok := f.(cli.DocGenerationFlag); ok {
			d.value, d.usage = valueName(doc.GetUsage())
			if !doc.TakesValue() {
				d.value = ""
			} else if s := strings.Trim(doc.GetDefaultText(), `"`); s != "" && s != "0" {
				d.initial = s
			}
		}
		all = append(all, d)
	}
	return append(all, docFlag{names: []string{"help", "h"}, usage: "show this help"})
}

// valueName takes the name of a flag's value, which stands between backquotes
// in its usage, out of it.
func valueName(usage string) (name, rest string) {
	before, after, ok := strings.Cut(usage, "`")
	if !ok {
		return "VALUE", usage
	}
	name, after, _ = strings.Cut(after, "`")
	return name, before + name + after
}

// spelled is the flag as it is typed: "-o, --output FILE".
func (d docFlag) spelled() string {
	s := "    --" + d.names[0]
	for _, n := range d.names[1:] {
		if len(n) == 1 {
			s = "-" + n + ", --" + d.names[0]
		}
	}
	if d.value != "" {
		s += " " + d.value
	}
	return s
}

func writeFlag(b *strings.Builder, d docFlag) {
	const column = 30
	usage := d.usage
	if d.initial != "" {
		usage += " (default " + d.initial + ")"
	}
	head := "  " + d.spelled()
	lines := strings.Split(wrapText(usage, helpWidth-column, ""), "\n")
	if len(head) > column-2 {
		fmt.Fprintln(b, head)
		head = ""
	}
	for _, l := range lines {
		fmt.Fprintf(b, "%-*s%s\n", column, head, l)
		head = ""
	}
}

func writeExits(b *strings.Builder, more []exit) {
	b.WriteString("\nEXIT STATUS\n")
	for _, e := range exits(more) {
		text := wrapText(e.when, helpWidth, "       ")
		fmt.Fprintf(b, "  %-3d  %s\n", e.code, strings.TrimLeft(text, " "))
	}
}

// exits are all exit codes of a command, in order.
func exits(more []exit) []exit {
	all := []exit{{exitOK, "ran"}}
	for _, e := range more {
		if e.code < exitFailure {
			all = append(all, e)
		}
	}
	all = append(all, exit{exitFailure, "wrong usage, or it failed; stderr says why"})
	for _, e := range more {
		if e.code > exitFailure {
			all = append(all, e)
		}
	}
	return all
}

// wrapText breaks s into lines of at most width columns, each after indent.
// Lines that begin with white space are left as they are.
func wrapText(s string, width int, indent string) string {
	var out []string
	for _, p := range strings.Split(s, "\n") {
		if strings.HasPrefix(p, " ") {
			out = append(out, indent+p)
			continue
		}
		line := ""
		for _, w := range strings.Fields(p) {
			if line != "" && len([]rune(line))+1+len([]rune(w)) > width-len(indent) {
				out = append(out, indent+line)
				line = ""
			}
			if line != "" {
				line += " "
			}
			line += w
		}
		out = append(out, indent+line)
	}
	return strings.Join(out, "\n")
}

// literalTemplate makes a template that prints s as it is.
func literalTemplate(s string) string {
	return strings.ReplaceAll(s, "{{", `{{"{{"}}`)
}
