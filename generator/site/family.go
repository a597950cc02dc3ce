package site

import (
	"slices"
	"strconv"
	"time"

	"opspress/generator/asset"
	"opspress/generator/diagram"
	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/memo"
)

// runFamily gives the Ops types and what they declare of each other. Posts may
// come and go: what is drawn of the family changes only with the family.
func (s *Site) runFamily(c *memo.Ctx, _ none) ([]diagram.Kin, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return nil, err
	}
	var out []diagram.Kin
	for _, k := range g.Family() {
		out = append(out, diagram.Kin(k))
	}
	return out, nil
}

// runGlyph gives the glyph of an Ops type by its id; an empty one for an id
// that nobody knows.
func (s *Site) runGlyph(c *memo.Ctx, id string) (diagram.Glyph, error) {
	kin, err := s.family.Get(c, none{})
	if err != nil {
		return diagram.Glyph{}, err
	}
	return diagram.Glyphs(kin)[id], nil
}

// look gives what the style sheet shows of an Ops type: its glyph as it would
// be at the top of the loop, and its turn, so that types of one form share it.
func (s *Site) look(c *memo.Ctx, id, colour string) (asset.Look, error) {
	kin, err := s.family.Get(c, none{})
	if err != nil {
		return asset.Look{}, err
	}
	p := diagram.Places(kin)[id]
	l := asset.Look{Color: colour, Turn: p.Turn}
	p.Turn = 0
	g := diagram.NewGlyph(p)
	l.Line, l.Dot = g.Line(), g.Dot()
	return l, nil
}

// maps lays the types of a page out, for a phone and for a page with room.
func (s *Site) maps(c *memo.Ctx, ts []layout.Term) ([]layout.Map, error) {
	kin, err := s.family.Get(c, none{})
	if err != nil {
		return nil, err
	}
	shown, names := map[string]layout.Term{}, map[string]string{}
	for _, t := range ts {
		shown[t.ID], names[t.ID] = t, t.Name
	}
	glyphs := diagram.Glyphs(kin)
	kin = slices.DeleteFunc(slices.Clone(kin), func(k diagram.Kin) bool { return shown[k.ID].ID == "" })
	if len(kin) == 0 {
		return nil, nil
	}
	var out []layout.Map
	for _, f := range []struct {
		size  string
		frame diagram.Frame
	}{{"small", diagram.Narrow()}, {"large", diagram.Wide()}} {
		m := diagram.NewMap(kin, names, f.frame)
		v := layout.Map{Size: f.size, Width: m.Width, Height: m.Height, Loop: m.Loop}
		for _, n := range m.Nodes {
			v.Nodes = append(v.Nodes, nodeView(n, shown[n.ID].Ref, glyphs[n.ID]))
		}
		for _, e := range m.Edges {
			v.Edges = append(v.Edges, layout.Edge{From: e.From, To: e.To, Kind: e.Kind, Path: e.Path})
		}
		out = append(out, v)
	}
	return out, nil
}

func nodeView(n diagram.Node, of layout.Ref, g diagram.Glyph) layout.Node {
	g = g.Around()
	v := layout.Node{ID: n.ID, URL: of.URL, Name: of.Name, X: n.X, Y: n.Y, Line: g.Line(), Dot: g.Dot(), Anchor: n.Label.Anchor}
	for i, l := range n.Label.Lines {
		v.Text = append(v.Text, layout.Mark{X: itoa(n.Label.X), Y: n.Label.Y + i*diagram.LineHeight, Text: l})
	}
	return v
}

// plotView draws how many posts each month of an archive has; nil when there is
// nothing to compare.
func plotView(groups []graph.Group, lang string) *layout.Plot {
	var months []diagram.Month
	for _, g := range groups {
		if g.Month != 0 {
			months = append(months, diagram.Month{Year: g.Year, Month: g.Month, Count: g.Count})
		}
	}
	p := diagram.NewPlot(months)
	if len(p.Stems) == 0 {
		return nil
	}
	percent := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) + "%" }
	name := func(m diagram.Month) string { return layout.MonthText(m.Year, time.Month(m.Month), lang) }
	v := &layout.Plot{Height: p.Height, Base: p.Base,
		First: name(p.Stems[0].Month), Last: name(p.Stems[len(p.Stems)-1].Month)}
	for _, st := range p.Stems {
		v.Count += st.Count
		v.Stems = append(v.Stems, layout.Stem{X: percent(st.X), Base: p.Base, Y: st.Y, R: strconv.FormatFloat(st.Radius, 'f', -1, 64)})
	}
	for _, y := range p.Years {
		v.Years = append(v.Years, layout.Mark{X: percent(y.X), Y: p.Height - 5, Text: itoa(y.Year)})
	}
	return v
}
