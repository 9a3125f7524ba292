// Loadtest asks a server on this machine about articles at a steady rate and
// tells how long the answers took.
//
//	go run ./server/loadtest --articles feed.jsonl --rate 200 --for 30s
//
// The load is open: request i is due at its own moment, whether or not earlier
// ones were answered, and its time counts from that moment. A server that stalls
// is therefore charged with every request that waited for it, which a client
// that sends the next request after the last answer hides (Gil Tene, "How NOT
// to Measure Latency", 2013: coordinated omission).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/signal"
	"time"
)

func main() {
	var l load
	target := flag.String("url", "http://127.0.0.1:8017/v1/check", "where to send; an address of this machine")
	articles := flag.String("articles", "", "JSON Lines; each line is sent as one request, over and over")
	flag.Float64Var(&l.rate, "rate", 200, "requests a second")
	length := flag.Duration("for", 30*time.Second, "how long, at most 10m")
	flag.IntVar(&l.connections, "connections", 128, "connections at most; requests over them wait and are charged for it")
	lines := flag.Int("lines", 20000, "lines to read at most")
	skip := flag.Int("skip", 0, "lines to pass over first")
	flag.StringVar(&l.token, "token", os.Getenv("NEWSCHECK_TOKEN"), "bearer token")
	flag.Parse()
	err := func() error {
		if err := own(*target); err != nil {
			return err
		}
		if *length <= 0 || *length > 10*time.Minute || l.rate <= 0 || l.rate > 50_000 || l.connections < 1 || l.connections > 2048 {
			return errors.New("--for is up to 10m, --rate up to 50000, --connections up to 2048")
		}
		bodies, err := readLines(*articles, *skip, *lines)
		if err != nil {
			return err
		}
		l.url, l.n, l.bodies = *target, int(l.rate*length.Seconds()), bodies
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		_, err = l.run(ctx).WriteTo(os.Stdout)
		return err
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "loadtest:", err)
		os.Exit(2)
	}
}

// own reports an address that is not of this machine: others are not to be
// loaded.
func own(target string) error {
	u, err := url.Parse(target)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(u.Hostname()); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%s is not a loopback address", u.Host)
	}
	return nil
}
