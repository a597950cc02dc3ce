package content

import "slices"

// Places hold where the values of a file's keys stand: of "title", of the
// members of a list (the third of "tags"), of the members of a map
// ("cover.alt"). Keys are ours, lower case. They are a list and not a map: every
// post keeps some ten of them for as long as a site is built, and a map of them
// takes three times the memory.
type Places []Place

// A Place is where one value stands.
type Place struct {
	Key    string
	Member uint32 // of a list, from 1; 0 for the value itself
	line   uint32
	column uint32
}

// At gives the place of a key's value; it is zero when the file does not say it.
func (ps Places) At(key string) Pos { return ps.at(key, 0) }

// Member gives the place of a member of a key's list, counted from 0.
func (ps Places) Member(key string, n int) Pos { return ps.at(key, uint32(n)+1) }

func (ps Places) at(key string, member uint32) Pos {
	if i := ps.index(key, member); i >= 0 {
		return ps[i].Pos()
	}
	return Pos{}
}

// Pos gives line and column.
func (p Place) Pos() Pos { return Pos{int(p.line), int(p.column)} }

func (ps Places) index(key string, member uint32) int {
	// Members stand behind the first of them, unless a list has two spellings.
	if member > 1 {
		if i := ps.index(key, 1) + int(member) - 1; i < len(ps) && ps[i].Key == key && ps[i].Member == member {
			return i
		}
	}
	return slices.IndexFunc(ps, func(p Place) bool { return p.Member == member && p.Key == key })
}

// has says whether a key has a place.
func (ps Places) has(key string) bool { return ps.index(key, 0) >= 0 }

// set notes the place of a key's value; one that was noted before gives way.
func (ps *Places) set(key string, pos Pos) {
	p := Place{key, 0, uint32(pos.Line), uint32(pos.Column)}
	if i := ps.index(key, 0); i >= 0 {
		(*ps)[i] = p
		return
	}
	*ps = append(*ps, p)
}

// add notes the place of the member of a list that comes next.
func (ps *Places) add(key string, n int, pos Pos) {
	*ps = append(*ps, Place{key, uint32(n) + 1, uint32(pos.Line), uint32(pos.Column)})
}
