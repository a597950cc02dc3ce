package site

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

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
