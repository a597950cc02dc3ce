package content

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestRewrite(t *testing.T) {
	day := time.Date(2026, 3, 1, 9, 30, 0, 0, seoul)
	for _, c := range []struct {
		name, src, key string
		value          any
		want           string
	}{
		{"no front matter", "Body.\n", "title", "제목", "---\ntitle: 제목\n---\nBody.\n"},
		{"empty file", "", "draft", true, "---\ndraft: true\n---\n"},
		{"empty front matter", "---\n---\n", "lastmod", day, "---\nlastmod: 2026-03-01T09:30:00+09:00\n---\n"},
		{"a new key comes last", "---\n# c\ntitle: x # d\n---\nBody", "publishdate", day, "---\n# c\ntitle: x # d\npublishDate: 2026-03-01T09:30:00+09:00\n---\nBody"},
		{"indented front matter", "---\n  title: x\n---\n", "draft", true, "---\n  title: x\n  draft: true\n---\n"},
		{"another spelling", "---\nUpdated: 2026-01-01 # c\n---\n", "lastmod", day, "---\nUpdated: 2026-03-01T09:30:00+09:00 # c\n---\n"},
		{"CRLF and BOM", "\uFEFF---\r\ntitle: x\r\ntags:\r\n  - a\r\n---\r\nBody\r\n", "tags", []string{"b"}, "\uFEFF---\r\ntitle: x\r\ntags:\r\n  - a\r\n  - b\r\n---\r\nBody\r\n"},
		{"CR", "---\rtitle: x\r---\rBody", "draft", false, "---\rtitle: x\rdraft: false\r---\rBody"},
		{"what needs quotes", "---\ntitle: x\n---\n", "title", "DevOps: \"the\" start", "---\ntitle: \"DevOps: \\\"the\\\" start\"\n---\n"},
		{"what looks like a number", "---\ntitle: x\n---\n", "title", "2026", "---\ntitle: \"2026\"\n---\n"},
		{"what looks like a boolean", "---\ntitle: x\n---\n", "title", "No", "---\ntitle: \"No\"\n---\n"},
		{"a value that is not there", "---\ntitle: # later\ndraft: true\n---\n", "title", "x", "---\ntitle: x # later\ndraft: true\n---\n"},
		{"quoted key", "---\n\"title\": 'it''s' # c\n---\n", "title", "x", "---\n\"title\": x # c\n---\n"},
		{"block of text", "---\nsummary: |\n  a\n\n  b\n\n# c\ntitle: x\n---\n", "summary", "s", "---\nsummary: s\n\n# c\ntitle: x\n---\n"},
		{"list in brackets", "---\naliases: [/a/, \"/b, c/\"] # d\n---\n", "aliases", []string{"/a/", "/e/"}, "---\naliases: [/a/, \"/b, c/\", /e/] # d\n---\n"},
		{"list in lines", "---\naliases: [\n  /a/, # one\n  /b/ # two\n]\n---\n", "aliases", []string{"/c/"}, "---\naliases: [\n  /a/, # one\n  /b/, # two\n  /c/\n]\n---\n"},
		{"list of dashes", "---\naliases:\n- /a/ # one\n\n# next\ntitle: x\n---\n", "aliases", []string{"/b/", "/c/"}, "---\naliases:\n- /a/ # one\n- /b/\n- /c/\n\n# next\ntitle: x\n---\n"},
		{"list as a string", "---\ntags: a, b # c\n---\n", "tags", []string{"c"}, "---\ntags: [a, b, c] # c\n---\n"},
		{"already there", "---\ntags: [ a,b ]\n---\n", "tags", []string{"b"}, "---\ntags: [ a,b ]\n---\n"},
		{"TOML", "+++\ntitle = \"x\" # c\n\n[params]\na = 1\n+++\nBody", "draft", true, "+++\ntitle = \"x\" # c\ndraft = true\n\n[params]\na = 1\n+++\nBody"},
		{"TOML, tables only", "+++\n[params]\na = 1\n+++\n", "title", "x", "+++\ntitle = \"x\"\n[params]\na = 1\n+++\n"},
		{"TOML list", "+++\naliases = [\n  '/a/', # one\n]\n+++\n", "aliases", []string{"/b/"}, "+++\naliases = [\n  '/a/', # one\n  \"/b/\",\n]\n+++\n"},
		{"TOML long string", "+++\ntitle = \"\"\"\na\"\"\" # c\n+++\n", "title", "y", "+++\ntitle = \"y\" # c\n+++\n"},
		{"JSON", "{\n  \"title\": \"x\"\n}\nBody", "weight", 3, "{\n  \"title\": \"x\",\n  \"weight\": 3\n}\nBody"},
		{"JSON on one line", "{\"title\": \"x\", \"draft\": true}\n", "title", "a <b>", "{\"title\": \"a <b>\", \"draft\": true}\n"},
		{"JSON list", "{\"aliases\": []}\n", "aliases", []string{"/a/", "/b/"}, "{\"aliases\": [\"/a/\", \"/b/\"]}\n"},
		{"empty JSON", ";;;\n;;;\n", "lastmod", day, ";;;\n{\"lastmod\": \"2026-03-01T09:30:00+09:00\"}\n;;;\n"},
	} {
		got, err := Rewrite([]byte(c.src), c.key, c.value)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

func TestRewriteRefuses(t *testing.T) {
	const byHand = " cannot be set without changing something else; edit it by hand"
	for _, c := range []struct {
		name, src, key string
		value          any
		want           string
	}{
		{"unreadable front matter", "---\ntitle: a: b\n---\n", "title", "x", "the front matter is no YAML: mapping values are not allowed in this context"},
		{"no closing line", "---\ntitle: a\n", "title", "x", `the front matter that begins with "---" has no closing line`},
		{"binary", "\x00", "title", "x", "a NUL byte: this is no text file"},
		{"a map of tags", "---\ntags: {a: b}\n---\n", "tags", []string{"x"}, "tags: its value: want a list or a string, found a map"},
		{"an anchor that others use", "---\ntitle: &t a\nsummary: *t\n---\n", "title", "x", "title:" + byHand},
		{"a TOML table", "+++\n[tags]\na = 1\n+++\n", "tags", "x", "tags:" + byHand},
		{"front matter in braces", "---\n{title: a}\n---\n", "draft", true, "draft:" + byHand},
		{"a value of another type", "", "title", 1.5, "title: front matter holds no float64"},
		{"text that is no UTF-8", "", "title", "\xff", "title:" + byHand},
	} {
		got, err := Rewrite([]byte(c.src), c.key, c.value)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got %q, %v; want %s", c.name, got, err, c.want)
		}
	}
}

// entries are ways in which a key may stand in a file; %s is its name.
var entries = map[syntax][]string{
	yamlFront: {
		"%s: plain text # c\n", "%s:   \"a # b: c\"\n", "%s: 'it''s' # c\n", "'%s': x\n", "%s:\n", "%s: # c\n", "%s: ~\n",
		"%s: |\n  text\n  ---\n\n  # no comment\n", "%s: >-\n  folded\n  text\n", "%s: over\n  two lines\n",
		"%s: [a, \"b, c]\", 'd''e', f#g, it's]\n", "%s: [ ] # c\n", "%s: [\n  a, # c\n  b,\n]\n", "%s: [\n  a, # c\n  b ]\n", "%s:\n  [a,\n   b]\n",
		"%s:\n  - a # c\n  - b\n", "%s:\n- a\n\n# c\n- \"b: c\"\n", "%s:\n  - a\n  - >-\n    long\n    text\n",
		"%s: 2026-03-01 # c\n", "%s: true\n", "%s: 007\n", "%s: a, b\n",
	},
	tomlFront: {
		"%s = \"x\" # c\n", "%s = 'a \"b\"'\n", "'%s' = 1\n", "%s = \"\"\"\na # b\n\"c\" \\\"\"\"\" # c\n", "%s = '''a'''\n",
		"%s = [\"a\", 'b']\n", "%s = [] # c\n", "%s = [\n  \"a\", # c\n  \"b\",\n]\n", "%s = [\n  \"a\",\n  \"b\" # c\n]\n", "%s = ['''a''','b'] # c\n",
		"%s = 2026-03-01 # c\n", "%s = 2026-03-01 09:30:00\n", "%s = true\n", "%s = 1_000\n", "%s = { a = \"}\", b = [1] }\n",
	},
	jsonFront: {
		`"%s": "x"`, `"%s": "a \" ] b"`, `"%s": 1e3`, `"%s": [ "a","b" ]`, `"%s": []`, "\"%s\": [\n    \"a\",\n    \"b\"\n  ]", `"%s": null`, `"%s": true`,
	},
}

// TestRewriteProperty: whatever shape a key and its neighbours have, setting
// it gives the value, and every byte of the neighbours stays.
func TestRewriteProperty(t *testing.T) {
	names := []string{"title", "tags", "params", "unheard", "x-y", "Slug"}
	words := rapid.OneOf(rapid.SampledFrom([]string{"a", "z, y", "# c", "- d", "2026", "yes", "null", "한글 제목", "it's", "a: b", "[x", "\\", "\"", "\u0085", "\U0001F600\u200d", "<b>", "1:2", "%", "@", "*", "&", "!", "|", ">", "~", "."}), rapid.String()).Filter(func(s string) bool {
		return strings.TrimSpace(s) == s && s != "" && !strings.ContainsRune(s, 0) && !strings.ContainsRune(s, '\r')
	})
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]syntax{yamlFront, tomlFront, jsonFront}).Draw(t, "syntax")
		keys := rapid.Permutation(names).Draw(t, "keys")[:rapid.IntRange(1, len(names)).Draw(t, "n")]
		var chunks []string
		for _, k := range keys {
			chunks = append(chunks, fmt.Sprintf(rapid.SampledFrom(entries[kind]).Draw(t, k), k))
		}
		at := rapid.IntRange(0, len(keys)-1).Draw(t, "at")
		before, after := frame(kind, chunks, at)
		eol := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "eol")
		raw := func(s string) string { return strings.ReplaceAll(s, "\n", eol) }
		src := raw(before + chunks[at] + after)
		val := rapid.OneOf(rapid.Map(words, func(s string) any { return s }), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
			rapid.Map(rapid.Int(), func(i int) any { return i }), rapid.Map(rapid.SliceOfNDistinct(words, 1, 3, rapid.ID), func(s []string) any { return s })).Draw(t, "val")

		out, err := Rewrite([]byte(src), strings.ToLower(keys[at]), val)
		if err != nil {
			if _, list := val.([]string); list && strings.Contains(chunks[at], "{") {
				return
			}
			t.Fatalf("%v\n%s", err, src)
		}
		if !bytes.HasPrefix(out, []byte(raw(before))) || !bytes.HasSuffix(out, []byte(raw(after))) {
			t.Fatalf("neighbours have changed:\n%s\n%s", src, out)
		}
		if list, ok := val.([]string); ok && strings.Contains(chunks[at], "# c") && !bytes.Contains(out[len(raw(before)):len(out)-len(raw(after))], []byte("# c")) {
			t.Fatalf("a comment is lost by adding %q:\n%s\n%s", list, src, out)
		}
		got := valueOf(t, out, keys[at])
		if list, ok := val.([]string); ok {
			for _, s := range list {
				if !slices.ContainsFunc(got.items, func(it value) bool { return it.text == s }) {
					t.Fatalf("%q is not in the list:\n%s", s, out)
				}
			}
		} else if !holds(got, val) {
			t.Fatalf("want %v:\n%s", val, out)
		}
	})
}

// frame gives what stands before and after the chunk at in a file.
func frame(kind syntax, chunks []string, at int) (before, after string) {
	head, tail := strings.Join(chunks[:at], "\n# between\n"), strings.Join(chunks[at+1:], "# between\n\n")
	switch kind {
	case tomlFront:
		return "+++\n" + head, tail + "[table]\nx = 1\n+++\nBody # c\n---\n"
	case jsonFront:
		for _, c := range chunks[:at] {
			before += "  " + c + ",\n"
		}
		for _, c := range chunks[at+1:] {
			after += ",\n  " + c
		}
		return "{\n" + before + "  ", after + "\n}\nBody\n"
	}
	return "---\n" + head, tail + "---\nBody # c\n---\n"
}

// valueOf reads a file and gives what a key holds.
func valueOf(t *rapid.T, src []byte, name string) value {
	text, _ := readable(src)
	d, bad := dissect(text)
	if bad != nil {
		t.Fatalf("%v\n%s", bad, src)
	}
	return d.root.keys[d.find(name)].value
}
