package dedupe_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newscheck/newscheck/dedupe"
)

// heap is what lives on the heap.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// bounded runs f, and fails when the heap at any time grew by more than mb
// megabytes beyond what was there, or when it took longer than limit. Limits
// are loose: they tell linear from quadratic, not fast from slow.
func bounded(t *testing.T, mb uint64, limit time.Duration, f func()) {
	t.Helper()
	before := heap()
	stop, peak := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	start := time.Now()
	f()
	took := time.Since(start)
	close(stop)
	most := <-peak
	grown := int64(most) - int64(before)
	t.Logf("%v, %d MB", took.Round(time.Millisecond), grown>>20)
	if grown > int64(mb<<20)*5/4 {
		t.Errorf("the heap grew by %d MB, want at most %d", grown>>20, mb)
	}
	if took > limit {
		t.Errorf("took %v, want at most %v", took, limit)
	}
}

// scaled is n, and less with -short.
func scaled(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

// A million identical articles are one story.
func TestManyIdentical(t *testing.T) {
	n := scaled(1_000_000)
	text := bridge[0]
	bounded(t, 1500, 60*time.Second, func() {
		s := newSet(t, dedupe.Options{Memory: 1 << 20, TempDir: t.TempDir()})
		for i := range n {
			if err := s.Add(dedupe.Doc{ID: fmt.Sprintf("%07d", i), Source: "mirror", Text: text}); err != nil {
				t.Fatal(err)
			}
		}
		r, err := s.Group(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if r.Stats.Stories != 1 || r.Stats.Candidates > n {
			t.Errorf("%+v, want one story", r.Stats)
		}
		for i, p := range r.Articles {
			want := dedupe.Copy
			if i == 0 {
				want = dedupe.First
			}
			if p.Relation != want {
				t.Fatalf("article %d is %s, want %s", i, p.Relation, want)
			}
		}
	})
}

// Articles that differ by a counter are the worst case of every bucket.
func TestManyNearlyIdentical(t *testing.T) {
	n := scaled(6_000)
	body := lay(bridge[:6]...)
	bounded(t, 600, 60*time.Second, func() {
		s := newSet(t, dedupe.Options{})
		for i := range n {
			if err := s.Add(dedupe.Doc{ID: fmt.Sprintf("%07d", i), Text: fmt.Sprintf("%s\n\nThis page was visited %d times.", body, i)}); err != nil {
				t.Fatal(err)
			}
		}
		r, err := s.Group(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if r.Stats.Stories != 1 {
			t.Errorf("%d stories, want 1", r.Stats.Stories)
		}
		if r.Stats.Candidates > 300*n {
			t.Errorf("%d candidates for %d articles: no bound held", r.Stats.Candidates, n)
		}
		if r.Stats.Cut == 0 {
			t.Error("pairs were left out and not counted")
		}
	})
}

// Nothing but one publisher's furniture: pages whose article was not scraped.
func TestBoilerplateOnly(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	stock := make([]string, 40)
	for i := range stock {
		stock[i] = sentences(words(rng, 8+i))
	}
	for _, c := range []struct {
		name string
		n    int
		page func(i int) string
	}{
		{"one frame, the number of the page changes", scaled(5000), func(i int) string {
			return fmt.Sprintf("%s\nPage %d of the archive\n%s", strings.Join(stock[:10], "\n"), i, strings.Join(stock[10:], "\n"))
		}},
		{"any half of forty lines", scaled(600), func(int) string {
			lines := slices.Clone(stock)
			rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
			return strings.Join(lines[:20], "\n")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			bounded(t, 400, 30*time.Second, func() {
				s := newSet(t, dedupe.Options{})
				for i := range c.n {
					if err := s.Add(dedupe.Doc{ID: fmt.Sprintf("%05d", i), Source: "post", Text: c.page(i)}); err != nil {
						t.Fatal(err)
					}
				}
				r, err := s.Group(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				if r.Stats.Candidates > 300*c.n {
					t.Errorf("%d candidates for %d articles: no bound held", r.Stats.Candidates, c.n)
				}
			})
		})
	}
}

// One publisher's furniture around different articles, however common, brings
// none of them together.
func TestBoilerplateAroundArticles(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 3))
	frame := random(rng, 200)
	for _, c := range []struct{ n, words int }{{scaled(3000), 400}, {scaled(600), 80}} {
		t.Run(fmt.Sprintf("%d articles of %d words", c.n, c.words), func(t *testing.T) {
			bounded(t, 400, 30*time.Second, func() {
				s := newSet(t, dedupe.Options{})
				for i := range c.n {
					if err := s.Add(dedupe.Doc{ID: fmt.Sprintf("%05d", i), Source: "post", Text: random(rng, c.words) + "\n\n" + frame}); err != nil {
						t.Fatal(err)
					}
				}
				r, err := s.Group(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				if r.Stats.Stories != c.n {
					t.Errorf("%d stories of %d different articles", r.Stats.Stories, c.n)
				}
			})
		})
	}
}

// Texts that are hardly texts: each is added twice, once with a word more, and
// compared with all others.
func TestOddTexts(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"empty", ""},
		{"white space", " \t\r\n\u00a0\u2028\n"},
		{"one word", "Video"},
		{"one letter", "x"},
		{"one ideograph", "雨"},
		{"punctuation", strings.Repeat("?!… — “”«».\n", 1000)},
		{"full stops", strings.Repeat(". ", 10_000)},
		{"quotation marks that never close", strings.Repeat("“ said he. ", 3000)},
		{"invalid UTF-8", strings.Repeat("\xff\xfe\x80 word \xc3 \xe2\x82 ", 1000)},
		{"truncated characters", strings.Repeat("市\xe5\xb8", 1000)},
		{"NUL bytes", strings.Repeat("\x00word\x00\x00", 1000)},
		{"a word of 100,000 letters", strings.Repeat("a", 100_000)},
		{"a word of 100,000 accents", "e" + strings.Repeat("\u0301", 100_000)},
		{"one word over and over", strings.Repeat("so ", 10_000)},
		{"one sentence over and over", strings.Repeat(bridge[0]+" ", 300)},
		{"one line over and over", strings.Repeat(bridge[0]+"\n", 300)},
		{"short lines", strings.Repeat("a b\n", 10_000)},
		{"carriage returns", strings.Repeat("one two three four five six seven eight.\r", 400)},
		{"ideographs without a stop", strings.Repeat("临河市议会星期二深夜投票决定", 500)},
		{"right to left marks", strings.Repeat("\u200f\u202bالواحة\u202c ", 1000)},
		{"markup", strings.Repeat("<script>alert(1)</script>", 600)},
		{"digits", strings.Repeat("1,000,000.5 ", 2000)},
	} {
		for _, noisy := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/noisy=%v", c.name, noisy), func(t *testing.T) {
				o := dedupe.Options{Noisy: noisy, Spans: true}
				docs := []dedupe.Doc{
					doc("a", "post", 1, c.text),
					doc("b", "courier", 2, c.text+" more"),
					doc("c", "post", 3, c.text+"\n"+lay(bridge...)),
					doc("d", "", 4, c.text),
				}
				start := time.Now()
				s := newSet(t, o, docs...)
				r, err := s.Group(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				coherent(t, o, docs, r)
				for i := range docs[1:] {
					e, err := s.Explain(docs[i].ID, docs[i+1].ID)
					if err != nil {
						t.Fatal(err)
					}
					sane(t, o, docs[i].Text, docs[i+1].Text, e)
				}
				if _, err := s.Lookup(context.Background(), dedupe.Doc{ID: "e", Text: c.text}); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(start); took > 10*time.Second {
					t.Errorf("took %v", took)
				}
			})
		}
	}
}

// One text of 20 MB among others, with an excerpt of it.
func TestHugeText(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	huge := strings.Repeat(random(rng, 200_000)+"\n\n", scaled(18))
	passage := huge[1000:9000]
	t.Logf("%d MB", len(huge)>>20)
	bounded(t, 3000, 60*time.Second, func() {
		r := group(t, dedupe.Options{}, dedupe.Doc{ID: "huge", Text: huge}, dedupe.Doc{ID: "excerpt", Text: passage},
			dedupe.Doc{ID: "other", Text: lay(bridge...)})
		if r.Stats.Stories != 3 {
			t.Errorf("%d stories, want 3", r.Stats.Stories)
		}
		if got := found(r, "huge", "excerpt"); got != dedupe.Partial {
			t.Errorf("the excerpt is %q, want partial", got)
		}
	})
}

// A million short lines, half of them alike.
func TestMillionLines(t *testing.T) {
	var b strings.Builder
	rng := rand.New(rand.NewPCG(5, 2))
	for range scaled(500_000) {
		b.WriteString(word(rng.IntN(20000)))
		b.WriteString("\nmore\n")
	}
	bounded(t, 1000, 30*time.Second, func() {
		r := group(t, dedupe.Options{}, doc("a", "post", 1, b.String()), doc("b", "courier", 2, b.String()+"\nend"), doc("c", "post", 3, lay(bridge...)))
		if r.Stats.Articles != 3 {
			t.Errorf("%+v", r.Stats)
		}
	})
}

// Long pages of one publisher that share their lines: whether each of these is
// furniture must not cost a look at all others.
func TestLongPagesOfOnePublisher(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 3))
	for _, c := range []struct {
		name        string
		lines, each int
	}{{"short lines", 100_000, 3}, {"long lines", 3_000, 24}} {
		t.Run(c.name, func(t *testing.T) {
			var b strings.Builder
			for range c.lines {
				b.WriteString(strings.Join(words(rng, c.each), " "))
				b.WriteString(".\n")
			}
			bounded(t, 300, 5*time.Second, func() {
				group(t, dedupe.Options{}, doc("a", "post", 1, b.String()), doc("b", "post", 2, b.String()+"The end."), doc("c", "post", 3, "Another page.\n"+b.String()))
			})
		})
	}
}

// Empty texts and single words, many of them.
func TestManyTinyTexts(t *testing.T) {
	n := scaled(10_000)
	bounded(t, 400, 30*time.Second, func() {
		s := newSet(t, dedupe.Options{})
		for i := range n {
			text := ""
			switch i % 3 {
			case 1:
				text = word(i)
			case 2:
				text = word(i) + " " + word(i/7)
			}
			if err := s.Add(dedupe.Doc{ID: fmt.Sprintf("%05d", i), Source: "post", Text: text}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Group(context.Background()); err != nil {
			t.Fatal(err)
		}
	})
}

// Spilling fails with a message that says what to do.
func TestCannotSpill(t *testing.T) {
	s := newSet(t, dedupe.Options{Memory: 1, TempDir: t.TempDir() + "/missing"})
	err := s.Add(dedupe.Doc{ID: "a", Text: "some text"})
	if err == nil || !strings.Contains(err.Error(), "Options.TempDir") {
		t.Errorf("adding without a folder to spill to: %v", err)
	}
}
