//go:build browser

package serve

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// overNetwork is a name that stands for our address and that a browser does not
// trust, as it trusts no plain HTTP over a network.
const overNetwork = "notes.test"

const chromium = "/usr/bin/chromium"

// A window is a browser's tab on a served site.
type window struct {
	t   *testing.T
	ctx context.Context
	url string
}

// browse serves site and opens path in a browser of its own. Every header that
// the theme has in production is sent, its policy above all.
func browse(t *testing.T, site *fakeSite, o Options, path string) (running, window) {
	t.Helper()
	if _, err := os.Stat(chromium); err != nil {
		t.Fatalf("%v; make tools tells how to get a browser", err)
	}
	o.Site, o.Headers = site, policy
	s := startAt(t, o, 0)
	dir := t.TempDir()
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.WSURLReadTimeout(patience), chromedp.UserDataDir(dir), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "ko-KR"), chromedp.Flag("host-resolver-rules", "MAP "+overNetwork+" 127.0.0.1"))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), flags...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	w := window{t, ctx, "http://" + s.addr}
	w.open(path)
	w.listen()
	return s, w
}

// listen makes every exception in the window, and everything that the page's
// policy forbids, a failure of the test.
func (w window) listen() {
	messages := chromedp.Console(w.ctx)
	heard := make(chan []string)
	go func() {
		var bad []string
		for m, err := range messages {
			if err == nil && (m.Type == chromedp.ConsoleException || strings.Contains(m.Text, "Content Security Policy")) {
				bad = append(bad, m.Text)
			}
		}
		heard <- bad
	}()
	w.t.Cleanup(func() {
		_ = chromedp.Cancel(w.ctx)
		for _, text := range <-heard {
			w.t.Error(text)
		}
	})
}

func (w window) open(path string) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.Navigate(w.url+path)); err != nil {
		w.t.Fatal(err)
	}
}

// tab opens path in another tab of the same browser.
func (w window) tab(path string) window {
	w.t.Helper()
	ctx, end := chromedp.NewContext(w.ctx)
	w.t.Cleanup(end)
	other := window{w.t, ctx, w.url}
	other.open(path)
	return other
}

// do runs code in the window.
func (w window) do(code string) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.Evaluate[chromedp.Void](code)); err != nil {
		w.t.Fatalf("%s: %v", code, err)
	}
}

// key presses keys as somebody does it.
func (w window) key(keys string) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.KeyEvent(keys)); err != nil {
		w.t.Fatal(err)
	}
}

func (w window) holds(condition string) (bool, error) {
	return chromedp.Run(w.ctx, chromedp.Evaluate[bool]("!!("+condition+")"))
}

// until waits for a condition in the window, also over a reload.
func (w window) until(condition string) {
	w.t.Helper()
	var last error
	w.wait(condition, func() bool {
		yes, err := w.holds(condition)
		last = err
		return yes && err == nil
	})
	if last != nil {
		w.t.Fatal(last)
	}
}

// wait asks again and again whether something has come about.
func (w window) wait(what string, done func() bool) {
	w.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); !done(); <-tick.C {
		if time.Now().After(end) {
			w.t.Fatalf("waited in vain for %s\n%s", what, w.html())
		}
	}
}

// want holds a condition against the window as it is now.
func (w window) want(condition string) {
	w.t.Helper()
	if yes, err := w.holds(condition); err != nil || !yes {
		w.t.Errorf("it does not hold that %s (%v)\n%s", condition, err, w.html())
	}
}

func (w window) html() string {
	code := `document.documentElement.outerHTML + "\n" + (document.querySelector("opspress-dev")?.shadowRoot.innerHTML || "")`
	text, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](code))
	if err != nil {
		return err.Error()
	}
	return text
}

// ready waits until the window hears the server and shows so, and puts a mark
// on it that a reload would take away.
func (w window) ready(s running, page string) window {
	w.t.Helper()
	w.wait("a stream for "+page, func() bool { return slices.Contains(s.Open(), page) })
	w.until(ui + `?.querySelector("summary").textContent !== "opspress"`)
	w.do("window.marked = true")
	return w
}

// ui is what dev.js shows.
const ui = `document.querySelector("opspress-dev")?.shadowRoot`
