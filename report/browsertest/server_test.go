package browsertest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var answering = regexp.MustCompile(`answering at (http://\S+);`)

// startServer makes an index of paths of the project and serves it. It returns
// the server's address.
func startServer(t *testing.T, paths ...string) string {
	t.Helper()
	p, err := program()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "index")
	c := exec.Command(p, append([]string{"ingest", "--index", dir, "--format", "jsonl"}, paths...)...)
	c.Dir = filepath.Join("..", "..")
	c.Env = append(os.Environ(), "XDG_CONFIG_HOME="+t.TempDir())
	var exit *exec.ExitError
	if out, err := c.CombinedOutput(); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 3) {
		t.Fatalf("newscheck ingest: %v\n%s", err, out)
	}
	s := exec.Command(p, "serve", "--index", dir, "--listen", "127.0.0.1:0", "--log-format", "off")
	stderr, err := s.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Process.Kill(); _ = s.Wait() })
	for log := bufio.NewScanner(stderr); log.Scan(); {
		if m := answering.FindStringSubmatch(log.Text()); m != nil {
			return m[1]
		}
	}
	t.Fatal("serve ended without an address")
	return ""
}

// Visit opens an address.
func (b *Browser) Visit(address string) error { return chromedp.Do(b.ctx, chromedp.Navigate(address)) }

// ours reports what pages of a server did that they must not: all but asking
// that server. That a form was answered with a status for mistakes is no trouble
// of the page.
func ours(b *Browser, address string) []string {
	return slices.DeleteFunc(b.Troubles(), func(s string) bool {
		return strings.HasPrefix(s, "asks for "+address+"/") || strings.Contains(s, "status of 422") && strings.HasSuffix(s, " "+address+"/check")
	})
}

// submit presses the button of the form and waits for the page that answers.
func submit(t *testing.T, b *Browser) {
	t.Helper()
	if _, err := Eval[bool](b, `(window.old = true, document.querySelector('form.ask button').click(), true)`); err != nil {
		t.Fatal(err)
	}
	for range 400 {
		if done, err := Eval[bool](b, `!window.old && document.readyState === 'complete'`); err == nil && done {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatal("the form was not answered")
}

// narrow looks at the page that is open at all widths, and leaves pictures where
// NEWSCHECK_SHOTS names a folder for them.
func narrow(t *testing.T, b *Browser, name string) {
	t.Helper()
	for _, w := range widths {
		if err := b.Size(w, 900, "light"); err != nil {
			t.Fatal(err)
		}
		over, err := Eval[string](b, overflow)
		if err != nil {
			t.Fatal(err)
		}
		if over != "" {
			t.Errorf("%s is broader than %d px by %s", name, w, over)
		}
		if dir := os.Getenv("NEWSCHECK_SHOTS"); dir != "" {
			picture, err := b.Picture("")
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d.png", name, w)), picture, 0o666)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// accessible runs axe-core over the page that is open.
func accessible(t *testing.T, b *Browser, src, name string) {
	t.Helper()
	for _, look := range []struct {
		width  int64
		scheme string
	}{{360, "light"}, {1440, "light"}, {1440, "dark"}} {
		if err := b.Size(look.width, 900, look.scheme); err != nil {
			t.Fatal(err)
		}
		if loaded, err := Eval[bool](b, src+"\n;typeof axe === 'object'"); err != nil || !loaded {
			t.Fatalf("axe-core does not load: %v", err)
		}
		result, err := Eval[string](b, `axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + (n.any[0] ? n.any[0].message : '')).join(' | '))))`)
		if err != nil {
			t.Fatal(err)
		}
		var violations []string
		if err := json.Unmarshal([]byte(result), &violations); err != nil {
			t.Fatal(err)
		}
		for _, v := range violations {
			t.Errorf("%s at %d px, %s: %s", name, look.width, look.scheme, v)
		}
	}
}

// axeSource is axe-core, or "" where there is none.
func axeSource(t *testing.T) string {
	src, err := FindAxe(context.Background())
	if err != nil {
		t.Logf("without axe-core: %v", err)
	}
	return src
}

// TestServerCheck goes the way of someone who wonders about an article: paste
// it, read the verdict, follow what it is a copy of.
func TestServerCheck(t *testing.T) {
	b := start(t)
	axe := axeSource(t)
	address := startServer(t, "corpus/")
	look := func(name string) {
		t.Helper()
		narrow(t, b, name)
		if axe != "" {
			accessible(t, b, axe, name)
		}
		for _, x := range ours(b, address) {
			t.Errorf("%s: %s", name, x)
		}
	}
	visit := func(at string) {
		t.Helper()
		if err := b.Visit(address + at); err != nil {
			t.Fatal(err)
		}
	}
	text := func() string {
		t.Helper()
		s, err := Eval[string](b, `document.querySelector('main').innerText`)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	visit("/")
	look("start")

	// An article of the corpus, with a figure changed and under another name.
	archive, err := os.ReadFile(filepath.Join("..", "..", "corpus", "wire.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var article struct{ Text string }
	line, _, _ := strings.Cut(string(archive), "\n")
	if err := json.Unmarshal([]byte(line), &article); err != nil {
		t.Fatal(err)
	}
	changed := digits.ReplaceAllString(article.Text, "9$0")
	value, _ := json.Marshal(changed)
	visit("/")
	if _, err := Eval[bool](b, `(document.getElementById('text').value = `+string(value)+`, true)`); err != nil {
		t.Fatal(err)
	}
	submit(t, b)
	look("verdict")
	said := text()
	for _, want := range []string{"Republished", "Who wrote it", "Articles like it", "What is different", "Side by side"} {
		if !strings.Contains(said, want) {
			t.Errorf("the verdict lacks %q:\n%s", want, said)
		}
	}
	if marks, err := Eval[int](b, `document.querySelectorAll('.row del, .row ins').length`); err != nil || marks == 0 {
		t.Errorf("nothing is marked side by side: %v", err)
	}
	next, err := Eval[string](b, `document.querySelector('.stack a[href^="/articles/"]').href`)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Visit(next); err != nil {
		t.Fatal(err)
	}
	look("article")
	if next, err = Eval[string](b, `document.querySelector('.crumb a[href^="/stories/"]').href`); err != nil {
		t.Fatal(err)
	}
	if err := b.Visit(next); err != nil {
		t.Fatal(err)
	}
	look("story")
	visit("/stories")
	look("stories")
	visit("/outlets")
	look("outlets")
	visit("/outlets/reuters")
	look("outlet")
	for _, want := range []string{"What others say", "What it does in these"} {
		if !strings.Contains(text(), want) {
			t.Errorf("the page of an outlet lacks %q:\n%s", want, text())
		}
	}

	// Nothing to check is said on the same page.
	visit("/")
	submit(t, b)
	look("empty")
	if !strings.Contains(text(), "nothing to check") {
		t.Errorf("an empty form is answered with:\n%s", text())
	}
	visit("/nowhere")
	if !strings.Contains(text(), "no such") {
		t.Errorf("a page that is not there:\n%s", text())
	}
}

var digits = regexp.MustCompile(`\b\d{2}\b`)

// TestServerDrop drops a saved page on the form.
func TestServerDrop(t *testing.T) {
	b := start(t)
	address := startServer(t, "corpus/")
	pages, err := filepath.Glob(filepath.Join("..", "..", "corpus", "html", "*.html"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("the corpus has no pages: %v", err)
	}
	page, err := os.ReadFile(pages[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Visit(address + "/"); err != nil {
		t.Fatal(err)
	}
	value, _ := json.Marshal(string(page))
	name, err := Eval[string](b, `(() => {
		const data = new DataTransfer();
		data.items.add(new File([`+string(value)+`], 'saved.html', {type: 'text/html'}));
		for (const type of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
		return document.getElementById('file').files[0].name;
	})()`)
	if err != nil || name != "saved.html" {
		t.Fatalf("after the drop the form holds %q, %v", name, err)
	}
	submit(t, b)
	said, err := Eval[string](b, `document.querySelector('main').innerText`)
	if err != nil || strings.Contains(said, "Not seen before") || !strings.Contains(said, "Articles like it") {
		t.Errorf("the verdict on a page of the corpus: %v\n%s", err, said)
	}
	for _, x := range ours(b, address) {
		t.Error(x)
	}
}

// TestServerKeyboard fills the form without a mouse.
func TestServerKeyboard(t *testing.T) {
	b := start(t)
	address := startServer(t, "corpus/")
	if err := b.Size(1440, 900, "light"); err != nil {
		t.Fatal(err)
	}
	if err := b.Visit(address + "/"); err != nil {
		t.Fatal(err)
	}
	want, err := Eval[int](b, `[...document.querySelectorAll('a[href], input, textarea, button, summary')].filter(e => e.checkVisibility()).length`)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if err := b.Press(kb.Tab); err != nil {
			t.Fatal(err)
		}
		got, err := Eval[string](b, `(() => {
			const e = document.activeElement;
			if (e === document.body) return 'nothing has the focus';
			if (getComputedStyle(e).outlineStyle === 'none') return e.outerHTML.slice(0, 100) + ' does not show the focus';
			if (e.dataset.seen) return e.outerHTML.slice(0, 100) + ' has the focus twice';
			e.dataset.seen = 1;
			return '';
		})()`)
		if err != nil {
			t.Fatal(err)
		}
		if got != "" {
			t.Errorf("key %d: %s", i+1, got)
		}
	}
}

// TestServerHostile shows articles that try to be markup on every page.
func TestServerHostile(t *testing.T) {
	b := start(t)
	address := startServer(t, "report/browsertest/testdata/hostile.jsonl")
	queue, seen := []string{address + "/", address + "/stories?all=1"}, map[string]bool{}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if seen[at] || strings.HasSuffix(at, "/openapi.json") {
			continue
		}
		seen[at] = true
		if err := b.Visit(at); err != nil {
			t.Fatalf("%s: %v", at, err)
		}
		x, err := Eval[found](b, `(() => {
			const text = document.documentElement.innerText;
			return {Scripts: [...document.scripts].filter(s => s.getAttribute('src') !== '/static/drop.js').length, Frames: document.querySelectorAll('iframe,object,embed').length,
				Images: document.querySelectorAll('img,image,audio,video').length,
				Handlers: [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on/i.test(a.name) || a.name !== 'value' && /^javascript:/i.test(a.value))).length,
				Pwned: typeof pwned !== 'undefined', Bidi: (text.match(/[\u202A-\u202E\u2066-\u2069\u0000-\u0008]/g) || []).length, Text: text};
		})()`)
		if err != nil {
			t.Fatal(err)
		}
		if x.Scripts+x.Frames+x.Images+x.Handlers+x.Bidi > 0 || x.Pwned {
			x.Text = ""
			t.Errorf("%s: hostile text became markup: %+v", at, x)
		}
		narrow(t, b, "hostile")
		for _, tr := range ours(b, address) {
			t.Errorf("%s: %s", at, tr)
		}
		hrefs, err := Eval[[]string](b, `[...document.links].map(a => a.href.split('#')[0])`)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hrefs {
			if !strings.HasPrefix(h, address+"/") {
				t.Errorf("%s links to %s", at, h)
				continue
			}
			queue = append(queue, h)
		}
	}
	if len(seen) < 5 {
		t.Errorf("only %d pages were reached", len(seen))
	}
}
