package deploy

import (
	"net/http"
	"os"
	"time"
)

// patience is how long one answer of a purge service or of the public site may
// take.
const patience = 30 * time.Second

// whole fills in what is not given.
func (w World) whole() World {
	if w.Clock.Now == nil {
		w.Clock = SystemClock()
	}
	if w.HTTP == nil {
		w.HTTP = &http.Client{Timeout: patience}
	}
	if w.Env == nil {
		w.Env = os.Getenv
	}
	return w
}
