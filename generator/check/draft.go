package check

import "fmt"

// drafts reports lines of drafts in what is published.
func (j *judgement) drafts() {
	type line struct {
		post *Post
		line int
	}
	hidden := map[uint64]line{}
	for i := range j.Posts {
		p := &j.Posts[i]
		s := j.sources[p.File]
		if !p.Draft || p.URL != "" || s == nil {
			continue
		}
		for n, h := range s.Lines {
			if _, ok := hidden[h]; !ok {
				hidden[h] = line{p, s.At[n]}
			}
		}
	}
	if len(hidden) == 0 {
		return
	}
	for i := range j.Sources {
		s := &j.Sources[i]
		p := j.posts[s.File]
		if p != nil && p.URL == "" {
			continue
		}
		for n, h := range s.Lines {
			d, ok := hidden[h]
			if !ok || p != nil && p.Key == d.post.Key {
				continue
			}
			j.at("draft-words", s.File, Pos{s.At[n], 1}, fmt.Sprintf("this line stands in the draft %s too (line %d)", d.post.File, d.line), "publish the draft, or take out what was not to be read yet")
			break
		}
	}
}
