package generator

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// A walk is many random edits. With breaks, some of them break the site, and a
// later one repairs it.
type walk struct {
	*served
	chance *rand.Rand
	posts  int
	breaks bool
	broke  int    // how often
	repair func() // what is broken now; nil: nothing is
}

func (w *walk) step(i int) {
	if w.breaks && w.chance.IntN(8) == 0 {
		w.mend()
		w.broken(i)
		return
	}
	n := w.chance.IntN(w.posts)
	p := filepath.Join(w.root, fmt.Sprintf("posts/w%d.md", n))
	switch w.chance.IntN(8) {
	case 0:
		_ = os.Remove(p) // it may be gone already
	case 1:
		_ = os.Rename(p, filepath.Join(w.root, fmt.Sprintf("posts/w%d.md", w.chance.IntN(w.posts))))
	case 2:
		w.write("posts/_tags/t1.md", fmt.Sprintf("---\nname: 이름 %d\n---\n소개.\n", i%5))
	case 3:
		w.write("assets/css/print.css", fmt.Sprintf("main { top: %dpx }\n", i))
	case 4:
		w.write("layouts/partials/invitation.html", fmt.Sprintf("<p>초대 %d</p>\n", i%3))
	default:
		w.write(fmt.Sprintf("posts/w%d.md", n), fmt.Sprintf("---\ntitle: 글 %d\ndate: 2026-04-%02d\ntags: [t%d]\n---\n본문 %d.\n\n[길](a.md)\n",
			w.chance.IntN(5), n%28+1, w.chance.IntN(4), i))
	}
}

// broken breaks one thing that everything or something hangs on.
func (w *walk) broken(i int) {
	w.Helper()
	w.broke++
	for _, x := range []struct{ file, broken, sound string }{
		{"posts/a.md", fmt.Sprintf("---\ntitle: [\n---\n고장 %d.\n", i), "---\ntitle: 첫째\ndate: 2026-05-01\n---\n본문 하나.\n"},
		{"posts/b.md", "---\ntitle: 둘째\ndraft: perhaps\nweight: heavy\n", "---\ntitle: 둘째\ndate: 2026-05-02\n---\n본문 둘.\n"},
		{"layouts/partials/invitation.html", "{{.NoSuchThing}}", "<p>초대</p>\n"},
		{"layouts/partials/invitation.html", "{{if", "<p>초대</p>\n"},
		{"site.yaml", "title: 블로그\nbaseURL: https://x.example/blog\nnosuch: 1\n", "title: 블로그\nbaseURL: https://x.example/blog\n"},
		{"site.yaml", "title: [\n", "title: 블로그\nbaseURL: https://x.example/blog\n"},
	}[w.chance.IntN(6):] {
		w.write(x.file, x.broken)
		w.repair = func() { w.write(x.file, x.sound) }
		return
	}
}

func (w *walk) mend() {
	if w.repair != nil {
		w.repair()
		w.repair = nil
	}
}

// settled mends what is broken, makes an edit that is the last, and waits
// until it is served.
func (w *walk) settled(i int) {
	w.Helper()
	w.mend()
	last := fmt.Sprintf("마지막 말 %d.", i)
	w.write("posts/last.md", "---\ntitle: 끝\ndate: 2026-05-20\n---\n"+last+"\n")
	w.eventually("/posts/last/", last)
	w.drain()
}

// drain lets go of the passes that nobody waits for.
func (s *served) drain() {
	for len(s.builds) > 0 {
		<-s.builds
	}
}

// losesWhatIsGone wants that a post without a file is no page.
func (w *walk) losesWhatIsGone() {
	w.Helper()
	for n := range w.posts {
		_, err := os.Stat(filepath.Join(w.root, fmt.Sprintf("posts/w%d.md", n)))
		want := http.StatusOK
		if err != nil {
			want = http.StatusNotFound
		}
		if code, _ := w.get(fmt.Sprintf("/posts/w%d/", n)); code != want {
			w.Errorf("/posts/w%d/ is %d, want %d", n, code, want)
		}
	}
}

func TestServeStaysEqualToABuild(t *testing.T) {
	w := &walk{served: newServed(t), chance: rand.New(rand.NewPCG(1, 2)), posts: 12, breaks: true}
	for i := range 60 {
		w.step(i)
		if i%20 == 19 {
			w.settled(i)
			w.equalsBuild()
			w.losesWhatIsGone()
		}
	}
}
