package site

import (
	"opspress/generator/asset"
	"opspress/generator/diagram"
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
