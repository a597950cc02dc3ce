//go:build bench

package generator

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"opspress/assets"
	"opspress/layouts"
)

// TestBenchServe measures how long an author waits, on the site that
// BENCH_SITE names: until the first page is there, and after an edit until the
// open tab is told and until it has the new bytes. A second edit of a kind
// begins when the pass of the first is over, but for layouts and style sheets,
// whose passes over everything the next edit cuts short as an author's would.
func TestBenchServe(t *testing.T) {
	root := os.Getenv("BENCH_SITE")
	if root == "" {
		t.Fatal("BENCH_SITE names no site; run make bench-serve")
	}
	b := newServeBench(t, root)
	fmt.Printf("%d posts, %d cores, %s; %s\n", b.posts, runtime.GOMAXPROCS(0), runtime.Version(), loadNow())
	fmt.Printf("ready (first page served) %s, whole site %s, resident %s\n", round(b.ready), round(b.whole), resident())
	fmt.Printf("%-8s %10s %10s %10s %10s %10s %5s\n", "edit", "event p50", "event p95", "bytes p50", "bytes p95", "pass p50", "n")
	for _, k := range b.kinds() {
		if only := os.Getenv("BENCH_EDIT"); only != "" && only != k.name {
			continue
		}
		b.measure(k)
	}
	fmt.Printf("after %d edits: resident %s, %d goroutines; %s\n", b.edits, resident(), runtime.NumGoroutine(), loadNow())
}

// A serveBench is a served site under measurement, with one tab open.
type serveBench struct {
	t            *testing.T
	root, url    string
	posts        int
	post, page   string // the source that is edited, and the path of its page
	builds       chan ServeBuild
	events       chan benchEvent
	ready, whole time.Duration
	edits        int
}

type benchEvent struct {
	Changed []string `json:"changed"`
	All     bool     `json:"all"`
	at      time.Time
}

func newServeBench(t *testing.T, root string) *serveBench {
	posts, err := filepath.Glob(filepath.Join(root, "posts/*/*.md"))
	if err != nil || len(posts) == 0 {
		t.Fatalf("%s holds no site of benchsite: %v", root, err)
	}
	posts = slices.DeleteFunc(posts, func(p string) bool { return strings.HasPrefix(filepath.Base(filepath.Dir(p)), "_") })
	b := &serveBench{t: t, root: root, posts: len(posts), post: posts[len(posts)/2], builds: make(chan ServeBuild, 1000), events: make(chan benchEvent, 1000)}
	ctx, stop := context.WithCancel(t.Context())
	done, at := make(chan error, 1), make(chan string, 1)
	began := time.Now()
	go func() {
		done <- Serve(ctx, ServeOptions{
			SiteOptions: SiteOptions{Root: root, Future: true},
			Explicit:    true,
			Tell:        ServeTeller{Ready: func(u string) { at <- u }, Built: func(x ServeBuild) { b.builds <- x }},
		})
	}()
	t.Cleanup(func() { stop(); <-done })
	b.url = strings.TrimSuffix(<-at, "/")
	b.page = "/posts/" + strings.ToLower(strings.TrimSuffix(filepath.Base(b.post), ".md")) + "/"
	if !strings.Contains(b.get(b.page), "data-post-body") {
		t.Fatalf("%s is not the page of %s", b.page, b.post)
	}
	b.ready = time.Since(began)
	b.listen()
	<-b.builds
	b.whole = time.Since(began)
	return b
}

func (b *serveBench) get(path string) string {
	res, err := http.Get(b.url + path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return string(text)
}

// listen opens the stream of a tab that shows the page.
func (b *serveBench) listen() {
	res, err := http.Get(b.url + "/_opspress/events?page=" + url.QueryEscape(b.page))
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { res.Body.Close() })
	go func() {
		for s := bufio.NewScanner(res.Body); s.Scan(); {
			e := benchEvent{at: time.Now()}
			if data, ok := strings.CutPrefix(s.Text(), "data: "); ok && json.Unmarshal([]byte(data), &e) == nil {
				b.events <- e
			}
		}
	}()
}

// A benchEdit is one kind of edit: save does the i-th, and page shows that it
// has come.
type benchEdit struct {
	name  string
	times int
	wait  bool // for the end of the pass
	save  func(i int)
	shows func(i int) (path, text string)
}

func (b *serveBench) kinds() []benchEdit {
	source, err := os.ReadFile(b.post)
	if err != nil {
		b.t.Fatal(err)
	}
	text := string(source)
	save := func(p, text string) {
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			b.t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
	title, _, _ := strings.Cut(text[strings.Index(text, "\ntitle: ")+1:], "\n")
	tags, _, _ := strings.Cut(text[strings.Index(text, "\ntags: ")+1:], "\n")
	post, _ := layouts.FS.ReadFile("post.html")
	css, _ := assets.FS.ReadFile("css/prose.css")
	here := func(word string) func(int) (string, string) {
		return func(i int) (string, string) { return b.page, fmt.Sprintf("%s%dz", word, i) }
	}
	return []benchEdit{
		{"body", 30, true, func(i int) { save(b.post, text+fmt.Sprintf("\nbodyedit%dz\n", i)) }, here("bodyedit")},
		{"title", 20, true, func(i int) { save(b.post, strings.Replace(text, title, fmt.Sprintf("title: titleedit%dz", i), 1)) }, here("titleedit")},
		{"tag", 20, true, func(i int) { save(b.post, strings.Replace(text, tags, fmt.Sprintf("tags: [tagedit%dz]", i), 1)) }, here("tagedit")},
		{"layout", 15, false, func(i int) {
			save(filepath.Join(b.root, "layouts/post.html"), strings.Replace(string(post), "data-post-body", fmt.Sprintf("data-post-body data-l=layoutedit%dz", i), 1))
		}, here("layoutedit")},
		{"css", 15, false, func(i int) {
			save(filepath.Join(b.root, "assets/css/prose.css"), string(css)+fmt.Sprintf("\n.cssedit%dz{color:red}\n", i))
		}, here("cssedit")},
	}
}

func (b *serveBench) measure(k benchEdit) {
	var event, bytes, pass []time.Duration
	for i := range k.times {
		for len(b.builds) > 0 {
			<-b.builds
		}
		for len(b.events) > 0 {
			<-b.events
		}
		path, want := k.shows(i)
		began := time.Now()
		k.save(i)
		b.edits++
		var told time.Time
		for told.IsZero() {
			select {
			case e := <-b.events:
				if e.All || slices.Contains(e.Changed, path) {
					told = e.at
				}
			case <-time.After(2 * time.Minute):
				b.t.Fatalf("no event after a %s edit", k.name)
			}
		}
		got := b.get(path)
		if k.name == "css" {
			_, rest, _ := strings.Cut(got, `rel="stylesheet" href="`)
			href, _, _ := strings.Cut(rest, `"`)
			got = b.get(href)
		}
		if !strings.Contains(got, want) {
			b.t.Fatalf("the tab was told before %s said %s", path, want)
		}
		event, bytes = append(event, told.Sub(began)), append(bytes, time.Since(began))
		if k.wait || i == k.times-1 {
			<-b.builds
			pass = append(pass, time.Since(began))
		} else {
			<-time.After(300 * time.Millisecond)
		}
	}
	fmt.Printf("%-8s %10s %10s %10s %10s %10s %5d\n", k.name, quantile(event, 50), quantile(event, 95), quantile(bytes, 50), quantile(bytes, 95), quantile(pass, 50), len(event))
}

func quantile(ds []time.Duration, percent int) time.Duration {
	slices.Sort(ds)
	return round(ds[min(len(ds)-1, len(ds)*percent/100)])
}

func round(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }

// resident is how much memory the process holds, this test included.
func resident() string {
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line)
}

func loadNow() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "load unknown"
	}
	return "load " + strings.Join(strings.Fields(string(text))[:1], "")
}
