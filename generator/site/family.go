package site

import (
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
