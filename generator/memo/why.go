package memo

// A Reason says why a task ran, or that it did not.
type Reason uint8

const (
	Kept  Reason = iota // it did not run: nothing that it read has changed
	First               // there was no result
	Named               // it was named as changed, or its last result could not stand
	Read                // something that it read had changed
)

func (r Reason) String() string {
	return [...]string{"unchanged", "new", "source changed", "read changed"}[r]
}

// A Story tells about one entry in the last revision.
type Story struct {
	Node    Node
	Known   bool   // there is an entry with a result
	Reads   []Node // what it read directly, in the order of first reading
	Reason  Reason // why it ran in the last revision
	Cause   Node   // for Read: the first read that had changed
	Changed bool   // its value or error differs from that of the revision before
}

// Why tells what the entry n read, and why it ran in the last revision. It must
// not be called from within Do.
func (s *Store) Why(n Node) Story {
	s.gate.RLock()
	defer s.gate.RUnlock()
	st := Story{Node: n}
	if n.task == nil || s.current == nil {
		return st
	}
	e := n.task.find(s, n.key)
	if e == nil {
		return st
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.has {
		return st
	}
	st.Known = true
	for _, r := range e.reads {
		st.Reads = append(st.Reads, r.unit.named())
	}
	if e.ran == s.current.n {
		st.Reason = e.reason
		if e.cause != nil {
			st.Cause = e.cause.unit.named()
		}
	}
	st.Changed = e.changed.Load() == s.current.n
	return st
}

// Stats counts what a store holds and did.
type Stats struct {
	Revision int            // from 1; 0 before the first
	Entries  int            // results and places for results
	Marked   int            // entries that this revision marked; those above a hub are not among them
	Runs     map[string]int // runs in this revision by task name
	Again    map[string]int // of these, runs for a light value that had been let go
}

// Stats gives the counts of this moment. It must not be called from within Do.
func (s *Store) Stats() Stats {
	s.gate.RLock()
	defer s.gate.RUnlock()
	st := Stats{Marked: s.marked, Runs: map[string]int{}, Again: map[string]int{}}
	if s.current != nil {
		st.Revision = int(s.current.n)
	}
	for tb := range s.each {
		tb.each(func(*node) { st.Entries++ })
		if name, runs, again := tb.counts(); runs > 0 {
			st.Runs[name] += int(runs)
			if again > 0 {
				st.Again[name] += int(again)
			}
		}
	}
	return st
}
