package provenance

import (
	"slices"
	"strings"
	"sync"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// Attribute tells what one article's text and metadata say of where it comes
// from. It is pure, linear in the length of the text, and safe for concurrent
// use; what other copies of the story say, Resolve adds.
//
// All marks that name an outlet are gathered as evidence, each with its rule
// and span. An outlet that wrote the text and one that only carried it leave
// marks of different depth (rules.tsv): the outlet with the deepest good marks
// is the origin, those above it are the chain (Via). Marks for one outlet are
// combined by noisy-or; where another outlet is named as deeply, the record
// keeps both and its confidence falls. Contribution and citation are never
// evidence of origin. When nothing reaches the threshold the origin is Unknown.
func Attribute(a article.Article, reg *outlets.Registry) Record {
	return Attributor{Registry: reg}.Attribute(a)
}

// Attributor is Attribute with what is known from other pages.
type Attributor struct {
	Registry  *outlets.Registry
	Furniture *article.Furniture // lines that publishers repeat; may be nil
}

// statedAt is the least confidence at which a foreign origin is stated. Below
// it a wrong name is likelier than a useful one.
const statedAt = 0.55

// viaAt is the least confidence at which a carrier is named.
const viaAt = 0.4

// ownAt is the least confidence at which a text is said to be the publisher's own.
const ownAt = 0.3

// Attribute is as the function of that name.
func (t Attributor) Attribute(a article.Article) Record {
	f := finders.Get().(*finder)
	defer f.release()
	f.a, f.reg, f.text = a, t.Registry, a.Text
	f.rec = Record{ID: a.ID, OriginStatus: Unknown}
	f.parts = article.Hints{Outlet: f.outletName, Furniture: t.Furniture}.AppendAnatomy(f.parts, a)
	f.bodyStart = len(a.Text)
	for _, p := range f.parts {
		if p.Kind == article.Body {
			f.bodyStart = p.Span.Start
			break
		}
	}
	f.mentions = f.reg.Find(f.mentions, a.Text)
	f.rec.Headline = article.Tidy(article.HeadlineOf(a, f.parts))
	if f.rec.Headline == "" {
		f.rec.Headline = strings.TrimSpace(a.Title)
	}
	f.publisher()
	f.metadata()
	f.pageLines()
	f.readParts()
	f.ownName()
	f.signOffs()
	f.ownMail()
	f.cites()
	f.decide()
	f.finish()
	return f.rec
}

// finders keeps the buffers of finders that have done their work. What a record
// holds is never in them.
var finders = sync.Pool{New: func() any {
	f := new(finder)
	f.outletName = func(name string) bool { return f.byName(name) != nil }
	return f
}}

// maxKept bounds the buffers that are kept for the next article.
const maxKept = 1 << 12

// release gives the buffers back.
func (f *finder) release() {
	if cap(f.parts) > maxKept || cap(f.mentions) > maxKept || cap(f.told) > maxKept {
		return
	}
	clear(f.parts)
	clear(f.mentions)
	clear(f.told)
	clear(f.claims)
	*f = finder{outletName: f.outletName, parts: f.parts[:0], mentions: f.mentions[:0], told: f.told[:0], claims: f.claims[:0], spans: f.spans[:0]}
	finders.Put(f)
}

// finder gathers what one article says. It lives for one call.
type finder struct {
	a          article.Article
	text       string
	reg        *outlets.Registry
	outletName func(string) bool
	parts      []article.Part
	bodyStart  int // offset of the first paragraph
	mentions   []outlets.Mention
	rec        Record

	pub     *outlets.Outlet // publisher, when the registry has it
	pubHost string          // its host, when only that is known
	claims  []claim
	spans   []Span   // of the claims, until finish
	names   []string // persons of the byline
	tailBy  []string // persons named under the text
	staff   bool     // a byline or credit of the house
	told    []outlets.Mention
	// toldNames are cited papers that the registry does not have.
	toldNames []string
	source    *Date
	signDate  *Date  // date of a sign-off under the text
	lang      string // of the text, once it was asked
}

// claim is evidence with the outlet that it speaks for.
type claim struct {
	Evidence
	outlet *outlets.Outlet // nil when the registry has no such outlet
	name   string          // the outlet's name as given, when outlet is nil
	depth  int
}

// key tells which outlet a claim is for.
func (c *claim) key() string {
	if c.outlet != nil {
		return c.outlet.ID
	}
	return strings.ToLower(c.name)
}

// byName returns the outlet that a whole name stands for.
func (f *finder) byName(name string) *outlets.Outlet {
	if len(name) < 2 || len(name) > 80 {
		return nil
	}
	return f.reg.ByName(name)
}

// resolve says which outlet a mention means. A strong name of one outlet needs
// no look at what stands around it.
func (f *finder) resolve(m outlets.Mention, ctx outlets.Context) *outlets.Outlet {
	if m.Class == outlets.Strong && len(m.Candidates) < 2 {
		return m.Outlet
	}
	if len(m.Candidates) > 1 {
		ctx.Language = f.language()
	}
	o, _ := f.reg.Resolve(m, ctx)
	return o
}

// language is the language of the text, as its metadata or its words tell.
func (f *finder) language() string {
	if f.lang == "" {
		f.lang, _, _ = strings.Cut(strings.ToLower(f.a.Language), "-")
		if f.lang == "" {
			f.lang = text.Language(f.text[min(f.bodyStart, len(f.text)):])
		}
	}
	return f.lang
}

// writer is the outlet whose texts o carries: a distributor that belongs to an
// outlet ("CNN Newsource") spreads that outlet's.
func (f *finder) writer(o *outlets.Outlet) *outlets.Outlet {
	if o != nil && o.Kind == outlets.Distributor {
		if p := f.reg.Parent(o); p != nil && p.Kind != outlets.Group {
			return p
		}
	}
	return o
}

// claim records that a mark of a rule speaks for an outlet.
func (f *finder) claim(rule string, o *outlets.Outlet, name string, sp Span) {
	o = f.writer(o)
	r := ruleTable()[rule]
	e := Evidence{Rule: rule, Supports: r.Supports, Weight: r.Weight, Text: sp.Of(f.text), Value: name, Span: f.keep(sp)}
	if o != nil {
		e.Value = o.ID
	}
	f.addClaim(claim{Evidence: e, outlet: o, name: name, depth: r.Depth})
}

// keep returns a place that holds sp until finish.
func (f *finder) keep(sp Span) *Span {
	f.spans = append(f.spans, sp)
	return &f.spans[len(f.spans)-1]
}

// claimField records a mark in a metadata field.
func (f *finder) claimField(rule string, o *outlets.Outlet, name, field, text string) {
	r := ruleTable()[rule]
	e := Evidence{Rule: rule, Supports: r.Supports, Weight: r.Weight, Text: text, Value: name, Field: field}
	if o != nil {
		e.Value = o.ID
	}
	f.addClaim(claim{Evidence: e, outlet: o, name: name, depth: r.Depth})
}

// maxClaims bounds the evidence of one page. A page has a dozen marks; a hostile
// one could have a hundred thousand.
const maxClaims = 200

func (f *finder) addClaim(c claim) {
	if len(f.claims) >= maxClaims {
		return
	}
	for i := range f.claims {
		x := &f.claims[i]
		if x.Rule == c.Rule && x.Value == c.Value && x.Text == c.Text && (x.Span == nil) == (c.Span == nil) && (x.Span == nil || *x.Span == *c.Span) {
			return
		}
	}
	f.claims = append(f.claims, c)
}

// same tells whether an outlet is the publisher or of its house.
func (f *finder) same(o *outlets.Outlet) bool {
	if o == nil || f.pub == nil {
		return false
	}
	return o == f.pub || o.ID == f.pub.Parent && !f.affiliate(o) || o.Parent == f.pub.ID && !o.Wire() ||
		o.Parent != "" && o.Parent == f.pub.Parent && o.Country == f.pub.Country && !o.Wire() && sameBrand(o.Name, f.pub.Name)
}

// affiliate tells a network from its local station: "By ABC News" on a station's
// page is not the station's own.
func (f *finder) affiliate(o *outlets.Outlet) bool {
	return f.pub.Kind == outlets.Broadcaster && o.Kind == outlets.Broadcaster && outlets.CallSign(f.pub.Name) && !sameBrand(o.Name, f.pub.Name)
}

// sameName tells whether a name that the registry does not know is the
// publisher's: the same words, or the call sign that they begin with.
func (f *finder) sameName(name string) bool {
	p := f.rec.Publisher
	if p == nil || name == "" {
		return false
	}
	if squeezed(name) == squeezed(p.Name) { // HawaiiNewsNow
		return true
	}
	if f.pub != nil {
		return false
	}
	first, _, _ := strings.Cut(p.Name, " ")
	host, _, _ := strings.Cut(p.Domain, ".")
	sign, _, _ := strings.Cut(name, "-")
	return strings.EqualFold(name, p.Name) || strings.EqualFold(name, host) || outlets.CallSign(name) && (strings.EqualFold(sign, host) || strings.EqualFold(sign, strings.TrimSuffix(first, "-TV")))
}

// squeezed is a name without spaces, in lower case.
func squeezed(name string) string { return strings.ToLower(strings.ReplaceAll(name, " ", "")) }

// sameBrand tells "Fox News" and "Fox Business", "CNN" and "CNN Türk".
func sameBrand(a, b string) bool {
	a, _, _ = strings.Cut(strings.TrimPrefix(a, "The "), " ")
	b, _, _ = strings.Cut(strings.TrimPrefix(b, "The "), " ")
	return len(a) >= 3 && strings.EqualFold(a, b)
}

// standing is what all claims say of one outlet.
type standing struct {
	key    string
	outlet *outlets.Outlet
	name   string
	conf   float64
	depth  int
	first  int // order of first mark
}

// decide weighs the claims.
func (f *finder) decide() {
	var foreign []standing
	own := 1.0
	ownMarks := false
	for i := range f.claims {
		c := &f.claims[i]
		switch c.Supports {
		case "own":
			own *= 1 - c.Weight
			ownMarks = true
			continue
		case "origin":
		default:
			continue
		}
		if f.same(c.outlet) {
			own *= 1 - c.Weight
			ownMarks = true
			continue
		}
		k := c.key()
		j := slices.IndexFunc(foreign, func(s standing) bool { return s.key == k })
		if j < 0 {
			foreign = append(foreign, standing{key: k, outlet: c.outlet, name: c.name, first: i})
			j = len(foreign) - 1
		}
		s := &foreign[j]
		s.conf = 1 - (1-s.conf)*(1-c.Weight)
		if c.Weight >= 0.5 && c.depth > s.depth {
			s.depth = c.depth
		}
	}
	ownConf := 0.0
	if ownMarks {
		ownConf = 1 - own
	}
	slices.SortStableFunc(foreign, func(a, b standing) int {
		switch aGood, bGood := a.conf >= statedAt, b.conf >= statedAt; {
		case aGood != bGood:
			if aGood {
				return -1
			}
			return 1
		case a.depth != b.depth:
			return b.depth - a.depth
		case a.conf != b.conf:
			if a.conf > b.conf {
				return -1
			}
			return 1
		}
		return a.first - b.first
	})
	f.labelOnly(foreign)
	ownByline := f.strongOwn()
	switch {
	case len(foreign) > 0 && foreign[0].conf >= statedAt && !(ownByline && !f.signed(foreign[0].key)):
		f.state(foreign, ownConf)
	case ownConf >= ownAt && f.ownPossible():
		f.rec.OriginStatus = Own
		f.rec.OriginConfidence = round2(ownConf)
		f.rec.Origin = f.rec.Publisher
	}
}

// signed tells whether an outlet's name stands where the writer's does, or
// where the law asks for it; against a byline that names the publisher nothing
// else counts.
func (f *finder) signed(key string) bool {
	for i := range f.claims {
		c := &f.claims[i]
		if c.Supports != "origin" || c.key() != key {
			continue
		}
		switch c.Rule {
		case "dateline.agency", "byline.agency", "byline.outlet", "credit.originally", "credit.signoff", "copyright.agency", "meta.canonical", "meta.syndication", "masthead.repeated":
			return true
		}
	}
	return false
}

// onlyBare tells whether an outlet has no mark but a code that may be a photo
// credit or a word of its address.
func (f *finder) onlyBare(key string) bool {
	for i := range f.claims {
		if c := &f.claims[i]; c.Supports == "origin" && c.key() == key && c.Rule != "masthead.bare" && c.Rule != "self.told" && c.Rule != "url.slug" {
			return false
		}
	}
	return true
}

// labelOnly names a local label as a station of the way when no origin is known.
func (f *finder) labelOnly(foreign []standing) {
	if len(foreign) != 1 || foreign[0].conf >= statedAt {
		return
	}
	for i := range f.claims {
		if c := &f.claims[i]; c.Rule == "label.local" {
			f.rec.Via = append(f.rec.Via, *refOf(c.outlet, c.name))
			return
		}
	}
}

// strongOwn tells whether a mark names the publisher itself as the writer.
func (f *finder) strongOwn() bool {
	for i := range f.claims {
		switch f.claims[i].Rule {
		case "byline.own", "dateline.own", "byline.staff":
			return true
		}
	}
	return false
}

// ownPossible tells whether the publisher writes texts at all: what stands on
// an aggregator's or a portal's page is not its own because a person is named.
func (f *finder) ownPossible() bool {
	if f.pub == nil {
		return true
	}
	switch f.pub.Kind {
	case outlets.Aggregator, outlets.Portal, outlets.Distributor:
		for i := range f.claims {
			switch c := &f.claims[i]; {
			case c.Rule == "byline.own" || c.Rule == "dateline.own" || c.Rule == "credit.own" || c.Rule == "mail.own":
				return true
			case c.Supports == "origin" && f.same(c.outlet) && c.Weight >= 0.5:
				return true
			}
		}
		return false
	}
	return true
}

// state makes the best foreign outlet the origin and the others the chain.
func (f *finder) state(foreign []standing, ownConf float64) {
	best := foreign[0]
	f.rec.OriginStatus = Stated
	conf := best.conf
	f.rec.Origin = refOf(best.outlet, best.name)
	var via []standing
	for _, s := range foreign[1:] {
		if f.related(s.outlet, best.outlet) {
			continue
		}
		switch {
		case s.conf >= viaAt && s.depth < best.depth && !f.onlyBare(s.key):
			via = append(via, s)
		case s.conf >= statedAt && s.depth == best.depth:
			conf *= 1 - s.conf/2 // named as deeply: both are shown, neither is sure
		}
	}
	// Nearer to the origin first.
	slices.SortStableFunc(via, func(a, b standing) int { return b.depth - a.depth })
	for _, s := range via {
		f.rec.Via = append(f.rec.Via, *refOf(s.outlet, s.name))
	}
	if ownConf > 0 {
		conf *= 1 - ownConf/8
		f.against(best)
	}
	f.rec.OriginConfidence = round2(conf)
}

// related tells two names of one house, such as CNN and CNN Newsource.
func (f *finder) related(a, b *outlets.Outlet) bool {
	return a != nil && b != nil && (a == b || a.Parent == b.ID || b.Parent == a.ID)
}

// against repeats each mark of the publisher's own hand as evidence against a
// foreign origin, so that the record shows both sides.
func (f *finder) against(best standing) {
	n := len(f.claims)
	for i := range n {
		c := f.claims[i]
		if c.Supports != "own" {
			continue
		}
		c.Supports, c.Value, c.Weight = "origin", best.key, -round2(c.Weight/4)
		c.outlet, c.name = best.outlet, best.name
		f.claims = append(f.claims, c)
	}
}

func round2(x float64) float64 { return float64(int(x*100+0.5*sign(x))) / 100 }

func sign(x float64) float64 {
	if x < 0 {
		return -1
	}
	return 1
}

// refOf names an outlet in a record.
func refOf(o *outlets.Outlet, name string) *OutletRef {
	if o == nil {
		return &OutletRef{Name: name}
	}
	return &OutletRef{Name: o.Name, ID: o.ID, Domain: o.Domain(), Kind: string(o.Kind), State: o.State.Linked()}
}
