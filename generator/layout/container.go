package layout

import "reflect"

// length is {{len}}.
func length(args []argument) expr {
	return func(m *machine, dot reflect.Value) reflect.Value {
		v := args[0].expr(m, dot)
		r := target(v)
		switch r.Kind() {
		case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
			return reflect.ValueOf(r.Len())
		}
		giveUp()
		return v
	}
}

// target follows pointers and interfaces to what they lead to.
func target(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			giveUp()
		}
		v = v.Elem()
	}
	return v
}

// indexed is {{index}}: a[i][j]….
func indexed(args []argument) expr {
	return func(m *machine, dot reflect.Value) reflect.Value {
		v := concrete(args[0].expr(m, dot))
		if !v.IsValid() {
			giveUp()
		}
		for _, a := range args[1:] {
			v = element(target(v), concrete(a.expr(m, dot)))
		}
		return v
	}
}

func element(v, at reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Array, reflect.Slice, reflect.String:
		i := position(at)
		if i >= v.Len() {
			giveUp()
		}
		return v.Index(i)
	case reflect.Map:
		if !at.IsValid() || !at.Type().AssignableTo(v.Type().Key()) {
			giveUp()
		}
		if x := v.MapIndex(at); x.IsValid() {
			return x
		}
		return reflect.Zero(v.Type().Elem())
	}
	giveUp()
	return v
}

// position gives a number that may stand in brackets.
func position(v reflect.Value) int {
	switch {
	case v.CanInt() && v.Int() >= 0 && int64(int(v.Int())) == v.Int():
		return int(v.Int())
	case v.CanUint() && v.Uint() <= 1<<31-1:
		return int(v.Uint())
	}
	giveUp()
	return 0
}

// sliced is {{slice}}: a[i:j:k].
func sliced(args []argument) expr {
	return func(m *machine, dot reflect.Value) reflect.Value {
		v := concrete(args[0].expr(m, dot))
		if !v.IsValid() {
			giveUp()
		}
		v = target(v)
		if v.Kind() != reflect.String && v.Kind() != reflect.Slice {
			giveUp()
		}
		at := [3]int{0, v.Len()}
		for i, a := range args[1:] {
			at[i] = position(concrete(a.expr(m, dot)))
		}
		if len(args) == 4 {
			return v.Slice3(at[0], at[1], at[2])
		}
		return v.Slice(at[0], at[1])
	}
}

// called is {{call}}: a function that is a value.
func called(args []argument) expr {
	return func(m *machine, dot reflect.Value) reflect.Value {
		f := concrete(args[0].expr(m, dot))
		if f.Kind() != reflect.Func || f.Type().IsVariadic() || f.Type().NumIn() != len(args)-1 {
			giveUp()
		}
		in := make([]reflect.Value, len(args)-1)
		for i, a := range args[1:] {
			v, want := concrete(a.expr(m, dot)), f.Type().In(i)
			if !v.IsValid() || !v.Type().AssignableTo(want) {
				giveUp()
			}
			in[i] = v
		}
		return result(f, in)
	}
}
