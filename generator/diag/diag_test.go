package diag

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestAtFindsLineColumnAndSource(t *testing.T) {
	src := []byte("첫 줄\r\n두번째 x\n\nlast")
	for _, c := range []struct {
		name         string
		off          int
		line, column int
		source       string
	}{
		{"begin", 0, 1, 1, "첫 줄"},
		{"after Korean", bytes.IndexByte(src, 'x'), 2, 5, "두번째 x"},
		{"inside a character", bytes.Index(src, []byte("번")) + 1, 2, 2, "두번째 x"},
		{"empty line", bytes.Index(src, []byte("\n\n")) + 1, 3, 1, ""},
		{"end of file", len(src), 4, 5, "last"},
		{"before the begin", -3, 1, 1, "첫 줄"},
		{"behind the end", 1000, 4, 5, "last"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := At(Diagnostic{Message: "m"}, "f.md", src, c.off)
			if d.File != "f.md" || d.Line != c.line || d.Column != c.column || d.Source != c.source {
				t.Errorf("got %s %q, want %d:%d %q", d.Place(), d.Source, c.line, c.column, c.source)
			}
		})
	}
}

func TestAtLine(t *testing.T) {
	src := []byte("one\ntwo\n")
	for _, c := range []struct {
		line   int
		source string
	}{{-1, ""}, {0, ""}, {1, "one"}, {2, "two"}, {3, ""}, {9, ""}} {
		d := AtLine(Diagnostic{}, "f.md", src, c.line, 2)
		if d.Source != c.source || d.Line != c.line || d.Column != 2 {
			t.Errorf("line %d: got %q at %s, want %q", c.line, d.Source, d.Place(), c.source)
		}
	}
}

// The line of a Text is that which is found by counting.
func TestTextAgreesWithAtLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := []byte(strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "\n", "\r\n", "운"})).Draw(t, "src"), ""))
		text := NewText(src)
		for line := -1; line < 12; line++ {
			if got, want := text.AtLine(Diagnostic{}, "f", line, 1), AtLine(Diagnostic{}, "f", src, line, 1); got != want {
				t.Fatalf("line %d: %+v, want %+v", line, got, want)
			}
		}
	})
}

func TestSourceLineIsShortAndValid(t *testing.T) {
	long := At(Diagnostic{}, "f", []byte(strings.Repeat("운", 200)), 0)
	if want := strings.Repeat("운", 133); long.Source != want {
		t.Errorf("a long line is cut to %q", long.Source)
	}
	broken := At(Diagnostic{}, "f", []byte("a\xffb"), 0)
	if broken.Source != "a�b" {
		t.Errorf("invalid UTF-8 gives %q", broken.Source)
	}
}

// At and AtLine tell the same place: the slow and plain one of the two agrees.
func TestAtAgreesWithAtLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := []byte(rapid.String().Draw(t, "src"))
		off := rapid.IntRange(0, len(src)).Draw(t, "off")
		d := At(Diagnostic{}, "f", src, off)
		if e := AtLine(Diagnostic{}, "f", src, d.Line, d.Column); e != d {
			t.Fatalf("At %+v, AtLine %+v", d, e)
		}
		if !utf8.ValidString(d.Source) {
			t.Fatalf("source %q is not valid", d.Source)
		}
	})
}

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		d    Diagnostic
		want string
	}{
		{Diagnostic{}, ""},
		{Diagnostic{Line: 3}, ""},
		{Diagnostic{File: "a.md"}, "a.md"},
		{Diagnostic{File: "a.md", Column: 7}, "a.md"},
		{Diagnostic{File: "a.md", Line: 3}, "a.md:3"},
		{Diagnostic{File: "a.md", Line: 3, Column: 7}, "a.md:3:7"},
	} {
		if got := c.d.Place(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestErrorText(t *testing.T) {
	l := List{{File: "a.md", Line: 2, Message: "wrong"}, {Message: "bare"}}
	if got, want := l.Error(), "a.md:2: wrong\nbare"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSortedIsInOrderAndEachOnce(t *testing.T) {
	in := []Diagnostic{
		{File: "b.md", Message: "m"},
		{File: "a.md", Line: 10, Message: "m"},
		{File: "a.md", Line: 2, Severity: Warning, Message: "m"},
		{File: "a.md", Line: 2, Severity: Error, Message: "m"},
		{File: "b.md", Message: "m"},
		{Message: "no file"},
	}
	before := slices.Clone(in)
	want := List{in[5], in[3], in[2], in[1], in[0]}
	if got := Sorted(in); !slices.Equal(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
	if !slices.Equal(in, before) {
		t.Error("Sorted changed the list it was given")
	}
}

func TestSuggest(t *testing.T) {
	keys := []string{"title", "date", "draft", "tags", "publishDate", "데브옵스", "ko"}
	for _, c := range []struct{ word, want string }{
		{"titel", "title"}, // two letters swapped
		{"Title", "title"}, // case
		{"tilte", "title"}, // swapped
		{"publish-date", "publishDate"},
		{"publish_date", "publishDate"},
		{"pubishDat", "publishDate"},
		{"tag", "tags"},
		{"대브옵스", "데브옵스"},
		{"kr", "ko"},
		{"x", ""}, // one letter off a one-letter word is another word
		{"", ""},
		{"layout", ""},
		{"categories", ""},
	} {
		if got := Suggest(c.word, keys); got != c.want {
			t.Errorf("Suggest(%q) = %q, want %q", c.word, got, c.want)
		}
	}
	if got := Suggest("ab", []string{"ac", "ad"}); got != "ac" {
		t.Errorf("a tie goes to %q, want the first", got)
	}
	if got := Suggest("b", []string{"c"}); got != "" {
		t.Errorf("a letter suggests %q", got)
	}
}

func TestDidYouMean(t *testing.T) {
	if got := DidYouMean("titel", []string{"title"}); got != `did you mean "title"?` {
		t.Errorf("got %q", got)
	}
	if got := DidYouMean("xyz", []string{"title"}); got != "" {
		t.Errorf("got %q", got)
	}
}
