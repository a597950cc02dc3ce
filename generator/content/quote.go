package content

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// plainYAML is text that needs no quotes, in a list in brackets neither.
var plainYAML = regexp.MustCompile(`^[\pL_/][\pL\pN_/.-]*(?: [\pL\pN_/.-]+)*$`)

// oldBooleans are words that YAML 1.1 readers take for true and false.
var oldBooleans = []string{"y", "n", "yes", "no", "on", "off"}

// yamlText writes a string, plain where every reader takes it for a string.
func yamlText(s string) string {
	if !plainYAML.MatchString(s) || slices.Contains(oldBooleans, strings.ToLower(s)) {
		return quote(s)
	}
	if n, err := yamlNode([]byte(s)); err != nil || n == nil || n.Tag != "!!str" || n.Value != s {
		return quote(s)
	}
	return s
}

// quote writes a string in double quotes as YAML and TOML read them.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r) && r != utf8.RuneError:
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func yamlValue(v any) string { return written(v, yamlText, false) }
func tomlValue(v any) string { return written(v, quote, false) }
func jsonValue(v any) string { return written(v, quoteJSON, true) }

// quoteJSON leaves <, > and & as they are.
func quoteJSON(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always has a JSON form
	return strings.TrimSuffix(b.String(), "\n")
}

// written writes a value of one of the types that Rewrite takes.
func written(v any, text func(string) string, quoteDates bool) string {
	switch v := v.(type) {
	case string:
		return text(v)
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case time.Time:
		if quoteDates {
			return quoteJSON(v.Format(time.RFC3339Nano))
		}
		return v.Format(time.RFC3339Nano)
	case []string:
		parts := make([]string, len(v))
		for i, s := range v {
			parts[i] = text(s)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return ""
}

var bareTOML = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

func tomlKey(key string) string {
	if bareTOML.MatchString(key) {
		return key
	}
	return quote(key)
}
