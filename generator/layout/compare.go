package layout

import "reflect"

// comparison is a function of two values that says yes or no.
func comparison(holds func(a, b reflect.Value) bool) builtinFunc {
	return builtinFunc{2, 2, func(args []argument) expr {
		a, b := args[0].expr, args[1].expr
		return func(m *machine, dot reflect.Value) reflect.Value { return reflect.ValueOf(holds(a(m, dot), b(m, dot))) }
	}}
}

// equality is {{eq}}: the first argument equals one of the others. All are
// asked, as errors of any are errors of the call.
func equality(args []argument) expr {
	if len(args) == 2 {
		return comparison(equal).expr(args)
	}
	return func(m *machine, dot reflect.Value) reflect.Value {
		vs := make([]reflect.Value, len(args))
		for i, a := range args {
			vs[i] = a.expr(m, dot)
		}
		for _, v := range vs[1:] {
			if equal(vs[0], v) {
				return reflect.ValueOf(true)
			}
		}
		return reflect.ValueOf(false)
	}
}

// A basic value is one that can be compared, without regard to its own type.
type basic struct {
	kind  basicKind
	text  string
	int   int64
	uint  uint64
	float float64
	ref   reflect.Value
}

type basicKind uint8

const (
	noBasic basicKind = iota
	nothing
	textBasic
	boolBasic
	intBasic
	uintBasic
	floatBasic
)

func basicOf(v reflect.Value) basic {
	r := concrete(v)
	switch k := r.Kind(); {
	case k == reflect.Invalid:
		return basic{kind: nothing}
	case k == reflect.String:
		return basic{kind: textBasic, text: r.String()}
	case k == reflect.Bool:
		b := basic{kind: boolBasic}
		if r.Bool() {
			b.int = 1
		}
		return b
	case r.CanInt():
		return basic{kind: intBasic, int: r.Int()}
	case r.CanUint():
		return basic{kind: uintBasic, uint: r.Uint()}
	case r.CanFloat():
		return basic{kind: floatBasic, float: r.Float()}
	}
	return basic{ref: r}
}

func equal(v, w reflect.Value) bool {
	a, b := basicOf(v), basicOf(w)
	switch {
	case a.kind == intBasic && b.kind == uintBasic:
		return a.int >= 0 && uint64(a.int) == b.uint
	case a.kind == uintBasic && b.kind == intBasic:
		return b.int >= 0 && uint64(b.int) == a.uint
	case a.kind == nothing || b.kind == nothing:
		return a.kind == b.kind || a.null() || b.null()
	case a.kind != b.kind:
		giveUp()
	}
	switch a.kind {
	case textBasic:
		return a.text == b.text
	case boolBasic, intBasic:
		return a.int == b.int
	case uintBasic:
		return a.uint == b.uint
	case floatBasic:
		return a.float == b.float
	}
	giveUp() // structs, pointers, complex numbers
	return false
}

// null says that a value is one of the nils that {{eq}} takes for nil.
func (b basic) null() bool { return b.ref.IsValid() && nilable(b.ref.Type()) && b.ref.IsNil() }

func less(v, w reflect.Value) bool {
	a, b := basicOf(v), basicOf(w)
	switch {
	case a.kind == intBasic && b.kind == uintBasic:
		return a.int < 0 || uint64(a.int) < b.uint
	case a.kind == uintBasic && b.kind == intBasic:
		return b.int >= 0 && a.uint < uint64(b.int)
	case a.kind != b.kind:
		giveUp()
	}
	switch a.kind {
	case textBasic:
		return a.text < b.text
	case intBasic:
		return a.int < b.int
	case uintBasic:
		return a.uint < b.uint
	case floatBasic:
		return a.float < b.float
	}
	giveUp()
	return false
}
