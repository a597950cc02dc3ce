package serve

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// writeWhole sends all of b.
func writeWhole(w http.ResponseWriter, r *http.Request, status int, b []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b) // the reader may be gone
	}
}

// writeRange sends a body of size bytes, or the one range that is asked for.
// Several ranges are answered with the whole, which RFC 9110 allows (14.2) and
// which costs no more than it says.
func writeRange(w http.ResponseWriter, r *http.Request, size int64, send func(from, n int64) error) {
	from, n, status := int64(0), size, http.StatusOK
	w.Header().Set("Accept-Ranges", "bytes")
	// Without a validator If-Range never matches, and the whole is right.
	if asked := r.Header.Values("Range"); len(asked) == 1 && r.Header.Get("If-Range") == "" && r.Method == http.MethodGet {
		from, n, status = oneRange(asked[0], size)
	}
	switch status {
	case http.StatusRequestedRangeNotSatisfiable:
		w.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", size))
		http.Error(w, "no such range", status)
		return
	case http.StatusPartialContent:
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, from+n-1, size))
	}
	w.Header().Set("Content-Length", strconv.FormatInt(n, 10))
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	if err := send(from, n); err != nil {
		panic(http.ErrAbortHandler) // the length is promised: a short answer must not look like a whole one
	}
}

// oneRange reads a Range header (RFC 9110, 14.1.2) against a body of size
// bytes. What is no single range of bytes is ignored.
func oneRange(header string, size int64) (from, n int64, status int) {
	spec, bytes := strings.CutPrefix(header, "bytes=")
	first, last, dash := strings.Cut(strings.TrimSpace(spec), "-")
	if !bytes || !dash || !digits(first) || !digits(last) || first+last == "" {
		return 0, size, http.StatusOK
	}
	a, errA := strconv.ParseInt("0"+first, 10, 64)
	b, errB := strconv.ParseInt("0"+last, 10, 64)
	switch {
	case errA != nil:
		return 0, 0, http.StatusRequestedRangeNotSatisfiable // beyond any size
	case errB != nil:
		b = size
	}
	switch {
	case first == "": // the last b bytes
		a, b = max(size-b, 0), size-1
	case last == "" || b >= size:
		if b < a && last != "" {
			return 0, size, http.StatusOK
		}
		b = size - 1
	case b < a:
		return 0, size, http.StatusOK
	}
	if a >= size {
		return 0, 0, http.StatusRequestedRangeNotSatisfiable
	}
	return a, b - a + 1, http.StatusPartialContent
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }
