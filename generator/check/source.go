package check

import (
	"bytes"
	"hash/fnv"
	"regexp"
	"strings"
	"unicode"

	"opspress/generator/diag"
)

// A Source is the facts of one source text. They follow from its bytes, its name
// and the names of internal hosts.
type Source struct {
	File     string
	BodyAt   int   // where the body begins, behind the front matter
	Headings []int // lines of the headings of the body
	Ignores  []Ignore
	Findings []Finding // of rules that look at this text alone
	Lines    []uint64  // hashes of the longer lines of prose, in order
	At       []int     // and where they are: line numbers
}

// An Ignore is a comment that silences a rule:
//
//	<!-- opspress-ignore rule: why -->
type Ignore struct {
	Rule, Why string
	Line      int
	From, To  int  // the lines it is about
	Whole     bool // and findings about the front matter or the whole file
}

// SourceFacts takes the facts of a text: text has "\n" at the ends of lines and no
// byte order mark, its body begins at offset bodyAt. prose says that it is
// Markdown.
func (s *Scanner) SourceFacts(file string, text []byte, bodyAt int, prose bool, hosts []string) Source {
	r := sourceReader{Source: Source{File: file, BodyAt: bodyAt}, text: text}
	for _, d := range s.Secrets(file, text) {
		r.Findings = append(r.Findings, Finding{Diagnostic: d})
	}
	r.internal(hosts)
	r.lines = strings.Split(string(text), "\n")
	r.first = bytes.Count(text[:bodyAt], []byte("\n"))
	if prose {
		r.read()
	} else {
		for n, line := range r.lines {
			r.comment(line, n, false)
		}
	}
	return r.Source
}

type sourceReader struct {
	Source
	text  []byte
	lines []string
	first int // index of the first line of the body
}

// at reports a finding at a line and column from 1.
func (r *sourceReader) at(rule string, line, column int, message, hint string) {
	d := diag.AtLine(diag.Diagnostic{Rule: rule, Severity: severityOf(rule), Message: message, Hint: hint}, r.File, r.text, line, column)
	r.Findings = append(r.Findings, Finding{Diagnostic: d})
}

// A fence is an open block of code.
type fence struct {
	mark   byte
	count  int
	prefix int // what stands before the code of each line, in bytes
	lang   string
	line   int // index of its first line of code
}

var (
	fenceLine = regexp.MustCompile("^((?:[ \t]*(?:>|[-*+] |[0-9]{1,9}[.)] ))*[ \t]*)(`{3,}|~{3,})[ \t]*([^`\n]*)$")
	atxLine   = regexp.MustCompile(`^[ >]{0,6}#{1,6}([ \t]|$)`)
	setext    = regexp.MustCompile(`^ {0,3}(=+|-+)[ \t]*$`)
)

// read goes through the body once: blocks of code, headings, comments, prose.
func (r *sourceReader) read() {
	var open *fence
	for n := r.first; n < len(r.lines); n++ {
		line := r.lines[n]
		if open != nil {
			if closes(open, line) || n == len(r.lines)-1 {
				r.block(open, n)
				open = nil
			}
			continue
		}
		if m := fenceLine.FindStringSubmatch(line); m != nil {
			lang, _, _ := strings.Cut(strings.TrimSpace(m[3]), " ")
			lang, _, _ = strings.Cut(lang, "{")
			open = &fence{m[2][0], len(m[2]), len(m[1]), strings.ToLower(lang), n + 1}
			continue
		}
		r.prose(line, n)
	}
}

// closes says whether a line ends a block of code.
func closes(f *fence, line string) bool {
	s := strings.TrimRight(strings.TrimLeft(line, "> \t"), " \t")
	return len(s) >= f.count && strings.Trim(s, string(f.mark)) == ""
}

func (r *sourceReader) prose(line string, n int) {
	if strings.Contains(line, "opspress-ignore") {
		r.comment(line, n, true)
		return
	}
	switch {
	case atxLine.MatchString(line):
		r.Headings = append(r.Headings, n+1)
	case n > r.first && setext.MatchString(line) && strings.TrimSpace(r.lines[n-1]) != "" && !atxLine.MatchString(r.lines[n-1]) && !strings.HasPrefix(strings.TrimSpace(r.lines[n-1]), "|"):
		if c := strings.TrimSpace(r.lines[n-1])[0]; c != '-' && c != '>' && c != '#' && c != '<' && c != ':' {
			r.Headings = append(r.Headings, n)
		}
	}
	if h, ok := lineHash(line); ok {
		r.Lines, r.At = append(r.Lines, h), append(r.At, n+1)
	}
}

// minWords is how many letters a line has that cannot stand in two texts by
// chance; a Hangul syllable counts as two.
const minWords = 60

// lineHash gives a digest of the letters and digits of a line of prose, when it has
// enough of them.
func lineHash(line string) (uint64, bool) {
	h := fnv.New64a()
	n := 0
	var b [4]byte
	for _, c := range line {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			continue
		}
		n++
		if unicode.Is(unicode.Hangul, c) {
			n++
		}
		c = unicode.ToLower(c)
		b = [4]byte{byte(c), byte(c >> 8), byte(c >> 16)}
		h.Write(b[:])
	}
	return h.Sum64(), n >= minWords
}

// internal reports names of hosts that nobody outside shall read.
func (r *sourceReader) internal(hosts []string) {
	for _, pattern := range hosts {
		for _, at := range hostsIn(r.text, pattern) {
			d := diag.At(diag.Diagnostic{Rule: "internal-host", Severity: severityOf("internal-host"),
				Message: "the internal name " + string(r.text[at[0]:at[1]]) + " would be published", Hint: "write a name that is made up, such as db.example; check.internalHosts in site.yaml says which are internal"},
				r.File, r.text, at[0])
			r.Findings = append(r.Findings, Finding{Diagnostic: d})
		}
	}
}

var ignoreComment = regexp.MustCompile(`(?:<!--|\{\{-?\s*/\*|/\*|#)\s*opspress-ignore\s+([\w-]*)\s*(:?)\s*(.*?)\s*(?:-->|\*/\s*-?\}\}|\*/|$)`)

// comment takes a comment that silences a rule. On a line of its own it is about
// the block that follows, else about its line; the first thing of a body is about
// the front matter and the whole file too.
func (r *sourceReader) comment(line string, n int, prose bool) {
	m := ignoreComment.FindStringSubmatchIndex(line)
	if m == nil || prose && (line[m[0]] != '<' || strings.Count(line[:m[0]], "`")%2 == 1) {
		return // in Markdown other forms, and those in code, are only shown
	}
	if prose && r.indentedCode(n) {
		return
	}
	g := Ignore{Rule: line[m[2]:m[3]], Why: line[m[6]:m[7]], Line: n + 1, From: n + 1, To: n + 1}
	if alone := strings.TrimSpace(line[:m[0]]) == "" && strings.TrimSpace(line[m[1]:]) == ""; alone {
		g.Whole = r.leads(n)
		g.To = r.blockEnd(n+1, prose)
	}
	r.Ignores = append(r.Ignores, g)
}

// indented says whether a line is indented as far as code is (CommonMark, section
// 4.4), and listed is what begins an item to which such lines would belong: of a
// list, of definitions, of footnotes.
var (
	indented = regexp.MustCompile(`^(?: {4}| {0,3}\t)`)
	listed   = regexp.MustCompile(`^ {0,3}(?:[-*+]|[0-9]{1,9}[.)]|:|\[\^[^\]]+\]:)[ \t]`)
)

// indentedCode says whether a line is code by its indent: blank lines and lines of
// the same kind reach from it to the end of a block that is no item.
func (r *sourceReader) indentedCode(n int) bool {
	if !indented.MatchString(r.lines[n]) {
		return false
	}
	blank := false
	for n--; n >= r.first; n-- {
		switch line := r.lines[n]; {
		case strings.TrimSpace(line) == "":
			blank = true
		case indented.MatchString(line):
			blank = false
		case atxLine.MatchString(line):
			return true
		default:
			return blank && !r.inItem(n)
		}
	}
	return true // what the body begins with follows no paragraph
}

// inItem says whether a line that is not indented as code belongs to an item: it or
// one before it in the same run of lines, blank ones and indented ones, begins one.
func (r *sourceReader) inItem(n int) bool {
	for ; n >= r.first; n-- {
		line := r.lines[n]
		if listed.MatchString(line) {
			return true
		}
		if blank := strings.TrimSpace(line) == ""; blank {
			continue
		}
		if line[0] != ' ' && line[0] != '\t' && (n == r.first || strings.TrimSpace(r.lines[n-1]) == "") {
			return false // a paragraph of its own
		}
	}
	return false
}

// leads says whether nothing but blank lines and such comments stands before a line.
func (r *sourceReader) leads(n int) bool {
	for i := r.first; i < n; i++ {
		if s := strings.TrimSpace(r.lines[i]); s != "" && !strings.Contains(s, "opspress-ignore") && s != "---" && s != "+++" {
			return false
		}
	}
	return true
}

// blockEnd gives the last line of the block that begins at or after line index n.
func (r *sourceReader) blockEnd(n int, prose bool) int {
	for n < len(r.lines) && (strings.TrimSpace(r.lines[n]) == "" || strings.Contains(r.lines[n], "opspress-ignore")) {
		n++
	}
	if n < len(r.lines) && prose {
		if m := fenceLine.FindStringSubmatch(r.lines[n]); m != nil {
			f := &fence{mark: m[2][0], count: len(m[2])}
			for n++; n < len(r.lines) && !closes(f, r.lines[n]); n++ {
			}
			return n + 1
		}
	}
	for n < len(r.lines) && strings.TrimSpace(r.lines[n]) != "" {
		n++
	}
	return n
}
