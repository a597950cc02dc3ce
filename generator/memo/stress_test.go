package memo

import (
	"fmt"
	"math/rand"
	"sync"
	"sync/atomic"
	"testing"
)

// Readers ask all the while, as the visitors of a server do, and a revision
// follows upon the other. What stands in the end is what an empty store gives.
func TestRevisionsWhileOthersRead(t *testing.T) {
	for _, hubs := range []bool{false, true} {
		t.Run(fmt.Sprintf("hubs=%v", hubs), func(t *testing.T) { readWhileRevising(t, hubs) })
	}
}

func readWhileRevising(t *testing.T, hubs bool) {
	keys := []string{"a", "b", "c", "d", "e", "f"}
	r := rand.New(rand.NewSource(1))
	reads := map[string]string{}
	var lines sync.Map // what the source sees
	set := func(k string) {
		how := []string{"*%s %s", "%s %s", "%s! %s"}[r.Intn(3)]
		reads[k] = fmt.Sprintf(how, keys[r.Intn(len(keys))], keys[r.Intn(len(keys))])
		if r.Intn(3) == 0 {
			reads[k] = ""
		}
		lines.Store(k, reads[k])
	}
	w := newWeb(nil, Options{Workers: 3})
	w.word.Hub, w.line.Hub = hubs, hubs
	w.line.Run = func(c *Ctx, k string) (string, error) {
		v, _ := lines.Load(k)
		return v.(string), nil
	}
	for _, k := range keys {
		set(k)
	}
	var current atomic.Pointer[Revision]
	current.Store(background(w.Store))
	var stop atomic.Bool
	var readers sync.WaitGroup
	for i := range 4 {
		readers.Go(func() {
			for n := i; !stop.Load(); n++ {
				ask(current.Load(), w.word, keys[n%len(keys)])
			}
		})
	}
	for i := range 300 {
		k := keys[r.Intn(len(keys))]
		set(k)
		current.Store(background(w.Store, w.line.Node(k)))
		if i%5 == 0 {
			ask(current.Load(), w.word, "a")
			current.Load().Complete()
			current.Load().Warnings()
			w.Why(w.word.Node("a"))
		}
	}
	stop.Store(true)
	readers.Wait()
	got := w.read(background(w.Store), keys, true)
	clean := newWeb(reads, Options{})
	want := clean.read(background(clean.Store), keys, false)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q\nreads %q", got, want, reads)
	}
}
