//go:build unix

package cache

import (
	"bytes"
	"fmt"
	"syscall"
	"testing"
	"time"
)

// processorTime is what this process has used so far.
func processorTime() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// BenchmarkStore measures one record, written and read. Point TMPDIR at the
// disk in question.
func BenchmarkStore(b *testing.B) {
	for _, size := range []int{500, 25_000} {
		const n = 10_000
		v := bytes.Repeat([]byte("x"), size)
		dir := b.TempDir()
		b.Run(fmt.Sprintf("put/%d", size), func(b *testing.B) {
			began := processorTime()
			for b.Loop() {
				s := Open(Options{Dir: dir, Limit: 1 << 28})
				for i := range n {
					s.Put("doc", input(i), v)
				}
				s.Close()
			}
			b.ReportMetric(float64(processorTime()-began)/float64(b.N)/n, "cpu-ns/record")
		})
		b.Run(fmt.Sprintf("get/%d", size), func(b *testing.B) {
			began := processorTime()
			for b.Loop() {
				s := Open(Options{Dir: dir})
				for i := range n {
					if _, ok := s.Get("doc", input(i)); !ok && size == 500 {
						b.Fatal("a record is gone")
					}
				}
				s.Close()
			}
			b.ReportMetric(float64(processorTime()-began)/float64(b.N)/n, "cpu-ns/record")
		})
	}
}
