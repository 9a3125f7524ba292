package report

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/framing"
	"github.com/newscheck/newscheck/provenance/lineage"
	"github.com/newscheck/newscheck/provenance/outlets"
	"github.com/newscheck/newscheck/reliability"
)

// Options tell how to make a Model. The zero value gives the defaults.
type Options struct {
	Title    string            // of the report; "" is made from what it holds
	Registry *outlets.Registry // nil is the one that newscheck ships
	Lexicon  *framing.Lexicon  // nil is the one that newscheck ships
	Workers  int               // goroutines; 0 means one for each processor
	Ratings  *reliability.Book // what others say of outlets; nil shows nothing of that
	Limits   Limits
}

func (o *Options) settle() error {
	o.Limits = o.Limits.orDefault()
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	var err error
	if o.Registry == nil {
		if o.Registry, err = outlets.Default(); err != nil {
			return fmt.Errorf("report: %w", err)
		}
	}
	if o.Lexicon == nil {
		if o.Lexicon, err = framing.LoadLexicon(); err != nil {
			return fmt.Errorf("report: %w", err)
		}
	}
	return nil
}

// Pile is what a report is made of. Articles, Groups.Articles and Records
// belong together and are in the same order.
type Pile struct {
	Articles []article.Article
	Groups   *dedupe.Result // made with Options.Spans, so that shared passages can be shown
	Records  []provenance.Record
	Stories  []provenance.Story
}

// From tells where each article of a grouped pile comes from and makes a Model
// of all that is known.
func From(ctx context.Context, arts []article.Article, groups *dedupe.Result, opts Options) (*Model, error) {
	if err := opts.settle(); err != nil {
		return nil, err
	}
	known, err := lineage.OfPile(ctx, arts, groups, opts.Registry, opts.Workers)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	return Build(ctx, Pile{arts, groups, known.Records, known.Stories}, opts)
}

// parallel calls f for 0 to n-1 and returns when all are done, or ctx is.
func parallel(ctx context.Context, workers, n int, f func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				f(i)
			}
		})
	}
	wg.Wait()
}

// builder holds what building a Model needs to look up.
type builder struct {
	Pile
	opts    Options
	at      map[string]int   // article id → place
	edges   map[string]*edge // article id → where it was taken from
	matches map[string][]int // story → places in Groups.Matches that lead out of it
	slugs   *slugs
}

type edge = provenance.Edge

// Build makes a Model of a pile whose provenance is known. It fails when the
// parts of the pile do not belong together, or ctx is done.
func Build(ctx context.Context, p Pile, opts Options) (*Model, error) {
	if err := opts.settle(); err != nil {
		return nil, err
	}
	if len(p.Records) != len(p.Articles) || len(p.Groups.Articles) != len(p.Articles) {
		return nil, fmt.Errorf("report: %d articles, %d records and %d placements do not belong together", len(p.Articles), len(p.Records), len(p.Groups.Articles))
	}
	b := &builder{Pile: p, opts: opts, at: map[string]int{}, edges: map[string]*edge{}, matches: map[string][]int{}, slugs: newSlugs()}
	for i := range p.Articles {
		b.at[p.Articles[i].ID] = i
	}
	for i := range p.Stories {
		for j := range p.Stories[i].Lineage {
			e := &p.Stories[i].Lineage[j]
			b.edges[e.To] = e
		}
	}
	for i, m := range p.Groups.Matches {
		x, y := b.storyOf(m.A), b.storyOf(m.B)
		if x != "" && y != "" && x != y && m.Relation != dedupe.Quote {
			b.matches[x] = append(b.matches[x], i)
			b.matches[y] = append(b.matches[y], i)
		}
	}
	m := &Model{Stories: []Story{}, Outlets: []Outlet{}, Flows: []Flow{}, Notices: []string{}}
	b.nameOutlets()

	var told []*provenance.Story
	for i := range p.Stories {
		if len(p.Stories[i].Copies) > 1 {
			told = append(told, &p.Stories[i])
		}
	}
	m.Stories = make([]Story, len(told))
	parallel(ctx, opts.Workers, len(told), func(i int) { m.Stories[i] = b.story(told[i]) })
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(m.Stories, func(x, y Story) int {
		return cmp.Or(cmp.Compare(len(y.Copies), len(x.Copies)), cmp.Compare(x.Copies[0].ID, y.Copies[0].ID))
	})
	b.outlets(m)
	b.totals(m)
	if err := b.know(ctx, m); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	m.Title = opts.Title
	if m.Title == "" {
		m.Title = "Report on " + count(m.Totals.Articles, "article")
	}
	if cut := p.Groups.Stats.Cut; cut > 0 {
		m.Notices = append(m.Notices, fmt.Sprintf("%s of articles that a great many others resemble were not compared one by one.", count(cut, "pair")))
	}
	return m, nil
}

func (b *builder) storyOf(id string) string {
	if i, ok := b.at[id]; ok {
		return b.Groups.Articles[i].Story
	}
	return ""
}

func (b *builder) totals(m *Model) {
	t := Totals{Articles: len(b.Articles), Stories: len(b.Stories), Copied: len(m.Stories)}
	families, sites, sources, behind := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range b.Stories {
		s := &b.Stories[i]
		families[s.Family] = true
		if len(s.Copies) > 1 {
			t.InCopied += len(s.Copies)
		}
		for _, o := range s.IndependentSources {
			sources[refKey(&o)] = true
			if len(s.Copies) > 1 {
				behind[refKey(&o)] = true
			}
		}
	}
	for i := range b.Records {
		r := &b.Records[i]
		if k := refKey(r.Publisher); k != "" {
			sites[k] = true
		}
		switch r.OriginStatus {
		case provenance.Own:
			t.Own++
		case provenance.Stated:
			t.Stated++
		case provenance.Inferred:
			t.Inferred++
		default:
			t.Unknown++
		}
	}
	t.Families, t.Publishers, t.Sources, t.CopiedFrom = len(families), len(sites), len(sources), len(behind)
	m.Totals = t
}

// copyOf is what the report says of one article.
func (b *builder) copyOf(i int) Copy {
	a, r, p := &b.Articles[i], &b.Records[i], &b.Groups.Articles[i]
	c := Copy{ID: a.ID, Title: cmp.Or(r.Headline, strings.TrimSpace(a.Title)), URL: cmp.Or(a.URL, a.CanonicalURL), Published: r.Published, Words: p.Words,
		Relation: p.Relation, Origin: r.Origin, OriginStatus: cmp.Or(r.OriginStatus, provenance.Unknown), Confidence: r.OriginConfidence,
		Cites: r.Cites, ParentStatus: r.ParentStatus}
	if c.Title == "" {
		c.Title = opening(a.Text)
	}
	if r.Publisher != nil {
		c.Publisher, c.Outlet = r.Publisher.Name, b.slugs.of(refKey(r.Publisher))
	}
	for _, v := range r.Via {
		c.Via = append(c.Via, v.Name)
	}
	c.Proof = b.proofOf(r)
	if r.Parent != nil {
		c.Parent = *r.Parent
	}
	if at, ok := b.at[c.Parent]; ok && b.Groups.Articles[at].Story != p.Story {
		c.ParentStory, c.ParentName = b.Groups.Articles[at].Story, cmp.Or(nameOf(b.Records[at].Publisher), c.Parent)
	}
	if e := b.edges[a.ID]; e != nil && c.Parent != "" {
		c.ParentProof = strongest(e.Evidence, func(x *provenance.Evidence) bool { return x.Text != "" })
	}
	return c
}

func nameOf(r *provenance.OutletRef) string {
	if r == nil {
		return ""
	}
	return r.Name
}

// proofOf is what says best where the article of a record comes from.
func (b *builder) proofOf(r *provenance.Record) *Proof {
	if r.Origin == nil {
		return nil
	}
	key := refKey(r.Origin)
	if r.OriginStatus == provenance.Inferred {
		p := strongest(r.Evidence, func(e *provenance.Evidence) bool { return e.From != "" && e.Value == key })
		if p != nil {
			if i, ok := b.at[p.From]; ok {
				if from := b.stated(&b.Records[i], key); from != nil {
					p.Where, p.Text = from.Where, from.Text
				}
			}
		}
		return p
	}
	return b.stated(r, key)
}

// stated is the best mark in an article's own text for an origin.
func (b *builder) stated(r *provenance.Record, key string) *Proof {
	return strongest(r.Evidence, func(e *provenance.Evidence) bool {
		return e.From == "" && (e.Supports == "origin" && e.Value == key || e.Supports == "own" && r.OriginStatus == provenance.Own)
	})
}

func strongest(evidence []provenance.Evidence, ok func(*provenance.Evidence) bool) *Proof {
	var best *Proof
	for i := range evidence {
		e := &evidence[i]
		if e.Weight > 0 && ok(e) && (best == nil || e.Weight > best.Weight) {
			best = &Proof{Rule: e.Rule, Where: where(e.Rule), Text: shorten(e.Text, 160), From: e.From, Weight: e.Weight}
		}
	}
	return best
}

// opening is how a text without a headline begins.
func opening(s string) string {
	for _, l := range text.Lines(s[:min(len(s), 4096)]) {
		return shorten(strings.ToValidUTF8(l.Of(s), ""), 100)
	}
	return ""
}

// shorten cuts s at a space to at most n bytes and says so with an ellipsis.
func shorten(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= n {
		return s
	}
	cut := strings.ToValidUTF8(s[:n], "")
	if i := strings.LastIndexByte(cut, ' '); i > n/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

// refKey is what tells one outlet from another.
func refKey(r *provenance.OutletRef) string {
	if r == nil {
		return ""
	}
	return cmp.Or(r.ID, r.Domain, r.Name)
}
