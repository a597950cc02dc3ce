package site

import (
	"encoding/binary"
	"reflect"
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

// Pack gives the bytes of a plain value, for a cache. It is not ok when the value
// holds, in an interface, what is not plain.
func Pack[T any](v *T) (b []byte, ok bool) { return newPacker[T]().pack(nil, v) }

// Unpack gives the value that Pack made bytes of, or false when they are something
// else.
func Unpack[T any](b []byte) (T, bool) { return newPacker[T]().unpack(b) }
