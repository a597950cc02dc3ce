package serve

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"opspress/generator/diag"
	"opspress/generator/output"
)

// heldBytes is how large a file may be to be held in memory while it is
// answered. A larger one (a recording) goes from the site to the reader as it
// is, and has no last good.
const heldBytes = 8 << 20

// pieceBytes is how much of a large file goes out at once.
const pieceBytes = 1 << 20

// servePage answers with what the site has at the path asked for.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	site, ok := s.sitePath(r.URL.Path)
	if !ok {
		if r.URL.Path == "/" || r.URL.Path == s.base() {
			s.redirect(w, r, "/")
			return
		}
		s.stamp(w.Header())
		s.serveMissing(w, r, r.URL.Path)
		return
	}
	s.stamp(w.Header())
	p, whole, ds, err := s.page(r.Context(), site)
	switch {
	case err == nil && whole != nil:
		s.answerLarge(w, r, *whole)
	case err == nil:
		s.answer(w, r, p, http.StatusOK)
	case r.Context().Err() != nil: // nobody reads the answer any more
	case !errors.Is(err, ErrNotFound):
		s.serveBroken(w, r, site, err, ds)
	default:
		if to, ok := s.otherForm(r.Context(), site); ok {
			s.redirect(w, r, to)
			return
		}
		s.serveMissing(w, r, site)
	}
}

// page asks the site for url and keeps the answer as the last good one. If the
// page is broken now, what it was takes its place. whole is a file too large
// to be held.
func (s *Server) page(ctx context.Context, url string) (p page, whole *output.File, ds []diag.Diagnostic, err error) {
	f, ds, err := s.o.Site.Page(ctx, url)
	if err == nil && f.Kind == output.Control {
		err = ErrNotFound // the host reads it and shows it to nobody
	}
	before, had := s.good.find(url)
	switch {
	case errors.Is(err, ErrNotFound):
		s.good.drop(url)
		return page{}, nil, nil, err
	case err == nil && f.Size > heldBytes:
		return page{}, &f, ds, nil
	case err == nil && had && f.Digest == before.digest:
		return before, nil, ds, nil // a light task would make the same bytes again
	case err == nil:
		p = page{path: f.Path}
		if p.bytes, err = f.Bytes(); err == nil {
			p.digest = output.Sum(p.bytes)
			s.good.keep(url, p)
			return p, nil, ds, nil
		}
	}
	if had && ctx.Err() == nil {
		return before, nil, ds, nil
	}
	return page{}, nil, ds, err
}

// otherForm finds the address that was meant: with the slash at its end, or
// without index.html. Nothing else is guessed.
func (s *Server) otherForm(ctx context.Context, site string) (string, bool) {
	to := site + "/"
	if dir, index := strings.CutSuffix(site, "/index.html"); index {
		to = dir + "/"
	} else if strings.HasSuffix(site, "/") {
		return "", false
	}
	_, _, err := s.o.Site.Page(ctx, to)
	return to, !errors.Is(err, ErrNotFound)
}

// redirect sends to another path of the site. It is for now only: the browser
// must not remember it over the next edit.
func (s *Server) redirect(w http.ResponseWriter, r *http.Request, to string) {
	u := url.URL{Path: s.base() + to, RawQuery: r.URL.RawQuery}
	w.Header().Set("Location", u.String())
	w.WriteHeader(http.StatusTemporaryRedirect)
}

// serveMissing says that there is no such page, as production would: with the
// site's own 404 page. dev.js adds where it went.
func (s *Server) serveMissing(w http.ResponseWriter, r *http.Request, site string) {
	p, _, _, err := s.page(r.Context(), "/404.html")
	if err == nil {
		s.answer(w, r, p, http.StatusNotFound)
		return
	}
	moved := s.o.Site.About(r.Context(), site).Moved
	if moved != "" {
		moved = s.href(moved)
	}
	s.answerOwn(w, r, http.StatusNotFound, "missing.html", struct{ Path, Moved, Home string }{site, moved, s.href("/")})
}

// serveBroken shows why a page that never was good cannot be made.
func (s *Server) serveBroken(w http.ResponseWriter, r *http.Request, site string, err error, ds []diag.Diagnostic) {
	s.answerOwn(w, r, http.StatusInternalServerError, "broken.html", struct {
		Path   string
		Faults []fault
	}{site, faultsOf(reasons(err, ds), s.o.Source)})
}

// reasons gives the errors among ds, or else makes one of err: a broken page
// always says something.
func reasons(err error, ds []diag.Diagnostic) []diag.Diagnostic {
	errs := errorsAmong(ds)
	var one diag.Diagnostic
	var list diag.List
	switch {
	case len(errs) > 0:
		return errs
	case errors.As(err, &list):
		return list
	case errors.As(err, &one):
		return []diag.Diagnostic{one}
	}
	return []diag.Diagnostic{{Severity: diag.Error, Message: err.Error()}}
}

// answer sends a page of the site.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, p page, status int) {
	b := p.bytes
	if path.Ext(p.path) == ".html" {
		b = withScript(b)
	}
	s.produce(w.Header(), r.URL.Path, output.Type(p.path))
	s.stampPage(w.Header(), r.Host, p.digest)
	if status != http.StatusOK {
		writeWhole(w, r, status, b)
		return
	}
	writeRange(w, r, int64(len(b)), func(from, n int64) error {
		_, err := w.Write(b[from : from+n])
		return err
	})
}

// answerLarge sends a file piece by piece.
func (s *Server) answerLarge(w http.ResponseWriter, r *http.Request, f output.File) {
	body, err := f.Open()
	if err != nil {
		s.serveBroken(w, r, "/"+f.Path, err, nil)
		return
	}
	defer body.Close()
	s.produce(w.Header(), r.URL.Path, output.Type(f.Path))
	rc := http.NewResponseController(w)
	writeRange(w, r, f.Size, func(from, n int64) error {
		err := skip(body, from)
		for ; err == nil && n > 0; n -= pieceBytes {
			// The time for an answer is one for each piece: a recording may take long.
			_ = rc.SetWriteDeadline(time.Now().Add(s.limits.answer)) // only a test's writer has none
			_, err = io.CopyN(w, body, min(n, pieceBytes))
		}
		return err
	})
}

func skip(r io.Reader, n int64) error {
	if s, ok := r.(io.Seeker); ok {
		_, err := s.Seek(n, io.SeekStart)
		return err
	}
	_, err := io.CopyN(io.Discard, r, n)
	return err
}

// produce sets the headers of production for a path from the host's root, so
// that what they forbid breaks here first.
func (s *Server) produce(h http.Header, path, contentType string) {
	h.Set("Content-Type", contentType)
	if s.o.Headers == nil {
		return
	}
	for name, values := range s.o.Headers(path) {
		name = http.CanonicalHeaderKey(name)
		if !unfit(name) {
			h[name] = append([]string(nil), values...)
		}
	}
}

// unfit tells which headers of production have no place here: what lets other
// sites in, what keeps old bytes, what would outlive this server in the
// browser (the next one on this host may speak plain HTTP), what frames bytes.
func unfit(name string) bool {
	switch name {
	case "Cache-Control", "Expires", "Pragma", "Etag", "Last-Modified", "Strict-Transport-Security",
		"Cross-Origin-Resource-Policy", "X-Content-Type-Options", "Content-Length", "Content-Encoding",
		"Transfer-Encoding", "Connection", "Server-Timing":
		return true
	}
	return strings.HasPrefix(name, "Access-Control-") || strings.HasPrefix(name, "Timing-Allow-")
}

// script is the one thing that a served page has and a built one has not.
const script = `<script src="/_opspress/dev.js" defer></script>`

// withScript puts the script before the last </body>, or at the end of a page
// that has none.
func withScript(b []byte) []byte {
	at := bytes.LastIndex(bytes.ToLower(b), []byte("</body>"))
	if at < 0 {
		at = len(b)
	}
	out := make([]byte, 0, len(b)+len(script))
	out = append(out, b[:at]...)
	out = append(out, script...)
	return append(out, b[at:]...)
}
