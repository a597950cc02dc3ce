package layout

import (
	"bytes"
	"errors"
	"fmt"
	"text/template/parse"
)

// A template that loops must not take the machine with it: an execution may
// write this many bytes, make a text of as many, and take this many steps. A step is one text, one
// value, one turn of a {{range}} or one call of a template.
const (
	maxOutput = 64 << 20
	maxSteps  = 10_000_000
)

var (
	errTooLong  = errors.New("the output is longer than 64 MiB")
	errLongText = errors.New("a text becomes longer than 64 MiB")
	errEndless  = fmt.Errorf("the template does not end: it took more than %d steps", maxSteps)
)

// count puts an empty text at the beginning of a template and of every
// {{range}} body. An execution writes each text, an empty one too: so the
// writer hears of every turn, also of one that has nothing to say.
func count(t *parse.Tree) {
	mark := func(l *parse.ListNode) {
		l.Nodes = append([]parse.Node{&parse.TextNode{NodeType: parse.NodeText, Pos: l.Pos}}, l.Nodes...)
	}
	nodes(t.Root, func(n parse.Node) {
		if r, ok := n.(*parse.RangeNode); ok {
			mark(r.List)
		}
	})
	mark(t.Root)
}

// limited is a buffer that takes maxOutput bytes in as many writes as are left.
type limited struct {
	bytes.Buffer
	left int
}

func (w *limited) Write(b []byte) (int, error) {
	if w.left--; w.left < 0 {
		return 0, errEndless
	}
	if w.Len()+len(b) > maxOutput {
		return 0, errTooLong
	}
	return w.Buffer.Write(b)
}
