package check

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"regexp"

	"opspress/generator/diag"
)

// A secretKind is one kind of secret: how it begins, what it looks like, and
// what tells a real one from an example.
type secretKind struct {
	what   string
	starts []string       // one of them stands at its beginning
	shape  *regexp.Regexp // matched from there on
	real   func(found, after []byte) bool
}

// secretKinds are written down by those who issue them: AWS "Understanding
// unique ID prefixes", GitHub "token formats", Slack "token types", RFC 7468 and
// RFC 7519. The list is short on purpose: each kind has a fixed beginning and
// length, so that a finding is nearly always right.
func secretKinds() []secretKind {
	kind := func(what, shape string, starts ...string) secretKind {
		return secretKind{what: what, starts: starts, shape: regexp.MustCompile(`^(?:` + shape + `)`), real: random}
	}
	keys := kind("a private key", `-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----`, "-----BEGIN ")
	keys.real = keyFollows
	jwt := kind("a JSON Web Token", `eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}`, "eyJ")
	jwt.real = isToken
	return []secretKind{
		keys, jwt,
		kind("an AWS access key", `(?:AKIA|ASIA)[A-Z2-7]{16}\b`, "AKIA", "ASIA"),
		kind("an AWS secret key", `aws_secret_access_key["']?\s*[:=]\s*["']?[A-Za-z0-9/+]{40}\b`, "aws_secret_access_key", "AWS_SECRET_ACCESS_KEY"),
		kind("an AWS secret key", `AWS_SECRET_ACCESS_KEY["']?\s*[:=]\s*["']?[A-Za-z0-9/+]{40}\b`, "AWS_SECRET_ACCESS_KEY"),
		kind("a Google API key", `AIza[0-9A-Za-z_-]{35}\b`, "AIza"),
		kind("a Google OAuth secret", `GOCSPX-[0-9A-Za-z_-]{28}\b`, "GOCSPX-"),
		kind("a Google access token", `ya29\.[0-9A-Za-z_-]{60,}`, "ya29."),
		kind("a GitHub token", `gh[pousr]_[A-Za-z0-9]{36}\b`, "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
		kind("a GitHub token", `github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b`, "github_pat_"),
		kind("a GitLab token", `glpat-[A-Za-z0-9_-]{20,}`, "glpat-"),
		kind("a Slack token", `xox[abeoprs]-[0-9]{8,}-[0-9A-Za-z-]{16,}`, "xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-"),
		kind("a Slack token", `xapp-[0-9]-[A-Z0-9]{8,}-[0-9]{8,}-[0-9a-f]{32,}`, "xapp-"),
		kind("a Slack webhook", `hooks\.slack\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{24}`, "hooks.slack.com/services/T"),
		kind("a Stripe key", `[rs]k_live_[A-Za-z0-9]{24,}`, "sk_live_", "rk_live_"),
		kind("an npm token", `npm_[A-Za-z0-9]{36}\b`, "npm_"),
		kind("an Anthropic key", `sk-ant-[A-Za-z0-9]+-[A-Za-z0-9_-]{40,}`, "sk-ant-"),
	}
}

// A Scanner finds secrets. It is made once and safe for use by many goroutines.
type Scanner struct {
	kinds []secretKind
	first [256][]start // by first byte
}

type start struct {
	text string
	kind int
}

// NewScanner returns a Scanner for every kind of secret that opspress knows.
func NewScanner() *Scanner {
	s := &Scanner{kinds: secretKinds()}
	for k, kind := range s.kinds {
		for _, t := range kind.starts {
			s.first[t[0]] = append(s.first[t[0]], start{t, k})
		}
	}
	return s
}

// Secrets gives the secrets that stand in b, the bytes of file (from the site's
// root, slash-separated), as errors of the rule "secret". What they say and
// show never holds the secret itself. Of HTML the text is looked at too, because
// a token that is coloured stands in several elements. Values that
// documentation uses, such as AKIAIOSFODNN7EXAMPLE, are none.
func (s *Scanner) Secrets(file string, b []byte) []diag.Diagnostic {
	out := s.secrets(file, b)
	if isHTML(file) {
		seen := map[string]bool{}
		for _, d := range out {
			seen[d.Message] = true
		}
		for _, d := range s.secrets(file, textOf(b)) {
			if !seen[d.Message] {
				d.Line, d.Column = 0, 0 // of the text, not of the file
				out = append(out, d)
			}
		}
	}
	return out
}

func (s *Scanner) secrets(file string, b []byte) []diag.Diagnostic {
	var out []diag.Diagnostic
	for i := 0; i < len(b); i++ {
		for _, st := range s.first[b[i]] {
			if !bytes.HasPrefix(b[i:], []byte(st.text)) || i > 0 && isWord(b[i-1]) && isWord(b[i]) {
				continue
			}
			found := s.kinds[st.kind].shape.Find(b[i:])
			if found == nil || !s.kinds[st.kind].real(found, b[i+len(found):]) {
				continue
			}
			out = append(out, secretAt(file, b, i, found, s.kinds[st.kind].what))
			i += len(found) - 1
			break
		}
	}
	return out
}

// secretAt is the finding of a secret. It does not show the line: what stands
// beside a secret is often another one, or the same once more.
func secretAt(file string, b []byte, at int, found []byte, what string) diag.Diagnostic {
	d := diag.At(diag.Diagnostic{
		Rule: "secret", Severity: diag.Error, Message: what + " (" + string(found[:min(4, len(found))]) + "…) would be published",
		Hint: "revoke it first: it is in the history of the repository; then take it out",
	}, file, b, at)
	d.Source = ""
	return d
}

func isWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
}

// examples are what people write where a secret would stand.
var examples = regexp.MustCompile(`(?i)example|sample|dummy|fake|placehold|redacted|your|x{4}|\*{3}|0{6}|1234567|abcdefg|deadbeef`)

// random says whether a value looks like one that a machine threw: no word
// of an example in it, and many different characters.
func random(found, _ []byte) bool {
	if examples.Match(found) {
		return false
	}
	tail := found[max(0, len(found)-32):]
	var seen [256]bool
	distinct := 0
	for _, c := range tail {
		if !seen[c] {
			seen[c] = true
			distinct++
		}
	}
	return distinct >= min(10, len(tail)/2)
}

var keyBody = regexp.MustCompile(`^(?:\\n|\s)*(?:[A-Za-z-]+: [^\n]*\n)*\s*([A-Za-z0-9+/=]{32,})`)

// keyFollows says whether a key stands behind its first line; where a manual
// shows the shape, there are dots or words.
func keyFollows(_, after []byte) bool {
	m := keyBody.FindSubmatch(after[:min(len(after), 1000)])
	return m != nil && random(m[1], nil)
}

// isToken says whether the parts of a token are what RFC 7519 says, and not the
// one that every introduction shows.
func isToken(found, _ []byte) bool {
	parts := bytes.Split(found, []byte("."))
	var head struct{ Alg string }
	var claims map[string]any
	if !decodePart(parts[0], &head) || head.Alg == "" || !decodePart(parts[1], &claims) {
		return false
	}
	return claims["sub"] != "1234567890" && claims["name"] != "John Doe"
}

func decodePart(part []byte, to any) bool {
	b, err := base64.RawURLEncoding.DecodeString(string(part))
	return err == nil && json.Unmarshal(b, to) == nil
}
