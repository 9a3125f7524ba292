package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// command is one command of newscheck as data: parsing, help, the manual page
// and shell completions are all made from it. A new command is a file
// cmd_NAME.go with a function that returns one, and a line in commands.
//
// A command can have commands below it ("index stats" below "index"). It may do
// something of its own as well, as sources does; without an action it shows
// them. Its first argument is one of them when it has such a name: a file called
// stats is written ./stats.
type command struct {
	name     string // in full: "index stats"
	args     string // what its arguments are called in help: "PATH…"
	min, max int    // how many arguments it takes; max < 0 means any number
	summary  string // one line
	examples []example
	about    string // paragraphs parted by a blank line
	flags    []cli.Flag
	choices  map[string][]string // flag → the values it can have
	pairs    map[string]bool     // flags that take two values
	exits    []exit              // EXIT STATUS beyond 0 and 2
	subs     []*command          // commands below this one
	action   func(*run, *cli.Context) error
}

type example struct{ command, what string }

type exit struct {
	code int
	when string
}

// Exits that several commands share.
var (
	exitReads = exit{exitPartial, "finished, but some input could not be read; each is named on stderr"}
	exitStops = exit{exitInterrupted, "interrupted; what had been read was finished and written"}
)

// commands lists the commands in the order that help shows them.
func commands() []*command {
	return []*command{
		dedupeCommand(),
		provenanceCommand(),
		compareCommand(),
		reportCommand(),
		sourcesCommand(),
		ingestCommand(),
		indexCommand(),
		serveCommand(),
		evalCommand(),
		demoCommand(),
		configCommand(),
		completionCommand(),
		manCommand(),
		versionCommand(),
		helpCommand(),
	}
}

// flat lists commands and, after each, those below it.
func flat(cmds []*command) []*command {
	var all []*command
	for _, c := range cmds {
		all = append(append(all, c), flat(c.subs)...)
	}
	return all
}

// word is what c is called below its parent.
func (c *command) word() string { return c.name[strings.LastIndexByte(c.name, ' ')+1:] }

// colorFlag is on every command that draws.
func colorFlag() cli.Flag {
	return &cli.StringFlag{Name: "color", Value: "auto", Usage: "use colour: `WHEN` is auto, always or never"}
}

var colorChoices = []string{"auto", "always", "never"}

// newApp wires the commands to urfave/cli. Its own help, its exits and its
// printing of errors are all off: they differ from command to command and
// end with codes of their own.
func newApp(r *run) *cli.App {
	app := &cli.App{
		Name:                      "newscheck",
		Usage:                     programSummary,
		Version:                   version(),
		Writer:                    r.out,
		ErrWriter:                 r.err,
		HideHelpCommand:           true,
		HideVersion:               true,
		DisableSliceFlagSeparator: true,
		CustomAppHelpTemplate:     literalTemplate(programHelp(commands())),
		ExitErrHandler:            func(*cli.Context, error) {},
		// urfave/cli adds its help flag only where there is no help command.
		Flags: []cli.Flag{cli.HelpFlag, &cli.BoolFlag{Name: "version", DisableDefaultText: true}},
		OnUsageError: func(_ *cli.Context, err error, _ bool) error {
			return withHint(flagError(err), "newscheck --help lists the commands")
		},
		Action: func(c *cli.Context) error {
			if c.Bool("version") {
				_, err := fmt.Fprintln(r.out, "newscheck", version())
				return err
			}
			if !c.Args().Present() {
				_, err := io.WriteString(r.out, programHelp(commands()))
				return err
			}
			return unknownCommand(c.Args().First())
		},
	}
	// arrange has made one word of the name of a command below another.
	for _, c := range flat(commands()) {
		app.Commands = append(app.Commands, c.build(r))
	}
	return app
}

// build makes the urfave/cli command.
func (c *command) build(r *run) *cli.Command {
	return &cli.Command{
		Name:               c.name,
		Usage:              c.summary,
		ArgsUsage:          c.args,
		Flags:              c.flags,
		HideHelpCommand:    true,
		CustomHelpTemplate: literalTemplate(c.help()),
		OnUsageError: func(_ *cli.Context, err error, _ bool) error {
			return c.usageError(flagError(err))
		},
		Action: func(ctx *cli.Context) error {
			if c.action == nil {
				return c.group(r, ctx)
			}
			settings, err := c.settle(r, ctx)
			if err != nil {
				return err
			}
			r.settings = settings
			r.decideColor(ctx.String("color"))
			switch n := ctx.NArg(); {
			case n < c.min && c.min > 0 && n == 0:
				return c.needsArgs(r)
			case n < c.min:
				return c.usageError(fmt.Errorf("%s needs %s", c.name, c.args))
			case c.max >= 0 && n > c.max:
				return c.usageError(fmt.Errorf("%s does not take %q", c.name, ctx.Args().Get(c.max)))
			}
			return c.action(r, ctx)
		},
	}
}

// group is the action of a command that only has others below it.
func (c *command) group(r *run, ctx *cli.Context) error {
	if !ctx.Args().Present() {
		_, err := io.WriteString(r.out, c.help())
		return err
	}
	word := ctx.Args().First()
	var words []string
	for _, s := range c.subs {
		words = append(words, s.word())
	}
	if isFlag(word) {
		return withHint(fmt.Errorf("%s needs a command: %s", c.name, strings.Join(words, ", ")), "newscheck %s --help says what they do", c.name)
	}
	err := fmt.Errorf("unknown command %q", c.name+" "+word)
	if near := nearest(word, words); near != "" {
		return withHint(err, "did you mean newscheck %s %s?", c.name, near)
	}
	return withHint(err, "the commands of %s are %s", c.name, strings.Join(words, ", "))
}

// usageError is err with the way to the command's help, or with what was
// probably meant.
func (c *command) usageError(err error) error {
	if _, bad, ok := strings.Cut(err.Error(), "unknown flag --"); ok {
		if near := nearest(bad, c.flagNames()); near != "" {
			return withHint(err, "did you mean --%s?", near)
		}
	}
	return withHint(err, "newscheck %s --help shows the flags and examples", c.name)
}

// needsArgs is the error of a command that was given nothing to work on, below
// its short help.
func (c *command) needsArgs(r *run) error {
	_, _ = fmt.Fprintf(r.err, "%s\n", c.short())
	return withHint(fmt.Errorf("%s needs %s", c.name, c.args), "%s", c.emptyHint())
}

// emptyHint is what to do when no argument was given.
func (c *command) emptyHint() string {
	if strings.HasPrefix(c.args, "PATH") {
		return fmt.Sprintf("name a file or folder, or - to read standard input: newscheck %s corpus/", c.name)
	}
	return fmt.Sprintf("newscheck %s --help shows examples", c.name)
}

// flagNames lists the long names of c's flags.
func (c *command) flagNames() []string {
	names := []string{"help"}
	for _, f := range c.flags {
		names = append(names, f.Names()[0])
	}
	return names
}

// flagError says in our words what package flag says in its own.
func flagError(err error) error {
	s := err.Error()
	if name, ok := strings.CutPrefix(s, "flag provided but not defined: -"); ok {
		return fmt.Errorf("unknown flag --%s", strings.TrimLeft(name, "-"))
	}
	if name, ok := strings.CutPrefix(s, "flag needs an argument: -"); ok {
		return fmt.Errorf("--%s needs a value", strings.TrimLeft(name, "-"))
	}
	if s, ok := strings.CutPrefix(s, "invalid value "); ok { // "x" for flag -workers: parse error
		if value, s, ok := strings.Cut(s, " for flag -"); ok {
			name, why, _ := strings.Cut(s, ": ")
			return fmt.Errorf("--%s cannot be %s: %s", name, value, plainWhy(why))
		}
	}
	if s, ok := strings.CutPrefix(s, "invalid boolean value "); ok { // "x" for -noisy: parse error
		if value, s, ok := strings.Cut(s, " for -"); ok {
			name, _, _ := strings.Cut(s, ": ")
			return fmt.Errorf("--%s cannot be %s: it is true or false", name, value)
		}
	}
	return err
}

func plainWhy(why string) string {
	switch why {
	case "parse error":
		return "that is not a number"
	case "value out of range":
		return "that number is too large"
	}
	return why
}

func unknownCommand(name string) error {
	err := fmt.Errorf("unknown command %q", name)
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	if near := nearest(name, names); near != "" {
		return withHint(err, "did you mean newscheck %s?", near)
	}
	if strings.ContainsAny(name, "/.") {
		return withHint(err, "to find the copies in it: newscheck dedupe %s", name)
	}
	return withHint(err, "the commands are %s", strings.Join(names, ", "))
}

// oneOf checks value against the choices of flag name.
func (c *command) oneOf(name, value string) error {
	choices := c.choices[name]
	if choices == nil || slices.Contains(choices, value) {
		return nil
	}
	err := fmt.Errorf("--%s cannot be %q", name, value)
	if near := nearest(value, choices); near != "" {
		return withHint(err, "did you mean --%s %s?", name, near)
	}
	return withHint(err, "it is one of %s", strings.TrimPrefix(strings.Join(choices, ", "), ", "))
}
