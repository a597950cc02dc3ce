package highlight

import (
	"slices"

	"github.com/alecthomas/chroma/v2"
)

// tokenClass gives chroma's class of a token type, that of the nearest parent
// that has one.
func tokenClass(t chroma.TokenType) string {
	if i := int(t) - int(lowestType); 0 <= i && i < len(typeClasses) {
		return typeClasses[i]
	}
	return ""
}

// Chroma's types are numbers in families of a thousand.
const (
	lowestType  = chroma.Ignore
	highestType = chroma.Text + 1000
)

var typeClasses = func() []string {
	out := make([]string, highestType-lowestType)
	for i := range out {
		out[i] = inherited(lowestType + chroma.TokenType(i))
	}
	return out
}()

func inherited(t chroma.TokenType) string {
	for {
		if c, ok := chroma.StandardTypes[t]; ok {
			return c
		}
		if t <= 0 || t.Parent() == t {
			return ""
		}
		t = t.Parent()
	}
}

// CSSClasses returns, in order, every class that Render can write: one for each
// kind of token, and "line", "hl" and "ln". A style sheet should name them all.
func CSSClasses() []string {
	classes := []string{"line", "hl", "ln"}
	for t, c := range chroma.StandardTypes {
		// From CodeLine to Background they are parts of chroma's page, not of
		// code; white space gets no span.
		page := chroma.CodeLine <= t && t <= chroma.Background
		if !page && c != "" && t != chroma.Whitespace {
			classes = append(classes, c)
		}
	}
	slices.Sort(classes)
	return slices.Compact(classes)
}
