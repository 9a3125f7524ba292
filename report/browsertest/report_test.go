package browsertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// widths at which no page may be broader than its window: a small phone, a
// tablet either way, and a desk.
var widths = []int64{360, 768, 1024, 1440}

// start is a browser, or a skip that says why there is none.
func start(t *testing.T) *Browser {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 8*time.Minute)
	t.Cleanup(cancel)
	path, err := FindBrowser(ctx)
	if err != nil {
		t.Skipf("no browser: %v", err)
	}
	b, err := Start(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// program builds newscheck once, or takes the one that NEWSCHECK_PROGRAM names.
var program = sync.OnceValues(func() (string, error) {
	if p := os.Getenv("NEWSCHECK_PROGRAM"); p != "" {
		return p, nil
	}
	dir, err := os.MkdirTemp("", "newscheck-browsertest-*")
	if err != nil {
		return "", err
	}
	p := filepath.Join(dir, "newscheck")
	c := exec.Command("go", "build", "-o", p, "./cmd/newscheck")
	c.Dir = filepath.Join("..", "..")
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return p, nil
})

// makeReport runs newscheck report on a path of the project.
func makeReport(t *testing.T, args ...string) string {
	t.Helper()
	p, err := program()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "report")
	c := exec.Command(p, append([]string{"report", "-o", dir}, args...)...)
	c.Dir = filepath.Join("..", "..")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("newscheck report: %v\n%s", err, out)
	}
	return dir
}

// pagesOf lists the pages of a report by path.
func pagesOf(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// overflow is how much broader than the window a page is, and its broadest
// element.
const overflow = `(() => {
	const w = document.documentElement.clientWidth;
	const over = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - w;
	if (over <= 0) return '';
	let worst = '', right = 0;
	for (const e of document.querySelectorAll('body *')) {
		const r = e.getBoundingClientRect().right;
		if (r > right && !e.closest('svg') && !e.closest('.scroll')) { right = r; worst = e.tagName + '.' + e.className; }
	}
	return over + ' px: ' + worst;
})()`

// TestSampleCorpus opens every page of the report on the sample corpus.
func TestSampleCorpus(t *testing.T) {
	b := start(t)
	dir := makeReport(t, "corpus/")
	follow(t, b, dir)
	for _, page := range pagesOf(t, dir) {
		check(t, b, page)
	}
}

// follow walks from the first page along every link and finds every page.
func follow(t *testing.T, b *Browser, dir string) {
	t.Helper()
	seen := map[string]bool{}
	queue := []string{filepath.Join(dir, "index.html")}
	for len(queue) > 0 {
		page := queue[0]
		queue = queue[1:]
		if seen[page] {
			continue
		}
		seen[page] = true
		if err := b.Open(page); err != nil {
			t.Fatalf("%s: %v", page, err)
		}
		if title, err := Eval[string](b, `document.querySelector('h1').textContent`); err != nil || title == "" {
			t.Errorf("%s has no heading: %v", page, err)
		}
		hrefs, err := Eval[[]string](b, `[...document.links].map(a => a.protocol + '//' + decodeURI(a.pathname))`)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hrefs {
			to, ok := strings.CutPrefix(h, "file://")
			if !ok {
				t.Errorf("%s links to %s", page, h)
				continue
			}
			queue = append(queue, filepath.FromSlash(to))
		}
	}
	for _, p := range pagesOf(t, dir) {
		if !seen[p] {
			t.Errorf("no link leads to %s", p)
		}
	}
	if n := len(pagesOf(t, dir)); len(seen) != n {
		t.Errorf("links lead to %d pages, there are %d", len(seen), n)
	}
}

// check looks at one page at all widths.
func check(t *testing.T, b *Browser, page string) {
	t.Helper()
	name := filepath.Base(page)
	if err := b.Open(page); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if styled, err := Eval[bool](b, `getComputedStyle(document.querySelector('main')).maxWidth !== 'none'`); err != nil || !styled {
		t.Errorf("%s: its style sheet is not applied: %v", name, err)
	}
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
	}
	for _, x := range b.Troubles() {
		t.Errorf("%s: %s", name, x)
	}
}

// TestAccessible runs axe-core over pages of each kind, light and dark, narrow
// and wide.
func TestAccessible(t *testing.T) {
	b := start(t)
	src, err := FindAxe(context.Background())
	if err != nil {
		if errors.Is(err, ErrMissing) || errors.Is(err, exec.ErrNotFound) {
			t.Skipf("no axe-core: %v", err)
		}
		t.Skipf("axe-core cannot be fetched: %v", err)
	}
	dir := makeReport(t, "corpus/")
	pages := sampleOf(pagesOf(t, dir), 12)
	hostile := makeReport(t, "report/browsertest/testdata/hostile.jsonl")
	pages = append(pages, sampleOf(pagesOf(t, hostile), 3)...)
	for _, page := range pages {
		for _, look := range []struct {
			width  int64
			scheme string
		}{{360, "light"}, {1440, "light"}, {1440, "dark"}} {
			if err := b.Size(look.width, 900, look.scheme); err != nil {
				t.Fatal(err)
			}
			if err := b.Open(page); err != nil {
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
				t.Errorf("%s at %d px, %s: %s", filepath.Base(page), look.width, look.scheme, v)
			}
		}
	}
}

// TestPrint shows that paper gets what the screen has, and no more.
func TestPrint(t *testing.T) {
	b := start(t)
	dir := makeReport(t, "corpus/")
	if err := b.Size(720, 1000, "dark"); err != nil { // A4 in CSS pixels, on a dark screen
		t.Fatal(err)
	}
	if err := b.Print(); err != nil {
		t.Fatal(err)
	}
	for _, page := range sampleOf(pagesOf(t, dir), 6) {
		if err := b.Open(page); err != nil {
			t.Fatal(err)
		}
		wrong, err := Eval[[]string](b, `(() => {
			const wrong = [];
			const high = e => e.getBoundingClientRect().height;
			for (const d of document.querySelectorAll('details')) if (!high(d.querySelector('table'))) wrong.push('a folded table is not printed');
			for (const n of document.querySelectorAll('.top, .jump')) if (high(n)) wrong.push('the way around the screen is printed');
			if (getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)') wrong.push('the paper is ' + getComputedStyle(document.body).backgroundColor);
			if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wrong.push('broader than the paper by ' + (document.documentElement.scrollWidth - document.documentElement.clientWidth));
			return wrong;
		})()`)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range wrong {
			t.Errorf("%s: %s", filepath.Base(page), w)
		}
	}
}

// TestKeyboard goes through a story page without a mouse.
func TestKeyboard(t *testing.T) {
	b := start(t)
	page := sampleOf(pagesOf(t, filepath.Join(makeReport(t, "corpus/"), "story")), 1)[0]
	if err := b.Size(1440, 900, "light"); err != nil {
		t.Fatal(err)
	}
	if err := b.Open(page); err != nil {
		t.Fatal(err)
	}
	want, err := Eval[int](b, `document.querySelectorAll('a[href], [tabindex="0"], summary').length`)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if err := b.Press(kb.Tab); err != nil {
			t.Fatal(err)
		}
		got, err := Eval[string](b, `(() => {
			const e = document.activeElement, r = e.getBoundingClientRect();
			if (e === document.body) return 'nothing has the focus';
			if (r.width < 1 || r.height < 1 || r.right < 0 || r.bottom < 0 || r.top > innerHeight) return e.outerHTML.slice(0, 100) + ' has the focus and is not to be seen';
			if (getComputedStyle(e).outlineStyle === 'none') return e.outerHTML.slice(0, 100) + ' does not show the focus';
			if (e.dataset.seen) return e.outerHTML.slice(0, 100) + ' has the focus twice';
			e.dataset.seen = 1;
			return e.className === 'skip' ? 'skip' : '';
		})()`)
		if err != nil {
			t.Fatal(err)
		}
		if (i == 0) != (got == "skip") || i > 0 && got != "" {
			t.Errorf("key %d: %q", i+1, got)
		}
	}
}

// sampleOf takes pages of each folder, the longest of each among them.
func sampleOf(pages []string, n int) []string {
	byDir := map[string][]string{}
	for _, p := range pages {
		byDir[filepath.Dir(p)] = append(byDir[filepath.Dir(p)], p)
	}
	var out []string
	for _, ps := range byDir {
		slices.SortFunc(ps, func(a, b string) int {
			x, _ := os.Stat(a)
			y, _ := os.Stat(b)
			return int(y.Size() - x.Size())
		})
		out = append(out, ps[:min(len(ps), max(3, n/2))]...)
	}
	slices.Sort(out)
	return out
}

// found is what a page made of hostile text.
type found struct {
	Scripts, Frames, Images, Handlers, Bidi int
	Pwned                                   bool
	Text                                    string
}

// TestHostileText shows that article text is text, whatever it holds.
func TestHostileText(t *testing.T) {
	b := start(t)
	dir := makeReport(t, "report/browsertest/testdata/hostile.jsonl")
	follow(t, b, dir)
	told := false
	for _, page := range pagesOf(t, dir) {
		check(t, b, page)
		x, err := Eval[found](b, `(() => {
			const text = document.documentElement.innerText;
			return {Scripts: document.querySelectorAll('script').length, Frames: document.querySelectorAll('iframe,object,embed,form,input').length,
				Images: document.querySelectorAll('img,image,audio,video').length,
				Handlers: [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on/i.test(a.name) || /^javascript:/i.test(a.value))).length,
				Pwned: typeof pwned !== 'undefined', Bidi: (text.match(/[\u202A-\u202E\u2066-\u2069\u0000-\u0008]/g) || []).length, Text: text};
		})()`)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(page)
		if x.Scripts+x.Frames+x.Images+x.Handlers+x.Bidi > 0 || x.Pwned {
			t.Errorf("%s: hostile text became markup: %s", name, fmt.Sprintf("%+v", x)[:120])
		}
		if strings.Contains(page, "story") && strings.Contains(x.Text, "<script>pwned=1</script>") && strings.Contains(x.Text, "⟨U+202E⟩") {
			told = true
		}
	}
	if !told {
		t.Error("no page of a story shows the hostile text as text")
	}
}
