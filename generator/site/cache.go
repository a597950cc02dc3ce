package site

import (
	"fmt"

	"opspress/generator/markdown"
	"opspress/generator/output"
)

// A Cache keeps pure results from one process to the next. What it does not
// have is made anew, so it may forget anything; what it gives must be what was
// put, which it makes sure of by checksums. It must serve many goroutines. The
// tool that makes the results is part of its keys, the recipe and the digest of
// the input are said here.
type Cache interface {
	Get(recipe string, input output.Digest) ([]byte, bool)
	Put(recipe string, input output.Digest, value []byte)
}

// The recipes.
const (
	recipeDoc       = "doc"       // body, language, markdown settings -> markdown.Doc
	recipeTimetable = "timetable" // all files and options -> when the site changes by itself
	recipeWhole     = "site"      // these and the last such moment -> manifest and findings
	recipeCard      = "card"      // what is drawn, with which fonts -> PNG
	recipeUpright   = "upright"   // a JPEG that has to be turned -> the same, turned
	recipeResized   = "resized"   // a photograph and a width -> the same, smaller

	factsOf = " facts" // behind the recipe of dear bytes: their size and digest
)

// packers turn the values of the recipes into bytes.
type packers struct {
	doc       packer[markdown.Doc]
	timetable packer[timetable]
	whole     packer[finished]
	facts     packer[made]
}

func newPackers() packers {
	return packers{newPacker[markdown.Doc](), newPacker[timetable](), newPacker[finished](), newPacker[made]()}
}

// recall takes a value from the cache.
func recall[T any](c Cache, recipe string, input output.Digest, p packer[T]) (v T, ok bool) {
	b, ok := c.Get(recipe, input)
	if !ok {
		return v, false
	}
	return p.unpack(b)
}

// keep puts a value into the cache.
func keep[T any](c Cache, recipe string, input output.Digest, p packer[T], v *T) {
	if b, ok := p.pack(nil, v); ok {
		c.Put(recipe, input, b)
	}
}

// rendered renders a body, unless the cache has its doc. The digest is that of
// all that the doc is made from.
func (s *Site) rendered(r renderer, body, lang string, lead bool) (markdown.Doc, output.Digest) {
	o := markdown.Options{LeadTitle: lead}
	input := output.SumOf(fmt.Sprintf("%+v %+v %q ", r.settings, o, lang), body)
	if s.opt.Cache == nil {
		return r.Render(body, lang, o), input
	}
	d, ok := recall(s.opt.Cache, recipeDoc, input, s.packs.doc)
	if !ok {
		d = r.Render(body, lang, o)
		keep(s.opt.Cache, recipeDoc, input, s.packs.doc, &d)
	}
	return d, input
}
