package markdown

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// A placer turns byte offsets into lines and columns. Offsets that come in
// order cost only the bytes between them.
type placer struct {
	src    []byte
	starts []int // where each line begins
	line   int   // the place asked for last: index into starts,
	off    int   // offset,
	column int   // and code points before it in its line
}

func newPlacer(src []byte) *placer {
	starts := make([]int, 1, bytes.Count(src, []byte{'\n'})+1)
	for i, c := range src {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return &placer{src: src, starts: starts}
}

// at gives the line and column, both from 1, of a byte offset.
func (p *placer) at(off int) (line, column int) {
	off = min(max(off, 0), len(p.src))
	i := sort.SearchInts(p.starts, off+1) - 1
	if i != p.line || off < p.off {
		p.line, p.off, p.column = i, p.starts[i], 0
	}
	p.column += utf8.RuneCount(p.src[p.off:off])
	p.off = off
	return i + 1, p.column + 1
}
