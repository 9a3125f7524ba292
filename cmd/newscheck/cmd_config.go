package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/urfave/cli/v2"
)

func configCommand() *command {
	return &command{
		name: "config", args: "[COMMAND]", max: 2,
		summary: "show what each flag is set to, and where",
		examples: []example{
			{"newscheck config", "all commands"},
			{"newscheck config dedupe --format json", "one command, for other programs"},
			{"NEWSCHECK_MIN_OVERLAP=0.6 newscheck config dedupe", "what the environment does"},
		},
		about: `A flag has its value from the first of: the command line, the environment (NEWSCHECK_MIN_OVERLAP for --min-overlap), the config file, the default. Lists are parted by commas in the environment and in the file.

The config file is newscheck/config in the XDG config folder (usually ~/.config), or what NEWSCHECK_CONFIG names. Its lines are flag = value; # begins a comment; a heading [dedupe] says that what follows is for that command alone:

  color = never
  [dedupe]
  min-overlap = 0.6`,
		flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "table", Usage: "write `FORMAT`: table or json"},
			colorFlag(),
		},
		choices: map[string][]string{"format": {"table", "json"}, "color": colorChoices},
		action:  runConfig,
	}
}

// configured is one line of config --format json.
type configured struct {
	Command string `json:"command"`
	Flag    string `json:"flag"`
	Value   string `json:"value"`
	From    string `json:"from"`
}

func runConfig(r *run, c *cli.Context) error {
	only := strings.Join(c.Args().Slice(), " ")
	if only != "" && find(commands(), only) == nil {
		return unknownCommand(only)
	}
	file, err := readConfig(r.env)
	if err != nil {
		return err
	}
	var all []configured
	for _, cmd := range flat(commands()) {
		if only != "" && !slices.Contains(headings(cmd.name), only) {
			continue
		}
		for _, f := range cmd.flags {
			all = append(all, cmd.configured(r, file, f))
		}
	}
	if c.String("format") == "json" {
		return r.emit("", func(w io.Writer) error {
			e := newEncoder(w)
			e.SetIndent("", "  ")
			return e.Encode(all)
		})
	}
	return r.writeConfig(all)
}

// configured finds the value of a flag that is not on a command line.
func (c *command) configured(r *run, file configFile, f cli.Flag) configured {
	name := f.Names()[0]
	out := configured{Command: c.name, Flag: name, From: "default"}
	if values, from := outside(r.env, file, c.name, name, isList(f)); len(values) > 0 && !c.meantForOthers(name, values[0]) {
		out.Value, out.From = strings.Join(values, ","), from
		return out
	}
	if d, ok := f.(cli.DocGenerationFlag); ok {
		out.Value = strings.Trim(d.GetDefaultText(), `"`)
		if !d.TakesValue() {
			out.Value = "false"
		}
	}
	return out
}

func (r *run) writeConfig(all []configured) error {
	th := r.theme()
	var b strings.Builder
	path := configPath(r.env)
	if _, err := os.Stat(path); err != nil {
		path += " (not there)"
	}
	fmt.Fprintf(&b, "%s %s\n", th.dim.Render("config file"), printable(path))
	cols := []column{{head: "FLAG"}, {head: "VALUE"}, {head: "FROM"}}
	sections := map[string][][]string{}
	var order []string
	var rows [][]string
	for _, s := range all {
		if sections[s.Command] == nil {
			order = append(order, s.Command)
		}
		value := printable(s.Value)
		if value == "" {
			value = "–"
		}
		row := []string{"--" + s.Flag, fit(value, 40), printable(s.From)}
		sections[s.Command], rows = append(sections[s.Command], row), append(rows, row)
	}
	widths := measure(cols, rows)
	for _, name := range order {
		section := sections[name]
		cols[2].style = func(row int) lipgloss.Style {
			if section[row][2] == "default" {
				return th.dim
			}
			return th.good
		}
		fmt.Fprintf(&b, "\n%s\n%s", th.title.Render("newscheck "+name), grid(th, cols, widths, section, true))
	}
	_, err := fmt.Fprint(r.out, b.String())
	return err
}
