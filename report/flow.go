package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// flowPicture shows who carried whom: outlets that wrote on the left, outlets
// that carried on the right, bands as broad as the number of articles. The
// middle is stretched to the page's width; what is written is not.
type flowPicture struct {
	Left, Right []flowNode
	Bands       []band
	Height      int
	Desc        string
}

type flowNode struct {
	Name string
	N    int
	Y, H int // of its bar
	Mid  int
	slug string
	used int // articles whose bands are drawn
}

type band struct {
	Path  string
	Class string // stated, inferred
	Title string
}

const (
	flowLeft  = 12 // outlets drawn at most; the rest is one more
	flowRight = 18
	flowGap   = 12
	flowMin   = 18 // pixels that a name needs
)

// restOf stands for the outlets that are not drawn. It is no slug.
const restOf = "/"

// flowOf lays the republication between outlets out.
func flowOf(flows []Flow) flowPicture {
	var p flowPicture
	from, to := map[string]int{}, map[string]int{}
	names := map[string]string{}
	for _, f := range flows {
		from[f.From] += f.Articles
		to[f.To] += f.Articles
		names[f.From], names[f.To] = cutRunes(f.FromName, maxName), cutRunes(f.ToName, maxName)
	}
	left, right := most(from, flowLeft), most(to, flowRight)
	var drawn []Flow
	in, out := map[string]int{}, map[string]int{}
	largest := 0
	for _, f := range flows {
		f.FromName, f.ToName = names[f.From], names[f.To]
		if !slices.Contains(left, f.From) {
			f.From, f.FromName = restOf, count(len(from)-len(left), "other source")
		}
		if !slices.Contains(right, f.To) {
			f.To, f.ToName = restOf, count(len(to)-len(right), "other site")
		}
		out[f.From] += f.Articles
		in[f.To] += f.Articles
		k := slices.IndexFunc(drawn, func(d Flow) bool { return d.From == f.From && d.To == f.To })
		if k < 0 {
			drawn = append(drawn, f)
			continue
		}
		drawn[k].Articles += f.Articles
		drawn[k].Stated += f.Stated
	}
	left, right = append(left, restOf), append(right, restOf)
	left = slices.DeleteFunc(left, func(s string) bool { return out[s] == 0 })
	right = order(right, left, drawn)
	for _, n := range out {
		largest = max(largest, n)
	}
	for _, n := range in {
		largest = max(largest, n)
	}
	unit := min(10, 170/float64(max(largest, 1))) // pixels for one article
	high := func(n int) int { return max(2, int(float64(n)*unit+.5)) }
	column := func(slugs []string, n map[string]int, rest string) ([]flowNode, int) {
		y := 6
		var nodes []flowNode
		for _, s := range slugs {
			h := high(n[s])
			room := max(h, flowMin)
			name := names[s]
			if s == restOf {
				name = rest
			}
			nodes = append(nodes, flowNode{Name: name, N: n[s], Y: y + (room-h)/2, H: h, Mid: y + room/2, slug: s})
			y += room + flowGap
		}
		return nodes, y - flowGap + 6
	}
	lh, rh := 0, 0
	p.Left, lh = column(left, out, "others ("+count(len(from)-flowLeft, "source")+")")
	p.Right, rh = column(right, in, "others ("+count(len(to)-flowRight, "site")+")")
	p.Height = max(lh, rh)
	spread(p.Left, p.Height-lh)
	spread(p.Right, p.Height-rh)
	slices.SortStableFunc(drawn, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(slices.Index(left, a.From), slices.Index(left, b.From)), cmp.Compare(slices.Index(right, a.To), slices.Index(right, b.To)))
	})
	for _, f := range drawn {
		l := &p.Left[slices.IndexFunc(p.Left, func(n flowNode) bool { return n.slug == f.From })]
		r := &p.Right[slices.IndexFunc(p.Right, func(n flowNode) bool { return n.slug == f.To })]
		for _, part := range []struct {
			n     int
			class string
			says  string
		}{{f.Stated, "stated", "naming it"}, {f.Articles - f.Stated, "inferred", "without naming it"}} {
			if part.n == 0 {
				continue
			}
			h := float64(part.n) * unit
			y0, y1 := float64(l.Y)+float64(l.used)*unit, float64(r.Y)+float64(r.used)*unit
			l.used += part.n
			r.used += part.n
			p.Bands = append(p.Bands, band{
				Path: fmt.Sprintf("M0 %.1fC50 %.1f 50 %.1f 100 %.1fV%.1fC50 %.1f 50 %.1f 0 %.1fZ", y0, y0, y1, y1, y1+h, y1+h, y0+h, y0+h), Class: part.class,
				Title: fmt.Sprintf("%s carried %s of %s %s", f.ToName, count(part.n, "article"), f.FromName, part.says)})
		}
	}
	p.Desc = flowDesc(drawn)
	return p
}

// most are the n keys with the highest counts.
func most(counts map[string]int, n int) []string {
	keys := make([]string, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return keys[:min(n, len(keys))]
}

// order puts carriers where their bands cross least: by the mean place of whom
// they carry.
func order(right, left []string, flows []Flow) []string {
	mean, n := map[string]float64{}, map[string]int{}
	for _, f := range flows {
		mean[f.To] += float64(slices.Index(left, f.From) * f.Articles)
		n[f.To] += f.Articles
	}
	out := slices.DeleteFunc(slices.Clone(right), func(s string) bool { return n[s] == 0 })
	slices.SortStableFunc(out, func(a, b string) int {
		if a == restOf || b == restOf { // the rest stands last
			return cmp.Compare(sign(a == restOf), sign(b == restOf))
		}
		return cmp.Compare(mean[a]/float64(n[a]), mean[b]/float64(n[b]))
	})
	return out
}

// spread puts the nodes of the shorter column apart, so that both are as high.
func spread(nodes []flowNode, room int) {
	if len(nodes) == 0 || room <= 0 {
		return
	}
	for i := range nodes {
		d := room * (2*i + 1) / (2 * len(nodes))
		nodes[i].Y += d
		nodes[i].Mid += d
	}
}

func flowDesc(flows []Flow) string {
	var parts []string
	for i, f := range flows {
		if i == 10 {
			parts = append(parts, "and others, as in the table")
			break
		}
		parts = append(parts, fmt.Sprintf("%s carried %s of %s, %s", f.ToName, count(f.Articles, "article"), f.FromName, naming(f)))
	}
	return strings.Join(parts, "; ") + "."
}

// naming says how often a flow names its source.
func naming(f Flow) string {
	switch f.Stated {
	case f.Articles:
		return "naming it"
	case 0:
		return "without naming it"
	}
	return fmt.Sprintf("naming it in %d", f.Stated)
}
