// Newscheck tells which of a pile of news articles are copies of the same
// story, who wrote it, who republished it, and what each copy changed.
//
// The command is thin: each cmd_NAME.go takes the flags of one command, calls
// the packages that do the work, and renders what they return. This file turns
// errors into exit codes, and nothing else does. errors.go states the rules
// that messages follow.
package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// Exit codes, the same for every command. docs/records.md documents them.
const (
	exitOK          = 0
	exitFound       = 1   // something was found and --exit-code was given
	exitFailure     = 2   // wrong usage, or the work could not be done
	exitPartial     = 3   // finished, but some input could not be read
	exitInterrupted = 130 // as a shell reports a program stopped by SIGINT
)

func main() { os.Exit(mainExit()) }

// mainExit runs the command line and returns its exit code.
func mainExit() int {
	// A pile of articles is held in few, large, pointerless arrays that cost the
	// collector nothing to visit: letting the heap grow by a third between
	// collections instead of doubling bounds memory at no price worth naming.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(33)
	}
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	r := newRun(os.Stdin, os.Stdout, os.Stderr, os.Getenv)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		r.interruptNotice()
		stop(errInterrupted)
		<-signals
		r.removeUnfinished()
		os.Exit(exitInterrupted)
	}()
	return r.main(ctx, os.Args[1:])
}

// main runs one command line; args are without the program's name.
func (r *run) main(ctx context.Context, args []string) int {
	r.ctx = ctx
	err := newApp(r).RunContext(ctx, append([]string{"newscheck"}, arrange(commands(), args)...))
	r.removeUnfinished()
	r.report(err)
	return exitCode(err)
}

// exitCode is the one place where errors become exit codes.
func exitCode(err error) int {
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	case errors.Is(err, errUnreadable):
		return exitPartial
	case errors.Is(err, errFound):
		return exitFound
	default:
		return exitFailure
	}
}
