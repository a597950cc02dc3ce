package fetch

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"time"
)

// A Memory keeps good answers from one run to the next, in a file. What is broken
// is asked again each time, so that a mend shows at once.
type Memory struct {
	file string
	all  map[string]Answer
}

// Keep is how long a good answer holds.
const Keep = 7 * 24 * time.Hour

// memoryFile is the form of the file.
type memoryFile struct {
	Version int               `json:"version"`
	Answers map[string]Answer `json:"answers"`
}

// Open reads the answers that still hold at a time. A file that is missing or
// damaged remembers nothing.
func Open(file string, now time.Time) *Memory {
	m := &Memory{file, map[string]Answer{}}
	src, err := os.ReadFile(file)
	if err != nil {
		return m
	}
	var f memoryFile
	if json.Unmarshal(src, &f) != nil || f.Version != 1 {
		return m
	}
	for u, a := range f.Answers {
		if age := now.Sub(a.At); age >= 0 && age < Keep {
			m.all[u] = a
		}
	}
	return m
}

// Get gives the answer for a URL, if there is a good one.
func (m *Memory) Get(url string) (Answer, bool) {
	a, ok := m.all[url]
	return a, ok
}

// Put notes an answer that was given at a time.
func (m *Memory) Put(url string, a Answer, at time.Time) {
	if a.Outcome == Fine || a.Outcome == Moved {
		a.At = at.UTC().Truncate(time.Second)
		m.all[url] = a
	}
}

// Save writes the file as a whole.
func (m *Memory) Save() error {
	b, err := json.MarshalIndent(memoryFile{1, maps.Clone(m.all)}, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(m.file), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(m.file), ".links.*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(b, '\n'))
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), m.file)
}
