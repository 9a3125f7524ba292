package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// served is newscheck serve as a program of its own.
type served struct {
	t       *testing.T
	command *exec.Cmd
	address string
	log     *bufio.Scanner
}

var answering = regexp.MustCompile(`answering at (http://\S+);`)

func startServe(t *testing.T, env []string, args ...string) *served {
	t.Helper()
	s := &served{t: t, command: exec.Command("newscheck", append([]string{"serve", "--listen", "127.0.0.1:0", "--log-format", "json"}, args...)...)}
	s.command.Env = append(append(os.Environ(), "XDG_CONFIG_HOME="+t.TempDir()), env...)
	stderr, err := s.command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.command.Start(); err != nil {
		t.Skip("the test binary cannot be run as newscheck: ", err)
	}
	t.Cleanup(func() { _ = s.command.Process.Kill() })
	s.log = bufio.NewScanner(stderr)
	for s.log.Scan() {
		if m := answering.FindStringSubmatch(s.log.Text()); m != nil {
			s.address = m[1]
			return s
		}
	}
	t.Fatalf("serve ended without an address: %v", s.command.Wait())
	return nil
}

// ask sends a request and returns its status and body.
func (s *served) ask(method, path, kind, body, token string) (int, string) {
	s.t.Helper()
	r, err := http.NewRequest(method, s.address+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(data)
}

// stop sends SIGTERM and returns the rest of the log when the program has ended.
func (s *served) stop() string {
	s.t.Helper()
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	var log strings.Builder
	for s.log.Scan() {
		log.WriteString(s.log.Text() + "\n")
	}
	if err := s.command.Wait(); err != nil {
		s.t.Errorf("after SIGTERM: %v\n%s", err, log.String())
	}
	return log.String()
}

// TestServe goes the way of a user: an index that is made, articles that are
// kept, a stop, and the same index again.
func TestServe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "archive")
	pile, err := os.ReadFile("testdata/pile/news.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(pile), "\n")

	s := startServe(t, nil, "--index", dir)
	status, body := s.ask("POST", "/v1/articles", "application/x-ndjson", string(pile), "")
	kept := strings.Count(body, `"verdict":`)
	if status != 200 || kept != strings.Count(string(pile), "\n") {
		t.Fatalf("status %d, %d findings:\n%s", status, kept, body)
	}
	var f struct {
		Known   bool
		ID      string
		Matches []struct{ ID string }
	}
	status, body = s.ask("POST", "/v1/check", "application/json", first, "")
	if err := json.Unmarshal([]byte(body), &f); err != nil || !f.Known {
		t.Errorf("what was kept is not known: status %d, %v %s", status, err, body)
	}
	log := s.stop()
	for _, l := range strings.Split(strings.TrimSpace(log), "\n") {
		if strings.HasPrefix(l, "newscheck: ") {
			continue
		}
		var line struct{ ID, Method, Path, Msg string }
		if err := json.Unmarshal([]byte(l), &line); err != nil || line.ID == "" || line.Method == "" {
			t.Errorf("log line %q: %v", l, err)
		}
	}

	s = startServe(t, []string{"NEWSCHECK_TOKEN=0123456789abcdef-token"}, "--index", dir, "--read-only")
	if status, body := s.ask("GET", "/v1/stats", "", "", ""); status != 401 {
		t.Errorf("without the token: %d %s", status, body)
	}
	var stats struct{ Articles int }
	_, body = s.ask("GET", "/v1/stats", "", "", "0123456789abcdef-token")
	if err := json.Unmarshal([]byte(body), &stats); err != nil || stats.Articles != kept {
		t.Errorf("after a stop: %d articles, want %d: %v %s", stats.Articles, kept, err, body)
	}
	if status, body := s.ask("POST", "/v1/articles", "text/plain", "Something that is new.", "0123456789abcdef-token"); status != 403 || !strings.Contains(body, "read-only") {
		t.Errorf("adding to what is open for reading: %d %s", status, body)
	}
	s.stop()
}
