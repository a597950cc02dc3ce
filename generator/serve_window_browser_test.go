//go:build browser

package generator

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const chromium = "/usr/bin/chromium"

// A window is a tab of a browser on a served site.
type window struct {
	t   *testing.T
	ctx context.Context
	url string // of the site, without a slash at its end
}

// browse opens path of a served site in a browser of its own.
func browse(t *testing.T, s *served, path string) window {
	t.Helper()
	if _, err := os.Stat(chromium); err != nil {
		t.Fatalf("%v; make tools tells how to get a browser", err)
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.WSURLReadTimeout(time.Minute), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "ko-KR"))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	t.Cleanup(stop)
	return tab(t, alloc, s, path)
}

// tab opens path in another tab of the same browser, as what t is about.
func (w window) tab(t *testing.T, s *served, path string) window {
	t.Helper()
	return tab(t, w.ctx, s, path)
}

func tab(t *testing.T, parent context.Context, s *served, path string) window {
	t.Helper()
	ctx, end := chromedp.NewContext(parent)
	t.Cleanup(end)
	w := window{t, ctx, strings.TrimSuffix(s.url, "/")}
	w.open("/404.html") // a tab must be there before its console can be heard
	w.listen()
	w.open(path)
	w.until(hears)
	w.do("window.marked = true")
	return w
}

// listen makes everything that the console calls an error or a warning a
// failure of the test. That a page which was asked for is missing or broken,
// the browser says too: that is no fault of the page that is open.
func (w window) listen() {
	messages := chromedp.Console(w.ctx)
	heard := make(chan []string)
	go func() {
		var bad []string
		for m, err := range messages {
			asked := strings.HasPrefix(m.Text, "Failed to load resource")
			if err == nil && !asked && (m.Type == chromedp.ConsoleException || m.Type == chromedp.ConsoleError || m.Type == "warning") {
				bad = append(bad, m.Text)
			}
		}
		heard <- bad
	}()
	w.t.Cleanup(func() {
		_ = chromedp.Cancel(w.ctx)
		for _, text := range <-heard {
			w.t.Errorf("console: %s", text)
		}
	})
}

func (w window) open(path string) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.Navigate(w.url+path)); err != nil {
		w.t.Fatal(err)
	}
}

// do runs code in the window.
func (w window) do(code string) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.Evaluate[chromedp.Void](code)); err != nil {
		w.t.Fatalf("%s: %v", code, err)
	}
}

func (w window) holds(condition string) (bool, error) {
	return chromedp.Run(w.ctx, chromedp.Evaluate[bool]("!!("+condition+")"))
}

// until waits for a condition in the window, also over a reload.
func (w window) until(condition string) {
	w.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(time.Minute); ; <-tick.C {
		yes, err := w.holds(condition)
		if yes && err == nil {
			return
		}
		if time.Now().After(end) {
			w.t.Fatalf("waited in vain for %s (%v)\n%s", condition, err, w.html())
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

// html is what the window shows, and what the server added to it.
func (w window) html() string {
	code := `document.body.outerHTML.slice(0, 6000) + "\n" + ([...(document.querySelector("opspress-dev")?.shadowRoot.children || [])].map((e) => e.outerHTML).join("\n"))`
	text, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](code))
	if err != nil {
		return err.Error()
	}
	return text
}

const (
	ui    = `document.querySelector("opspress-dev")?.shadowRoot`
	hears = `(` + ui + `?.querySelector("summary").textContent ?? "opspress") !== "opspress"` // and shows so
)
