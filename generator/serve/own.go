package serve

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"opspress/generator/output"
)

// ownPrefix is where everything lives that is the server's own, at the host's
// root whatever the base is. No page of a site can have such a URL.
const ownPrefix = "/_opspress/"

//go:embed dev
var dev embed.FS

// ownPages are the few pages that the site cannot make itself.
var ownPages = template.Must(template.ParseFS(dev, "dev/*.html"))

// scripts are the files that make dev.js, in this order.
var scripts = []string{"host.js", "overlay.js", "bar.js", "mirror.js", "morph.js", "files.js", "stream.js"}

func ownPath(path string) (own string, ok bool) { return strings.CutPrefix(path, ownPrefix) }

// serveOwn answers what is below /_opspress/.
func (s *Server) serveOwn(w http.ResponseWriter, r *http.Request, own string) {
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	switch own {
	case "dev.js":
		w.Header().Set("Content-Type", output.Type(own))
		writeWhole(w, r, http.StatusOK, devScript())
	case "dev.css":
		b, _ := dev.ReadFile("dev/dev.css") // embedded
		w.Header().Set("Content-Type", output.Type(own))
		writeWhole(w, r, http.StatusOK, b)
	case "events":
		s.serveEvents(w, r)
	case "about":
		s.serveAbout(w, r)
	case "stamp": // the address is the answer
		w.WriteHeader(http.StatusNoContent)
	case "errors":
		writeJSON(w, r, *s.faults.Load())
	default:
		http.Error(w, "opspress serve: there is nothing here", http.StatusNotFound)
	}
}

// devScript joins the files of dev.js inside one function, so that a page's
// own scripts neither see nor disturb it.
func devScript() []byte {
	var b bytes.Buffer
	b.WriteString("(() => {\n\"use strict\";\n")
	for _, name := range scripts {
		part, _ := dev.ReadFile("dev/" + name) // embedded
		b.Write(part)
	}
	b.WriteString("})();\n")
	return b.Bytes()
}

// answerOwn sends one of our own pages. They obey the site's policy too, so
// they hold no inline style or script.
func (s *Server) answerOwn(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var b bytes.Buffer
	if err := ownPages.ExecuteTemplate(&b, name, data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	s.produce(w.Header(), r.URL.Path, output.Type(name))
	s.stampPage(w.Header(), r.Host, output.Sum(b.Bytes()))
	writeWhole(w, r, status, b.Bytes())
}

// stamp tells dev.js what it gets: the digest of a page's bytes, the build that
// they are at least as new as, and the run of the server that the number is
// of. It is a header, because the page must differ from the built one by the
// script alone. It is set before the page is made, and its digest after.
func (s *Server) stamp(h http.Header) {
	h.Set("Server-Timing", `build;desc="`+strconv.FormatUint(s.hub.number(), 10)+`", run;desc="`+s.run+`"`)
}

// stampPage adds the digest. Browsers may keep Server-Timing from pages of an
// origin that they do not trust, which over plain HTTP is every one but
// loopback. There the stamp travels in the address of a file that the browser is
// told to fetch: a page may see what was loaded with it.
func (s *Server) stampPage(h http.Header, host string, d output.Digest) {
	t := h.Get("Server-Timing")
	if t == "" {
		return
	}
	h.Set("Server-Timing", t+`, page;desc="`+d.Short()+`"`)
	if s.hosts.loopback(host) {
		return
	}
	q := strings.NewReplacer(";desc=", "=", `"`, "", ", ", "&").Replace(h.Get("Server-Timing"))
	h.Add("Link", "<"+ownPrefix+"stamp?"+q+">; rel=preload; as=fetch; crossorigin")
}

// newRun names a run of the server: build numbers begin anew with each.
func newRun(now time.Time) string { return strconv.FormatInt(now.UnixNano(), 36) }

func writeJSON(w http.ResponseWriter, r *http.Request, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	writeWhole(w, r, http.StatusOK, b)
}
