package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
)

// The rules for messages:
//
//   - data goes to stdout; everything that is said about it goes to stderr
//   - a message begins with "newscheck: ", is one line, and names the file or
//     flag it is about
//   - when something can be done about it, a second line begins with
//     "newscheck: hint: " and says what, as a command line where possible
//   - nothing is said when nothing is wrong, unless stderr is a terminal

// Outcomes that are not failures but have exit codes of their own. They are
// never printed.
var (
	errFound       = errors.New("something was found")
	errUnreadable  = errors.New("some input could not be read")
	errInterrupted = errors.New("interrupted")
)

// hinted is an error with advice.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

// withHint adds advice to err.
func withHint(err error, format string, args ...any) error {
	return hinted{err, fmt.Sprintf(format, args...)}
}

// report prints err as the rules say.
func (r *run) report(err error) {
	if err == nil || errors.Is(err, errFound) || errors.Is(err, errUnreadable) || errors.Is(err, errInterrupted) {
		return
	}
	r.say("%s", strings.ReplaceAll(err.Error(), "\n", " "))
	var h hinted
	if errors.As(err, &h) && h.hint != "" {
		r.say("hint: %s", h.hint)
	}
}

// nearest returns the one of names that is spelled most like word, or "" when
// none is near: one edit in three letters at most.
func nearest(word string, names []string) string {
	best, least := "", len(word)/3+1
	for _, n := range names {
		if d := levenshtein.ComputeDistance(word, n); d < least || d == least && best == "" {
			best, least = n, d
		}
		if len(word) >= 3 && best == "" && strings.HasPrefix(n, word) {
			best = n
		}
	}
	return best
}
