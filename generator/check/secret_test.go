package check

import (
	"encoding/base64"
	"strings"
	"testing"
)

// thrown is what a machine might have thrown. The tokens of these tests are put
// together here, so that the file itself holds none.
const thrown = "q7Zt2LmXw9RbKc4VnYd8HsJf3GpQaTeU5iOoNhBzWyMxCkDvErSj6lAu1"

func token(begin string, n int) string { return begin + strings.Repeat(thrown, 3)[:n] }

func jwt(claims string) string {
	e := base64.RawURLEncoding.EncodeToString
	return e([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + e([]byte(claims)) + "." + token("", 43)
}

func upper(n int) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(strings.Repeat(thrown, 3)) {
		if b.Len() < n && (r >= 'A' && r <= 'Z' || r >= '2' && r <= '7') {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestSecretsAreFound(t *testing.T) {
	s := NewScanner()
	for what, text := range map[string]string{
		"a private key":         "-----BEGIN " + "RSA PRIVATE KEY-----\n" + token("MIIE", 60) + "\n",
		"an AWS access key":     "key: AKIA" + upper(16),
		"an AWS secret key":     "aws_secret_access_key = " + token("", 40),
		"a Google API key":      "key=AIza" + token("", 35),
		"a Google OAuth secret": "GOCSPX-" + token("", 28),
		"a Google access token": "ya29." + token("", 80),
		"a GitHub token":        "https://" + token("ghp_", 36) + "@github.com",
		"a GitLab token":        token("glpat-", 20),
		"a Slack token":         "xoxb-482910573641-" + token("", 24),
		"a Slack webhook":       "https://hooks.slack.com/services/T" + upper(9) + "/B" + upper(9) + "/" + token("", 24),
		"a JSON Web Token":      "Authorization: Bearer " + jwt(`{"sub":"u-819","exp":1893456000}`),
		"a Stripe key":          token("sk_live_", 24),
		"an npm token":          token("npm_", 36),
		"an Anthropic key":      token("sk-ant-api03-", 60),
	} {
		t.Run(what, func(t *testing.T) {
			ds := s.Secrets("posts/a.md", []byte("첫 줄\n "+text+" 뒤\n"))
			if len(ds) != 1 || !strings.HasPrefix(ds[0].Message, what) || ds[0].Line != 2 || ds[0].Rule != "secret" {
				t.Fatalf("got %v", ds)
			}
			if said := ds[0].Message + ds[0].Source + ds[0].Hint; strings.Contains(said, thrown[:12]) {
				t.Errorf("the finding tells the secret: %s", said)
			}
		})
	}
}

func TestExamplesAreNoSecrets(t *testing.T) {
	s := NewScanner()
	for _, text := range []string{
		"AKIAIOSFODNN7EXAMPLE",
		"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
		"ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		"ghp_" + strings.Repeat("a", 36),
		"-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
		"-----BEGIN OPENSSH PRIVATE KEY-----\n(여기에 키)\n",
		"AIzaSy" + strings.Repeat("0", 33),
		"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
		"xoxb-your-token-here",
		"npm_config_registry=https://registry.example/npm_packages_are_not_secret",
		"the prefix AKIA says that it is an access key",
		"MIAKIA" + upper(16), // within a longer word
		"-----BEGIN CERTIFICATE-----\n" + token("MIIE", 60),
		"-----BEGIN PUBLIC KEY-----\n" + token("MIIE", 60),
	} {
		if ds := s.Secrets("a.md", []byte(text)); len(ds) > 0 {
			t.Errorf("%s: %v", text, ds)
		}
	}
}

func TestSecretsInColouredCode(t *testing.T) {
	page := "<pre><code><span class=\"n\">ghp</span><span class=\"o\">_</span><span>" + token("", 36) + "</span></code></pre>"
	ds := NewScanner().Secrets("posts/a/index.html", []byte(page))
	if len(ds) != 1 || ds[0].File != "posts/a/index.html" {
		t.Errorf("got %v", ds)
	}
}
