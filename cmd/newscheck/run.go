package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"

	"golang.org/x/term"
)

// run is one run of the program: its streams, what is known of them, and what
// must be tidied up when it ends. Commands use nothing of the process beside
// it, so that tests can run them with streams of their own.
type run struct {
	ctx context.Context // done at the first interrupt

	in  io.Reader
	out io.Writer
	err io.Writer
	env func(string) string

	outTerminal bool
	errTerminal bool
	width       int  // columns to draw tables in
	color       bool // decided from --color once flags are known

	mu       sync.Mutex // guards what follows, and writes to err
	line     bool       // a progress line stands on stderr
	outputs  []*output
	settings []setting // where each flag's value came from
}

// plainWidth is the width of tables where there is no terminal to ask.
const plainWidth = 100

func newRun(in io.Reader, out, err io.Writer, env func(string) string) *run {
	r := &run{ctx: context.Background(), in: in, out: out, err: err, env: env, width: plainWidth}
	r.outTerminal, r.errTerminal = isTerminal(out), isTerminal(err)
	if f, ok := out.(*os.File); ok && r.outTerminal {
		if w, _, e := term.GetSize(int(f.Fd())); e == nil && w > 0 {
			r.width = w
		}
	}
	if w, e := strconv.Atoi(env("COLUMNS")); e == nil && w > 0 {
		r.width = w
	}
	r.width = min(max(r.width, 60), 160)
	return r
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// decideColor applies --color. NO_COLOR is that of no-color.org: any value
// but the empty one turns colour off unless the flag asks for it.
func (r *run) decideColor(mode string) {
	switch mode {
	case "always":
		r.color = true
	case "never":
		r.color = false
	default:
		r.color = r.outTerminal && r.env("NO_COLOR") == "" && r.env("TERM") != "dumb"
	}
}

// say prints one message line on stderr.
func (r *run) say(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clearLine()
	fmt.Fprintf(r.err, "newscheck: "+format+"\n", args...)
}

// interrupted reports whether the user asked to stop.
func (r *run) interrupted() bool {
	return r.ctx.Err() != nil && errors.Is(context.Cause(r.ctx), errInterrupted)
}

// interruptNotice says what the first interrupt does.
func (r *run) interruptNotice() {
	r.say("interrupted: no more is read, what was read is being finished; interrupt again to stop at once")
}
