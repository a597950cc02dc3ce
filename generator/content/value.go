package content

import (
	"math"
	"strconv"
	"strings"
)

// Limits on what front matter may hold. No front matter without YAML aliases
// can reach maxValues: it has fewer bytes.
const (
	maxDepth  = 32
	maxValues = maxFront
)

type kind uint8

const (
	nullKind kind = iota
	textKind
	numberKind
	boolKind
	dateKind
	listKind
	mapKind
)

// String names the kind as a message does: "want a string, found a map".
func (k kind) String() string {
	return [...]string{"nothing", "a string", "a number", "true or false", "a date", "a list", "a map"}[k]
}

// A value is what stands for a key, the same for YAML, TOML and JSON.
type value struct {
	kind  kind
	text  string // of a scalar: a string's text, anything else as written
	pos   Pos
	inset int      // columns from pos to where the text stands in one piece; -1: it does not
	items []value  // of a list
	keys  []member // of a map, in order of the file
}

// A member is one key of a map.
type member struct {
	name  string
	pos   Pos
	value value
}

// any gives v as templates see it: string, int, float64, bool, []any,
// map[string]any or nil. Dates stay text, and so do numbers that no int or
// finite float64 holds: a NaN would never equal itself.
func (v value) any() any {
	switch v.kind {
	case nullKind:
		return nil
	case boolKind:
		return v.text == "true" || v.text == "True" || v.text == "TRUE"
	case numberKind:
		return v.number()
	case listKind:
		out := make([]any, len(v.items))
		for i, it := range v.items {
			out[i] = it.any()
		}
		return out
	case mapKind:
		out := make(map[string]any, len(v.keys))
		for _, m := range v.keys {
			out[m.name] = m.value.any()
		}
		return out
	}
	return v.text
}

func (v value) number() any {
	plain := strings.ReplaceAll(v.text, "_", "")
	if i, err := strconv.ParseInt(plain, 0, 0); err == nil {
		return int(i)
	}
	if f, err := strconv.ParseFloat(plain, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
		return f
	}
	return v.text
}

// duplicate finds the first key of keys that stands there twice, and where it
// stood before. fold makes names equal that differ only in case.
func duplicate(keys []member, fold bool) (second member, first Pos, found bool) {
	if len(keys) < 2 {
		return member{}, Pos{}, false
	}
	seen := make(map[string]Pos, len(keys))
	for _, m := range keys {
		name := m.name
		if fold {
			name = strings.ToLower(name)
		}
		if p, ok := seen[name]; ok {
			return m, p, true
		}
		seen[name] = m.pos
	}
	return member{}, Pos{}, false
}
