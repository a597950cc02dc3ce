package memo

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// A CycleError says that entries need each other. It is the result of every
// one of them, whatever their tasks made of it, so that it does not matter
// which of them was asked for first.
type CycleError struct {
	// Members stand in the order of reading: each reads the next one, and the
	// last reads the first. The first is the one whose name sorts lowest.
	Members []Node
}

func (e *CycleError) Error() string {
	var b strings.Builder
	b.WriteString("cycle: ")
	for _, m := range e.Members {
		b.WriteString(m.String() + " -> ")
	}
	return b.String() + e.Members[0].String()
}

// newCycle turns members so that the lowest name stands first.
func newCycle(members []Node) *CycleError {
	low := 0
	for i, m := range members {
		if m.String() < members[low].String() {
			low = i
		}
	}
	return &CycleError{append(slices.Clone(members[low:]), members[:low]...)}
}

// A PanicError is the result of a task whose Run, Digest or Same panicked.
type PanicError struct {
	Node  Node
	Value any // what was given to panic
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("%v: panic: %v", e.Node, e.Value) }

// Unwrap gives the panic's value when that was an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// A ChangedError says that a light task which was run again for its value did
// not give the value that others have read in this revision: either the task
// is not deterministic, or its source has changed since. The next revision
// runs it, and all that read it, afresh.
type ChangedError struct {
	Node Node
	Err  error // what the second run failed with; nil if it gave another value
}

func (e *ChangedError) Error() string {
	s := fmt.Sprintf("%v: changed within a revision, or is not deterministic", e.Node)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *ChangedError) Unwrap() error { return e.Err }

// sameError compares errors as the values they are. Stacks of panics differ
// from run to run and say nothing about the result, so panics compare by text.
func sameError(a, b error) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	var p, q *PanicError
	if errors.As(a, &p) && errors.As(b, &q) {
		return a.Error() == b.Error()
	}
	return reflect.DeepEqual(a, b)
}
