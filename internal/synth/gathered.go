package synth

import "github.com/newscheck/newscheck/article"

// Gathered is a Sink that keeps the articles and lets the truth go.
type Gathered struct{ Articles []article.Article }

// Article keeps a.
func (g *Gathered) Article(a Article) error {
	g.Articles = append(g.Articles, article.Article{ID: a.ID, Publisher: a.Publisher, URL: a.URL, Title: a.Title, Byline: a.Byline,
		Published: a.Published, Text: string(a.Text)})
	return nil
}

// Doc lets the truth of an article go.
func (g *Gathered) Doc(Doc) error { return nil }

// Pair lets the truth of a pair go.
func (g *Gathered) Pair(Pair) error { return nil }

// Link lets the truth of a link go.
func (g *Gathered) Link(Link) error { return nil }
