package site

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"opspress/generator/card"
	"opspress/generator/content"
	"opspress/generator/diag"
	"opspress/generator/diagram"
	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/memo"
	"opspress/generator/output"
)

// A page whose front matter brings no picture for shared links has one that is
// drawn: every post, the home pages, the Ops types and the series. Other pages
// show that of their home page. The address of a card is made from what is drawn
// on it, so that a page can name its card without drawing it.

// fonts are those that cards are drawn with.
type fonts struct {
	*card.Renderer
	digest output.Digest
}

const (
	fontFolder = "assets/fonts/"
	cardFont   = "Pretendard-Bold.otf" // the first one that is asked for a character
)

// runFonts reads every font under assets/fonts/, that of the theme first. The
// renderer is nil when one of them cannot be read, which is reported.
func (s *Site) runFonts(c *memo.Ctx, _ none) (fonts, error) {
	t, err := s.world.tree.Get(c, "assets")
	if err != nil {
		return fonts{}, err
	}
	names := []string{fontFolder + cardFont}
	for _, f := range t.Files {
		switch strings.ToLower(path.Ext(f)) {
		case ".otf", ".ttf":
			if path.Dir(f)+"/" == fontFolder && f != names[0] {
				names = append(names, f)
			}
		}
	}
	var all [][]byte
	var seen bytes.Buffer
	for _, n := range names {
		b, ok := s.read(c, n)
		if !ok {
			continue
		}
		if _, err := card.New(b); err != nil {
			warn(c, diag.Diagnostic{Rule: "font", Severity: diag.Error, File: n, Message: "is no font that cards can be drawn with",
				Hint: "OpenType or TrueType, not a collection and not WOFF"})
			return fonts{}, nil
		}
		all = append(all, b)
		fmt.Fprintf(&seen, "%s\n", output.Sum(b))
	}
	r, err := card.New(all...)
	if err != nil {
		return fonts{}, nil // the theme's own font cannot be read, which has been reported
	}
	return fonts{r, output.Sum(seen.Bytes())}, nil
}

// A drawing is a card and where it stands.
type drawing struct {
	Path  string // site path
	Card  card.Card
	Input output.Digest // of all that the picture follows from
}

// drawing gives the card of the page at a path its address.
func (f fonts) drawing(page string, c card.Card) drawing {
	d := output.Sum(fmt.Appendf(nil, "%s %s %+q", card.Recipe, f.digest, fmt.Sprintf("%+v", c)))
	return drawing{stampedPath("card-"+stem(page), d, ".png"), c, d}
}

// stampedPath is the path of a file that never changes under its name.
func stampedPath(name string, d output.Digest, ext string) string {
	return "/assets/" + name + "." + d.Short() + ext
}

// stem gives the last name of a path for the name of a file, where every server
// and every messenger can be trusted with it.
func stem(p string) string {
	s := path.Base(strings.TrimSuffix(p, path.Ext(p)))
	if s == "/" || s == "." {
		return "home"
	}
	if len(s) > 60 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
		return "page"
	}
	return s
}

// wantsCard says whether a post brings no picture of its own for shared links.
func wantsCard(m *content.Meta) bool { return m.Cover.Image == "" && len(m.Images) == 0 }

// An artist knows what cards share: the settings, the fonts and the glyphs.
type artist struct {
	set    Settings
	fonts  fonts
	glyphs map[string]diagram.Glyph
}

// artist gives what cards are drawn with; ok is false when the site has none.
func (s *Site) artist(c *memo.Ctx) (a artist, ok bool, err error) {
	if a.set, err = s.settings.Get(c, none{}); err != nil || !a.set.Cards || a.set.BaseURL == "" {
		return a, false, err // a shared link wants a whole address
	}
	if a.fonts, err = s.fonts.Get(c, none{}); err != nil || a.fonts.Renderer == nil {
		return a, false, err
	}
	kin, err := s.family.Get(c, none{})
	a.glyphs = diagram.Glyphs(kin)
	return a, err == nil, err
}

func (a *artist) post(it *graph.Item) card.Card {
	c := card.Card{Title: it.Title, Site: a.set.Title.In(it.Lang)}
	if len(it.Types) > 0 {
		t := it.Types[0]
		c.Type, c.Other, c.Color, c.Glyph = t.Name, t.Other, t.Color, glyphOf(a.glyphs[t.ID])
	}
	return c
}

func (a *artist) home(lang string) card.Card {
	return card.Card{Title: a.set.Title.In(lang), Text: a.set.Description.In(lang)}
}

func (a *artist) term(t *graph.Term, lang string) card.Card {
	c := card.Card{Title: t.Name, Text: t.Description, Color: t.Color, Site: a.set.Title.In(lang)}
	if t.Taxonomy == graph.Ops {
		c.Type, c.Glyph = t.Other, glyphOf(a.glyphs[t.ID])
	}
	return c
}

// glyphOf turns a glyph of the theme into one for a card.
func glyphOf(g diagram.Glyph) card.Glyph {
	curves := func(cs []diagram.Curve) (out []card.Curve) {
		for _, c := range cs {
			at := func(p diagram.Point) card.Point {
				return card.Point{X: p.X / diagram.GlyphSize, Y: p.Y / diagram.GlyphSize}
			}
			curve := card.Curve{at(c.Start)}
			for _, b := range c.Cubic {
				curve = append(curve, at(b[0]), at(b[1]), at(b[2]))
			}
			out = append(out, curve)
		}
		return out
	}
	return card.Glyph{Pen: float64(diagram.GlyphStroke) / diagram.GlyphSize, Lines: curves(g.Lines), Dots: curves(g.Dots)}
}

// A deck is every card of the site.
type deck struct{ at map[string]drawing } // by site path of the picture

func sameDeck(a, b deck) bool {
	if len(a.at) != len(b.at) {
		return false
	}
	for p, d := range a.at {
		if o, ok := b.at[p]; !ok || o.Input != d.Input {
			return false
		}
	}
	return true
}

func (s *Site) runDeck(c *memo.Ctx, _ none) (deck, error) {
	a, ok, err := s.artist(c)
	if err != nil || !ok {
		return deck{}, err
	}
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return deck{}, err
	}
	front, err := s.front.Get(c, none{})
	if err != nil {
		return deck{}, err
	}
	own := map[string]bool{} // posts that bring a picture
	for _, m := range front.Posts {
		if !wantsCard(m) {
			own[m.Path] = true
		}
	}
	d := deck{map[string]drawing{}}
	for _, r := range g.Routes() {
		if r.N > 1 || own[r.Source] {
			continue
		}
		var of card.Card
		switch r.Kind {
		case graph.KindPost:
			it, _ := g.Item(r.Source)
			of = a.post(&it)
		case graph.KindHome:
			of = a.home(r.Lang)
		case graph.KindOps, graph.KindSerie:
			t, err := g.Term(r.Taxonomy, r.Term, r.Lang)
			if err != nil {
				continue
			}
			of = a.term(&t, r.Lang)
		default:
			continue
		}
		x := a.fonts.drawing(r.Path, of)
		d.at[x.Path] = x
	}
	return d, nil
}

// runCard finds a card by its address.
func (s *Site) runCard(c *memo.Ctx, path string) (drawing, error) {
	d, err := s.deck.Get(c, none{})
	return d.at[path], err
}

// shared gives a page the card of a page as its picture for shared links.
func (s *Site) shared(c *memo.Ctx, p *layout.Page, page string, of func(*artist) card.Card) error {
	a, ok, err := s.artist(c)
	if err != nil || !ok {
		return err
	}
	d := a.fonts.drawing(page, of(&a))
	if url := a.set.permanent(graph.Href(a.set.base(), d.Path)); url != "" {
		p.Image = &layout.Picture{URL: url, Alt: d.Card.Title, Width: card.Width, Height: card.Height}
	}
	return nil
}

// sharedList gives a page that lists posts its picture.
func (s *Site) sharedList(c *memo.Ctx, r graph.Route, p *layout.Page, t *graph.Term) error {
	if t != nil && (r.Kind == graph.KindOps || r.Kind == graph.KindSerie) {
		return s.shared(c, p, t.Path, func(a *artist) card.Card { return a.term(t, r.Lang) })
	}
	home := "/"
	if set, err := s.settings.Get(c, none{}); err == nil && r.Lang != set.Languages[0] {
		home = "/" + r.Lang + "/"
	}
	return s.shared(c, p, home, func(a *artist) card.Card { return a.home(r.Lang) })
}
