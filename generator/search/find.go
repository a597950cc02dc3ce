package search

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Fetch gets a file by its href.
type Fetch func(href string) ([]byte, error)

// A Found is a document that has what a query needs, by its place in the index.
type Found struct {
	Segment, Document int
	Score             float64
}

// A Hit is a document whose text holds the query.
type Hit struct {
	Text
	Score float64
}

// weights of the classes: what a word is worth where it stands.
var weights = [classes]float64{Body: 1, Often: 1.6, Tag: 3, Heading: 4, Title: 10}

// atOnce is how many segments a query reads, the newest first, before somebody
// asks for older ones.
const atOnce = 10

// A Client answers queries from the files of an index, as a browser does.
type Client struct {
	Index Index
	fetch Fetch
	kept  map[string][]byte
}

// Open reads an index.
func Open(href string, fetch Fetch) (*Client, error) {
	c := &Client{fetch: fetch, kept: map[string][]byte{}}
	return c, c.get(href, &c.Index)
}

// file reads a file once.
func (c *Client) file(href string) ([]byte, error) {
	b, ok := c.kept[href]
	if !ok {
		var err error
		if b, err = c.fetch(href); err != nil {
			return nil, err
		}
		c.kept[href] = b
	}
	return b, nil
}

func (c *Client) get(href string, v any) error {
	b, err := c.file(href)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}

// Find gives what a query finds, the best first, in the newest segments, or in
// those before them when older ones are asked for. typ restricts it to an Ops
// type. rest says that there are older segments.
func (c *Client) Find(q, typ string, older int) (query Query, found []Found, rest bool, err error) {
	to := len(c.Index.Segments) - older*atOnce
	from := max(0, to-atOnce)
	for _, loose := range [...]bool{false, true} {
		query = Parse(q, c.Index.Types, min(atOnce, len(c.Index.Segments)), loose)
		if found, err = c.match(&query, typ, from, to); err != nil || len(found) > 0 {
			break
		}
	}
	return query, found, from > 0, err
}

func (c *Client) match(q *Query, typ string, from, to int) ([]Found, error) {
	if len(q.words) == 0 {
		return nil, nil
	}
	var found []Found
	var sets [][][]uint8 // by segment, by word
	df := make([]float64, len(q.words))
	n := 0.0
	for s := from; s < to; s++ {
		var words [][]uint8
		for i := range q.words {
			set, err := c.word(s, &q.words[i])
			if err != nil {
				return nil, err
			}
			for _, x := range set {
				if x > 0 {
					df[i]++
				}
			}
			words = append(words, set)
		}
		n += float64(c.Index.Segments[s].Documents)
		sets = append(sets, words)
	}
	for k, words := range sets {
		s := from + k
		var filter []uint8
		if typ != "" {
			var err error
			if filter, err = c.list(s, need{name: "@" + typ}); err != nil {
				return nil, err
			}
		}
	documents:
		for d := range c.Index.Segments[s].Documents {
			if filter != nil && filter[d] == 0 {
				continue
			}
			score := 0.0
			for i, set := range words {
				if set == nil {
					continue // of a word beyond those that were read
				}
				if set[d] == 0 {
					continue documents
				}
				score += weights[set[d]-1] * math.Log(1+(n-df[i]+0.5)/(df[i]+0.5))
			}
			found = append(found, Found{s, d, score})
		}
	}
	slices.SortFunc(found, func(a, b Found) int {
		return compare(a.Score, b.Score, b.Segment*SegmentSize+b.Document-a.Segment*SegmentSize-a.Document)
	})
	return found, nil
}

// compare puts the greater score first. Scores are compared as millionths, for
// logarithms are not the same everywhere.
func compare(a, b float64, otherwise int) int {
	if d := math.Round(b*1e6) - math.Round(a*1e6); d != 0 {
		return int(math.Copysign(1, d))
	}
	return otherwise
}

// word gives for each document of a segment 0, or 1 and the class of a word.
func (c *Client) word(s int, w *word) ([]uint8, error) {
	if len(w.ways) == 0 {
		return nil, nil
	}
	out := make([]uint8, c.Index.Segments[s].Documents)
	for _, way := range w.ways {
		var all []uint8
		for _, n := range way {
			set, err := c.list(s, n)
			if err != nil {
				return nil, err
			}
			if all == nil {
				all = set
				continue
			}
			for d := range all {
				all[d] = min(all[d], set[d])
			}
		}
		for d := range all {
			out[d] = max(out[d], all[d])
		}
	}
	return out, nil
}

// list reads the postings of a need in a segment.
func (c *Client) list(s int, n need) ([]uint8, error) {
	ref := c.Index.Segments[s]
	shard, err := c.file(fmt.Sprintf("%s%s/%d.txt", c.Index.Assets, ref.Name, shardOf(n.name, ref.Shards)))
	if err != nil {
		return nil, err
	}
	out := make([]uint8, ref.Documents)
	first := []rune(n.name)
	eachEntry(string(shard), func(name, list string) {
		if name == n.name {
			read(list, out)
		} else if rs := []rune(name); n.to != 0 && len(rs) == 2 && rs[0] == first[0] && rs[1] >= first[1] && rs[1] <= n.to {
			read(list, out)
		}
	})
	return out, nil
}

// eachEntry hands the entries of a shard to see.
func eachEntry(shard string, see func(name, list string)) {
	var last []rune
	for line := range strings.Lines(shard) {
		name, list, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		last = append(last[:name[0]-'0':name[0]-'0'], []rune(name[1:])...)
		see(string(last), list)
	}
}

// read decodes a posting list (segment.go).
func read(list string, out []uint8) {
	class, d := uint8(1), -1
	for _, r := range list {
		if r == ' ' {
			class, d = class+1, -1
			continue
		}
		d += int(r - firstGap)
		out[d] = max(out[d], class)
	}
}

// Show reads the texts of what was found and leaves out what does not hold the
// words after all: two pairs of syllables may stand apart.
func (c *Client) Show(q *Query, found []Found) ([]Hit, error) {
	var hits []Hit
	for _, f := range found {
		ref := c.Index.Segments[f.Segment]
		var names []string
		if err := c.get(fmt.Sprintf("%s%s/t%d.json", c.Index.Assets, ref.Name, f.Document/tableSize), &names); err != nil {
			return nil, err
		}
		h := Hit{Score: f.Score}
		if err := c.get(c.Index.Assets+names[f.Document%tableSize]+".json", &h.Text); err != nil {
			return nil, err
		}
		if q.holds(&h) {
			hits = append(hits, h)
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return compare(a.Score, b.Score, 0) })
	return hits, nil
}

// holds says whether a text has every word, and raises the score of one that
// has the query as it was written.
func (q *Query) holds(h *Hit) bool {
	about := h.Title + "\n" + strings.Join(h.Tags, "\n")
	all := about + "\n" + strings.Join(h.Headings, "\n") + "\n" + h.Body
	for _, w := range q.words {
		in := all
		if w.lead {
			in = about
		}
		ofType := slices.ContainsFunc(w.types, func(id string) bool { return slices.Contains(h.Types, id) })
		if !ofType && !w.pattern.MatchString(in) && (w.lead || !h.Cut) {
			return false
		}
	}
	switch {
	case q.whole.MatchString(h.Title):
		h.Score *= 2
	case q.phrase.MatchString(h.Title):
		h.Score *= 1.6
	case q.whole.MatchString(all):
		h.Score *= 1.4
	case q.phrase.MatchString(all):
		h.Score *= 1.2
	}
	return true
}
