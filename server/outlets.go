package server

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"time"

	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/reliability"
)

// Outlet is what one outlet does in the articles of the index, and, apart from
// that, what others say of it.
type Outlet struct {
	reliability.Behaviour
	Raters   reliability.Known `json:"raters"`
	Counting bool              `json:"counting,omitempty"` // as in OutletList
}

// OutletList is a page of outlets.
type OutletList struct {
	Made     time.Time               `json:"made"`               // when they were counted
	Articles int                     `json:"articles"`           // that were counted
	Outlets  []reliability.Behaviour `json:"outlets"`            // most articles first
	Counting bool                    `json:"counting,omitempty"` // the index is being counted for the first time, and this is what there is of it
	Next     string                  `json:"next,omitempty"`
}

func (s *Server) outlets(w http.ResponseWriter, r *http.Request) error {
	q, err := listOf(r.URL.Query())
	if err != nil {
		return err
	}
	l, err := s.outletList(r, q.limit)
	if err != nil {
		return err
	}
	return answerJSON(w, http.StatusOK, l)
}

// outletList is the page of outlets that the query of r asks for.
func (s *Server) outletList(r *http.Request, limit int) (*OutletList, error) {
	v, err := s.surveyed(r.Context())
	if err != nil {
		return nil, err
	}
	from := 0
	if c := r.URL.Query().Get("from"); c != "" {
		b, err := base64.RawURLEncoding.DecodeString(c)
		if err != nil || len(b) != 8 || binary.BigEndian.Uint64(b) > uint64(len(v.outlets)) {
			return nil, badRequest.problem("from is not a place in the list that this server gave; begin again without it.")
		}
		from = int(binary.BigEndian.Uint64(b))
	}
	to := min(len(v.outlets), from+limit)
	l := &OutletList{Made: v.made.UTC(), Articles: v.articles, Counting: v.partial, Outlets: v.outlets[from:to]}
	if to < len(v.outlets) {
		l.Next = base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(to)))
	}
	return l, nil
}

func (s *Server) outlet(w http.ResponseWriter, r *http.Request) error {
	o, _, err := s.findOutlet(r)
	if err != nil {
		return err
	}
	return answerJSON(w, http.StatusOK, o)
}

// findOutlet finds the outlet that the path names: by its key, or by any name or
// address that is known for it.
func (s *Server) findOutlet(r *http.Request) (*Outlet, *survey, error) {
	v, err := s.surveyed(r.Context())
	if err != nil {
		return nil, nil, err
	}
	name := r.PathValue("id")
	b, ref := v.byKey[name], provenance.OutletRef{}
	if b == nil {
		ref, _ = s.opts.Ratings.Outlet(name)
		b = v.byKey[reliability.Key(&ref)]
	}
	if b == nil {
		b = &reliability.Behaviour{Key: reliability.Key(&ref), Outlet: ref, Figures: []reliability.Figure{}}
	}
	o := &Outlet{*b, s.opts.Ratings.About(b.Outlet), v.partial}
	if b.Articles == 0 && b.Carried == 0 && !o.Raters.Rated() {
		if v.partial {
			return nil, nil, counting(v.articles)
		}
		return nil, nil, notFound.problem("The index has no article of such an outlet, and no rating of it was imported.")
	}
	return o, v, nil
}

type outletsView struct {
	frame
	*OutletList
	First bool
}

const outletsPage = 100

func (s *Server) outletsPage(w http.ResponseWriter, r *http.Request) error {
	l, err := s.outletList(r, outletsPage)
	if err != nil {
		return err
	}
	return s.page(w, http.StatusOK, "outlets", outletsView{frame{"Outlets", "outlets"}, l, r.URL.Query().Get("from") == ""})
}

type outletView struct {
	frame
	*Outlet
	Name    string
	Made    time.Time
	Figures []shownFigure // those that anything was counted for
	Ratings []shownRating
}

// shownFigure is a figure in words, with its picture.
type shownFigure struct {
	*reliability.Figure
	*reliability.Definition
	Says    string // the value
	Between string // its interval; "" without a value
	Bar     bool   // it is a share, and has a picture
	X, W, V string // of the picture, in percent: the interval's start and width, and the value
}

// shownRating is a rating in words.
type shownRating struct {
	reliability.Rating
	Scheme, Said, Basis string
}

func (s *Server) outletPage(w http.ResponseWriter, r *http.Request) error {
	o, at, err := s.findOutlet(r)
	if err != nil {
		return err
	}
	name := cutRunes(80, cmp.Or(o.Outlet.Name, o.Key))
	v := outletView{frame: frame{name, "outlets"}, Outlet: o, Name: name, Made: at.made}
	for i := range o.Behaviour.Figures {
		if f := &o.Behaviour.Figures[i]; f.Of > 0 || f.LeftOut > 0 {
			v.Figures = append(v.Figures, showFigure(f))
		}
	}
	for _, r := range o.Raters.Ratings {
		v.Ratings = append(v.Ratings, shownRating{r, reliability.SchemeTitle(r.Scheme, r.Aspect), r.Said(), r.Basis()})
	}
	return s.page(w, http.StatusOK, "outlet", v)
}

func showFigure(f *reliability.Figure) shownFigure {
	out := shownFigure{Figure: f, Definition: reliability.Define(f.Name)}
	if out.Definition == nil {
		out.Definition = &reliability.Definition{Name: f.Name, Title: f.Name}
	}
	if f.Value == nil || f.Interval == nil {
		out.Says = "not enough articles"
		return out
	}
	low, high := f.Interval[0], f.Interval[1]
	switch out.Kind {
	case reliability.Rate:
		out.Says, out.Between = fmt.Sprintf("%.0f %%", 100**f.Value), fmt.Sprintf("%.0f to %.0f %%", 100*low, 100*high)
		pc := func(x float64) string { return fmt.Sprintf("%.1f%%", 100*x) }
		out.Bar, out.X, out.W, out.V = true, pc(low), pc(high-low), pc(*f.Value)
	case reliability.Median:
		out.Says, out.Between = fmt.Sprintf("%.1f hours", *f.Value), fmt.Sprintf("%.1f to %.1f", low, high)
	default:
		out.Says, out.Between = fmt.Sprintf("%.1f %s", *f.Value, out.Unit), fmt.Sprintf("%.1f to %.1f", low, high)
	}
	return out
}

// shareOf is the value of a rate for a table, or the counts where there are too
// few articles for one.
func shareOf(b reliability.Behaviour, name string) string {
	f := b.Figure(name)
	switch {
	case f == nil || f.Of == 0:
		return "–"
	case f.Value == nil:
		return fmt.Sprintf("%d of %d", f.Count, f.Of)
	}
	return fmt.Sprintf("%.0f %%", 100**f.Value)
}
