package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// nested are commands below another: one that only holds others, one that also
// takes files.
func nested(ran *string) []*command {
	action := func(name string) func(*run, *cli.Context) error {
		return func(_ *run, c *cli.Context) error {
			*ran = name + " " + strings.Join(c.Args().Slice(), " ")
			return nil
		}
	}
	return []*command{
		{name: "shelf", args: "COMMAND", max: -1, subs: []*command{
			{name: "shelf count", args: "[PATH]", max: 1, flags: []cli.Flag{&cli.StringFlag{Name: "by"}}, action: action("shelf count")},
			{name: "shelf clear", max: 0, action: action("shelf clear")},
		}},
		{name: "books", args: "PATH…", max: -1, action: action("books"), flags: []cli.Flag{&cli.StringFlag{Name: "by"}},
			subs: []*command{{name: "books add", args: "PATH…", max: -1, action: action("books add")}}},
	}
}

func TestArrangeBelow(t *testing.T) {
	for _, x := range []struct{ in, want string }{
		{"shelf", "shelf|--"},
		{"shelf count", "shelf count|--"},
		{"shelf count --by year a", "shelf count|--by|year|--|a"},
		{"shelf --by year count a", "shelf count|--by|year|--|a"},
		{"shelf countt", "shelf|--|countt"},
		{"shelf countt --by year", "shelf|--|countt|--by|year"},
		{"shelf --by year", "shelf|--|--by|year"},
		{"books a add", "books|--|a|add"},
		{"books add a", "books add|--|a"},
		{"books ./add", "books|--|./add"},
		{"books -- add", "books|--|add"},
		{"count", "count"},
		{"shelf count --help", "shelf count|--help"},
	} {
		got := arrange(nested(new(string)), strings.Fields(x.in))
		if want := strings.Split(x.want, "|"); !slices.Equal(got, want) {
			t.Errorf("%s\n got %q\nwant %q", x.in, got, want)
		}
	}
}

func TestGroupHelp(t *testing.T) {
	shelf := nested(new(string))[0]
	help := shelf.help()
	for _, want := range []string{"USAGE\n  newscheck shelf COMMAND\n", "COMMANDS\n  count ", "newscheck shelf COMMAND --help"} {
		if !strings.Contains(help, want) {
			t.Errorf("help lacks %q:\n%s", want, help)
		}
	}
	var out bytes.Buffer
	r := newRun(strings.NewReader(""), &out, &out, env())
	app := newApp(r)
	app.Commands = nil
	for _, c := range flat(nested(new(string))) {
		app.Commands = append(app.Commands, c.build(r))
	}
	err := app.Run([]string{"newscheck", "shelf", "--", "cuont"})
	if err == nil || err.Error() != `unknown command "shelf cuont"` {
		t.Errorf("got %v", err)
	}
}

func TestCompletionBelow(t *testing.T) {
	bash := bashCompletion(nested(new(string)))
	for _, want := range []string{
		`"shelf count"|"shelf clear"|"books add") command+=" ${COMP_WORDS[2]}"`,
		`"shelf count":-*) words="--by --help"`,
		`shelf:*) words="count clear" ;;`,
		`books:*) words="add" files=1 ;;`,
	} {
		if !strings.Contains(bash, want) {
			t.Errorf("bash completion lacks %s:\n%s", want, bash)
		}
	}
	if fish := fishCompletion(nested(new(string))); !strings.Contains(fish, "'__fish_seen_subcommand_from shelf; and __fish_seen_subcommand_from count' -l by") {
		t.Error(fish)
	}
}

func TestHeadings(t *testing.T) {
	if got := headings("index stats"); !slices.Equal(got, []string{"index stats", "index", ""}) {
		t.Errorf("%q", got)
	}
}
