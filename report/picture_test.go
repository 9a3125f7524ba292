package report

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/newscheck/newscheck/provenance"
)

func TestVisible(t *testing.T) {
	for _, x := range []struct{ in, want string }{
		{"plain\ntext", "plain\ntext"},
		{"a\tb\rc", "a b c"},
		{"\u202egnp.exe", "⟨U+202E⟩gnp.exe"},
		{"\u2066x\u2069", "⟨U+2066⟩x⟨U+2069⟩"},
		{"nul\x00bell\x07esc\x1b[31m", "nul⟨U+0000⟩bell⟨U+0007⟩esc⟨U+001B⟩[31m"},
		{"next\u0085line", "next⟨U+0085⟩line"},
		{"tag\U000E0041", "tag⟨U+E0041⟩"},
		{"bad\xffbyte", "bad\uFFFDbyte"},
		{"می\u200cخواهم", "می\u200cخواهم"},                                // a joiner that Persian needs
		{"שלום\u200f!", "שלום\u200f!"},                                    // a mark that Hebrew needs
		{"tiê\u0301ng", "tiê\u0301ng"},                                    // Vietnamese
		{"H" + strings.Repeat("\u0336", 50), "H\u0336\u0336\u0336\u0336"}, // no towers
		{"no\uFFFEchar", "no⟨U+FFFE⟩char"},
	} {
		if got := string(Visible([]byte(x.in))); got != x.want {
			t.Errorf("Visible(%q) = %q, want %q", x.in, got, x.want)
		}
	}
}

func TestSlugs(t *testing.T) {
	s := newSlugs()
	for _, k := range []string{"apnews.com", "AP News Com", "../../etc/passwd", "جريدة", "Le Courrier d'été", "", strings.Repeat("x", 500)} {
		s.add(k)
	}
	for k, want := range map[string]string{"apnews.com": "apnews-com", "AP News Com": "ap-news-com", "../../etc/passwd": "etc-passwd", "جريدة": "page", "Le Courrier d'été": "le-courrier-d-ete", "": "", "unseen": "", strings.Repeat("x", 500): strings.Repeat("x", 48)} {
		if got := s.of(k); got != want {
			t.Errorf("slug of %q is %q, want %q", k, got, want)
		}
	}
	s.add("صحيفة")
	if got := s.of("صحيفة"); got != "page-2" {
		t.Errorf("a second outlet without letters is %q", got)
	}
}

// view is a story page of copies that say where they were taken from:
// "id<parent", with = for a copy of its own and ? for one of unknown origin.
func view(t *testing.T, copies ...string) *storyView {
	t.Helper()
	st := &Story{ID: "s", Title: "t", Origin: &provenance.OutletRef{Name: "Agency"}}
	for i, s := range copies {
		id, parent, _ := strings.Cut(s, "<")
		c := Copy{ID: strings.Trim(id, "=?!"), Parent: parent, ParentStatus: "inferred", OriginStatus: provenance.Stated, Origin: st.Origin,
			Published: &provenance.Date{Value: fmt.Sprintf("2025-06-03T%02d:%02d:00Z", i/60%24, i%60), Precision: "second", ZoneKnown: true}}
		switch {
		case strings.HasSuffix(id, "="):
			c.OriginStatus, c.ParentStatus = provenance.Own, ""
		case strings.HasSuffix(id, "?"):
			c.ParentStatus = "undetermined"
		case strings.HasSuffix(id, "!"):
			c.ParentStatus = "unobserved"
		}
		st.Copies = append(st.Copies, c)
	}
	return newStoryView(newSite(&Model{Stories: []Story{*st}}, Limits{}.orDefault()), st)
}

// drawing is a tree as indented text.
func drawing(p treePicture) string {
	var b strings.Builder
	for _, r := range p.Rows {
		fmt.Fprintf(&b, "%s%s", strings.Repeat(".", (r.X-14)/treeIndent), r.Name)
		if r.Class == "ghost" || r.Class == "more" {
			b.WriteString("(" + r.Class + ")")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestTree(t *testing.T) {
	for _, x := range []struct {
		name   string
		copies []string
		want   string
	}{
		{"own and its copies", []string{"a=", "b<a", "c<b", "d<a"}, "a\n.b\n..c\n.d\n"},
		{"original elsewhere", []string{"a!", "b!", "c<b"}, "Agency(ghost)\n.b\n..c\n.a\n"},
		{"nothing known", []string{"a?", "b?"}, "Not determined(ghost)\n.a\n.b\n"},
		{"copies of one of unknown origin", []string{"a?", "b<a", "c?"}, "Not determined(ghost)\n.a\n..b\n.c\n"},
		{"parent in another story", []string{"a=", "b?<elsewhere"}, "a\nNot determined(ghost)\n.b\n"},
		{"a ring", []string{"a<b", "b<a"}, "a\n.b\n"},
		{"its own parent", []string{"a?<a", "b<a"}, "Not determined(ghost)\n.a\n..b\n"},
	} {
		if got := drawing(view(t, x.copies...).tree()); got != x.want {
			t.Errorf("%s:\n%swant\n%s", x.name, got, x.want)
		}
	}
}

// However many copies, the tree is as high as a screen or two, and its rows
// stand for all of them.
func TestLargeTree(t *testing.T) {
	wide, deep := []string{"a="}, []string{"a="}
	for i := range 700 {
		wide = append(wide, fmt.Sprintf("w%d<a", i))
		parent := "a"
		if i > 0 {
			parent = fmt.Sprintf("d%d", i-1)
		}
		deep = append(deep, fmt.Sprintf("d%d<%s", i, parent))
	}
	for name, copies := range map[string][]string{"wide": wide, "deep": deep} {
		p := view(t, copies...).tree()
		n := 0
		for _, r := range p.Rows {
			if n++; r.Copies > 0 {
				n += r.Copies - 1
			}
		}
		if n != len(copies) {
			t.Errorf("%s: rows stand for %d copies, there are %d", name, n, len(copies))
		}
		if len(p.Rows) > treeRows+treeDeep+1 {
			t.Errorf("%s: %d rows", name, len(p.Rows))
		}
		if len(p.Desc) > 2000 {
			t.Errorf("%s: a description of %d bytes", name, len(p.Desc))
		}
	}
}

func TestTimeline(t *testing.T) {
	v := view(t, "a=", "b<a", "c<a", "d<a")
	v.Copies[2].Published = &provenance.Date{Value: "2025-06-03", Precision: "day"}
	v.Copies[3].Published = nil
	p := v.timeline()
	if len(p.Rows) != 3 || p.Undated != 1 {
		t.Fatalf("%d rows, %d undated", len(p.Rows), p.Undated)
	}
	if !p.Rows[2].Bar || p.Rows[0].Bar {
		t.Error("a day is not drawn as a bar, or a moment is")
	}
	for _, r := range p.Rows {
		at, err := strconv.ParseFloat(strings.TrimSuffix(r.At, "%"), 64)
		if err != nil || at < timelineFrom || at > timelineTo {
			t.Errorf("%s stands at %s", r.Name, r.At)
		}
	}
	if p := view(t, "a=").timeline(); len(p.Rows) != 1 || p.Rows[0].At != "50%" {
		t.Errorf("one copy: %+v", p.Rows)
	}
	none := view(t, "a=")
	none.Copies[0].Published = nil
	if p := none.timeline(); len(p.Rows) != 0 || p.Undated != 1 {
		t.Errorf("no dates: %+v", p)
	}
}

func TestTicks(t *testing.T) {
	from := time.Date(2025, 6, 3, 10, 17, 0, 0, time.UTC)
	for _, d := range []time.Duration{0, time.Minute, 20 * time.Minute, 3 * time.Hour, 26 * time.Hour, 9 * 24 * time.Hour, 200 * 24 * time.Hour, 8 * 365 * 24 * time.Hour, 290 * 365 * 24 * time.Hour} {
		to := from.Add(d)
		got := ticks(from, to, func(x time.Time) float64 { return 100 * float64(x.Sub(from)) / float64(max(d, 1)) })
		if len(got) < 1 || len(got) > 5 {
			t.Errorf("%v: %d ticks", d, len(got))
		}
	}
}

// What is drawn of the flows adds up to all of them.
func TestFlow(t *testing.T) {
	for _, n := range []int{1, 5, 40} {
		var flows []Flow
		total := 0
		for i := range n {
			for j := range n {
				if (i+j)%3 != 0 {
					continue
				}
				f := Flow{From: fmt.Sprintf("from-%d", i), To: fmt.Sprintf("to-%d", j), FromName: fmt.Sprint("F", i), ToName: fmt.Sprint("T", j), Articles: 1 + i, Stated: i / 2}
				flows = append(flows, f)
				total += f.Articles
			}
		}
		p := flowOf(flows)
		left, right := 0, 0
		for _, x := range p.Left {
			left += x.N
			if x.used != x.N {
				t.Errorf("%d: bands of %s show %d of %d", n, x.Name, x.used, x.N)
			}
		}
		for i, x := range p.Right {
			right += x.N
			if i > 0 && x.Y < p.Right[i-1].Y+p.Right[i-1].H {
				t.Errorf("%d: %s covers the one above", n, x.Name)
			}
			if x.Y+x.H > p.Height {
				t.Errorf("%d: %s stands below the picture", n, x.Name)
			}
		}
		if left != total || right != total {
			t.Errorf("%d: %d on the left, %d on the right, %d in all", n, left, right, total)
		}
		if len(p.Left) > flowLeft+1 || len(p.Right) > flowRight+1 {
			t.Errorf("%d: %d and %d outlets drawn", n, len(p.Left), len(p.Right))
		}
	}
	if p := flowOf(nil); len(p.Bands) != 0 {
		t.Error("bands of nothing")
	}
}

func TestPhrases(t *testing.T) {
	for n, want := range map[int]string{0: "0 copies", 1: "1 copy", 1234567: "1,234,567 copies"} {
		if got := count(n, "copy"); got != want {
			t.Errorf("count(%d) = %q", n, got)
		}
	}
	var p Phrase
	p.names([]string{"A", "B", "C"}, make([]string, 3))
	p.say("; ")
	p.names(strings.Split("ABCDEFG", ""), make([]string, 7))
	if got := p.String(); got != "A, B and C; A, B, C, D and 3 others" {
		t.Errorf("names: %s", got)
	}
}

func TestFindings(t *testing.T) {
	ap := provenance.OutletRef{Name: "AP", ID: "ap"}
	afp := provenance.OutletRef{Name: "AFP", ID: "afp"}
	none := func(*provenance.OutletRef) string { return "" }
	c := func(site string, s provenance.Status) Copy { return Copy{Publisher: site, OriginStatus: s} }
	for _, x := range []struct {
		s    Story
		want string
	}{
		{Story{Copies: []Copy{c("x", provenance.Unknown), c("y", provenance.Unknown)}, Publishers: []string{"x", "y"}},
			"2 articles on 2 sites. Where they come from is not known: none names a source. They count as one source at most."},
		{Story{Copies: []Copy{c("AP", provenance.Own), c("y", provenance.Inferred), c("z", provenance.Inferred)}, Publishers: []string{"AP", "y", "z"}, Sources: []provenance.OutletRef{ap}, Origin: &ap},
			"3 articles on 3 sites, but one source: AP (published on its own site). 2 copies do not name it."},
		{Story{Copies: []Copy{c("x", provenance.Stated), c("y", provenance.Stated)}, Publishers: []string{"x", "y"}, Sources: []provenance.OutletRef{ap}, Origin: &ap, Proof: &Proof{Where: "in the dateline", Text: "(AP)"}},
			"2 articles on 2 sites, but one source: AP (stated in the dateline: “(AP)”)."},
		{Story{Copies: []Copy{c("x", provenance.Stated), c("y", provenance.Stated)}, Publishers: []string{"x", "y"}, Sources: []provenance.OutletRef{afp, ap}, Origin: &ap},
			"2 articles on 2 sites, and 2 sources claimed for one text: AFP and AP."},
		{Story{Copies: []Copy{c("x", provenance.Own), c("x", provenance.Own)}, Publishers: []string{"x"}, Sources: []provenance.OutletRef{ap}, Origin: &ap, Identical: []string{"b"}, Changes: []Change{}},
			"2 articles on 1 site, word for word the same, and one source: AP (published on its own site)."},
	} {
		if got := findingOf(&x.s, none).String(); got != x.want {
			t.Errorf("got  %s\nwant %s", got, x.want)
		}
	}
}
