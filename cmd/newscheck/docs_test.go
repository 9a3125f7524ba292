package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/framing"
)

// documented are the records of docs/records.md and the types that write them.
var documented = map[string]reflect.Type{
	"article":    reflect.TypeFor[article.Article](),
	"placed":     reflect.TypeFor[placed](),
	"match":      reflect.TypeFor[match](),
	"document":   reflect.TypeFor[document](),
	"explained":  reflect.TypeFor[explained](),
	"configured": reflect.TypeFor[[]configured](),
	"provenance": reflect.TypeFor[provenance.Record](),
	"story":      reflect.TypeFor[storyRecord](),
	"note":       reflect.TypeFor[framing.Note](),
	"compared":   reflect.TypeFor[compared](),
	"nameUse":    reflect.TypeFor[nameUse](),

	"attributions":  reflect.TypeFor[attributions](),
	"explainedPage": reflect.TypeFor[explainedPage](),
	"namesDocument": reflect.TypeFor[namesDocument](),

	"sourcesDocument": reflect.TypeFor[sourcesDocument](),
	"traced":          reflect.TypeFor[traced](),
	"explainedSource": reflect.TypeFor[explainedSource](),
	"imported":        reflect.TypeFor[imported](),

	"finding":    reflect.TypeFor[index.Finding](),
	"placement":  reflect.TypeFor[placement](),
	"indexStats": reflect.TypeFor[index.Stats](),
	"forgotten":  reflect.TypeFor[forgotten](),
	"verified":   reflect.TypeFor[verified](),
	"compacted":  reflect.TypeFor[compacted](),
	"rebuilt":    reflect.TypeFor[rebuilt](),
}

var recordMark = regexp.MustCompile("(?s)<!-- record: (\\w+) -->\n```json\n(.*?)\n```")

// examples reads the examples of docs/records.md.
func examples(t *testing.T) map[string]any {
	t.Helper()
	text, err := os.ReadFile("../../docs/records.md")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]any{}
	for _, m := range recordMark.FindAllSubmatch(text, -1) {
		var v any
		if err := json.Unmarshal(m[2], &v); err != nil {
			t.Fatalf("docs/records.md: the example of %s is not JSON: %v", m[1], err)
		}
		all[string(m[1])] = v
	}
	return all
}

// TestRecordsDocument: the examples and the program's types have the same
// fields, at every depth.
func TestRecordsDocument(t *testing.T) {
	found := examples(t)
	for name, typ := range documented {
		example, ok := found[name]
		if !ok {
			t.Errorf("docs/records.md has no example marked <!-- record: %s -->", name)
			continue
		}
		for _, diff := range compareFields(name, typ, example) {
			t.Error(diff)
		}
	}
	for name := range found {
		if documented[name] == nil {
			t.Errorf("docs/records.md describes %q, which no test knows", name)
		}
	}
}

// compareFields lists the fields that only the type or only the example has.
func compareFields(path string, typ reflect.Type, example any) []string {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ.Implements(reflect.TypeFor[json.Marshaler]()) || example == nil {
		return nil
	}
	switch typ.Kind() {
	case reflect.Slice:
		var diffs []string
		for _, item := range example.([]any) {
			diffs = append(diffs, compareFields(path+"[]", typ.Elem(), item)...)
		}
		return diffs
	case reflect.Struct:
		object, ok := example.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s: the example is no object", path)}
		}
		var diffs []string
		fields := jsonFields(typ, map[string]reflect.Type{})
		for name, ft := range fields {
			v, ok := object[name]
			if !ok && !lean(path) {
				diffs = append(diffs, fmt.Sprintf("docs/records.md: %s.%s is written by the program and stands in no example", path, name))
			}
			diffs = append(diffs, compareFields(path+"."+name, ft, v)...)
		}
		for name := range object {
			if fields[name] == nil {
				diffs = append(diffs, fmt.Sprintf("docs/records.md: %s.%s is in the example and not in the program", path, name))
			}
		}
		return diffs
	}
	return nil
}

// jsonFields adds the fields of a struct, also of those inside it, by the names
// they have in JSON.
func jsonFields(typ reflect.Type, fields map[string]reflect.Type) map[string]reflect.Type {
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			jsonFields(f.Type, fields)
		case name != "" && name != "-":
			fields[name] = f.Type
		}
	}
	return fields
}

// lean are objects inside others that have an example of their own.
func lean(path string) bool {
	return strings.HasSuffix(path, ".via[]") || strings.HasSuffix(path, ".outlet") || strings.HasSuffix(path, ".publisher") || strings.HasSuffix(path, ".origin") ||
		strings.HasSuffix(path, "_sources[]") || strings.HasSuffix(path, ".lineage[].evidence[]")
}

// TestRecordsWritten: what the program really writes has no field that the
// document lacks.
func TestRecordsWritten(t *testing.T) {
	found := examples(t)
	dir := t.TempDir()
	matches, stories := filepath.Join(dir, "matches.jsonl"), filepath.Join(dir, "stories.jsonl")
	for name, args := range map[string][]string{
		"placed":     {"dedupe", "testdata/pile/news.jsonl", "--format", "jsonl", "--matches", matches},
		"document":   {"dedupe", "testdata/pile/news.jsonl", "--format", "json"},
		"explained":  {"dedupe", "testdata/pile/news.jsonl", "--format", "json", "--explain", "an-1", "gaz-1"},
		"configured": {"config", "--format", "json"},
		"provenance": {"provenance", "testdata/pile/news.jsonl", "--format", "jsonl", "--stories", stories},
		"note":       {"compare", "an-1", "gaz-1", "--in", "testdata/pile/news.jsonl", "--format", "jsonl", "--all"},
	} {
		var out, errs bytes.Buffer
		r := newRun(strings.NewReader(""), &out, &errs, env("NEWSCHECK_CONFIG", os.DevNull))
		if code := r.main(t.Context(), args); code != exitOK {
			t.Fatalf("%v: exit code %d: %s", args, code, errs.String())
		}
		checkWritten(t, name, out.Bytes(), found[name])
	}
	lines, err := os.ReadFile(matches)
	if err != nil {
		t.Fatal(err)
	}
	checkWritten(t, "match", lines, found["match"])
	if lines, err = os.ReadFile(stories); err != nil {
		t.Fatal(err)
	}
	checkWritten(t, "story", lines, found["story"])
}

func checkWritten(t *testing.T, name string, data []byte, example any) {
	t.Helper()
	known := paths("", example, nil)
	d := json.NewDecoder(bytes.NewReader(data))
	n := 0
	for ; d.More(); n++ {
		var v any
		if err := d.Decode(&v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, p := range paths("", v, nil) {
			if !slices.Contains(known, p) {
				t.Errorf("%s: the program writes %s, docs/records.md does not have it", name, p)
			}
		}
	}
	if n == 0 {
		t.Errorf("%s: nothing was written", name)
	}
}

// paths lists the fields of a JSON value, those of lists once.
func paths(at string, v any, out []string) []string {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if p := at + "." + k; !slices.Contains(out, p) {
				out = append(out, p)
			}
			out = paths(at+"."+k, x, out)
		}
	case []any:
		for _, x := range v {
			out = paths(at+"[]", x, out)
		}
	}
	return out
}

var consoleBlock = regexp.MustCompile("(?s)```console\n(.*?)```")

// TestDocumentedCommands runs every newscheck command that README.md and
// GUIDE.md show, in a folder with the sample corpus. Where README.md shows
// output below a command, it must be what comes out; -update rewrites it.
func TestDocumentedCommands(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash")
	}
	dir := t.TempDir()
	if _, err := extractCorpus(filepath.Join(dir, "corpus")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"README.md", "GUIDE.md"} {
		path := filepath.Join("../..", name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		now := consoleBlock.ReplaceAllFunc(text, func(block []byte) []byte {
			return runConsole(t, name, dir, block)
		})
		if bytes.Equal(now, text) {
			continue
		}
		if *update {
			if err := os.WriteFile(path, now, 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		t.Errorf("%s shows other output than its commands give; go test ./cmd/newscheck -update rewrites it", name)
	}
}

// runConsole runs the commands of one block and returns the block with the
// output that came out, where it showed any.
func runConsole(t *testing.T, name, dir string, block []byte) []byte {
	lines := strings.Split(strings.TrimSuffix(strings.TrimPrefix(string(block), "```console\n"), "```"), "\n")
	var b strings.Builder
	b.WriteString("```console\n")
	for i := 0; i < len(lines)-1; {
		command, ok := strings.CutPrefix(lines[i], "$ ")
		if !ok {
			t.Fatalf("%s: a console block must begin with a command: %q", name, lines[i])
		}
		b.WriteString(lines[i] + "\n")
		i++
		shown := i
		for i < len(lines)-1 && !strings.HasPrefix(lines[i], "$ ") {
			i++
		}
		out := consoleOutput(t, name, dir, command)
		if i > shown {
			b.WriteString(out)
		}
	}
	b.WriteString("```")
	return []byte(b.String())
}

func consoleOutput(t *testing.T, name, dir, command string) string {
	c := exec.Command("bash", "-c", "set -o pipefail; "+command)
	c.Dir = dir
	c.Env = append(os.Environ(), "XDG_CONFIG_HOME="+dir, "COLUMNS=100")
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		t.Errorf("%s: %s: %v\n%s", name, command, err, errs.String())
	}
	return string(out)
}
