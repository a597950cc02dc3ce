package site

import (
	"encoding/binary"
	"maps"
	"math"
	"reflect"
	"slices"
	"time"
)

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
