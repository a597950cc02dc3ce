package highlight

import (
	"fmt"
	"strings"
	"time"

	"github.com/alecthomas/chroma/v2"
)

// chromaTokens runs chroma itself. Chroma panics where rules are broken, and its
// result is worth nothing when an attempt may have run into its clock.
func chromaTokens(c chroma.Lexer, code string) (ts []chroma.Token, clock bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("chroma panics: %v", p)
		}
	}()
	start := time.Now()
	ts, err = chroma.Tokenise(c, nil, code)
	return ts, time.Since(start) > 200*time.Millisecond, err
}

// chromaHTML is the plainest way from chroma's tokens to our HTML: what Render
// must write, without its shortcuts.
func chromaHTML(ts []chroma.Token, code string) string {
	type span struct{ class, text string }
	var spans []span
	text := ""
	for _, t := range ts {
		text += t.Value
		c := ""
		if strings.Trim(t.Value, " \t\n\r") != "" {
			c = inherited(t.Type)
		}
		if n := len(spans); t.Value != "" && n > 0 && spans[n-1].class == c {
			spans[n-1].text += t.Value
		} else if t.Value != "" {
			spans = append(spans, span{c, t.Value})
		}
	}
	if text == code+"\n" { // added by the lexer
		last := &spans[len(spans)-1]
		last.text = strings.TrimSuffix(last.text, "\n")
	} else if text != code {
		spans = []span{{"", code}}
	}
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\x00", "\uFFFD")
	var out strings.Builder
	for _, s := range spans {
		switch {
		case s.text == "":
		case s.class == "":
			out.WriteString(escape.Replace(s.text))
		default:
			fmt.Fprintf(&out, `<span class="%s">%s</span>`, s.class, escape.Replace(s.text))
		}
	}
	return out.String()
}
