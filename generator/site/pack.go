package site

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"
)

// A packer turns plain values of one type into bytes and back: what the cache
// keeps. Equal values have equal bytes. Fields are packed in their order, those
// that begin with a lower-case letter are not. It is made from the type, so that
// a new field is packed without anybody remembering it.
type packer[T any] struct{ codec }

type codec struct {
	pack   func(b []byte, v reflect.Value) []byte
	unpack func(u *unpacker, v reflect.Value)
}

// newPacker panics for a type that cannot be packed; that is a mistake in the
// program, and every use of it shows it.
func newPacker[T any]() packer[T] {
	return packer[T]{codecOf(reflect.TypeFor[T](), map[reflect.Type]*codec{})}
}

// pack appends the bytes of *v to b. ok is false when v holds, in an interface,
// what is not plain.
func (p packer[T]) pack(b []byte, v *T) (out []byte, ok bool) {
	defer func() {
		if e := recover(); e != nil {
			if _, strange := e.(strangeError); !strange {
				panic(e)
			}
			out, ok = nil, false
		}
	}()
	return p.codec.pack(b, reflect.ValueOf(v).Elem()), true
}

// unpack gives the value that was packed, or false when b is something else.
// The value does not refer to b.
func (p packer[T]) unpack(b []byte) (v T, ok bool) {
	u := unpacker{rest: b}
	p.codec.unpack(&u, reflect.ValueOf(&v).Elem())
	if u.bad || len(u.rest) > 0 {
		return *new(T), false
	}
	return v, true
}

// strangeError is the panic of a value of an interface that cannot be packed.
type strangeError struct{ of reflect.Type }

func (e strangeError) Error() string { return "cannot pack " + e.of.String() }

// An unpacker reads packed bytes. Once bad, all that it gives is zero.
type unpacker struct {
	rest []byte
	bad  bool
}

func (u *unpacker) fail() { u.rest, u.bad = nil, true }

func (u *unpacker) uint() uint64 {
	x, n := binary.Uvarint(u.rest)
	if n <= 0 {
		u.fail()
		return 0
	}
	u.rest = u.rest[n:]
	return x
}

func (u *unpacker) int() int64 {
	x, n := binary.Varint(u.rest)
	if n <= 0 {
		u.fail()
		return 0
	}
	u.rest = u.rest[n:]
	return x
}

func (u *unpacker) bytes(n uint64) []byte {
	if n > uint64(len(u.rest)) {
		u.fail()
		return nil
	}
	b := u.rest[:n]
	u.rest = u.rest[n:]
	return b
}

// count gives the length of what has at least one byte for each member.
func (u *unpacker) count() int {
	n := u.uint()
	if n > uint64(len(u.rest)) {
		u.fail()
		return 0
	}
	return int(n)
}

func (u *unpacker) string() string { return string(u.bytes(u.uint())) }

func packString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// codecOf makes the codec of a type; known are those that are made or being
// made, for types that hold themselves.
func codecOf(t reflect.Type, known map[reflect.Type]*codec) codec {
	if c := known[t]; c != nil {
		return codec{
			func(b []byte, v reflect.Value) []byte { return c.pack(b, v) },
			func(u *unpacker, v reflect.Value) { c.unpack(u, v) },
		}
	}
	c := &codec{}
	known[t] = c
	*c = makeCodec(t, known)
	return *c
}

func makeCodec(t reflect.Type, known map[reflect.Type]*codec) codec {
	if t == reflect.TypeFor[time.Time]() {
		return codec{packTime, unpackTime}
	}
	switch t.Kind() {
	case reflect.String:
		return codec{
			func(b []byte, v reflect.Value) []byte { return packString(b, v.String()) },
			func(u *unpacker, v reflect.Value) { v.SetString(u.string()) },
		}
	case reflect.Bool:
		return codec{
			func(b []byte, v reflect.Value) []byte {
				if v.Bool() {
					return append(b, 1)
				}
				return append(b, 0)
			},
			func(u *unpacker, v reflect.Value) { v.SetBool(u.uint() == 1) },
		}
	case reflect.Int, reflect.Int64:
		return codec{
			func(b []byte, v reflect.Value) []byte { return binary.AppendVarint(b, v.Int()) },
			func(u *unpacker, v reflect.Value) { v.SetInt(u.int()) },
		}
	case reflect.Uint8, reflect.Uint32, reflect.Uint64:
		return codec{
			func(b []byte, v reflect.Value) []byte { return binary.AppendUvarint(b, v.Uint()) },
			func(u *unpacker, v reflect.Value) { v.SetUint(u.uint()) },
		}
	case reflect.Interface:
		return codec{
			func(b []byte, v reflect.Value) []byte { return packAny(b, v.Interface()) },
			func(u *unpacker, v reflect.Value) {
				if x := u.any(); x != nil {
					v.Set(reflect.ValueOf(x))
				}
			},
		}
	}
	return composite(t, known)
}

func composite(t reflect.Type, known map[reflect.Type]*codec) codec {
	switch t.Kind() {
	case reflect.Struct:
		return structCodec(t, known)
	case reflect.Pointer:
		return pointerCodec(t, codecOf(t.Elem(), known))
	case reflect.Slice:
		return sliceCodec(t, codecOf(t.Elem(), known))
	case reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return codec{
				func(b []byte, v reflect.Value) []byte { return append(b, v.Bytes()...) },
				func(u *unpacker, v reflect.Value) { copy(v.Bytes(), u.bytes(uint64(v.Len()))) },
			}
		}
	case reflect.Map:
		if t.Key().Kind() == reflect.String {
			return mapCodec(t, codecOf(t.Elem(), known))
		}
	}
	panic(fmt.Sprintf("site: %s cannot be packed", t))
}

func structCodec(t reflect.Type, known map[reflect.Type]*codec) codec {
	var at []int
	var of []codec
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			at, of = append(at, i), append(of, codecOf(f.Type, known))
		}
	}
	return codec{
		func(b []byte, v reflect.Value) []byte {
			for i, c := range of {
				b = c.pack(b, v.Field(at[i]))
			}
			return b
		},
		func(u *unpacker, v reflect.Value) {
			for i, c := range of {
				c.unpack(u, v.Field(at[i]))
			}
		},
	}
}

func pointerCodec(t reflect.Type, elem codec) codec {
	return codec{
		func(b []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(b, 0)
			}
			return elem.pack(append(b, 1), v.Elem())
		},
		func(u *unpacker, v reflect.Value) {
			if u.uint() == 1 {
				p := reflect.New(t.Elem())
				elem.unpack(u, p.Elem())
				v.Set(p)
			}
		},
	}
}

// sliceCodec keeps a nil slice apart from an empty one.
func sliceCodec(t reflect.Type, elem codec) codec {
	return codec{
		func(b []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(b, 0)
			}
			b = binary.AppendUvarint(b, uint64(v.Len())+1)
			for i := range v.Len() {
				b = elem.pack(b, v.Index(i))
			}
			return b
		},
		func(u *unpacker, v reflect.Value) {
			n := u.uint()
			if n == 0 {
				return
			}
			if n-1 > uint64(len(u.rest)) {
				u.fail()
				return
			}
			s := reflect.MakeSlice(t, int(n-1), int(n-1))
			for i := range s.Len() {
				elem.unpack(u, s.Index(i))
			}
			v.Set(s)
		},
	}
}

func mapCodec(t reflect.Type, elem codec) codec {
	return codec{
		func(b []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(b, 0)
			}
			b = binary.AppendUvarint(b, uint64(v.Len())+1)
			keys := v.MapKeys()
			slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) })
			for _, k := range keys {
				b = elem.pack(packString(b, k.String()), v.MapIndex(k))
			}
			return b
		},
		func(u *unpacker, v reflect.Value) {
			n := u.uint()
			if n == 0 {
				return
			}
			m := reflect.MakeMap(t)
			for range n - 1 {
				if u.bad {
					return
				}
				x := reflect.New(t.Elem()).Elem()
				k := u.string()
				elem.unpack(u, x)
				m.SetMapIndex(reflect.ValueOf(k).Convert(t.Key()), x)
			}
			v.Set(m)
		},
	}
}

// A time is its moment and what its zone is called and is then; the rules of the
// zone are not packed.
func packTime(b []byte, v reflect.Value) []byte {
	t := v.Interface().(time.Time)
	name, offset := t.Zone()
	b = binary.AppendVarint(b, t.Unix())
	b = binary.AppendVarint(b, int64(t.Nanosecond()))
	return binary.AppendVarint(packString(b, name), int64(offset))
}

func unpackTime(u *unpacker, v reflect.Value) {
	seconds, nanos, name, offset := u.int(), u.int(), u.string(), u.int()
	t := time.Unix(seconds, nanos).UTC()
	if name != "UTC" || offset != 0 {
		t = t.In(time.FixedZone(name, int(offset)))
	}
	v.Set(reflect.ValueOf(t))
}

// packAny packs what front matter can hold.
func packAny(b []byte, x any) []byte {
	switch x := x.(type) {
	case nil:
		return append(b, 'n')
	case string:
		return packString(append(b, 's'), x)
	case bool:
		if x {
			return append(b, 't')
		}
		return append(b, 'f')
	case int:
		return binary.AppendVarint(append(b, 'i'), int64(x))
	case int64:
		return binary.AppendVarint(append(b, 'l'), x)
	case uint64:
		return binary.AppendUvarint(append(b, 'u'), x)
	case float64:
		return binary.LittleEndian.AppendUint64(append(b, 'd'), math.Float64bits(x))
	case time.Time:
		return packTime(append(b, 'z'), reflect.ValueOf(x))
	case []any:
		b = binary.AppendUvarint(append(b, 'a'), uint64(len(x)))
		for _, e := range x {
			b = packAny(b, e)
		}
		return b
	case map[string]any:
		b = binary.AppendUvarint(append(b, 'm'), uint64(len(x)))
		for _, k := range slices.Sorted(maps.Keys(x)) {
			b = packAny(packString(b, k), x[k])
		}
		return b
	}
	panic(strangeError{reflect.TypeOf(x)})
}

func (u *unpacker) any() any {
	tag := u.bytes(1)
	if u.bad {
		return nil
	}
	switch tag[0] {
	case 'n':
		return nil
	case 's':
		return u.string()
	case 't', 'f':
		return tag[0] == 't'
	case 'i':
		return int(u.int())
	case 'l':
		return u.int()
	case 'u':
		return u.uint()
	case 'd':
		if b := u.bytes(8); b != nil {
			return math.Float64frombits(binary.LittleEndian.Uint64(b))
		}
	case 'z':
		var t time.Time
		unpackTime(u, reflect.ValueOf(&t).Elem())
		return t
	case 'a':
		n := u.count()
		out := make([]any, 0, n)
		for range n {
			out = append(out, u.any())
		}
		return out
	case 'm':
		n := u.count()
		out := make(map[string]any, n)
		for range n {
			k := u.string()
			out[k] = u.any()
		}
		return out
	}
	u.fail()
	return nil
}
