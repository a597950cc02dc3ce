package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"go.yaml.in/yaml/v3"
)

// block looks at a block of code that ends before line index end.
func (r *sourceReader) block(f *fence, end int) {
	lines := make([]string, 0, end-f.line)
	for _, l := range r.lines[f.line:min(end, len(r.lines))] {
		lines = append(lines, strip(l, f.prefix))
	}
	switch f.lang {
	case "yaml", "yml", "json", "toml":
		r.data(f, lines)
	case "sh", "bash", "shell", "zsh":
		r.shell(f, lines)
	case "console", "shell-session", "shellsession", "sh-session":
		r.risky(f, lines)
	}
}

// strip takes off what stands before the code in a list or a quotation.
func strip(line string, n int) string {
	i := 0
	for i < n && i < len(line) && strings.IndexByte(" \t>", line[i]) >= 0 {
		i++
	}
	return line[i:]
}

// fragment says that a block shows on purpose no whole file: it has dots where
// something is left out, or is a template.
func fragment(lang, text string) bool {
	if strings.Contains(text, "…") || strings.Contains(text, "{{") || strings.Contains(text, "{%") || strings.Contains(text, "${{") {
		return true
	}
	for line := range strings.SplitSeq(text, "\n") {
		switch s := strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "/#")); {
		case strings.HasPrefix(s, "...") && lang != "yaml", strings.HasSuffix(s, "...") && lang == "json":
			return true
		}
	}
	return false
}

// data reads a block of YAML, JSON or TOML as its readers will who copy it.
func (r *sourceReader) data(f *fence, lines []string) {
	lang := strings.Replace(f.lang, "yml", "yaml", 1)
	text := strings.Join(lines, "\n")
	if fragment(lang, text) {
		return
	}
	line, message := parseData(lang, text)
	if message != "" {
		r.at("code-syntax", f.line+max(line, 1), 0, "the "+strings.ToUpper(lang)+" cannot be read: "+message, "who copies it gets this error; dots (…) show that something is left out")
	}
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(?s:(.*))$`)

// parseData gives the line and the message of what is wrong with a text.
func parseData(lang, text string) (line int, message string) {
	switch lang {
	case "yaml":
		d := yaml.NewDecoder(strings.NewReader(text))
		for {
			var n yaml.Node
			err := d.Decode(&n)
			if err == nil {
				continue
			}
			if errors.Is(err, io.EOF) {
				return 0, ""
			}
			if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
				line, _ = strconv.Atoi(m[1])
				return line, m[2]
			}
			return 0, err.Error()
		}
	case "json":
		d := json.NewDecoder(strings.NewReader(text))
		for {
			var v any
			err := d.Decode(&v)
			var bad *json.SyntaxError
			switch {
			case err == nil:
				continue
			case errors.Is(err, io.EOF):
				return 0, ""
			case errors.As(err, &bad):
				return bytes.Count([]byte(text[:min(int(bad.Offset), len(text))]), []byte("\n")) + 1, bad.Error()
			}
			return strings.Count(text, "\n") + 1, err.Error()
		}
	case "toml":
		var v map[string]any
		_, err := toml.Decode(text, &v)
		var bad toml.ParseError
		if errors.As(err, &bad) {
			return bad.Position.Line, bad.Message
		}
		if err != nil {
			return 0, err.Error()
		}
	}
	return 0, ""
}

var (
	prompt    = regexp.MustCompile(`^(?:\$|%|❯|➜|PS1>) +\S`)
	asRoot    = regexp.MustCompile(`\b(?:curl|wget)\b[^|;&#]*\|\s*(?:\\\s*)?sudo\s+(?:-\S+\s+)*(?:env\s+)?(?:\S+=\S+\s+)*(?:/bin/|/usr/bin/)?(?:ba|z|da|k)?sh\b|\bsudo\s+(?:-\S+\s+)*(?:ba|z|da)?sh\s+(?:-\S+\s+)*(?:-c\s+["']?\$\(|<\s*<?\(\s*)\s*(?:curl|wget)\b`)
	rootShell = regexp.MustCompile(`^#\s*(?:curl|wget)\b[^|]*\|\s*(?:ba|z|da)?sh\b`)
)

// shell looks at commands that readers copy.
func (r *sourceReader) shell(f *fence, lines []string) {
	for n, l := range lines {
		s := strings.TrimSpace(l)
		if prompt.MatchString(s) {
			r.at("shell-prompt", f.line+n+1, 0, "the command begins with a prompt, which readers copy too", "take it out, or call the block ```console where the output is shown too")
			break // once for a block
		}
	}
	for n, l := range lines {
		code := l
		if i := commentAt(l); i >= 0 {
			code = l[:i]
		}
		if i := slices.IndexFunc([]rune(code), smart); i >= 0 {
			r.at("shell-quotes", f.line+n+1, 0, fmt.Sprintf("%q is no quote or dash that a shell knows", string([]rune(code)[i])), `write ", ' or -`)
		}
	}
	r.risky(f, lines)
}

func smart(c rune) bool { return strings.ContainsRune("“”‘’„‟‛′″–—", c) }

// commentAt gives where a comment begins in a line of shell, or -1.
func commentAt(line string) int {
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '\\':
			i++
		case c == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t'):
			return i
		}
	}
	return -1
}

// risky looks for what comes from the network and is run as root unread.
func (r *sourceReader) risky(f *fence, lines []string) {
	for n, l := range lines {
		s := strings.TrimSpace(l)
		console := f.lang != "sh" && f.lang != "bash" && f.lang != "shell" && f.lang != "zsh"
		if asRoot.MatchString(s) && !strings.HasPrefix(s, "#") || console && rootShell.MatchString(s) {
			r.at("curl-pipe-root", f.line+n+1, 0, "a script from the network is run as root, and nobody has read it", "load it, check its digest, read it, and then run it")
		}
	}
}
