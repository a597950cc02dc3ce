package deploy

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"opspress/generator/output"
)

// A What says what a deploy does to a name.
type What string

// What may be done to a name.
const (
	New     What = "new"
	Changed What = "changed" // other bytes
	Relabel What = "headers" // the same bytes under other headers
	Again   What = "again"   // nobody knows what stands there
	Leaving What = "gone"    // no page leads there any more
)

// A Change is one name that is about to change.
type Change struct {
	Entry
	What What
}

// A Plan is the difference between what is live and what is to be live.
type Plan struct {
	Phases    []Phase
	Leaving   []Gone          // names that leave the site with this release
	Gone      []Gone          // all that stand there without being in the site, afterwards
	Due       []Gone          // those of Gone that may be deleted now
	Withheld  bool            // Due are too many to be deleted without being asked
	Unchanged int             // names
	Retired   []retired       // bodies that only kept releases need, afterwards
	Unneeded  []output.Digest // bodies that nobody needs any more
	Releases  []Release       // kept ones but for the new one, newest first
	Forgotten []Release       // that can no longer be restored
}

// Changes counts the names that change.
func (p *Plan) Changes() (n int) {
	for _, ph := range p.Phases {
		n += len(ph.Changes)
	}
	return n
}

// Same says that the plan brings no release: what is live stays, though some
// of it may be written again.
func (p *Plan) Same() bool {
	for _, ph := range p.Phases {
		if slices.ContainsFunc(ph.Changes, func(c Change) bool { return c.What != Again }) {
			return false
		}
	}
	return len(p.Leaving) == 0
}

// Idle says that there is nothing to do at all.
func (p *Plan) Idle() bool {
	return p.Same() && p.Changes() == 0 && len(p.deletions()) == 0 && len(p.Unneeded) == 0
}

// deletions are the names that are deleted now.
func (p *Plan) deletions() []Gone {
	if p.Withheld {
		return nil
	}
	return p.Due
}

const (
	// A name stands there until these many releases had no need of it, so that
	// a page in some cache or some open tab finds its parts.
	releasesBefore = 3
	// And at least so long.
	ageBefore = 24 * time.Hour
	// This part of all names is not deleted without being asked.
	mostDeleted = 0.20
)

// A question is what a plan answers.
type question struct {
	next   []Entry // in order of path
	live   *state  // nil when there is no release yet
	doubt  doubt
	now    time.Time
	keep   int // releases
	delete bool
}

// A doubt is what a deploy must not take for granted.
type doubt struct {
	all   bool            // everything is written anew
	names map[string]bool // these are, whatever the manifest says of them
}

func (d doubt) of(path string) bool { return d.all || d.names[path] }

// plan compares. It is pure, and its order follows from its input.
func plan(q question) *Plan {
	p := &Plan{}
	live := q.live
	if live == nil {
		live = &state{}
	}
	before := make(map[string]Entry, len(live.Entries))
	for _, e := range live.Entries {
		before[e.Path] = e
	}
	p.compare(q, before)
	serial := live.Live.Serial + 1
	p.leave(q, live, serial)
	if p.Same() {
		serial = live.Live.Serial
	}
	p.tidy(q, live, serial)
	p.retire(q, live, serial)
	return p
}

// compare finds what is new and what changes, by phases.
func (p *Plan) compare(q question, before map[string]Entry) {
	var changes []Change
	for _, e := range q.next {
		was, there := before[e.Path]
		c := Change{Entry: e}
		switch {
		case !there:
			c.What = New
		case was.Digest != e.Digest:
			c.What = Changed
		case was.Headers != e.Headers:
			c.What = Relabel
		case q.doubt.of(e.Path):
			c.What = Again
		default:
			p.Unchanged++
			continue
		}
		changes = append(changes, c)
	}
	p.Phases = phases(changes)
}

// leave finds the names that leave, and carries on those that left before.
func (p *Plan) leave(q question, live *state, serial int) {
	stays := make(map[string]bool, len(q.next))
	for _, e := range q.next {
		stays[e.Path] = true
	}
	known := map[string]bool{}
	for _, g := range live.Gone {
		known[g.Path] = true
		if !stays[g.Path] {
			p.Gone = append(p.Gone, g)
		}
	}
	leave := func(path string, k kind) {
		if stays[path] || known[path] {
			return
		}
		known[path] = true
		g := Gone{Path: path, Kind: k, Serial: serial, Since: q.now}
		p.Leaving = append(p.Leaving, g)
		p.Gone = append(p.Gone, g)
	}
	for _, e := range live.Entries {
		leave(e.Path, e.Kind)
	}
	for path := range q.doubt.names { // an unfinished deploy may have put them
		leave(path, kind(output.List))
	}
	byPath := func(a, b Gone) int { return strings.Compare(a.Path, b.Path) }
	slices.SortFunc(p.Leaving, byPath)
	slices.SortFunc(p.Gone, byPath)
}

// tidy says which names may be deleted once the release is made.
func (p *Plan) tidy(q question, live *state, serial int) {
	for _, g := range p.Gone {
		if serial-g.Serial >= releasesBefore-1 && q.now.Sub(g.Since) >= ageBefore {
			p.Due = append(p.Due, g)
		}
	}
	standing := len(live.Entries) + len(live.Gone)
	p.Withheld = !q.delete && float64(len(p.Due)) > mostDeleted*float64(standing)
}

// retire says which bodies are kept for which release, and which for none.
func (p *Plan) retire(q question, live *state, serial int) {
	keep := max(q.keep, 1)
	p.Releases = live.Releases
	if !p.Same() && len(p.Releases) > keep-1 {
		p.Releases, p.Forgotten = p.Releases[:keep-1], p.Releases[keep-1:]
	}
	needed := make(map[output.Digest]bool, len(q.next))
	for _, e := range q.next {
		needed[e.Digest] = true
	}
	last := map[output.Digest]int{}
	for _, r := range live.Retired {
		last[r.Digest] = r.Serial
	}
	for _, e := range live.Entries {
		last[e.Digest] = live.Live.Serial
	}
	for d, s := range last {
		switch {
		case needed[d]:
		case s > serial-keep:
			p.Retired = append(p.Retired, retired{d, s})
		default:
			p.Unneeded = append(p.Unneeded, d)
		}
	}
	slices.SortFunc(p.Retired, func(a, b retired) int { return strings.Compare(a.Digest.String(), b.Digest.String()) })
	slices.SortFunc(p.Unneeded, func(a, b output.Digest) int { return strings.Compare(a.String(), b.String()) })
}

// A Phase is changes that may happen at once. The next phase begins when all
// of them are done.
type Phase struct {
	Name    string
	Changes []Change
}

// ranks is the order of kinds: whatever a page needs stands before the page
// does. output has them in that order, but lists and feeds are one rank.
func rank(k kind) int {
	switch output.Kind(k) {
	case output.HashedAsset:
		return 0
	case output.Asset:
		return 1
	case output.Leaf:
		return 2
	}
	return 3
}

var rankNames = [...]string{"hashed assets", "other assets", "pages", "lists, feeds, search"}

// phases puts changes in order: first the names that were not there, which
// nothing that is live leads to; then those that were. So a page of any kind
// that changes finds everything that it leads to.
func phases(changes []Change) []Phase {
	var out []Phase
	for _, fresh := range []bool{true, false} {
		for r, name := range rankNames {
			ph := Phase{Name: name}
			if !fresh {
				ph.Name = "changed " + name
			}
			for _, c := range changes {
				if (c.What == New) == fresh && rank(c.Kind) == r {
					ph.Changes = append(ph.Changes, c)
				}
			}
			if len(ph.Changes) > 0 {
				slices.SortFunc(ph.Changes, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
				out = append(out, ph)
			}
		}
	}
	return out
}
