package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
)

// TestBlogs builds posts in the manner of other tools, as they are, and wants
// every word, link and line of code of each source in its page. Left out are
// only front matter, comments, script and style.
func TestBlogs(t *testing.T) {
	blogs, err := os.ReadDir("testdata/blogs")
	if err != nil {
		t.Fatal(err)
	}
	sources := 0
	for _, b := range blogs {
		t.Run(b.Name(), func(t *testing.T) { sources += checkBlog(t, filepath.Join("testdata/blogs", b.Name())) })
	}
	if sources < 20 {
		t.Errorf("only %d posts were compared", sources)
	}
}

func checkBlog(t *testing.T, root string) (compared int) {
	out := t.TempDir()
	build := exec.Command("opspress", "build", "-s", root, "-d", out, "-D", "-F", "-E", "-b", "https://example.com", "--cache", "off", "--format", "json")
	text, err := build.Output()
	var found struct{ Errors, Warnings int }
	if e := json.Unmarshal(text, &found); e != nil || err != nil || found.Errors > 0 {
		t.Fatalf("%v, %v, %d errors\n%s", err, e, found.Errors, text)
	}
	text, err = exec.Command("opspress", "list", "--json", "-s", root).Output()
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Posts []struct{ Path, URL string }
	}
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	for _, p := range list.Posts {
		if p.URL == "" {
			continue // not visible, and list says so
		}
		compared++
		t.Run(p.Path, func(t *testing.T) {
			src, err := os.ReadFile(filepath.Join(root, p.Path))
			if err != nil {
				t.Fatal(err)
			}
			f, err := os.Open(filepath.Join(out, filepath.FromSlash(plainURL(p.URL)), "index.html"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			doc, err := html.Parse(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, lost := range compare(string(src), doc) {
				t.Error(lost)
			}
		})
	}
	return compared
}

// compare gives what of a source is not in its page.
func compare(src string, doc *html.Node) []string {
	body := article(doc)
	if body == nil {
		return []string{"the page has no data-post-body"}
	}
	page := readAll(doc, body)
	prose, code := split(dropFrontMatter(src))
	var lost []string
	for _, line := range code {
		if line = strings.TrimSpace(line); !strings.Contains(page.code, line) {
			lost = append(lost, fmt.Sprintf("line of code %q", line))
		}
	}
	prose = silent.ReplaceAllString(prose, "")
	for _, u := range absolute.FindAllString(prose, -1) {
		u = strings.TrimRight(html.UnescapeString(u), ".,*~。")
		if !slices.Contains(page.links, plainURL(u)) && !strings.Contains(page.all, u) {
			lost = append(lost, fmt.Sprintf("link %q", u))
		}
	}
	for _, m := range picture.FindAllStringSubmatch(prose, -1) {
		if !strings.Contains(letters(page.all), letters(m[1])) {
			lost = append(lost, fmt.Sprintf("picture %q", m[1]))
		}
	}
	for line := range strings.Lines(prose) {
		if read := letters(readable(line)); !strings.Contains(page.text, read) {
			lost = append(lost, fmt.Sprintf("line %q: %q", strings.TrimSpace(line), read))
		}
	}
	return lost
}

// article finds the element that holds the body of a post.
func article(n *html.Node) *html.Node {
	for _, a := range n.Attr {
		if a.Key == "data-post-body" {
			return n
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if found := article(c); found != nil {
			return found
		}
	}
	return nil
}

// A readPage is what a reader and a browser find of a post.
type readPage struct {
	text  string // the letters of all text, without the numbers of footnotes
	all   string // all text and all attributes
	code  string // the text of code
	links []string
}

// readAll reads the body of a post; its title may be the first heading.
func readAll(doc, body *html.Node) readPage {
	var p readPage
	var text, all, code strings.Builder
	var walk func(n *html.Node, inCode bool)
	walk = func(n *html.Node, inCode bool) {
		if n.Type == html.TextNode {
			text.WriteString(n.Data)
			all.WriteString(n.Data)
			if inCode {
				code.WriteString(n.Data)
			}
		}
		for _, a := range n.Attr {
			if a.Key == "href" || a.Key == "src" {
				p.links = append(p.links, plainURL(a.Val))
			}
			if a.Key == "class" && strings.Contains(a.Val, "footnote-ref") {
				return
			}
			fmt.Fprintf(&all, "\n%s %s\n", a.Val, plainURL(a.Val))
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, inCode || n.Data == "pre" || n.Data == "code")
		}
	}
	for n := range doc.Descendants() {
		if n.Data == "h1" {
			walk(n, false)
			break
		}
	}
	walk(body, false)
	p.text, p.all, p.code = letters(text.String()), all.String(), code.String()
	return p
}

// plainURL makes two spellings of one URL equal.
func plainURL(u string) string {
	if plain, err := url.PathUnescape(u); err == nil {
		return plain
	}
	return u
}

var absolute = regexp.MustCompile(`(?:https?://|mailto:)[^\s<>"')\]` + "`" + `]+`)

// dropFrontMatter gives the body of a source.
func dropFrontMatter(src string) string {
	for _, fence := range []string{"---\n", "+++\n"} {
		if rest, ok := strings.CutPrefix(src, fence); ok {
			_, body, _ := strings.Cut(rest, "\n"+fence)
			return body
		}
	}
	if strings.HasPrefix(src, "{\n") {
		_, body, _ := strings.Cut(src, "\n}\n")
		return body
	}
	return src
}

var fence = regexp.MustCompile("^ *(`{3,}|~{3,})(.*)$")

// split tells the lines in fences from all other text. What stands on the line
// of a fence tells how to show the code, and is neither.
func split(body string) (prose string, code []string) {
	var rest []string
	open := ""
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\n")
		m := fence.FindStringSubmatch(line)
		switch {
		case open == "" && m != nil && !strings.Contains(m[2], "`"):
			open = m[1]
		case open != "" && m != nil && strings.HasPrefix(m[1], open) && strings.TrimSpace(m[2]) == "":
			open = ""
		case open != "":
			code = append(code, line)
		default:
			rest = append(rest, line)
		}
	}
	return strings.Join(rest, "\n"), code
}

// silent is what nobody hears of, with all that is in it.
var silent = regexp.MustCompile(`(?s)<!--.*?-->|<script.*?</script>|<style.*?</style>|\{\{</\*.*?\*/>\}\}`)

var picture = regexp.MustCompile(`!\[([^\]]*)\]\([^)\n]*\)`)

// notRead is what a line says to Markdown and not to its reader: markers of
// lists and tasks, tags, pictures, labels of links and footnotes, addresses (with
// Liquid in it one is text), ids, kinds of callouts; and the shortcode figure, which is a picture.
var notRead = regexp.MustCompile(`^\s*(?:[-*+] +)*\d+[.)] |^\s*[-*+] \[[ x]\]|^\[[^\]]+\]: .*|</?[a-zA-Z][^>\n]*>|!\[[^\]]*\]\([^)\n]*\)` +
	`|\[\^[^\]]*\]|\]\[[^\]]*\]|\]\((?:\{\{< (?:rel)?ref|[^){])[^)]*\)|<(?:https?://|mailto:)\S+>|\{#[^}]*\}|\{\{< figure .*?>\}\}|\[!NOTE\]`)

// footnote is a line that defines one; its text is read, its label is not.
var footnote = regexp.MustCompile(`^\[\^[^\]]+\]:`)

// span is code in a line: nothing in it is a marker.
var span = regexp.MustCompile("`+[^`]+`+")

func readable(line string) string {
	line = span.ReplaceAllStringFunc(line, letters)
	return html.UnescapeString(notRead.ReplaceAllString(footnote.ReplaceAllString(line, ""), ""))
}

// letters leaves of a text its letters and digits.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}
