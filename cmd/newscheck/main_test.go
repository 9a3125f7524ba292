package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// go test -update rewrites the expected output in the scripts.
var update = flag.Bool("update", false, "rewrite the golden output in testdata/script")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"newscheck": main})
}

// TestScripts runs testdata/script. Each script says in its first line what it
// shows. They find the articles of testdata/pile in their folder.
func TestScripts(t *testing.T) {
	pile, err := filepath.Abs("testdata/pile")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"exits": cmdExits, "damage": cmdDamage},
		Setup: func(e *testscript.Env) error {
			e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "config"))
			return os.CopyFS(e.WorkDir, os.DirFS(pile))
		},
	})
}

// cmdExits runs a program that must end with the given code:
//
//	exits CODE PROGRAM [ARG…] [<FILE]
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARG…] [<FILE]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	rest := args[2:]
	var stdin string
	if n := len(rest); n > 0 && strings.HasPrefix(rest[n-1], "<") {
		stdin, rest = ts.ReadFile(rest[n-1][1:]), rest[:n-1]
	}
	path, err := lookIn(ts.Getenv("PATH"), args[1])
	ts.Check(err)
	c := exec.Command(path, rest...)
	c.Dir = ts.MkAbs(".")
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "XDG_CONFIG_HOME", "GOCOVERDIR"} {
		c.Env = append(c.Env, name+"="+ts.Getenv(name))
	}
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(stdin), ts.Stdout(), ts.Stderr()
	err = c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		ts.Check(err)
	}
	if got := c.ProcessState.ExitCode(); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// cmdDamage changes a byte in the middle of the largest table of an index:
//
//	damage DIR
func cmdDamage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: damage DIR")
	}
	tables, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "store", "*.sst"))
	ts.Check(err)
	var name string
	var most []byte
	for _, t := range tables {
		if b, err := os.ReadFile(t); err == nil && len(b) > len(most) {
			name, most = t, b
		}
	}
	if name == "" {
		ts.Fatalf("%s has no tables", args[0])
	}
	most[len(most)/2] ^= 0x10
	ts.Check(os.WriteFile(name, most, 0o666))
}

func lookIn(path, name string) (string, error) {
	for _, dir := range filepath.SplitList(path) {
		if p := filepath.Join(dir, name); isExecutable(p) {
			return p, nil
		}
	}
	return "", &exec.Error{Name: name, Err: exec.ErrNotFound}
}

func isExecutable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() && info.Mode()&0o111 != 0
}
