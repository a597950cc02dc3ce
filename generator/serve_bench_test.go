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
// Where hugo is installed and the site was made with benchsite --hugo, the same
// edits are made under hugo server.
func TestBenchServe(t *testing.T) {
	root := os.Getenv("BENCH_SITE")
	if root == "" {
		t.Fatal("BENCH_SITE names no site; run make bench-serve")
	}
	b := newServeBench(t, root)
	fmt.Printf("%d posts, %d cores, %s; %s\n", b.posts, runtime.GOMAXPROCS(0), runtime.Version(), loadNow())
	fmt.Printf("opspress serve: ready (first page served) %s, whole site %s, resident %s\n", round(b.ready), round(b.whole), resident("self"))
	b.all()
	held := resident("self")
	debug.FreeOSMemory()
	fmt.Printf("after %d edits: resident %s, %s when all is given back, %d goroutines; %s\n", b.edits, held, resident("self"), runtime.NumGoroutine(), loadNow())
	b.stop()
	benchHugo(t, root)
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
	kinds        []benchEdit
	stop         func()
}

type benchEvent struct {
	Changed []string `json:"changed"`
	All     bool     `json:"all"`
	at      time.Time
}

// newBench finds the post that is edited.
func newBench(t *testing.T, root string) *serveBench {
	posts, err := filepath.Glob(filepath.Join(root, "posts/*/*.md"))
	if err != nil || len(posts) == 0 {
		t.Fatalf("%s holds no site of benchsite: %v", root, err)
	}
	posts = slices.DeleteFunc(posts, func(p string) bool { return strings.HasPrefix(filepath.Base(filepath.Dir(p)), "_") })
	b := &serveBench{t: t, root: root, posts: len(posts), post: posts[len(posts)/2], events: make(chan benchEvent, 1000)}
	b.page = "/posts/" + strings.ToLower(strings.TrimSuffix(filepath.Base(b.post), ".md")) + "/"
	return b
}

func newServeBench(t *testing.T, root string) *serveBench {
	b := newBench(t, root)
	b.builds = make(chan ServeBuild, 1000)
	ctx, cancel := context.WithCancel(t.Context())
	done, at := make(chan error, 1), make(chan string, 1)
	began := time.Now()
	go func() {
		done <- Serve(ctx, ServeOptions{
			SiteOptions: SiteOptions{Root: root, Future: true},
			Explicit:    true,
			Tell:        ServeTeller{Ready: func(u string) { at <- u }, Built: func(x ServeBuild) { b.builds <- x }},
		})
	}()
	b.stop = func() { cancel(); done <- <-done }
	t.Cleanup(b.stop)
	b.url = strings.TrimSuffix(<-at, "/")
	if text, _ := b.get(b.page); !strings.Contains(text, "data-post-body") {
		t.Fatalf("%s is not the page of %s", b.page, b.post)
	}
	b.ready = time.Since(began)
	b.listen()
	<-b.builds
	b.whole = time.Since(began)
	post, _ := layouts.FS.ReadFile("post.html")
	css, _ := assets.FS.ReadFile("css/prose.css")
	b.kinds = append(b.texts(30, 20, 20),
		b.template("layout", 15, "layouts/post.html", string(post), "data-post-body"),
		b.style("css", 15, "assets/css/prose.css", string(css)))
	return b
}

func (b *serveBench) get(path string) (string, error) {
	res, err := http.Get(b.url + path)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return string(text), err
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

// A benchEdit is one kind of edit: save does the i-th, after which the page, or
// its style sheet, holds the word and the number.
type benchEdit struct {
	name  string
	times int
	wait  bool // for the end of the pass
	word  string
	css   bool
	save  func(mark string)
}

// texts gives the edits of the post.
func (b *serveBench) texts(body, title, tag int) []benchEdit {
	source, err := os.ReadFile(b.post)
	if err != nil {
		b.t.Fatal(err)
	}
	text := string(source)
	b.t.Cleanup(func() { b.write(b.post, text) })
	line := func(key string) string {
		l, _, _ := strings.Cut(text[strings.Index(text, "\n"+key+": ")+1:], "\n")
		return l
	}
	titleLine, tagsLine := line("title"), line("tags")
	return []benchEdit{
		{"body", body, true, "bodyedit", false, func(m string) { b.write(b.post, text+"\n"+m+"\n") }},
		{"title", title, true, "titleedit", false, func(m string) { b.write(b.post, strings.Replace(text, titleLine, "title: "+m, 1)) }},
		{"tag", tag, true, "tagedit", false, func(m string) { b.write(b.post, strings.Replace(text, tagsLine, "tags: ["+m+"]", 1)) }},
	}
}

// template gives an edit of the layout of posts, behind a text that stands in
// it.
func (b *serveBench) template(name string, times int, file, text, behind string) benchEdit {
	return benchEdit{name, times, false, "layoutedit", false, func(m string) {
		b.write(filepath.Join(b.root, file), strings.Replace(text, behind, behind+" data-l="+m, 1))
	}}
}

func (b *serveBench) style(name string, times int, file, text string) benchEdit {
	return benchEdit{name, times, false, "cssedit", true, func(m string) {
		b.write(filepath.Join(b.root, file), text+"\n."+m+"{color:red}\n")
	}}
}

func (b *serveBench) write(p, text string) {
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// all measures every kind of edit, or the one that BENCH_EDIT names.
func (b *serveBench) all() {
	fmt.Printf("%-8s %10s %10s %10s %10s %10s %5s\n", "edit", "event p50", "event p95", "bytes p50", "bytes p95", "pass p50", "n")
	for _, k := range b.kinds {
		if only := os.Getenv("BENCH_EDIT"); only == "" || only == k.name {
			b.measure(k)
		}
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
		mark := fmt.Sprintf("%s%dz", k.word, i)
		began := time.Now()
		k.save(mark)
		b.edits++
		event = append(event, b.told(k).Sub(began))
		for !b.shows(mark, k.css) {
			if b.builds != nil {
				b.t.Fatalf("the tab was told before its page said %s", mark)
			}
			if time.Since(began) > 2*time.Minute {
				b.t.Fatalf("%s never came", mark)
			}
			<-time.After(2 * time.Millisecond)
		}
		bytes = append(bytes, time.Since(began))
		if b.builds != nil && (k.wait || i == k.times-1) {
			<-b.builds
			pass = append(pass, time.Since(began))
		} else {
			<-time.After(300 * time.Millisecond)
		}
	}
	fmt.Printf("%-8s %10s %10s %10s %10s %10s %5d\n", k.name, quantile(event, 50), quantile(event, 95), quantile(bytes, 50), quantile(bytes, 95), quantile(pass, 50), len(event))
}

// told waits until the tab is told to look again.
func (b *serveBench) told(k benchEdit) time.Time {
	late := time.After(3 * time.Minute)
	for {
		select {
		case e := <-b.events:
			if e.All || slices.Contains(e.Changed, b.page) {
				return e.at
			}
		case <-late:
			b.t.Fatalf("no event after a %s edit", k.name)
		}
	}
}

// shows says whether the page, or its style sheet, holds a text.
func (b *serveBench) shows(text string, css bool) bool {
	got, err := b.get(b.page)
	if css && err == nil {
		_, rest, _ := strings.Cut(got, `rel="stylesheet" href="`)
		if rest == "" {
			_, rest, _ = strings.Cut(got, `rel=stylesheet href=`)
		}
		href := rest[:max(0, strings.IndexAny(rest, `"> `))]
		got, err = b.get(strings.TrimPrefix(href, b.url))
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return strings.Contains(got, text)
}

// quantile gives the value below which so many of a hundred lie, or "-".
func quantile(ds []time.Duration, percent int) string {
	if len(ds) == 0 {
		return "-"
	}
	slices.Sort(ds)
	return round(ds[min(len(ds)-1, len(ds)*percent/100)]).String()
}

func round(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }

// resident is how much memory a process holds, and has held at most.
func resident(pid string) string {
	text, err := os.ReadFile("/proc/" + pid + "/status")
	if err != nil {
		return "unknown"
	}
	field := func(name string) string {
		_, rest, _ := strings.Cut(string(text), name+":")
		line, _, _ := strings.Cut(rest, "\n")
		return strings.TrimSpace(line)
	}
	return field("VmRSS") + " (peak " + field("VmHWM") + ")"
}

func loadNow() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "load unknown"
	}
	return "load " + strings.Join(strings.Fields(string(text))[:1], "")
}
