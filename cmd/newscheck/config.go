package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// A flag's value comes from the first of these that has it: the command line,
// the environment (NEWSCHECK_MIN_OVERLAP for --min-overlap), the config file,
// the default.

// setting is one flag's value and where it came from.
type setting struct {
	flag  string
	value string
	from  string // "flag", "environment NEWSCHECK_…", "FILE:LINE" or "default"
}

// settle gives every flag of c that the command line left open its value from
// the environment or the config file, and checks values that are choices.
func (c *command) settle(r *run, ctx *cli.Context) ([]setting, error) {
	file, err := readConfig(r.env)
	if err != nil {
		return nil, err
	}
	var all []setting
	for _, f := range c.flags {
		name := f.Names()[0]
		s := setting{flag: name, from: "default"}
		given := ctx.IsSet(name)
		if given {
			s.from = "flag"
		} else if values, from := outside(r.env, file, c.name, name, isList(f)); len(values) > 0 && !c.meantForOthers(name, values[0]) {
			s.from = from
			for _, v := range values {
				if err := ctx.Set(name, v); err != nil {
					return nil, fmt.Errorf("%s: --%s cannot be %q: %s", from, name, v, plainWhy(err.Error()))
				}
			}
		}
		s.value = valueText(ctx.Value(name))
		if err := c.oneOf(name, s.value); err != nil {
			if s.from != "flag" && s.from != "default" {
				return nil, hintedFrom(s.from, err)
			}
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// meantForOthers reports whether value is no choice of c's flag but one of the
// same flag of another command: NEWSCHECK_FORMAT=md is for dedupe and does not
// keep config from running.
func (c *command) meantForOthers(flag, value string) bool {
	if c.oneOf(flag, value) == nil {
		return false
	}
	return slices.ContainsFunc(flat(commands()), func(o *command) bool { return slices.Contains(o.choices[flag], value) })
}

// hintedFrom puts the place of a bad value before its message.
func hintedFrom(from string, err error) error {
	var h hinted
	if errors.As(err, &h) {
		return hinted{fmt.Errorf("%s: %w", from, h.error), h.hint}
	}
	return fmt.Errorf("%s: %w", from, err)
}

// outside returns what environment or file say of a flag. Lists are parted by
// commas there.
func outside(env func(string) string, file configFile, command, flag string, list bool) ([]string, string) {
	value, from := "", ""
	if v := env(envName(flag)); v != "" {
		value, from = v, "environment "+envName(flag)
	} else if e, ok := file.lookup(command, flag); ok {
		value, from = e.value, fmt.Sprintf("%s:%d", file.path, e.line)
	} else {
		return nil, ""
	}
	if !list {
		return []string{value}, from
	}
	var values []string
	for _, v := range strings.Split(value, ",") {
		if v = strings.TrimSpace(v); v != "" {
			values = append(values, v)
		}
	}
	return values, from
}

func isList(f cli.Flag) bool {
	_, ok := f.(*cli.StringSliceFlag)
	return ok
}

// valueText is a flag's value as one would write it.
func valueText(v any) string {
	switch v := v.(type) {
	case cli.StringSlice:
		return strings.Join(v.Value(), ",")
	case *cli.StringSlice:
		return strings.Join(v.Value(), ",")
	case []string:
		return strings.Join(v, ",")
	}
	return fmt.Sprint(v)
}

// envName is the environment variable of a flag.
func envName(flag string) string {
	return "NEWSCHECK_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// configFile is the user's config file: lines "flag = value", "#" comments,
// and [command] headings below which values are for that command alone.
type configFile struct {
	path    string
	entries []entry
}

type entry struct {
	command string // "" when it stands above all headings
	flag    string
	value   string
	line    int
}

// headings are those that a command's values may stand under, the nearest
// first: its own, those of the commands above it, none.
func headings(command string) []string {
	all := []string{command}
	for command != "" {
		command = command[:max(0, strings.LastIndexByte(command, ' '))]
		all = append(all, command)
	}
	return all
}

func (f configFile) lookup(command, flag string) (entry, bool) {
	for _, want := range headings(command) {
		for _, e := range slices.Backward(f.entries) { // the last one counts
			if e.command == want && e.flag == flag {
				return e, true
			}
		}
	}
	return entry{}, false
}

// configPath is where the config file is looked for: NEWSCHECK_CONFIG, else
// newscheck/config in the XDG config folder.
func configPath(env func(string) string) string {
	if p := env("NEWSCHECK_CONFIG"); p != "" {
		return p
	}
	dir := env("XDG_CONFIG_HOME")
	if dir == "" {
		if env("HOME") == "" {
			return ""
		}
		dir = filepath.Join(env("HOME"), ".config")
	}
	return filepath.Join(dir, "newscheck", "config")
}

// readConfig reads the config file; one that is not there is empty.
func readConfig(env func(string) string) (configFile, error) {
	f := configFile{path: configPath(env)}
	if f.path == "" {
		return f, nil
	}
	file, err := os.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) && env("NEWSCHECK_CONFIG") == "" {
		return f, nil
	}
	if err != nil {
		return f, withHint(fmt.Errorf("cannot read the config file %s: %w", f.path, cause(err)), "newscheck config --help describes the file")
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	section := ""
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
			section = strings.TrimSpace(line[1 : len(line)-1])
			if find(commands(), section) == nil {
				return f, withHint(fmt.Errorf("%s:%d: unknown command [%s]", f.path, n, section), "headings are commands, such as [dedupe]")
			}
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok {
			return f, withHint(fmt.Errorf("%s:%d: %q is not flag = value", f.path, n, line), "write, for example, min-overlap = 0.6")
		}
		e := entry{section, strings.TrimLeft(strings.TrimSpace(name), "-"), strings.Trim(strings.TrimSpace(value), `"`), n}
		if err := checkEntry(e); err != nil {
			return f, hintedFrom(fmt.Sprintf("%s:%d", f.path, n), err)
		}
		f.entries = append(f.entries, e)
	}
	if err := lines.Err(); err != nil {
		return f, fmt.Errorf("cannot read the config file %s: %w", f.path, err)
	}
	return f, nil
}

// checkEntry reports a flag that no command, or not this command, has.
func checkEntry(e entry) error {
	var names []string
	for _, c := range flat(commands()) {
		if slices.Contains(headings(c.name), e.command) {
			names = append(names, c.flagNames()[1:]...)
		}
	}
	if slices.Contains(names, e.flag) {
		return nil
	}
	err := fmt.Errorf("unknown flag %q", e.flag)
	if near := nearest(e.flag, names); near != "" {
		return withHint(err, "did you mean %s?", near)
	}
	return withHint(err, "newscheck config lists the flags")
}
