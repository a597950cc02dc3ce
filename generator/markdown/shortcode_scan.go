package markdown

import (
	"bytes"
)

// A tag is one {{< … >}} or {{% … %}} of the body.
type tag struct {
	start, end  int
	angle       bool // {{< >}}, else {{% %}}
	closing     bool // {{< /x >}}
	selfClosing bool // {{< x />}}
	literal     bool // {{</* … */>}}
	name        string
	args        []Arg
}

// key tells tags apart that cannot be a pair.
func (t *tag) key() string {
	if t.angle {
		return "<" + t.name
	}
	return "%" + t.name
}

// call is the use that t begins and that ends at an offset.
func (t *tag) call(src []byte, end int) *Call {
	return &Call{Name: t.name, Args: t.args, Source: string(src[t.start:end])}
}

// A scanner finds tags outside of code. It knows of blocks only what it takes
// to see code: fences, runs of backticks, and indentation after a blank line.
type scanner struct {
	src  []byte
	note func(pos int, rule, message, hint string)
	tags []tag

	fence     byte // the character of the open fence, 0 outside
	fenceLen  int
	afterGap  bool // the last line was blank, or the first, or indented code
	inList    bool // a list may be open, so that indentation is no code
	inlineEnd int  // what is before it is a tag or a code span over lines
	paragraph int  // where the paragraph ends that was looked at last

	unclosed map[string]bool // ends of literals that do not occur any more
}

func (s *scanner) scan() []tag {
	for start := 0; start < len(s.src); {
		end := start + bytes.IndexByte(s.src[start:], '\n') + 1
		if end == start {
			end = len(s.src)
		}
		if start >= s.inlineEnd {
			s.line(start, end)
		} else if s.inlineEnd < end {
			s.inline(s.inlineEnd, end)
		}
		start = end
	}
	return s.tags
}

// line reads a line that begins outside of tags and code spans.
func (s *scanner) line(start, end int) {
	line := s.src[start:end]
	content := bytes.TrimLeft(line, " \t>")
	if char, n := fenceOf(content); n > 0 {
		switch {
		case s.fence == 0 && (char != '`' || bytes.IndexByte(content[n:], '`') < 0):
			s.fence, s.fenceLen = char, n
			s.afterGap = false
			return
		case s.fence == char && n >= s.fenceLen && len(bytes.TrimSpace(content[n:])) == 0:
			s.fence = 0
			return
		}
	}
	if s.fence != 0 {
		return
	}
	if len(bytes.TrimSpace(line)) == 0 {
		s.afterGap = true
		return
	}
	indent := len(line) - len(bytes.TrimLeft(line, " \t"))
	isCode := s.afterGap && !s.inList && (indent >= 4 || line[0] == '\t')
	if isCode {
		return
	}
	if markers(content) > 0 {
		s.inList = true
		if rest := bytes.TrimLeft(content, "-*+.)0123456789 \t"); len(rest) > 0 {
			if char, n := fenceOf(rest); n > 0 {
				s.fence, s.fenceLen = char, n
				return
			}
		}
	} else if s.afterGap && indent == 0 {
		s.inList = false
	}
	s.afterGap = false
	s.inline(start, end)
}

// fenceOf gives the character and length of a fence at the start of a line.
func fenceOf(line []byte) (byte, int) {
	if len(line) == 0 || line[0] != '`' && line[0] != '~' {
		return 0, 0
	}
	n := len(line) - len(bytes.TrimLeft(line, string(line[0])))
	if n < 3 {
		return 0, 0
	}
	return line[0], n
}

// inline reads part of a line. A tag or a code span may lead beyond it.
func (s *scanner) inline(from, end int) {
	for i := from; i < end; {
		switch s.src[i] {
		case '\\':
			i += 2
		case '`':
			n := 1
			for i+n < len(s.src) && s.src[i+n] == '`' {
				n++
			}
			i += n
			if j := s.spanEnd(i, n); j > 0 {
				i = j
			}
		case '{':
			if t, ok := s.tag(i); ok {
				s.tags = append(s.tags, t)
				i = t.end
				continue
			}
			i++
		default:
			i++
		}
		s.inlineEnd = max(s.inlineEnd, i)
	}
	if n := len(s.tags); n > 0 {
		s.inlineEnd = max(s.inlineEnd, s.tags[n-1].end)
	}
}

// spanEnd finds the end of a code span that n backticks opened before i, -1 if
// the paragraph has none.
func (s *scanner) spanEnd(i, n int) int {
	if i >= s.paragraph {
		s.paragraph = len(s.src)
		if j := bytes.Index(s.src[i:], []byte("\n\n")); j >= 0 {
			s.paragraph = i + j
		}
	}
	limit := s.paragraph
	for j := i; j < limit; {
		if s.src[j] != '`' {
			j++
			continue
		}
		run := 1
		for j+run < limit && s.src[j+run] == '`' {
			run++
		}
		j += run
		if run == n {
			return j
		}
	}
	return -1
}

// tag reads the tag that begins at i.
func (s *scanner) tag(i int) (tag, bool) {
	src := s.src
	if !bytes.HasPrefix(src[i:], []byte("{{<")) && !bytes.HasPrefix(src[i:], []byte("{{%")) {
		return tag{}, false
	}
	t := tag{start: i, angle: src[i+2] == '<'}
	p := argParser{src: src, i: i + 3, end: "%}}"}
	if t.angle {
		p.end = ">}}"
	}
	if p.skip("/*") {
		return s.literal(t, p.i, "*/"+p.end)
	}
	p.space()
	t.closing = p.skip("/")
	p.space()
	if t.name = p.name(); t.name == "" {
		return tag{}, false
	}
	problem := p.args(&t)
	t.end = p.i
	if problem != "" {
		s.note(i, "shortcode-syntax", "the shortcode "+quoteShort(t.name)+" is shown as written: "+problem,
			"as in {{< name value key=\"value\" >}}")
		return tag{}, false
	}
	return t, true
}

// literal reads on a tag that is only to be shown.
func (s *scanner) literal(t tag, i int, end string) (tag, bool) {
	if s.unclosed[end] {
		return tag{}, false
	}
	j := bytes.Index(s.src[i:], []byte(end))
	if j < 0 {
		s.unclosed[end] = true
		return tag{}, false
	}
	t.literal, t.end = true, i+j+len(end)
	return t, true
}
