package report

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/reliability"
)

func statusOf(s any) string { return statusWords(provenance.Status(fmt.Sprint(s))) }

//go:embed templates/*.tmpl templates/style.css
var files embed.FS

// style is the one style sheet, without its comments and indentation.
var style = sync.OnceValue(func() template.CSS {
	data, err := files.ReadFile("templates/style.css")
	if err != nil {
		panic(err) // it is part of the program
	}
	var b strings.Builder
	for l := range strings.Lines(string(data)) {
		l = strings.TrimSpace(l)
		if l == "" || strings.HasPrefix(l, "/*") && strings.HasSuffix(l, "*/") {
			continue
		}
		b.WriteString(l)
		b.WriteByte('\n')
	}
	return template.CSS(b.String())
})

// Style is the style sheet of the pages, for others that are to look like them.
func Style() []byte { return []byte(style()) }

// policy lets a page use its own style sheet and nothing else.
var policy = sync.OnceValue(func() string {
	sum := sha256.Sum256([]byte(style()))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; img-src data:; base-uri 'none'; form-action 'none'"
})

var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"date": showDate, "thousands": thousands, "count": count, "verb": verb, "status": statusOf, "relation": func(r dedupe.Relation) string { return relationWords(string(r)) },
		"percent": func(f float64) string { return fmt.Sprintf("%.0f %%", 100*f) }, "shorten": shorten, "add": func(a, b int) int { return a + b },
		"brief": func(s string) string { return cutRunes(s, 34) }, "tiny": func(s string) string { return cutRunes(s, 12) }, "title": capital, "name": func(s string) string { return cutRunes(s, maxName) },
		"change": func(c Change, lang string) any {
			return struct {
				Change Change
				Lang   string
			}{c, lang}
		},
		"long": func(s string) string { return cutRunes(s, 60) },
		"phrase": func(f frame, p Phrase) any {
			return struct {
				Frame  frame
				Phrase Phrase
			}{f, p}
		},
		"passage": func(p *Passage, side, lang string) any {
			return struct {
				P          *Passage
				Side, Lang string
			}{p, side, lang}
		},
		"outletlink": func(f frame, slug, name string) any {
			return struct{ Href, Name string }{f.OutletHref(slug), cutRunes(name, maxName)}
		},
		"outlettable": func(f frame, o []Outlet) any {
			return struct {
				Frame   frame
				Outlets []Outlet
			}{f, o}
		},
		"storycards": func(f frame, c []storyCard) any {
			return struct {
				Frame   frame
				Stories []storyCard
			}{f, c}
		},
		"articles": func(v outletView, c []Copy, column string) any {
			return struct {
				View   outletView
				Copies []Copy
				Column string
			}{v, c, column}
		},
		"proof": func(c Copy, v *storyView) any {
			from := ""
			if v != nil && c.Proof != nil {
				from = v.Label(c.Proof.From)
			}
			return struct {
				P    *Proof
				From string
			}{c.Proof, from}
		},
		"figures": figures, "rates": hasRates, "ratings": func(k any) []ratingRow {
			switch k := k.(type) {
			case *reliability.Known:
				return ratingRows(k)
			case reliability.Known:
				return ratingRows(&k)
			case reliability.Assessed:
				return ratingRows(&k.Known)
			}
			return nil
		},
		"row": func(r Row, a, b, lang string) any {
			return struct {
				Row        Row
				A, B, Lang string
			}{r, a, b, lang}
		},
	}).ParseFS(files, "templates/*.tmpl"))
})

// Pages renders m as HTML and gives every page, by its path, to write, in an
// order that does not change. Paths have forward slashes and hold only ASCII
// letters, digits, hyphens and the full stop of ".html". It stops at the first
// error of write, and when ctx is done.
func Pages(ctx context.Context, m *Model, limits Limits, write func(name string, page []byte) error) error {
	s := newSite(m, limits.orDefault())
	jobs := s.jobs()
	// Pages are made by all processors and written in order, some at a time.
	const batch = 64
	for len(jobs) > 0 {
		n := min(batch, len(jobs))
		done, errs := make([][]byte, n), make([]error, n)
		parallel(ctx, runtime.GOMAXPROCS(0), n, func(i int) { done[i], errs[i] = jobs[i].render() })
		if err := ctx.Err(); err != nil {
			return err
		}
		for i := range n {
			if errs[i] != nil {
				return fmt.Errorf("report: page %s: %w", jobs[i].name, errs[i])
			}
			if err := write(jobs[i].name, done[i]); err != nil {
				return err
			}
		}
		jobs = jobs[n:]
	}
	return nil
}

// job is one page to be made.
type job struct {
	name     string
	template string
	view     func() any
}

func (j job) render() ([]byte, error) {
	var b bytes.Buffer
	if err := templates().ExecuteTemplate(&b, j.template, j.view()); err != nil {
		return nil, err
	}
	return Visible(b.Bytes()), nil
}

// site knows the pages of a report and how they hang together.
type site struct {
	m          *Model
	limits     Limits
	storyPage  map[string]string // story → path
	outletPage map[string]string // slug → path
	title      map[string]string // story → title
	stories    map[string]*Story
	families   map[string][]string // family → stories
	slugs      map[string]string   // refKey of an outlet → slug
}

func newSite(m *Model, limits Limits) *site {
	s := &site{m, limits, map[string]string{}, map[string]string{}, map[string]string{}, map[string]*Story{}, map[string][]string{}, map[string]string{}}
	names := newSlugs()
	for i := range m.Stories {
		st := &m.Stories[i]
		names.add("/" + st.ID)
		s.storyPage[st.ID] = "story/" + names.of("/"+st.ID) + ".html"
		s.title[st.ID] = st.Title
		s.stories[st.ID] = st
		s.families[st.Family] = append(s.families[st.Family], st.ID)
	}
	names = newSlugs()
	for i := range m.Outlets {
		o := &m.Outlets[i]
		s.slugs[refKey(&o.Ref)] = o.Slug
		if !o.hasPage() {
			continue
		}
		names.add("/" + o.Slug)
		s.outletPage[o.Slug] = "outlet/" + names.of("/"+o.Slug) + ".html"
	}
	return s
}

// hasPage reports whether there is anything to say of an outlet beyond that it
// published an article.
func (o *Outlet) hasPage() bool {
	return o.CarriedBy > 0 || o.Stated+o.Inferred > 0 || o.Articles > 1 || slices.ContainsFunc(o.Published, func(c Copy) bool { return c.Story != "" })
}

func (s *site) jobs() []job {
	jobs := []job{{"index.html", "overview", func() any { return s.overview() }}}
	list := func(name string, n int, view func(from, to, page, pages int) any) {
		pages := max(1, (n+s.limits.List-1)/s.limits.List)
		for i := range pages {
			jobs = append(jobs, job{listPage(name, i), name, func() any {
				return view(i*s.limits.List, min(n, (i+1)*s.limits.List), i, pages)
			}})
		}
	}
	list("stories", len(s.m.Stories), func(from, to, i, n int) any {
		return listView{s.frame("Stories", "stories", ""), s.storyCards(s.m.Stories[from:to]), nil, links("stories", i, n)}
	})
	list("outlets", len(s.m.Outlets), func(from, to, i, n int) any {
		return listView{s.frame("Outlets", "outlets", ""), nil, s.m.Outlets[from:to], links("outlets", i, n)}
	})
	for i := range s.m.Stories {
		st := &s.m.Stories[i]
		jobs = append(jobs, job{s.storyPage[st.ID], "story", func() any { return s.story(st) }})
	}
	for i := range s.m.Outlets {
		o := &s.m.Outlets[i]
		if p := s.outletPage[o.Slug]; p != "" {
			jobs = append(jobs, job{p, "outlet", func() any { return s.outlet(o) }})
		}
	}
	return jobs
}

func listPage(name string, i int) string {
	if i == 0 {
		return name + ".html"
	}
	return fmt.Sprintf("%s-%d.html", name, i+1)
}

// pageLink is a link to another page of a list.
type pageLink struct {
	Href string
	N    int
	Here bool
}

func links(name string, here, n int) []pageLink {
	if n < 2 {
		return nil
	}
	var out []pageLink
	for i := range n {
		out = append(out, pageLink{listPage(name, i), i + 1, i == here})
	}
	return out
}

// frame is what every page has around it.
type frame struct {
	PageTitle string
	Report    string // title of the whole
	Here      string // overview, stories, outlets or ""
	Root      string // way back to the first page: "" or "../"
	Style     template.CSS
	Policy    string
	site      *site
}

func (s *site) frame(title, here, root string) frame {
	return frame{cutRunes(title, maxName), cutRunes(s.m.Title, 2*maxName), here, root, style(), policy(), s}
}

// Frame is f itself, for templates.
func (f frame) Frame() frame { return f }

// StoryHref is the address of a story's page, or "".
func (f frame) StoryHref(id string) string { return f.href(f.site.storyPage[id]) }

// OutletHref is the address of an outlet's page, or "".
func (f frame) OutletHref(slug string) string { return f.href(f.site.outletPage[slug]) }

func (f frame) href(p string) string {
	if p == "" {
		return ""
	}
	return f.Root + p
}

// StoryTitle is the headline of a story.
func (f frame) StoryTitle(id string) string { return f.site.title[id] }

type listView struct {
	frame
	Stories []storyCard
	Outlets []Outlet
	Pages   []pageLink
}

// storyCard is a story in a list.
type storyCard struct {
	*Story
	Bar                            bar
	Named, Unnamed, Unknown, Wrote int
	Top                            *Change
}

// bar is a strip of shares: own, stated, inferred, unknown.
type bar struct {
	Parts []barPart
	Desc  string
}

type barPart struct {
	X, W  string
	Class string
}

func barOf(total, own, stated, inferred, unknown int) bar {
	var b bar
	x := 0
	for _, p := range []struct {
		n     int
		class string
	}{{own, "own"}, {stated, "stated"}, {inferred, "inferred"}, {unknown, "unknown"}} {
		if p.n > 0 && total > 0 {
			b.Parts = append(b.Parts, barPart{percent(100 * float64(x) / float64(total)), percent(100 * float64(p.n) / float64(total)), p.class})
		}
		x += p.n
	}
	b.Desc = fmt.Sprintf("%d own work, %d naming the source, %d not naming it, %d of unknown source", own, stated, inferred, unknown)
	return b
}

func (s *site) storyCards(stories []Story) []storyCard {
	largest := 1
	if len(s.m.Stories) > 0 {
		largest = len(s.m.Stories[0].Copies)
	}
	out := make([]storyCard, len(stories))
	for i := range stories {
		c := storyCard{Story: &stories[i]}
		for _, x := range stories[i].Copies {
			switch x.OriginStatus {
			case "own":
				c.Wrote++
			case "stated":
				c.Named++
			case "inferred":
				c.Unnamed++
			default:
				c.Unknown++
			}
		}
		c.Bar = barOf(largest, c.Wrote, c.Named, c.Unnamed, c.Unknown)
		if len(stories[i].Changes) > 0 && stories[i].Changes[0].Weight >= 3 {
			c.Top = &stories[i].Changes[0]
		}
		out[i] = c
	}
	return out
}

// overview is the first page.
type overview struct {
	frame
	M        *Model
	Finding  Phrase
	Stories  []storyCard
	MoreS    int
	Flow     flowPicture
	Flows    []Flow
	MoreF    int
	Grave    []graveChange
	MoreG    int
	Outlets  []Outlet
	MoreO    int
	TotalBar bar
}

// graveChange is a change with its story.
type graveChange struct {
	Change
	Story *Story
	Who   string
}

// How much of each list stands on the first page.
const (
	firstStories = 12
	firstGrave   = 6
	firstOutlets = 15
	firstFlows   = 60
)

func (s *site) overview() overview {
	m, t := s.m, s.m.Totals
	v := overview{frame: s.frame("Overview", "overview", ""), M: m, TotalBar: barOf(t.Articles, t.Own, t.Stated, t.Inferred, t.Unknown)}
	v.Stories = s.storyCards(m.Stories[:min(firstStories, len(m.Stories))])
	v.MoreS = len(m.Stories) - len(v.Stories)
	v.Flow = flowOf(m.Flows)
	v.Flows = m.Flows[:min(firstFlows, len(m.Flows))]
	v.MoreF = len(m.Flows) - len(v.Flows)
	v.Outlets = m.Outlets[:min(firstOutlets, len(m.Outlets))]
	v.MoreO = len(m.Outlets) - len(v.Outlets)
	for i := range m.Stories {
		st := &m.Stories[i]
		sv := newStoryView(s, st)
		for _, c := range st.Changes {
			if c.Weight < 3 {
				break
			}
			if len(v.Grave) < firstGrave && (len(v.Grave) == 0 || v.Grave[len(v.Grave)-1].Story != st) {
				v.Grave = append(v.Grave, graveChange{c, st, sv.Who(c.In)})
			} else {
				v.MoreG++
			}
		}
	}
	p := &v.Finding
	p.strong("%s", count(t.Articles, "article"))
	p.say(" from ")
	p.strong("%s", count(t.Publishers, "site"))
	p.say(" tell ")
	p.strong("%s", count(t.Stories, "story"))
	p.say(". ")
	if t.Copied > 0 {
		p.say("%s %s in several copies: %s, but only ", count(t.Copied, "story"), verb(t.Copied, "stands", "stand"), count(t.InCopied, "article"))
		p.strong("%s", count(t.CopiedFrom, "independent source"))
		p.say(" behind them")
		if dark := countStories(m, func(s *Story) bool { return len(s.Sources) == 0 }); dark > 0 {
			p.say("; the source of %s is not known", count(dark, "story"))
		}
		p.say(". ")
	} else {
		p.say("None is a copy of another. ")
	}
	if t.Inferred > 0 {
		p.strong("%s %s not name the source %s from.", count(t.Inferred, "article"), verb(t.Inferred, "does", "do"), verb(t.Inferred, "it comes", "they come"))
	}
	return v
}

func countStories(m *Model, is func(*Story) bool) int {
	n := 0
	for i := range m.Stories {
		if is(&m.Stories[i]) {
			n++
		}
	}
	return n
}

// outletView is the page of an outlet.
type outletView struct {
	frame
	*Outlet
	Bar       bar
	Wrote     []Copy
	Carried   []Copy
	Others    []Copy
	Elsewhere []Copy
	More      map[string]int
}

func (s *site) outlet(o *Outlet) outletView {
	v := outletView{frame: s.frame(o.Ref.Name, "", "../"), Outlet: o, Bar: barOf(o.Articles, o.Own, o.Stated, o.Inferred, o.Unknown), More: map[string]int{}}
	most := s.limits.Copies
	put := func(name string, list *[]Copy, c Copy) {
		if len(*list) >= most {
			v.More[name]++
			return
		}
		*list = append(*list, c)
	}
	// What others carried is what one wants to see first.
	published := slices.Clone(o.Published)
	slices.SortStableFunc(published, func(a, b Copy) int {
		return cmp.Compare(len(b.Story), len(a.Story)) * sign(a.Story == "" || b.Story == "")
	})
	for _, c := range published {
		switch c.OriginStatus {
		case "own":
			put("own", &v.Wrote, c)
		case "stated", "inferred":
			put("carried", &v.Carried, c)
		default:
			put("unknown", &v.Others, c)
		}
	}
	for _, c := range o.Elsewhere {
		put("elsewhere", &v.Elsewhere, c)
	}
	return v
}

func sign(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Copies is how many articles of this pile tell the story of c.
func (v outletView) Copies(c Copy) int {
	if st := v.site.stories[c.Story]; st != nil {
		return len(st.Copies)
	}
	return 1
}

// base is the last element of an article's id, which is often its file.
func base(id string) string { return path.Base(strings.TrimSuffix(id, "/")) }

// cutRunes cuts s to n letters and says so with an ellipsis.
func cutRunes(s string, n int) string {
	i := 0
	for at := range s {
		if i == n {
			return s[:at] + "…"
		}
		i++
	}
	return s
}
