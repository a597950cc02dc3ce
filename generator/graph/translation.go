package graph

import (
	"cmp"
	"maps"
	"slices"
)

// An Alternate is a page in one language.
type Alternate struct{ Lang, URL string }

// A pairing is what translations of one post share: the key that they name, or
// where their files stand.
type pairing struct {
	named bool
	key   string
}

func (p *post) pairing() pairing {
	if k := p.meta.TranslationKey; k != "" {
		return pairing{true, nfc(k)}
	}
	return pairing{false, p.meta.Key}
}

// pair finds translations: posts of one key, or of one translationKey.
func (g *Graph) pair() {
	first := make(map[pairing]*post, len(g.posts))
	groups := map[pairing][]*post{} // of more than one
	for _, p := range g.posts {
		k := p.pairing()
		switch one, ok := first[k]; {
		case !ok:
			first[k] = p
		case groups[k] == nil:
			groups[k] = []*post{one, p}
		default:
			groups[k] = append(groups[k], p)
		}
	}
	keys := slices.SortedFunc(maps.Keys(groups), func(a, b pairing) int {
		return cmp.Or(btoi(b.named)-btoi(a.named), cmp.Compare(a.key, b.key))
	})
	for _, k := range keys {
		g.translations(groups[k])
	}
}

// translations makes posts that share a pairing the translations of each other.
func (g *Graph) translations(ps []*post) {
	slices.SortStableFunc(ps, func(a, b *post) int {
		return slices.Index(g.opt.Languages, a.meta.Lang) - slices.Index(g.opt.Languages, b.meta.Lang)
	})
	kept := ps[:0:0]
	for _, p := range ps {
		if n := len(kept); n > 0 && kept[n-1].meta.Lang == p.meta.Lang {
			g.report(g.strict(), "translation", p.meta.Path, p.meta.Where.At("translationkey"),
				kept[n-1].meta.Path+" and "+p.meta.Path+" are the same post in one language", "give them different translationKeys")
			continue
		}
		kept = append(kept, p)
	}
	for _, p := range kept {
		p.group = kept
	}
}

func (g *Graph) alternates(p *post) []Alternate {
	if len(p.group) < 2 {
		return nil
	}
	var out []Alternate
	for _, q := range p.group {
		out = append(out, Alternate{q.meta.Lang, g.Href(q.path)})
	}
	return out
}

// Translations gives the files of a post in all languages, itself among them, in
// the order of the languages; nil when there is no other.
func (g *Graph) Translations(path string) []string {
	p := g.byPath[nfc(path)]
	if p == nil || len(p.group) < 2 {
		return nil
	}
	out := make([]string, len(p.group))
	for i, q := range p.group {
		out[i] = q.meta.Path
	}
	return out
}
