package scaffold

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxSlug is the length of a file name we make, in bytes. File systems take
// 255, and an editor, a language and an extension want their share.
const maxSlug = 180

// dateOnly is a name that would be all date, so that no slug is left of it.
var dateOnly = regexp.MustCompile(`^\d{4}-\d{1,2}-\d{1,2}$`)

// slug makes the name of a file from a title: NFC, ASCII letters in lower
// case, letters, digits, - _ + kept, white space, dots and slashes turned into
// hyphens, everything else dropped. A dot would be read as a language or an
// extension. The result is empty for a title that leaves nothing to call a
// file by, or only a name that is no post.
func slug(title string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToValidUTF8(title, "")) {
		switch {
		case 'A' <= r && r <= 'Z':
			b.WriteRune(r + 'a' - 'A')
		case r == '-' || unicode.IsSpace(r) || strings.ContainsRune(`./\`, r):
			if !strings.HasSuffix(b.String(), "-") {
				b.WriteByte('-')
			}
		case kept(r):
			b.WriteRune(r)
		}
	}
	// What was left out may have kept a letter from its mark.
	s := shorten(strings.Trim(norm.NFC.String(b.String()), "-_"))
	if s == "readme" || s == "index" || dateOnly.MatchString(s) {
		return ""
	}
	return s
}

// kept tells whether r may stand in a file name. Marks are kept because some
// scripts write vowels with them; what only chooses how an emoji looks is not.
func kept(r rune) bool {
	if unicode.Is(unicode.Variation_Selector, r) {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.In(r, unicode.Mn, unicode.Mc) || r == '_' || r == '+'
}

// shorten cuts s to maxSlug bytes, between two words if it has any.
func shorten(s string) string {
	if len(s) <= maxSlug {
		return s
	}
	s = s[:maxSlug]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	if i := strings.LastIndexByte(s, '-'); i > maxSlug/2 {
		s = s[:i]
	}
	return strings.Trim(s, "-_")
}
