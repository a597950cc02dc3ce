package output

import (
	"path"
	"strings"
)

// A Header is one line of what an answer carries.
type Header struct{ Name, Value string }

// CacheControl says how long browsers and CDNs may keep a file of a kind: the
// one place for this, whoever sends the header. What holds its digest in its
// name never changes. Pages and feeds are asked after each time, and a CDN
// that nobody purges is a minute late at most.
func (k Kind) CacheControl() string {
	switch k {
	case HashedAsset:
		return "public, max-age=31536000, immutable"
	case Asset:
		return "public, max-age=600, must-revalidate"
	}
	return "public, max-age=0, s-maxage=60, must-revalidate"
}

// Type gives the media type of a file by its name. The table is our own: the
// system's differs from machine to machine.
func Type(name string) string {
	const text = "; charset=utf-8"
	switch ext := strings.TrimPrefix(strings.ToLower(path.Ext(name)), "."); ext {
	case "html", "htm":
		return "text/html" + text
	case "css":
		return "text/css" + text
	case "js", "mjs":
		return "text/javascript" + text
	case "json", "map":
		return "application/json" + text
	case "webmanifest":
		return "application/manifest+json" + text
	case "xml", "xsl":
		return "application/xml" + text
	case "md":
		return "text/markdown" + text
	case "txt", "":
		return "text/plain" + text
	case "csv":
		return "text/csv" + text
	case "svg":
		return "image/svg+xml" + text
	case "png", "gif", "webp", "avif", "bmp":
		return "image/" + ext
	case "jpg", "jpeg":
		return "image/jpeg"
	case "ico":
		return "image/x-icon"
	case "woff", "woff2", "ttf", "otf":
		return "font/" + ext
	case "mp4", "m4v":
		return "video/mp4"
	case "webm":
		return "video/webm"
	case "ogv":
		return "video/ogg"
	case "mov":
		return "video/quicktime"
	case "mp3":
		return "audio/mpeg"
	case "ogg", "oga", "opus":
		return "audio/ogg"
	case "wav", "flac":
		return "audio/" + ext
	case "m4a":
		return "audio/mp4"
	case "pdf", "zip", "wasm":
		return "application/" + ext
	case "gz":
		return "application/gzip"
	}
	return "application/octet-stream"
}
