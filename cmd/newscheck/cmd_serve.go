package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"

	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/server"
	"github.com/urfave/cli/v2"
)

func serveCommand() *command {
	flags := []cli.Flag{
		indexFlag(),
		&cli.StringFlag{Name: "listen", Value: "127.0.0.1:8017", Usage: "answer at `ADDRESS`, a host and a port; one that other machines can reach needs a token"},
		&cli.StringFlag{Name: "token-file", Usage: "ask every request for the token in `FILE`; the environment variable NEWSCHECK_TOKEN can hold it instead"},
		&cli.StringSliceFlag{Name: "host", Usage: "answer to requests for `NAME`, too, as from a proxy on this machine; may be repeated"},
		&cli.StringFlag{Name: "tls-cert", Usage: "speak HTTPS with the certificate in `FILE` (PEM)"},
		&cli.StringFlag{Name: "tls-key", Usage: "the key of --tls-cert is in `FILE` (PEM)"},
		&cli.StringFlag{Name: "max-body", Value: "4MiB", Usage: "refuse articles of more than `SIZE` bytes as sent"},
		&cli.IntFlag{Name: "max-requests", Value: server.DefaultMaxRequests, Usage: "work on `N` requests at once; more wait shortly and are then told to come again"},
		&cli.DurationFlag{Name: "timeout", Value: server.DefaultTimeout, Usage: "give a body `TIME` to arrive, and an answer as much again"},
		&cli.BoolFlag{Name: "read-only", DisableDefaultText: true, Usage: "answer questions and take nothing in"},
		&cli.StringFlag{Name: "log-format", Value: "text", Usage: "log each request to stderr as `FORMAT`: text, json or off"},
		ratingsFlag(),
		outletsFlag(),
		&cli.StringSliceFlag{Name: "lexicon", Usage: "know the words of `FILE`, too, a table as provenance/framing/FORMAT.md describes; may be repeated"},
	}
	flags = append(flags, fixedFlags()...)
	return &command{
		name:    "serve",
		summary: "answer over HTTP what an index knows, to programs and on pages",
		examples: []example{
			{"newscheck serve --index archive", "then open http://127.0.0.1:8017 and paste an article"},
			{"curl -sH 'Content-Type: text/plain' --data-binary @page.txt 127.0.0.1:8017/v1/check", "what a text is to the index; nothing is kept"},
			{"curl -sH 'Content-Type: application/x-ndjson' -T feed.jsonl -X POST 127.0.0.1:8017/v1/articles", "keep a stream; each line is answered when it is on disk"},
			{"newscheck serve --index archive --listen 0.0.0.0:8017 --token-file token --tls-cert cert.pem --tls-key key.pem", "for other machines"},
		},
		about: `Answers HTTP requests out of an index, which is made when it is not there: POST /v1/check looks an article up and keeps nothing, POST /v1/articles keeps one or a stream of them, and /v1/stories, /v1/articles/ID and the rest show what is there. /openapi.json describes all of it, docs/api.md in words. The pages at / are for people: paste an article or drop a saved page, see the verdict, what says so, and the article beside what it copies.

Without a token the server answers on this machine only, and only under this machine's own names. Where others can reach it, every request must carry the token: as Authorization: Bearer, or from a browser as the password. Without HTTPS, the token and all articles go over the wire in the clear.

An interrupt or SIGTERM stops it: no more connections are taken, what is in hand is finished, streams are told at which line they were left, and the index is closed. What was answered for is on disk at any time.`,
		flags:   flags,
		choices: map[string][]string{"log-format": {"text", "json", "off"}},
		exits:   nil,
		action:  runServe,
	}
}

func runServe(r *run, c *cli.Context) error {
	opts := server.Options{Hosts: c.StringSlice("host"), MaxRequests: c.Int("max-requests"), Timeout: c.Duration("timeout"), Version: version()}
	var err error
	if opts.MaxBody, err = parseSize(c.String("max-body")); err != nil {
		return withHint(fmt.Errorf("--max-body cannot be %q: %w", c.String("max-body"), err), "write, for example, --max-body 4MiB")
	}
	if opts.MaxRequests < 1 {
		return fmt.Errorf("--max-requests cannot be %d: it is 1 or more", opts.MaxRequests)
	}
	if opts.Timeout <= 0 {
		return fmt.Errorf("--timeout cannot be %v: it is more than 0", opts.Timeout)
	}
	if opts.Token, err = r.token(c); err != nil {
		return err
	}
	if opts.Registry, err = registry(c); err != nil {
		return err
	}
	if opts.Lexicon, err = lexicon(c.StringSlice("lexicon")); err != nil {
		return err
	}
	if opts.Ratings, err = r.book(c, opts.Registry); err != nil {
		return err
	}
	switch c.String("log-format") {
	case "text":
		opts.Log = slog.New(slog.NewTextHandler(r.err, nil))
	case "json":
		opts.Log = slog.New(slog.NewJSONHandler(r.err, nil))
	}
	l, err := r.listen(c, opts.Token)
	if err != nil {
		return err
	}
	defer l.Close()
	collectLazily()
	x, err := r.servedIndex(c)
	if err != nil {
		return err
	}
	s, err := server.New(x, opts)
	if err != nil {
		return errors.Join(err, x.Close())
	}
	scheme := "http"
	if c.String("tls-cert") != "" {
		scheme = "https"
	}
	r.say("answering at %s://%s; interrupt to stop", scheme, l.Addr())
	err = s.Serve(r.ctx, l)
	if e := x.Close(); err == nil && e != nil {
		err = fmt.Errorf("cannot close the index: %w", e)
	}
	return err
}

// token is what requests must carry: the first line of --token-file, else
// NEWSCHECK_TOKEN. It is no flag, for other users of a machine see those.
func (r *run) token(c *cli.Context) (string, error) {
	path := c.String("token-file")
	if path == "" {
		return r.env("NEWSCHECK_TOKEN"), nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", readError(err)
	}
	line, _, _ := bytes.Cut(data, []byte("\n"))
	if line = bytes.TrimSpace(line); len(line) < 16 {
		return "", withHint(fmt.Errorf("the token in %s has %d bytes; it needs 16 or more", path, len(line)), "head -c 24 /dev/urandom | base64 > %s", path)
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		r.say("others can read %s", printable(path))
		r.say("hint: chmod 600 %s", printable(path))
	}
	return string(line), nil
}

// listen takes the address before the index is opened, so that a second server
// ends with what is wrong and not with a lock.
func (r *run) listen(c *cli.Context, token string) (net.Listener, error) {
	address := c.String("listen")
	cert, key := c.String("tls-cert"), c.String("tls-key")
	if (cert == "") != (key == "") {
		return nil, errors.New("--tls-cert and --tls-key go together")
	}
	var secure *tls.Config
	if cert != "" {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			return nil, withHint(fmt.Errorf("cannot use --tls-cert: %w", err), "both files are PEM, and the key belongs to the certificate")
		}
		secure = &tls.Config{Certificates: []tls.Certificate{pair}, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12}
	}
	var config net.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, withHint(fmt.Errorf("cannot listen at %s: %w", address, socketCause(err)), "--listen 127.0.0.1:0 takes any free port")
	}
	if a, ok := l.Addr().(*net.TCPAddr); ok && token == "" && !a.IP.IsLoopback() {
		l.Close()
		return nil, withHint(fmt.Errorf("other machines can reach %s, and no token is set", address),
			"head -c 24 /dev/urandom | base64 > token && newscheck serve --token-file token …")
	}
	if secure != nil {
		l = tls.NewListener(l, secure)
	}
	return l, nil
}

// socketCause is what is wrong, without the operation and address that a message
// says already.
func socketCause(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	var sys *os.SyscallError
	if errors.As(err, &sys) {
		err = sys.Err
	}
	return err
}

// servedCache is index.Options.Cache of a server, which is asked about articles old
// and new, where who takes articles in meets mostly new ones.
const servedCache = 256 << 20

// servedIndex opens the index that --index names, or makes it.
func (r *run) servedIndex(c *cli.Context) (*index.Index, error) {
	dir, err := indexDir(c)
	if err != nil {
		return nil, err
	}
	opts, err := r.fixedOptions(c, false)
	if err != nil {
		return nil, err
	}
	opts.ReadOnly, opts.Cache = c.Bool("read-only"), servedCache
	x, err := r.openIndex(c, opts)
	if !errors.Is(err, index.ErrNotIndex) || opts.ReadOnly {
		return x, err
	}
	if opts, err = r.fixedOptions(c, true); err != nil {
		return nil, err
	}
	opts.Create, opts.Cache = true, servedCache
	if x, err = r.openIndex(c, opts); err == nil {
		r.say("made the index %s", printable(dir))
	}
	return x, err
}
