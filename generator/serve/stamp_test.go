package serve

import (
	"strings"
	"testing"
)

// On loopback the stamp of a page is one header; to other names it comes in the
// address of a file as well, which says the same and is there to be fetched.
func TestTheStampTravelsWhereHeadersAreHidden(t *testing.T) {
	s := New(Options{Site: newFakeSite(map[string]string{"/": "<body>home</body>"}), Hosts: []string{"notes.test"}, Headers: policy})
	if link := ask(s, "GET", "/", "Host", "localhost:1313").Header().Get("Link"); link != "" {
		t.Errorf("loopback is told %s", link)
	}
	h := ask(s, "GET", "/", "Host", "notes.test:1313").Header()
	link, timing := h.Get("Link"), h.Get("Server-Timing")
	address, rest, found := strings.Cut(strings.TrimPrefix(link, "<"), ">")
	if !found || rest != "; rel=preload; as=fetch; crossorigin" {
		t.Fatalf("Link: %s", link)
	}
	_, query, _ := strings.Cut(address, "?")
	for _, pair := range strings.Split(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if value == "" || !strings.Contains(timing, name+`;desc="`+value+`"`) {
			t.Errorf("%s is not what %s says", pair, timing)
		}
	}
	if w := ask(s, "GET", address, "Host", "notes.test:1313"); w.Code != 204 || w.Body.Len() != 0 {
		t.Errorf("the file is %d, %q", w.Code, w.Body)
	}
}
