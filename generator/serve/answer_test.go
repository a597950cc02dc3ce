package serve

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"opspress/generator/diag"
	"opspress/generator/output"
)

// streamed is a site with one file that cannot be held.
type streamed struct {
	*fakeSite
	size int64
	body io.Reader
}

func (s streamed) Page(context.Context, string) (output.File, []diag.Diagnostic, error) {
	return output.File{Path: "a.mp4", Size: s.size, Open: func() (io.ReadCloser, error) { return io.NopCloser(s.body), nil }}, nil, nil
}

func TestALargeFileGoesPieceByPiece(t *testing.T) {
	all := bytes.Repeat([]byte("0123456789"), 1<<20)
	for _, body := range []io.Reader{bytes.NewReader(all), io.MultiReader(bytes.NewReader(all))} {
		s := New(Options{Site: streamed{newFakeSite(nil), int64(len(all)), body}})
		w := ask(s, "GET", "/a.mp4", "Range", "bytes=9000005-9000007")
		if w.Code != 206 || w.Body.String() != "567" || w.Header().Get("Content-Range") != "bytes 9000005-9000007/10485760" {
			t.Errorf("got %d %q %v", w.Code, w.Body, w.Header())
		}
		if len(s.good.at) != 0 {
			t.Error("it is kept in memory")
		}
	}
}

func TestAFileThatEndsEarlyIsNoWholeAnswer(t *testing.T) {
	_, addr := start(t, Options{Site: streamed{newFakeSite(nil), heldBytes + 1, strings.NewReader("short")}})
	for range 2 { // the second body is empty
		res, err := http.Get("http://" + addr + "/a.mp4")
		if err != nil {
			continue // it ended before its header was out
		}
		if _, err := io.Copy(io.Discard, res.Body); err == nil {
			t.Error("it looks whole")
		}
		res.Body.Close()
	}
}

// The slow twin of our ranges is net/http's. They differ where it sends
// several parts, or calls an empty range satisfiable.
func TestRangesAgreeWithNetHTTP(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Repeat("x", rapid.IntRange(1, 20).Draw(t, "size"))
		number := rapid.SampledFrom([]string{"", "0", "1", "5", "19", "20", "21", "00", "007", "99999999999999999999"})
		header := rapid.SampledFrom([]string{"bytes=", "bytes=", "bytes= ", "bytes", "bites="}).Draw(t, "unit") +
			number.Draw(t, "first") + rapid.SampledFrom([]string{"-", "-", "-", ""}).Draw(t, "dash") + number.Draw(t, "last")
		from, n, status := oneRange(header, int64(len(body)))
		if status != http.StatusRequestedRangeNotSatisfiable && (from < 0 || n < 1 || from+n > int64(len(body))) {
			t.Fatalf("%s of %d gives %d+%d", header, len(body), from, n)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Range", header)
		w := httptest.NewRecorder()
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(body))
		if w.Code == http.StatusPartialContent && status == http.StatusPartialContent {
			if want := w.Header().Get("Content-Range"); want != fmt.Sprintf("bytes %d-%d/%d", from, from+n-1, len(body)) {
				t.Fatalf("%s: %d+%d, net/http has %s", header, from, n, want)
			}
		}
		if w.Code == http.StatusPartialContent && w.Body.Len() > 0 && status != http.StatusPartialContent {
			t.Fatalf("%s: we answer %d, net/http %s", header, status, w.Header().Get("Content-Range"))
		}
	})
}

func TestContentTypes(t *testing.T) {
	for name, want := range map[string]string{
		"index.html": "text/html; charset=utf-8", "a.CSS": "text/css; charset=utf-8", "a.js": "text/javascript; charset=utf-8",
		"feed.xml": "application/xml; charset=utf-8", "feed.json": "application/json; charset=utf-8", "a.svg": "image/svg+xml; charset=utf-8",
		"llms.txt": "text/plain; charset=utf-8", "index.md": "text/markdown; charset=utf-8", "a.JPG": "image/jpeg", "a.webp": "image/webp",
		"a.ogv": "video/ogg", "a.woff2": "font/woff2", "a.bin": "application/octet-stream", "CNAME": "text/plain; charset=utf-8",
	} {
		if got := output.Type(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
