package site

import (
	"archive/zip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"time"
)

// zoneinfo is the IANA time zone database as Go packs it; it is in the public
// domain. time.LoadLocation asks the machine first and what Go brings last, so
// the days of a site would be those of the machine that builds it: old images
// have old rules, and some have none. make zones brings the file of the Go at
// hand.
//
//go:embed zoneinfo.zip
var zoneinfo string

// loadZone gives a time zone by its name in the IANA database, from the binary
// alone.
func loadZone(name string) (*time.Location, error) {
	if name == "UTC" {
		return time.UTC, nil
	}
	files, err := zip.NewReader(strings.NewReader(zoneinfo), int64(len(zoneinfo)))
	if err != nil {
		return nil, err
	}
	for _, f := range files.File {
		if f.Name != name || f.FileInfo().IsDir() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		data, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		return time.LoadLocationFromTZData(name, data)
	}
	return nil, fmt.Errorf("there is no time zone %q", name)
}
