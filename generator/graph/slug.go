package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func nfc(s string) string { return norm.NFC.String(s) }

// TermSlug gives the last segment of a term's URL: NFC, lower case, spaces and
// slashes to hyphens, # to "sharp"; letters, digits and -_.+ stay; dots and
// hyphens are cut at both ends. A name that leaves nothing gets "t-" and eight
// hex digits of its SHA-256.
func TermSlug(name string) string {
	name = nfc(name)
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r == '/' || unicode.IsSpace(r):
			b.WriteByte('-')
		case r == '#':
			b.WriteString("sharp")
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune("-_.+", r):
			b.WriteRune(r)
		}
	}
	if s := strings.Trim(nfc(b.String()), ".-"); s == "index.html" {
		return "index-html" // the file of the page above it
	} else if s != "" {
		return s
	}
	sum := sha256.Sum256([]byte(name))
	return "t-" + hex.EncodeToString(sum[:4])
}

// fold gives what all spellings of one term share.
func fold(name string) string { return strings.ReplaceAll(TermSlug(name), "-", "") }

// PostSlug gives the slug that a file's name makes: NFC, ASCII letters in
// lower case, white space to hyphens; what has a meaning of its own in a URL
// or in a file's path is left out.
func PostSlug(name string) string {
	var b strings.Builder
	for _, r := range nfc(name) {
		switch {
		case r >= 'A' && r <= 'Z':
			b.WriteRune(r + 'a' - 'A')
		case unicode.IsSpace(r):
			b.WriteByte('-')
		case unicode.IsControl(r) || strings.ContainsRune(`?#%\:*"<>|`, r):
		default:
			b.WriteRune(r)
		}
	}
	return nfc(b.String()) // what was left out may have kept a letter from its mark
}
