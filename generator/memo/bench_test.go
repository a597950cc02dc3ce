package memo

import (
	"fmt"
	"testing"
)

// benchToy gives a toy of n posts and its files.
func benchToy(n int, o Options) *toy {
	files := map[string]string{"layouts/post": "p"}
	for i := range n {
		files[fmt.Sprintf("posts/%05d", i)] = fmt.Sprintf("T%d\ngo%d\n\n%s", i, i%50, make([]byte, 500))
	}
	return newToy(files, o).hub(0b11)
}

const benchPosts = 10000

func BenchmarkClean(b *testing.B) {
	for _, o := range []Options{{}, {NoReads: true}} {
		b.Run(fmt.Sprintf("NoReads=%v", o.NoReads), func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				b.StopTimer()
				s := benchToy(benchPosts, o)
				b.StartTimer()
				s.digests(b, nil)
			}
		})
	}
}

// digests asks for the manifest only, the work of a server after a save.
func (s *toy) digests(b *testing.B, changed []Node) {
	r := background(s.Store, changed...)
	if _, err := ask(r, s.manifest, struct{}{}); err != nil {
		b.Fatal(err)
	}
	r.Complete()
	r.Warnings()
}

func BenchmarkWarm(b *testing.B) {
	const k = "posts/00007"
	for _, full := range []bool{false, true} {
		for _, bb := range []struct {
			name string
			edit func(s *toy, i int) []Node
		}{
			{"no edit", func(*toy, int) []Node { return nil }},
			{"body edit", func(s *toy, i int) []Node {
				s.files[k] = fmt.Sprintf("T7\ngo7\n\nbody %d", i)
				return []Node{s.file.Node(k)}
			}},
			{"title edit", func(s *toy, i int) []Node {
				s.files[k] = fmt.Sprintf("T7 %d\ngo7\n\nbody", i)
				return []Node{s.file.Node(k)}
			}},
			{"layout edit", func(s *toy, i int) []Node {
				s.files["layouts/post"] = fmt.Sprint("p", i)
				return []Node{s.file.Node("layouts/post")}
			}},
		} {
			b.Run(fmt.Sprintf("%s/full=%v", bb.name, full), func(b *testing.B) {
				s := benchToy(benchPosts, Options{FullWalk: full})
				s.digests(b, nil)
				i := 0
				for b.Loop() {
					s.digests(b, bb.edit(s, i))
					i++
				}
			})
		}
	}
}

func BenchmarkGetOfACurrentEntry(b *testing.B) {
	s := benchToy(100, Options{})
	r := background(s.Store)
	b.ReportAllocs()
	r.Do(func(c *Ctx) error {
		for b.Loop() {
			s.meta.Get(c, "posts/00007")
		}
		return nil
	})
}
