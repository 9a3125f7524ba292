package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

func completionCommand() *command {
	return &command{
		name: "completion", args: "SHELL", min: 1, max: 1,
		summary: "print the completion script of bash, zsh or fish",
		examples: []example{
			{"newscheck completion bash > ~/.local/share/bash-completion/completions/newscheck", "bash"},
			{"newscheck completion zsh > ~/.zfunc/_newscheck", "zsh, with ~/.zfunc in fpath"},
			{"newscheck completion fish > ~/.config/fish/completions/newscheck.fish", "fish"},
		},
		about: "Commands, flags and the values of flags are completed; everything else is a file name.",
		action: func(r *run, c *cli.Context) error {
			script, ok := map[string]func([]*command) string{"bash": bashCompletion, "zsh": zshCompletion, "fish": fishCompletion}[c.Args().First()]
			if !ok {
				return withHint(fmt.Errorf("there is no completion for %q", c.Args().First()), "it is one of bash, zsh, fish")
			}
			_, err := io.WriteString(r.out, script(commands()))
			return err
		},
	}
}

// values are the words that may follow flag d.
func (d docFlag) values() []string {
	var v []string
	for _, c := range d.choices {
		if c != "" {
			v = append(v, c)
		}
	}
	return v
}

// argWords are the words that may be c's arguments, where they are not files.
// A command that has others below it and does something of its own takes both.
func (c *command) argWords(all []*command) []string {
	switch {
	case len(c.subs) > 0:
		var words []string
		for _, s := range c.subs {
			words = append(words, s.word())
		}
		return words
	case c.args == "SHELL":
		return []string{"bash", "zsh", "fish"}
	case strings.Contains(c.args, "COMMAND"):
		var names []string
		for _, o := range all {
			names = append(names, o.name)
		}
		return names
	}
	return nil
}

// namesBelow are the full names of commands below others, quoted for a case of
// a shell.
func namesBelow(cmds []*command) []string {
	var names []string
	for _, c := range flat(cmds) {
		if strings.Contains(c.name, " ") {
			names = append(names, pattern(c.name))
		}
	}
	return names
}

// pattern quotes a command's full name where a shell's case needs it.
func pattern(name string) string {
	if strings.Contains(name, " ") {
		return `"` + name + `"`
	}
	return name
}

func bashCompletion(cmds []*command) string {
	var b strings.Builder
	var names []string
	for _, c := range cmds {
		names = append(names, c.name)
	}
	b.WriteString("# bash completion for newscheck\n_newscheck() {\n" +
		"    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words= files=\n" +
		"    if ((COMP_CWORD == 1)); then\n")
	fmt.Fprintf(&b, "        COMPREPLY=($(compgen -W %q -- \"$cur\"))\n        return\n    fi\n", strings.Join(append(names, "--help", "--version"), " "))
	b.WriteString("    local command=${COMP_WORDS[1]}\n")
	if below := namesBelow(cmds); len(below) > 0 {
		fmt.Fprintf(&b, "    if ((COMP_CWORD > 2)); then\n        case \"$command ${COMP_WORDS[2]}\" in\n        %s) command+=\" ${COMP_WORDS[2]}\" ;;\n        esac\n    fi\n", strings.Join(below, "|"))
	}
	b.WriteString("    case $command:$prev in\n")
	for _, c := range flat(cmds) {
		for _, f := range c.docFlags() {
			if v := f.values(); len(v) > 0 {
				fmt.Fprintf(&b, "    %s:--%s) words=%q ;;\n", pattern(c.name), f.names[0], strings.Join(v, " "))
			}
		}
	}
	b.WriteString("    esac\n    if [[ -z $words ]]; then\n        case $command:$cur in\n")
	for _, c := range flat(cmds) {
		var flags []string
		for _, f := range c.docFlags() {
			flags = append(flags, "--"+f.names[0])
		}
		fmt.Fprintf(&b, "        %s:-*) words=%q ;;\n", pattern(c.name), strings.Join(flags, " "))
		if w := c.argWords(cmds); w != nil {
			files := ""
			if len(c.subs) > 0 && c.action != nil {
				files = " files=1"
			}
			fmt.Fprintf(&b, "        %s:*) words=%q%s ;;\n", pattern(c.name), strings.Join(w, " "), files)
		}
	}
	b.WriteString("        esac\n    fi\n    if [[ -n $words ]]; then\n        COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n" +
		"        if [[ -n $files ]]; then\n            COMPREPLY+=($(compgen -f -- \"$cur\"))\n        fi\n" +
		"    else\n        COMPREPLY=($(compgen -f -- \"$cur\"))\n    fi\n}\ncomplete -o filenames -F _newscheck newscheck\n")
	return b.String()
}

func zshCompletion(cmds []*command) string {
	var b strings.Builder
	b.WriteString("#compdef newscheck\n\n_newscheck() {\n    local -a commands\n    commands=(\n")
	for _, c := range cmds {
		fmt.Fprintf(&b, "        %s\n", quoteShell(c.name+":"+c.summary))
	}
	b.WriteString("    )\n    if (( CURRENT == 2 )); then\n        _describe 'command' commands\n        return\n    fi\n" +
		"    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n")
	if below := namesBelow(cmds); len(below) > 0 {
		fmt.Fprintf(&b, "    if (( CURRENT > 2 )); then\n        case \"$command $words[2]\" in\n        %s)\n            command+=\" $words[2]\"\n"+
			"            shift words\n            (( CURRENT-- ))\n        ;;\n        esac\n    fi\n", strings.Join(below, "|"))
	}
	b.WriteString("    case $command in\n")
	for _, c := range flat(cmds) {
		fmt.Fprintf(&b, "    %s)\n        _arguments", pattern(c.name))
		for _, f := range c.docFlags() {
			spec := "--" + f.names[0]
			if f.value != "" {
				spec += "="
			}
			spec += "[" + strings.NewReplacer("[", "(", "]", ")", ":", "\\:").Replace(f.usage) + "]"
			switch v := f.values(); {
			case len(v) > 0:
				spec += ":" + strings.ToLower(f.value) + ":(" + strings.Join(v, " ") + ")"
			case f.value != "":
				spec += ":" + strings.ToLower(f.value) + ":_files"
			}
			fmt.Fprintf(&b, " \\\n            %s", quoteShell(spec))
		}
		if w := c.argWords(cmds); w != nil {
			fmt.Fprintf(&b, " \\\n            %s", quoteShell("*: :("+strings.Join(w, " ")+")"))
			if len(c.subs) > 0 && c.action != nil {
				b.WriteString(" \\\n            '*:file:_files'")
			}
		} else {
			b.WriteString(" \\\n            '*:file:_files'")
		}
		b.WriteString("\n        ;;\n")
	}
	b.WriteString("    esac\n}\n\n_newscheck \"$@\"\n")
	return b.String()
}

func fishCompletion(cmds []*command) string {
	var b strings.Builder
	b.WriteString("# fish completion for newscheck\n")
	for _, c := range cmds {
		fmt.Fprintf(&b, "complete -c newscheck -n __fish_use_subcommand -f -a %s -d %s\n", c.name, quoteShell(c.summary))
	}
	for _, c := range flat(cmds) {
		when := quoteShell("__fish_seen_subcommand_from " + strings.ReplaceAll(c.name, " ", "; and __fish_seen_subcommand_from "))
		for _, f := range c.docFlags() {
			fmt.Fprintf(&b, "complete -c newscheck -n %s -l %s", when, f.names[0])
			for _, n := range f.names[1:] {
				if len(n) == 1 {
					fmt.Fprintf(&b, " -s %s", n)
				}
			}
			switch v := f.values(); {
			case len(v) > 0:
				fmt.Fprintf(&b, " -x -a %s", quoteShell(strings.Join(v, " ")))
			case f.value != "":
				b.WriteString(" -r")
			}
			fmt.Fprintf(&b, " -d %s\n", quoteShell(f.usage))
		}
		if w := c.argWords(cmds); w != nil {
			fmt.Fprintf(&b, "complete -c newscheck -n %s%s -a %s\n", when, fishFiles(c), quoteShell(strings.Join(w, " ")))
		}
	}
	return b.String()
}

// fishFiles says that arguments are no files, where they are none.
func fishFiles(c *command) string {
	if len(c.subs) > 0 && c.action != nil {
		return ""
	}
	return " -f"
}

// quoteShell puts s in single quotes.
func quoteShell(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
