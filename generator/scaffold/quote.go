package scaffold

import (
	"fmt"
	"strings"
	"unicode"
)

// plain makes one line of a title: runs of white space become a space, and
// control characters and broken UTF-8 go.
func plain(title string) string {
	title = strings.Join(strings.Fields(strings.ToValidUTF8(title, "")), " ")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, title))
}

// quote writes s as a double-quoted YAML scalar on one line (YAML 1.2, 5.7).
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r == '\ufffe' || r == '\uffff':
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// list writes the comma-separated names in s as a YAML flow list. Names that
// YAML could read in another way are quoted.
func list(s string) string {
	var items []string
	for item := range strings.SplitSeq(s, ",") {
		item = plain(item)
		switch {
		case item == "":
		case bare(item):
			items = append(items, item)
		default:
			items = append(items, quote(item))
		}
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// bare tells whether s is a string in YAML without quotes: letters and
// hyphens, beginning with a letter, and no word that means something else.
func bare(s string) bool {
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null":
		return false
	}
	for i, r := range s {
		if !unicode.IsLetter(r) && (i == 0 || r != '-') {
			return false
		}
	}
	return true
}
