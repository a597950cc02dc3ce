package graph

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestTermSlug(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"DevOps", "devops"},
		{"C#", "csharp"},
		{"C++", "c++"},
		{"CI/CD", "ci-cd"},
		{"Web Dev", "web-dev"},
		{".NET", "net"},
		{"Node.js", "node.js"},
		{"--x--", "x"},
		{"..", "t-5ec1f7e7"},
		{"한글 태그", "한글-태그"},
		{"\u1112\u1161\u11ab", "한"}, // decomposed
		{"İ", "i"},
		{"snake_case", "snake_case"},
		{"a?b%c&d=e", "abcde"},
		{"a\\b", "ab"},
		{"a\x00b", "ab"},
		{"🎉", "t-6146299c"},
		{"", "t-e3b0c442"},
		{"日本語", "日本語"},
		{"index.html", "index-html"},
	} {
		if got := TermSlug(c.name); got != c.want {
			t.Errorf("%q: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestAnyTermSlug holds for any name: its slug is one segment that no host and
// no file system reads as another, and slugging it again changes nothing.
func TestAnyTermSlug(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		s := TermSlug(name)
		switch {
		case s == "" || !utf8.ValidString(s) || s != norm.NFC.String(s):
			t.Fatalf("%q: %q", name, s)
		case strings.ContainsAny(s, "/\\#?% :\x00") || strings.HasPrefix(s, ".") || strings.HasSuffix(s, "."):
			t.Fatalf("%q: %q", name, s)
		case TermSlug(s) != s:
			t.Fatalf("%q: %q, and then %q", name, s, TermSlug(s))
		case fold(s) != fold(name):
			t.Fatalf("%q and its slug %q are two terms", name, s)
		case fold(norm.NFD.String(name)) != fold(name):
			t.Fatalf("%q: its normal forms are two terms", name)
		}
	})
}

func TestPostSlug(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Hello-World", "hello-world"},
		{"한글 이름", "한글-이름"},
		{"ÉCOLE", "École"}, // only ASCII changes case
		{"a#b?c%d", "abcd"},
		{"\u1100\u1161", "가"},
		{"a?\u0300", "à"}, // what parted the letter from its mark goes
		{"node.js", "node.js"},
	} {
		if got := PostSlug(c.name); got != c.want {
			t.Errorf("%q: got %q, want %q", c.name, got, c.want)
		}
	}
}
