package watch

import (
	"sync"

	"github.com/fsnotify/fsnotify"
)

// full is how many names an inbox holds before it stops counting them.
const full = 4096

// An inbox collects what the system tells until somebody has time for it, so
// that the one who brings events never waits, and its memory is bounded.
type inbox struct {
	bell chan struct{} // holds one ring
	mu   sync.Mutex
	mail mail
}

// A mail is what has come since the last one was taken.
type mail struct {
	names map[string]news
	all   string // not empty: take everything for changed, and why
	again string // not empty: the watches cannot be trusted, and why
}

// A news is what has happened to one name, once or several times.
type news struct {
	first, ops fsnotify.Op
}

func newInbox() *inbox { return &inbox{bell: make(chan struct{}, 1)} }

func (b *inbox) put(change func(m *mail)) {
	b.mu.Lock()
	change(&b.mail)
	b.mu.Unlock()
	select {
	case b.bell <- struct{}{}:
	default:
	}
}

// event brings what happened to a name.
func (b *inbox) event(name string, op fsnotify.Op) {
	b.put(func(m *mail) {
		if m.again != "" {
			return // the names would not be asked for
		}
		n, known := m.names[name]
		if !known {
			if len(m.names) == full {
				m.again, m.names = "there were too many file events to remember", nil
				return
			}
			n.first = op
			if m.names == nil {
				m.names = map[string]news{}
			}
		}
		n.ops |= op
		m.names[name] = n
	})
}

// everything asks for a look without naming a file.
func (b *inbox) everything(why string) { b.put(func(m *mail) { m.all = why }) }

// distrust asks for new watches, and a look after.
func (b *inbox) distrust(why string) { b.put(func(m *mail) { m.again = why }) }

func (b *inbox) take() mail {
	b.mu.Lock()
	defer b.mu.Unlock()
	m := b.mail
	b.mail = mail{}
	return m
}
