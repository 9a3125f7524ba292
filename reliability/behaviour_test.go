package reliability

import (
	"context"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
)

// Outlets of the tests: the registry has the first two.
var (
	ap      = &provenance.OutletRef{Name: "Associated Press", ID: "ap", Kind: "agency", Domain: "apnews.com"}
	tass    = &provenance.OutletRef{Name: "TASS", ID: "tass", Kind: "agency", Domain: "tass.com", State: "RU"}
	gazette = &provenance.OutletRef{Name: "Garsan Gazette", Domain: "garsangazette.example"}
	herald  = &provenance.OutletRef{Name: "Harbour Herald", Domain: "harbourherald.example"}
	post    = &provenance.OutletRef{Name: "Lake Post", Domain: "lakepost.example"}
)

// member makes an article of a story: who published it, who wrote it by which
// status, and when.
func member(id string, by, origin *provenance.OutletRef, status provenance.Status, when string, change ...func(*Member)) Member {
	r := &provenance.Record{ID: id, Publisher: by, Origin: origin, OriginStatus: status, OriginConfidence: 0.9}
	if when != "" {
		r.Published = &provenance.Date{Value: when, Precision: "day"}
		if len(when) > 10 {
			r.Published.Precision = "minute"
			r.Published.ZoneKnown = strings.HasSuffix(when, "Z")
		}
	}
	m := Member{Article: article.Article{ID: id, Text: "The ferry to Garsan stays in harbour. The pumps are old."}, Record: r, Relation: dedupe.Copy}
	for _, f := range change {
		f(&m)
	}
	return m
}

func withText(s string) func(*Member)          { return func(m *Member) { m.Article.Text = s } }
func relation(r dedupe.Relation) func(*Member) { return func(m *Member) { m.Relation = r } }
func record(f func(*provenance.Record)) func(*Member) {
	return func(m *Member) { f(m.Record) }
}

var classNames = map[class]string{unclear: "unclear", original: "original", attributed: "attributed", unattributed: "unattributed"}

func TestJudge(t *testing.T) {
	m := newMeter(t, MeterOptions{})
	apPage := func(change ...func(*Member)) Member {
		return member("ap", ap, ap, provenance.Own, "", change...)
	}
	says := member("says", herald, ap, provenance.Stated, "")
	for _, c := range []struct {
		name    string
		members []Member // the first is judged
		want    string
		why     string // words of the reason
	}{
		{"own, alone", []Member{member("x", gazette, gazette, provenance.Own, "")}, "original", "its own"},
		{"states another", []Member{member("x", gazette, ap, provenance.Stated, "")}, "attributed", "names Associated Press"},
		{"states a house of its own", []Member{member("x", gazette, &provenance.OutletRef{Name: "Gazette Online", Domain: "www.garsangazette.example"}, provenance.Stated, "")}, "original", ""},
		{"nothing known", []Member{member("x", gazette, nil, provenance.Unknown, "")}, "unclear", "nothing shows"},
		{"silent copy of what stands at the source", []Member{member("x", gazette, ap, provenance.Inferred, ""), apPage()}, "unattributed", "stands at the source"},
		{"silent copy of what another credits", []Member{member("x", gazette, ap, provenance.Inferred, ""), says}, "unattributed", "Harbour Herald names it; no byline"},
		{"no copy of the story says so", []Member{member("x", gazette, ap, provenance.Inferred, ""), member("y", herald, nil, provenance.Unknown, "")}, "unclear", "surely enough"},
		{"said, but not surely", []Member{member("x", gazette, ap, provenance.Inferred, ""), member("y", herald, ap, provenance.Stated, "", record(func(r *provenance.Record) { r.OriginConfidence = 0.6 }))}, "unclear", "surely enough"},
		{"a version", []Member{member("x", gazette, ap, provenance.Inferred, "", relation(dedupe.Version)), says}, "unclear", "not a copy"},
		{"an excerpt", []Member{member("x", gazette, ap, provenance.Inferred, "", relation(dedupe.Partial)), says}, "unclear", "not a copy"},
		{"names it in the text", []Member{member("x", gazette, ap, provenance.Inferred, "", withText("The mayor told the Associated Press that the ferry stays.")), says}, "unclear", "mentions Associated Press"},
		{"names it in a photo credit", []Member{member("x", gazette, ap, provenance.Inferred, "", withText("The ferry stays. (AP Photo/Jane Doe)")), says}, "unclear", "mentions"},
		{"names another agency", []Member{member("x", gazette, ap, provenance.Inferred, "", withText("Agence France-Presse contributed. The ferry stays.")), says}, "unclear", "mentions"},
		{"names it in metadata", []Member{member("x", gazette, ap, provenance.Inferred, "", func(m *Member) { m.Article.Meta = map[string]string{"ld:author": "The Associated Press"} }), says}, "unclear", "mentions"},
		{"names it in the address", []Member{member("x", gazette, ap, provenance.Inferred, "", func(m *Member) { m.Article.URL = "https://garsangazette.example/wires/ap/ferry" }), says}, "unclear", "address"},
		{"cites it", []Member{member("x", gazette, ap, provenance.Inferred, "", record(func(r *provenance.Record) { r.Cites = []string{"Associated Press"} })), says}, "unclear", "cites"},
		{"has a contributor", []Member{member("x", gazette, ap, provenance.Inferred, "", record(func(r *provenance.Record) { r.Contributors = []string{"Reuters"} })), says}, "unclear", "contributor"},
		{"has a carrier", []Member{member("x", gazette, ap, provenance.Inferred, "", record(func(r *provenance.Record) { r.Via = []provenance.OutletRef{*post} })), says}, "unclear", "through"},
		{"claims it for itself", []Member{member("x", gazette, ap, provenance.Inferred, "", record(func(r *provenance.Record) {
			r.Evidence = []provenance.Evidence{{Rule: "byline.own", Supports: "own", Value: "own", Weight: 0.4}}
		})), says}, "unclear", "own work"},
		{"a mark that was not enough", []Member{member("x", gazette, ap, provenance.Inferred, "", record(func(r *provenance.Record) {
			r.Evidence = []provenance.Evidence{{Rule: "credit", Supports: "origin", Value: "ap", Weight: 0.2}}
		})), says}, "unclear", "mark"},
		{"agency copy out before the others", []Member{member("x", gazette, ap, provenance.Inferred, "2024-03-01"), member("y", herald, ap, provenance.Stated, "2024-03-05")}, "unclear", "before all other"},
		{"agency copy on the same day", []Member{member("x", gazette, ap, provenance.Inferred, "2024-03-04"), member("y", herald, ap, provenance.Stated, "2024-03-05")}, "unattributed", ""},
		{"a paper's text, out before the paper's", []Member{member("x", gazette, post, provenance.Inferred, "2024-03-01"), member("y", post, post, provenance.Own, "2024-03-05"), member("z", herald, nil, provenance.Unknown, "")}, "unclear", "earlier text"},
		{"a paper's text that the paper took from here", []Member{member("x", gazette, post, provenance.Inferred, ""), member("y", post, post, provenance.Own, "", record(func(r *provenance.Record) { r.Parent = new(string); *r.Parent = "x" }))}, "unclear", "earlier text"},
		{"another house has it from here", []Member{member("x", gazette, post, provenance.Inferred, ""), member("y", post, post, provenance.Own, ""), member("z", herald, gazette, provenance.Stated, "")}, "unclear", "comes from here"},
		{"a paper's text", []Member{member("x", gazette, post, provenance.Inferred, "2024-03-09"), member("y", post, post, provenance.Own, "2024-03-05")}, "unattributed", ""},
		{"two lay claim, no dates", []Member{member("x", gazette, gazette, provenance.Own, ""), member("y", herald, herald, provenance.Own, "")}, "unclear", "lay claim"},
		{"two lay claim, this one first", []Member{member("x", gazette, gazette, provenance.Own, "2024-03-01"), member("y", herald, herald, provenance.Own, "2024-03-04")}, "original", ""},
		{"two lay claim, this one later", []Member{member("x", gazette, gazette, provenance.Own, "2024-03-09"), member("y", herald, herald, provenance.Own, "2024-03-04")}, "unclear", "lay claim"},
		{"others have it from here", []Member{member("x", gazette, gazette, provenance.Own, ""), member("y", herald, gazette, provenance.Stated, "")}, "original", ""},
		{"own by its page, but another had it before", []Member{member("x", gazette, gazette, provenance.Own, "2024-03-09"), member("y", herald, nil, provenance.Unknown, "2024-03-04")}, "unclear", "before"},
		{"one copy names it, one does not", []Member{member("x", gazette, ap, provenance.Inferred, ""), member("w", gazette, ap, provenance.Stated, ""), says}, "attributed", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, u := range m.judge(&Story{ID: "s", Members: c.members}) {
				if u.key != Key(gazette) {
					continue
				}
				if classNames[u.class] != c.want || !strings.Contains(u.why, c.why) {
					t.Errorf("%s (%s), want %s (%s)", classNames[u.class], u.why, c.want, c.why)
				}
				return
			}
			t.Error("the outlet has no part in the story")
		})
	}
}

func TestTiming(t *testing.T) {
	m := newMeter(t, MeterOptions{})
	for _, c := range []struct {
		x, y  string // dates of two houses
		first string // part of x in the rate of firsts
		lag   float64
	}{
		{"2024-03-01T10:00Z", "2024-03-01T10:05Z", "in", 0},
		{"2024-03-01T10:05Z", "2024-03-01T10:00Z", "out", 5. / 60},
		{"2024-03-01T10:05", "2024-03-01T10:00", "aside", 0}, // zones unknown: not compared within a day
		{"2024-03-02T10:05", "2024-03-01T10:00", "out", 24},  // 24 h and more apart: the order is clear
		{"2024-03-02T09:00", "2024-03-01T10:00", "aside", 0}, // less than 24 h
		{"2024-03-01T23:00", "2024-03-01T10:00Z", "out", 0},  // one zone unknown: 12 h
		{"2024-03-01T10:05Z", "2024-03-01", "aside", 0},
		{"2024-03-02", "2024-03-01", "aside", 0},
		{"2024-03-03", "2024-03-01", "out", 48},
		{"2024-03-01", "2024-03-03", "in", 0},
		{"", "2024-03-01", "aside", 0},
		{"2024-03-01", "", "aside", 0},
	} {
		us := m.judge(&Story{Members: []Member{member("x", gazette, nil, provenance.Unknown, c.x), member("y", herald, nil, provenance.Unknown, c.y)}})
		u := us[0]
		if got := []string{in: "in", out: "out", aside: "aside", nowhere: "nowhere"}[u.order]; got != c.first {
			t.Errorf("%s against %s: first is %s, want %s", c.x, c.y, got, c.first)
		}
		if math.Abs(u.lag-c.lag) > 1e-9 {
			t.Errorf("%s against %s: lag is %v, want %v", c.x, c.y, u.lag, c.lag)
		}
	}
}

// A house is no stranger to itself: copies among outlets of one owner or one domain
// make no lag, no first, no reuse.
func TestOneHouse(t *testing.T) {
	m := newMeter(t, MeterOptions{})
	desk := &provenance.OutletRef{Name: "Gazette Sport", Domain: "sport.garsangazette.example"}
	for _, u := range m.judge(&Story{Members: []Member{member("x", gazette, gazette, provenance.Own, "2024-03-01"), member("y", desk, gazette, provenance.Stated, "2024-03-09")}}) {
		if u.class != original || u.order != nowhere {
			t.Errorf("%s: %s, %+v", u.key, classNames[u.class], u.timing)
		}
	}
}

func TestRevisions(t *testing.T) {
	m := newMeter(t, MeterOptions{Trace: true})
	old := member("x", gazette, gazette, provenance.Own, "2024-03-01")
	old.Replaced = true
	quiet := member("x2", gazette, gazette, provenance.Own, "2024-03-01", func(m *Member) { m.Revision = &Revision{"x", true}; m.Replaced = true })
	told := member("x3", gazette, gazette, provenance.Own, "2024-03-01", func(m *Member) { m.Revision = &Revision{"x2", false} })
	told.Record.Notices = []string{"Correction: an earlier version gave another depth."}
	if err := m.Add(context.Background(), Story{Members: []Member{old, quiet, told}}); err != nil {
		t.Fatal(err)
	}
	b := m.Behaviour(Key(gazette))
	if b.Articles != 1 || b.Repeats != 0 {
		t.Errorf("%d articles, %d repeats, want 1 and none", b.Articles, b.Repeats)
	}
	for name, want := range map[string][2]int{SilentEdits: {1, 2}, CorrectionsNoted: {1, 1}, Originality: {1, 1}} {
		if f := b.Figure(name); f.Count != want[0] || f.Of != want[1] {
			t.Errorf("%s is %d of %d, want %v", name, f.Count, f.Of, want)
		}
	}
	if tr := m.Trace(b.Key, SilentEdits); len(tr.Counted) != 1 || tr.Counted[0] != (Traced{ID: "x2", Other: "x"}) {
		t.Errorf("trace of silent edits is %+v", tr)
	}
	if m.Trace("nobody", SilentEdits) != nil || m.Trace(b.Key, "nothing") != nil {
		t.Error("there is a trace of what there is not")
	}
}

func TestStateLinked(t *testing.T) {
	m := newMeter(t, MeterOptions{})
	for i, o := range []*provenance.OutletRef{tass, ap, tass} {
		if err := m.Add(context.Background(), Story{Members: []Member{member(string(rune('a'+i)), gazette, o, provenance.Stated, "")}}); err != nil {
			t.Fatal(err)
		}
	}
	b := m.Behaviour(Key(gazette))
	if f := b.Figure(StateLinkedShare); f.Count != 2 || f.Of != 3 {
		t.Errorf("state-linked: %d of %d, want 2 of 3", f.Count, f.Of)
	}
	if w := m.Behaviour("tass"); w == nil || w.Carried != 2 || w.Unnamed != 0 || w.Articles != 0 {
		t.Errorf("TASS: %+v", w)
	}
}

// A Meter asks for a page only where a figure needs what stands on it, and never
// twice; what it asks for makes the same figures as records that have it all.
func TestPagesAreAskedForWhereNeeded(t *testing.T) {
	page := &provenance.Record{Byline: []string{"Jane Doe"}, Dateline: &provenance.Dateline{Place: "Garsan"}, Notices: []string{"CORRECTION: the bridge is 40 metres long."}}
	apPage := member("ap", ap, ap, provenance.Own, "")
	for _, c := range []struct {
		name string
		with Member
		asks int
	}{
		{"states its source", member("x", gazette, ap, provenance.Stated, ""), 0},
		{"its own", member("x", gazette, gazette, provenance.Own, ""), 1},
		{"nobody knows", member("x", gazette, nil, provenance.Unknown, ""), 1},
		{"a silent copy", member("x", gazette, ap, provenance.Inferred, ""), 1},
		{"a version, clearly not counted", member("x", gazette, ap, provenance.Inferred, "", relation(dedupe.Version)), 0},
		{"no text", member("x", gazette, gazette, provenance.Own, "", withText("")), 0},
	} {
		full := c.with
		whole := *c.with.Record
		whole.Byline, whole.Dateline, whole.Notices = page.Byline, page.Dateline, page.Notices
		full.Record = &whole
		asked := 0
		lazy := c.with
		lazy.Page = func() *provenance.Record { asked++; return &whole }
		var got [2]*Behaviour
		for i, x := range []Member{full, lazy} {
			m := newMeter(t, MeterOptions{Min: 1})
			story := Story{Members: []Member{x}}
			if c.with.Record.OriginStatus == provenance.Inferred {
				story.Members = append(story.Members, apPage)
			}
			if err := m.Add(t.Context(), story); err != nil {
				t.Fatal(err)
			}
			got[i] = m.Behaviour(Key(gazette))
		}
		if !reflect.DeepEqual(got[0], got[1]) {
			t.Errorf("%s: asked for its page it has %+v, else %+v", c.name, got[1], got[0])
		}
		if asked != c.asks {
			t.Errorf("%s: its page is asked for %d times, want %d", c.name, asked, c.asks)
		}
	}
}
