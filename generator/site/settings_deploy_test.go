package site

import "testing"

// A path may look like a key by chance; a key may stand in a query.
func TestSecretValue(t *testing.T) {
	const key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKX"
	for v, want := range map[string]bool{
		key:                             true,
		"the key is " + key + ".":       true,
		"s3://b?region=eu&x=" + key:     true,
		"secret:" + key:                 true,
		"dir:/" + key[1:]:               false,
		"dir:///srv/" + key:             false,
		"https://cdn.example/" + key:    false,
		"AKIAIOSFODNN7EXAMPLF":          true,
		"dir:/srv/AKIAIOSFODNN7EXAMPLF": true,
	} {
		if secretValue(v) != want {
			t.Errorf("secretValue(%q) = %v", v, !want)
		}
	}
}
