package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkLoneEdit is the time from an edit to its signal, an author's pause
// between two edits left out.
func BenchmarkLoneEdit(b *testing.B) {
	c := benchDesk(b, 100)
	file := filepath.Join(c.root, "posts", "1", "index.md")
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		<-time.After(quiet + 5*ms) // an author pauses
		b.StartTimer()
		write(b, file, fmt.Sprint(i))
		<-c.w.C()
	}
}

// BenchmarkFolderRenamed is the time from the rename of a folder with 1,000
// others in it to the signal that follows, all of them watched anew.
func BenchmarkFolderRenamed(b *testing.B) {
	c := benchDesk(b, 1000)
	names := []string{filepath.Join(c.root, "posts"), filepath.Join(c.root, "layouts")}
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		<-time.After(quiet + 5*ms)
		b.StartTimer()
		must(b, os.Rename(names[i%2], names[(i+1)%2]))
		<-c.w.C()
	}
}

func benchDesk(b *testing.B, folders int) *desk {
	root := filepath.Join(b.TempDir(), "blog")
	for i := range folders {
		write(b, filepath.Join(root, "posts", fmt.Sprint(i), "index.md"), "x")
	}
	d := sit(b, root)
	b.Cleanup(d.stop)
	return d
}
