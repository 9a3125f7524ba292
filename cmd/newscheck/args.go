package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// arrange puts the flags of a command line where urfave/cli looks for them:
// between the command and its arguments, and makes one word of the name of a
// command below another ("index stats"). People also write
// "newscheck dedupe corpus/ --format json" and "newscheck --color never
// dedupe corpus/"; left alone, the first would be read as three paths.
//
// What stands after "--" stays an argument. Flags that no command has stay
// where they are, so that they are reported by their name.
func arrange(cmds []*command, args []string) []string {
	var name, unfinished string // unfinished is a flag that lacks its value
	var before, flags, rest []string
	var cmd *command
	for i := 0; i < len(args); i++ {
		a := args[i]
		switch {
		case a == "--":
			rest = append(rest, args[i+1:]...)
			i = len(args)
		case !isFlag(a):
			below := (*command)(nil)
			if cmd != nil && len(rest) == 0 {
				below = find(cmd.subs, cmd.name+" "+a)
			}
			switch {
			case name == "":
				name, cmd = a, find(cmds, a)
			case below != nil:
				name, cmd = below.name, below
			default:
				rest = append(rest, a)
			}
		default:
			taken := []string{a}
			f, n := lookup(cmds, cmd, a)
			first := !strings.Contains(a, "=") // the first value may begin with "-", such as a negative number
			for ; n > 0 && i+1 < len(args) && (first && args[i+1] != "--" || !isFlag(args[i+1])); n, first = n-1, false {
				i++
				taken = append(taken, args[i])
			}
			if n > 0 && len(taken) == 1 && !strings.Contains(a, "=") {
				unfinished = a
			}
			if name == "" && f == nil {
				before = append(before, taken...) // --help and --version of the program
			} else {
				flags = append(flags, repeatFlag(taken)...)
			}
		}
	}
	if name == "" {
		return slices.Concat(before, flags, rest)
	}
	if slices.ContainsFunc(flags, func(f string) bool { return f == "--help" || f == "-h" || f == "-help" }) {
		return append(before, name, "--help") // help about one of its arguments was not what was asked for
	}
	if unfinished != "" && name != "" {
		return append(before, name, unfinished) // nothing may look like its value
	}
	out := append(before, name)
	if cmd != nil && cmd.action == nil { // it has no flags: what is wrong is that it is no command
		return append(append(append(out, "--"), rest...), flags...)
	}
	out = append(out, flags...)
	if cmd != nil {
		out = append(out, "--")
	}
	return append(out, rest...)
}

// isFlag reports whether a looks like a flag; "-" alone is standard input.
func isFlag(a string) bool { return len(a) > 1 && a[0] == '-' }

// repeatFlag writes the second value of a flag that takes two as a second
// flag, which is how urfave/cli gives a list.
func repeatFlag(taken []string) []string {
	name, _, eq := strings.Cut(taken[0], "=")
	switch {
	case eq && len(taken) == 2:
		return []string{taken[0], name, taken[1]}
	case !eq && len(taken) == 3:
		return []string{name, taken[1], name, taken[2]}
	}
	return taken
}

// lookup finds the flag that arg names, of cmd or, when the command is not
// known yet, of any; and how many of the following words are its values.
func lookup(cmds []*command, cmd *command, arg string) (cli.Flag, int) {
	name, _, eq := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	if cmd != nil {
		cmds = []*command{cmd}
	}
	for _, c := range flat(cmds) {
		for _, f := range c.flags {
			if !slices.Contains(f.Names(), name) {
				continue
			}
			n := 0
			if d, ok := f.(cli.DocGenerationFlag); ok && d.TakesValue() {
				n = 1
				if c.pairs[f.Names()[0]] {
					n = 2
				}
				if eq {
					n--
				}
			}
			return f, n
		}
	}
	return nil, 0
}

// find is the command of that full name, also when it stands below another.
func find(cmds []*command, name string) *command {
	for _, c := range flat(cmds) {
		if c.name == name {
			return c
		}
	}
	return nil
}
