package site

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/memo"
	"opspress/generator/output"
	"opspress/generator/search"
)

// The index of each language is made of segments, a segment of the shares of
// its posts, and a share of one post: so an edit makes one share and one segment
// anew. The room search says what the files hold.

// searching is the tasks of search.
type searching struct {
	reader     *memo.Task[none, reader]
	findable   *memo.Task[string, []string]     // by language
	item       *memo.Task[string, graph.Item]   // by path of the file
	share      *memo.Task[string, search.Share] // likewise
	text       *memo.Task[string, page]         // likewise
	textMade   *memo.Task[string, made]         // likewise
	texts      *memo.Task[none, map[string]string]
	segment    *memo.Task[segmentKey, segment]
	segmentRef *memo.Task[segmentKey, segmentRef]
}

func newSearching(s *Site) (t searching) {
	t.reader = &memo.Task[none, reader]{Name: "SearchReader", Hub: true, Run: s.runReader, Same: sameReader}
	t.findable = &memo.Task[string, []string]{Name: "Findable", Run: s.runFindable}
	t.item = &memo.Task[string, graph.Item]{Name: "Item", Passing: true, Run: s.runItem}
	t.share = &memo.Task[string, search.Share]{Name: "Share", Passing: true, Run: s.runShare}
	t.text = &memo.Task[string, page]{Name: "SearchText", Passing: true, Run: s.runText, Light: true, Digest: func(p page) [32]byte { return p.digest }}
	t.textMade = &memo.Task[string, made]{Name: "SearchTextMade", Passing: true, Run: s.runTextMade}
	t.texts = &memo.Task[none, map[string]string]{Name: "SearchTexts", Run: s.runTexts}
	t.segment = &memo.Task[segmentKey, segment]{Name: "SearchSegment", Run: s.runSegment, Light: true, Digest: func(x segment) [32]byte { return x.digest }}
	t.segmentRef = &memo.Task[segmentKey, segmentRef]{Name: "SearchSegmentRef", Run: s.runSegmentRef}
	return t
}

// A reader is a search.Reader, equal to another by the types it knows.
type reader struct {
	types []search.Type
	*search.Reader
}

func (s *Site) runReader(c *memo.Ctx, _ none) (reader, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return reader{}, err
	}
	var r reader
	for _, n := range g.Namings() {
		r.types = append(r.types, search.Type{ID: n.ID, Spellings: n.Names})
	}
	r.Reader = search.NewReader(r.types)
	return r, nil
}

func sameReader(a, b reader) bool { return reflect.DeepEqual(a.types, b.types) }

func (s *Site) runFindable(c *memo.Ctx, lang string) ([]string, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return nil, err
	}
	return g.Findable(lang), nil
}

func (s *Site) runItem(c *memo.Ctx, path string) (graph.Item, error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return graph.Item{}, err
	}
	it, ok := g.Item(path)
	if !ok {
		return it, fmt.Errorf("%s is no post of the site", path)
	}
	return it, nil
}

// document gives what can be found of a post.
func (s *Site) document(c *memo.Ctx, path string) (*search.Document, error) {
	it, err := s.item.Get(c, path)
	if err != nil {
		return nil, err
	}
	m, err := s.meta.Get(c, path)
	if err != nil || m == nil {
		return nil, errors.Join(err, c.Context().Err())
	}
	d, err := s.doc.Get(c, path)
	if err != nil {
		return nil, err
	}
	out := &search.Document{
		URL: it.URL, Title: it.Title, Date: layout.NewDate(it.Date, it.Lang).Text, Description: m.Description, Text: d.Text,
	}
	for _, t := range it.Types {
		out.Types = append(out.Types, t.ID)
	}
	names := append(it.Types[:len(it.Types):len(it.Types)], it.Tags...)
	for _, t := range names {
		out.Tags = append(out.Tags, t.Name)
	}
	for _, t := range names { // which a reader sees last
		if t.Other != "" {
			out.Tags = append(out.Tags, t.Other)
		}
	}
	for _, h := range d.Headings {
		out.Headings = append(out.Headings, h.Text)
	}
	return out, nil
}

func (s *Site) runShare(c *memo.Ctx, path string) (search.Share, error) {
	r, err := s.reader.Get(c, none{})
	if err != nil {
		return "", err
	}
	d, err := s.document(c, path)
	if err != nil {
		return "", err
	}
	return r.Share(d), nil
}

func (s *Site) runText(c *memo.Ctx, path string) (page, error) {
	d, err := s.document(c, path)
	if err != nil {
		return page{}, err
	}
	b := d.TextFile()
	return page{b, output.Sum(b)}, nil
}

// runTextMade gives size and digest of a text, as runMade does of a page.
func (s *Site) runTextMade(c *memo.Ctx, path string) (made, error) {
	p, err := s.text.Get(c, path)
	return made{int64(len(p.bytes)), p.digest}, err
}

// A segmentKey is a place in the order of publication: the Nth SegmentSize
// posts of a language, from 0.
type segmentKey struct {
	Lang string
	N    int
}

// posts gives the posts of a segment, of all that can be found.
func (k segmentKey) posts(all []string) []string {
	from := min(k.N*search.SegmentSize, len(all))
	return all[from:min(from+search.SegmentSize, len(all))]
}

// A segment is the files of a part of the index, and their digest.
type segment struct {
	search.Segment
	digest output.Digest
}

// name is that of the folder of a segment's files. It changes with any of them.
func (k segmentKey) name(d output.Digest) string {
	return fmt.Sprintf("%s-%d.%s", k.Lang, k.N, d.Short())
}

func (s *Site) runSegment(c *memo.Ctx, k segmentKey) (segment, error) {
	r, err := s.reader.Get(c, none{})
	if err != nil {
		return segment{}, err
	}
	all, err := s.findable.Get(c, k.Lang)
	if err != nil {
		return segment{}, err
	}
	posts := k.posts(all)
	shares, names, ok := s.gathered.take(posts)
	if !ok {
		if shares, names, err = s.sharesOf(c, posts); err != nil {
			return segment{}, err
		}
	}
	seg := segment{Segment: r.Build(shares, names, len(all) == len(posts))}
	h := output.NewHash()
	for _, files := range [...][][]byte{seg.Shards, seg.Tables} {
		for _, b := range files {
			fmt.Fprintf(h, "%d ", len(b))
			h.Write(b)
		}
	}
	h.Sum(seg.digest[:0])
	return seg, nil
}

// sharesOf gives the shares of posts and the names of their texts.
func (s *Site) sharesOf(c *memo.Ctx, posts []string) ([]search.Share, []string, error) {
	shares, errs := s.share.All(c, posts)
	if err := errors.Join(errs...); err != nil {
		return nil, nil, err
	}
	texts, errs := s.textMade.All(c, posts)
	if err := errors.Join(errs...); err != nil {
		return nil, nil, err
	}
	names := make([]string, len(texts))
	for i, t := range texts {
		names[i] = textName(t.Digest)
	}
	return shares, names, nil
}

// A segmentRef is what the index says of a segment.
type segmentRef struct {
	search.SegmentRef
	Tables int
}

func (s *Site) runSegmentRef(c *memo.Ctx, k segmentKey) (segmentRef, error) {
	seg, err := s.segment.Get(c, k)
	if err != nil {
		return segmentRef{}, err
	}
	return segmentRef{search.SegmentRef{Name: k.name(seg.digest), Documents: seg.Documents, Shards: len(seg.Shards)}, len(seg.Tables)}, nil
}

// segments gives the segments of a language.
func (s *Site) segments(c *memo.Ctx, lang string) ([]segmentRef, error) {
	all, err := s.findable.Get(c, lang)
	if err != nil {
		return nil, err
	}
	var out []segmentRef
	for n := 0; n*search.SegmentSize < len(all); n++ {
		ref, err := s.segmentRef.Get(c, segmentKey{lang, n})
		if err != nil {
			return nil, err
		}
		out = append(out, ref)
	}
	return out, nil
}

// index makes the one file of a language's index whose name stays.
func (s *Site) index(c *memo.Ctx, lang string) ([]byte, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return nil, err
	}
	r, err := s.reader.Get(c, none{})
	if err != nil {
		return nil, err
	}
	segments, err := s.segments(c, lang)
	if err != nil {
		return nil, err
	}
	x := search.Index{Assets: graph.Href(set.base(), searchFolder), Segments: []search.SegmentRef{}, Types: search.TypeRefs(r.types)}
	for _, ref := range segments {
		x.Documents += ref.Documents
		x.Segments = append(x.Segments, ref.SegmentRef)
	}
	return x.File(), nil
}

// searchFolder is the site path below which the index lies, but for the files
// whose names stay.
const searchFolder = "/assets/search/"

func textName(d output.Digest) string { return "post." + d.Short() }
func textPath(d output.Digest) string { return searchFolder + textName(d) + ".json" }

// files gives the paths of a segment's files.
func (r *segmentRef) files() []string {
	var out []string
	for i := range r.Shards {
		out = append(out, searchFolder+r.Name+"/"+strconv.Itoa(i)+".txt")
	}
	for i := range r.Tables {
		out = append(out, searchFolder+r.Name+"/t"+strconv.Itoa(i)+".json")
	}
	return out
}

// A located is what stands at a path below searchFolder: the text of a post, or
// a file of a segment.
type located struct {
	post    string
	segment segmentKey
	table   bool
	n       int
}

// locate finds what stands at a path; ok is false when nothing does.
func (s *Site) locate(c *memo.Ctx, path string) (l located, ok bool, err error) {
	rest, ok := strings.CutPrefix(path, searchFolder)
	if !ok {
		return l, false, nil
	}
	dir, file, inSegment := strings.Cut(rest, "/")
	if !inSegment {
		texts, err := s.texts.Get(c, none{})
		l.post = texts[path]
		return l, l.post != "", err
	}
	l.segment, ok = segmentNamed(dir)
	if !ok {
		return l, false, nil
	}
	all, err := s.findable.Get(c, l.segment.Lang)
	if err != nil || len(l.segment.posts(all)) == 0 {
		return l, false, err
	}
	ref, err := s.segmentRef.Get(c, l.segment)
	if err != nil || ref.Name != dir {
		return l, false, err
	}
	end, ext := ref.Shards, ".txt"
	if file, l.table = strings.CutPrefix(file, "t"); l.table {
		end, ext = ref.Tables, ".json"
	}
	l.n, err = strconv.Atoi(strings.TrimSuffix(file, ext))
	return l, err == nil && l.n >= 0 && l.n < end && file == strconv.Itoa(l.n)+ext, nil
}

// segmentNamed gives the segment that a folder is named for.
func segmentNamed(dir string) (segmentKey, bool) {
	place, _, _ := strings.Cut(dir, ".")
	i := strings.LastIndexByte(place, '-')
	if i < 0 {
		return segmentKey{}, false
	}
	n, err := strconv.Atoi(place[i+1:])
	return segmentKey{place[:i], n}, err == nil && n >= 0
}

// runTexts gives the post of each text, by the path of the text.
func (s *Site) runTexts(c *memo.Ctx, _ none) (map[string]string, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, lang := range set.Languages {
		posts, err := s.findable.Get(c, lang)
		if err != nil {
			return nil, err
		}
		texts, errs := s.textMade.All(c, posts)
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		for i, t := range texts {
			out[textPath(t.Digest)] = posts[i]
		}
	}
	return out, nil
}

// searchFile gives the bytes of what stands at a path below searchFolder.
func (s *Site) searchFile(c *memo.Ctx, l located) ([]byte, error) {
	if l.post != "" {
		p, err := s.text.Get(c, l.post)
		return p.bytes, err
	}
	seg, err := s.segment.Get(c, l.segment)
	if err != nil {
		return nil, err
	}
	if l.table {
		return seg.Tables[l.n], nil
	}
	return seg.Shards[l.n], nil
}

// searchPage fills in the page that searches.
func (s *Site) searchPage(c *memo.Ctx, r graph.Route, p *layout.Page) error {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return err
	}
	p.NoIndex = true
	m, err := s.map_.Get(c, r.Lang)
	if err != nil {
		return err
	}
	for _, l := range m.Languages {
		of, err := s.map_.Get(c, l)
		if err != nil {
			return err
		}
		p.Indexes = append(p.Indexes, layout.Index{Lang: l, Name: languageName(l), URL: of.URLs[graph.KindIndex], Current: l == r.Lang})
		p.Alternates = append(p.Alternates, layout.Alternate{Lang: l, Name: languageName(l), URL: of.URLs[graph.KindSearch],
			Permalink: set.permanent(of.URLs[graph.KindSearch]), Current: l == r.Lang})
	}
	if len(p.Alternates) < 2 {
		p.Alternates = nil
	}
	return nil
}
