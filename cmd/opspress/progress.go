package main

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// patience is how long a build may take before it shows a progress bar.
const patience = time.Second

// A progress is a bar on a terminal, shown when a build takes its time.
type progress struct {
	began time.Time
	what  string    // is being done
	w     io.Writer // nil: never shown
	mu    sync.Mutex
	bar   *progressbar.ProgressBar
}

func newProgress(w io.Writer, quiet bool) *progress {
	p := &progress{began: time.Now(), what: "building"}
	if f, ok := w.(*os.File); ok && isTerminal(f) && !quiet {
		p.w = w
	}
	return p
}

// at says that done of all files are made.
func (p *progress) at(done, all int) {
	if p.w == nil || time.Since(p.began) < patience {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar == nil {
		p.bar = progressbar.NewOptions(all, progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(p.what),
			progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
	}
	p.bar.Set(done)
}

// end takes the bar away.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.bar.Clear()
		p.bar = nil
	}
}
