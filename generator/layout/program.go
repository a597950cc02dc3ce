package layout

import (
	"reflect"
	"sync"
)

// A program is a layout as Go functions: the escaped templates of html/template,
// translated once, so that an execution looks no name up and calls nothing by
// reflection that it can call itself. It knows how to succeed and nothing else:
// at whatever is wrong or rare it surrenders, and html/template, which stays
// the authority, renders the page or says what is wrong with it.
type program struct {
	entry    *routine
	machines sync.Pool // of *machine, so that their buffers serve again
}

// A routine is one template. Its variables have places in a frame.
type routine struct {
	body  action
	slots int // of a frame: "$" and all variables that live at once
}

// An action is a part of a template that writes or decides.
type action func(m *machine, dot reflect.Value) outcome

// An outcome says where an execution goes on.
type outcome uint8

const (
	onward outcome = iota
	leave          // the innermost {{range}}: {{break}}
	again          // with its next turn: {{continue}}
)

// maxDepth is how deep text/template lets templates call each other.
const maxDepth = 100_000

// A machine is one execution.
type machine struct {
	out   []byte
	left  int // writes, as limited counts them
	depth int
	vars  []reflect.Value // the frames of all routines that run
	texts []string        // strings that functions made
	frame int             // where that of the innermost begins
}

// A surrender ends an execution that html/template has to repeat.
type surrender struct{}

func giveUp() { panic(surrender{}) }

// run executes the program. It says false when it surrendered, or when a
// method that a template calls panicked: then there is no output.
func (p *program) run(steps int, dot any) (out []byte, ok bool) {
	m, _ := p.machines.Get().(*machine)
	if m == nil {
		m = &machine{}
	}
	m.out, m.left, m.depth, m.frame, m.vars = m.out[:0], steps, 0, 0, m.vars[:0]
	defer func() {
		if !ok {
			recover() // html/template meets the same, and knows how to say it
		}
	}()
	m.enter(p.entry, reflect.ValueOf(dot))
	out = append(make([]byte, 0, len(m.out)+1), m.out...)
	clear(m.vars[:cap(m.vars)])
	clear(m.texts)
	m.texts = m.texts[:0]
	p.machines.Put(m)
	return out, true
}

// enter runs a routine in a frame of its own.
func (m *machine) enter(r *routine, dot reflect.Value) {
	if m.depth++; m.depth > maxDepth {
		giveUp()
	}
	caller, base := m.frame, len(m.vars)
	for range r.slots {
		m.vars = append(m.vars, reflect.Value{})
	}
	m.vars[base], m.frame = dot, base
	r.body(m, dot)
	m.vars, m.frame = m.vars[:base], caller
	m.depth--
}

// spend takes the steps of so many writes, and the room of so many bytes.
func (m *machine) spend(writes, bytes int) {
	if m.left -= writes; m.left < 0 || len(m.out)+bytes > maxOutput {
		giveUp()
	}
}

// maxTexts is how many strings share an allocation.
const maxTexts = 256

// text makes a value of a string. A reflect.Value of its own would cost an
// allocation for each; one that points to a string costs none.
func (m *machine) text(s string) reflect.Value {
	if len(s) > maxOutput {
		giveUp()
	}
	if len(m.texts) == cap(m.texts) {
		m.texts = make([]string, 0, maxTexts)
	}
	m.texts = append(m.texts, s)
	return reflect.ValueOf(&m.texts[len(m.texts)-1]).Elem()
}
