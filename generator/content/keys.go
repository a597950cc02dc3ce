package content

import (
	"slices"
	"strings"

	"opspress/generator/diag"
)

// A Key is a front-matter key as the manual tells it.
type Key struct {
	Name    string
	Aliases []string // other spellings
	Type    string   // such as "string" or "list"
	Only    string   // the taxonomy whose term files have it; "" is all of them
	Doc     string   // what it does, in a sentence
}

// The types of keys, as the manual names them.
const (
	typeString = "string"
	typeList   = "list"
	typeDate   = "date"
	typeBool   = "true or false"
	typeInt    = "whole number"
	typeImage  = "string, or map of image and alt"
	typeWords  = "string, or map of strings by language"
	typeMap    = "map"
)

// A key is a Key and what it does to a T.
type key[T any] struct {
	Key
	set func(d *decoder, to *T, v value)
}

// Keys are the front-matter keys of a post, in the order of the manual. Names
// are written here as people write them; any case is read.
func Keys() []Key { return documented(postKeys.keys) }

// TermKeys are the front-matter keys of a term file.
func TermKeys() []Key { return documented(termKeys.keys) }

func documented[T any](keys []key[T]) []Key {
	out := make([]Key, len(keys))
	for i, k := range keys {
		out[i] = k.Key
		out[i].Aliases = slices.Clone(k.Aliases)
	}
	return out
}

// A table finds keys by their folded names.
type table[T any] struct {
	keys  []key[T]
	byKey map[string]*key[T] // lower-case names and aliases
	lower map[*key[T]]string
}

func newTable[T any](keys []key[T]) table[T] {
	t := table[T]{keys: keys, byKey: map[string]*key[T]{}, lower: map[*key[T]]string{}}
	for i := range keys {
		k := &keys[i]
		t.lower[k] = strings.ToLower(k.Name)
		for _, n := range append([]string{k.Name}, k.Aliases...) {
			t.byKey[strings.ToLower(n)] = k
		}
	}
	return t
}

// find gives the key that a name as written stands for, nil when it is none
// of ours, and whether the name is the key's own.
func (t table[T]) find(name, taxonomy string, more map[string]string) (k *key[T], own bool) {
	folded := strings.ToLower(name)
	k = t.byKey[folded]
	if k == nil || k.Only != "" && k.Only != taxonomy {
		k = t.byKey[strings.ToLower(more[folded])]
	}
	if k == nil || k.Only != "" && k.Only != taxonomy {
		return nil, false
	}
	return k, t.lower[k] == folded
}

// UnknownHint says what the writer of a key that the file at path does not
// know may have meant, or "".
func UnknownHint(path, key string) string {
	if taxonomy, ok := IsTerm(path); ok {
		return termKeys.hint(key, taxonomy)
	}
	return postKeys.hint(key, "")
}

// hint says what the writer of an unknown key may have meant.
func (t table[T]) hint(name, taxonomy string) string {
	if k := t.byKey[strings.ToLower(name)]; k != nil {
		return "only files in posts/_" + k.Only + "/ have it"
	}
	var names []string
	for _, k := range t.keys {
		if k.Only == "" || k.Only == taxonomy {
			names = append(append(names, k.Name), k.Aliases...)
		}
	}
	return diag.DidYouMean(name, names)
}
