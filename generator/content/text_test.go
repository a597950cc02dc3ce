package content

import (
	"fmt"
	"strings"
	"testing"
)

// only gives the one diagnostic of a post, as text.
func only(t *testing.T, src string) string {
	t.Helper()
	_, ds := Parse("posts/a.md", []byte(src), options())
	if len(ds) != 1 {
		t.Fatalf("want one diagnostic, got %v", ds)
	}
	return ds[0].Error()
}

func TestLineEndsAndByteOrderMark(t *testing.T) {
	const unix = "---\ntitle: 제목\ntags: {a: b}\n---\n본문\n\n끝"
	want, ds := Parse("posts/a.md", []byte(unix), options())
	if len(ds) != 1 || ds[0].Place() != "posts/a.md:3:7" || want.Body != "본문\n\n끝" || want.BodyLine != 5 {
		t.Fatal(want, ds)
	}
	for name, src := range map[string]string{
		"CRLF": strings.ReplaceAll(unix, "\n", "\r\n"),
		"CR":   strings.ReplaceAll(unix, "\n", "\r"),
		"BOM":  "\uFEFF" + unix,
		"both": "\uFEFF" + strings.ReplaceAll(unix, "\n", "\r\n"),
	} {
		got, gotDs := Parse("posts/a.md", []byte(src), options())
		if fmt.Sprint(got, gotDs) != fmt.Sprint(want, ds) {
			t.Errorf("%s: got %v %v", name, got, gotDs)
		}
	}
}

func TestUnreadableFiles(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"NUL", "---\ntitle: a\n---\n가나\x00", "posts/a.md:4:3: a NUL byte: this is no text file"},
		{"invalid UTF-8", "가나다\xff\xfe", "posts/a.md:1:4: not UTF-8: byte 0xFF"},
		{"invalid UTF-8 after CRLF", "a\r\nb\xC3(", "posts/a.md:2:2: not UTF-8: byte 0xC3"},
		{"cut off", "a\nb\xEA\xB0", "posts/a.md:2:2: not UTF-8: byte 0xEA"},
		{"surrogate", "\xED\xA0\x80", "posts/a.md:1:1: not UTF-8: byte 0xED"},
		{"UTF-16 LE", "\xFF\xFE-\x00-\x00", "posts/a.md:1:1: the file is UTF-16, not UTF-8"},
		{"UTF-16 BE", "\xFE\xFF\x00-\x00-", "posts/a.md:1:1: the file is UTF-16, not UTF-8"},
		{"picture", "\x89PNG\r\n\x1a\n\x00\x00", "posts/a.md:1:1: not UTF-8: byte 0x89"},
		{"binary, NUL first", "a\x00\xff", "posts/a.md:1:2: a NUL byte: this is no text file"},
	} {
		if got := only(t, c.src); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		p, _ := Parse("posts/a.md", []byte(c.src), options())
		if p.Body != "" || p.Meta.Key != "a" || p.Meta.Lang != "ko" {
			t.Errorf("%s: want what the path says and no body, got %+v", c.name, p)
		}
	}
}

func TestLimits(t *testing.T) {
	bomb := "---\na: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'i'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat("*"+string(c-1)+",", 10), ","))
	}
	deep := strings.Repeat("[", 40) + strings.Repeat("]", 40)
	fits := strings.Repeat("[", 31) + strings.Repeat("]", 31)
	long := strings.Repeat("# a comment of some length\n", maxFront/27+1)
	for _, c := range []struct{ name, src, want string }{
		{"alias bomb", bomb + "---\n", "posts/a.md:6:20: the aliases expand to more than 65536 values"},
		{"alias of itself", "---\na: &a [*a]\n---\n", "posts/a.md:2:8: nested deeper than 32 levels"},
		{"deep YAML", "---\nparams: {a: " + deep + "}\n---\n", "posts/a.md:2:44: nested deeper than 32 levels"},
		{"deep TOML", "+++\na = " + deep + "\n+++\n", "posts/a.md:2:37: nested deeper than 32 levels"},
		{"deep JSON", `{"a": ` + deep + "}\n", "posts/a.md:1:39: nested deeper than 32 levels"},
		{"very deep YAML", "---\na: " + strings.Repeat("[", 30000) + "\n---\n", "posts/a.md:2:4: the front matter is no YAML: exceeded max depth of 10000"},
		{"long YAML", "---\n" + long + "---\n", fmt.Sprintf("posts/a.md:1:1: the front matter has %d bytes; 65536 are allowed", len(long))},
		{"long JSON", `{"a": "` + long[:0] + strings.Repeat("x", maxFront) + "\"}\n", "posts/a.md:1:1: the front matter has 65545 bytes; 65536 are allowed"},
	} {
		if got := only(t, c.src); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if _, ds := Parse("posts/a.md", []byte("---\na: "+fits+"\n---\n"), options()); len(ds) > 0 {
		t.Error("nesting within the limit:", ds)
	}
}

func TestOddLineEndsOfYAMLMoveNoPosition(t *testing.T) {
	if got, want := only(t, "---\ntitle: \"a\u2028b\u0085c\"\ntags: {a: b}\n---\n"), "posts/a.md:3:7: tags: want a list or a string, found a map"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
