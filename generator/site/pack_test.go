package site

import (
	"bytes"
	"math/rand"
	"reflect"
	"testing"
	"testing/quick"
	"time"

	"opspress/generator/layout"
	"opspress/generator/markdown"
)

// TestDocsSurvivePacking fills docs at random, every field of them, and wants
// each back as it was.
func TestDocsSurvivePacking(t *testing.T) {
	p := newPacker[markdown.Doc]()
	r := rand.New(rand.NewSource(1))
	for range 300 {
		v, ok := quick.Value(reflect.TypeFor[markdown.Doc](), r)
		if !ok {
			t.Fatal("no value")
		}
		d := v.Interface().(markdown.Doc)
		b, ok := p.pack(nil, &d)
		if !ok {
			t.Fatal("a doc cannot be packed")
		}
		got, ok := p.unpack(b)
		if !ok || !reflect.DeepEqual(got, d) {
			t.Fatalf("packed    %#v\nunpacked %#v, %v", d, got, ok)
		}
		if again, _ := p.pack(nil, &got); !bytes.Equal(again, b) {
			t.Fatal("equal values have other bytes")
		}
		for n := range min(len(b), 200) {
			if _, ok := p.unpack(b[:n]); ok {
				t.Fatalf("%d of %d bytes were taken for a doc", n, len(b))
			}
		}
	}
}

func TestAnyValueOfFrontMatterIsPacked(t *testing.T) {
	type holder struct{ M map[string]any }
	p := newPacker[holder]()
	h := holder{map[string]any{
		"nil": nil, "string": "글", "true": true, "false": false, "int": -3, "int64": int64(1 << 40), "uint64": uint64(1 << 63), "float": 0.5,
		"time": time.Date(2026, 5, 1, 2, 3, 4, 5, time.UTC), "list": []any{1, "two", []any{}}, "map": map[string]any{"a": map[string]any{}},
	}}
	b, ok := p.pack(nil, &h)
	if !ok {
		t.Fatal("cannot be packed")
	}
	if got, ok := p.unpack(b); !ok || !reflect.DeepEqual(got, h) {
		t.Errorf("got %#v, %v", got, ok)
	}
	h.M["strange"] = struct{}{}
	if _, ok := p.pack(nil, &h); ok {
		t.Error("a strange value was packed")
	}
}

func TestATimeKeepsItsMomentAndZone(t *testing.T) {
	p := newPacker[time.Time]()
	seoul, err := loadZone("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []time.Time{
		{}, time.Unix(0, 0).UTC(), time.Date(2026, 5, 1, 9, 0, 0, 7, seoul), time.Date(1, 1, 1, 0, 0, 0, 0, time.FixedZone("", -3600)),
	} {
		b, _ := p.pack(nil, &want)
		got, ok := p.unpack(b)
		if !ok || !got.Equal(want) || got.String() != want.String() || got.IsZero() != want.IsZero() {
			t.Errorf("%v came back as %v, %v", want, got, ok)
		}
	}
}

// FuzzUnpack wants an answer for whatever stands in a cache.
func FuzzUnpack(f *testing.F) {
	p := newPacker[markdown.Doc]()
	b, _ := p.pack(nil, &markdown.Doc{Text: "글", IDs: []string{"a"}})
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) { p.unpack(b) })
}

// TestOnlyTheseFieldsAreNotPacked looks for fields that begin with a lower-case
// letter, which are not packed, in all types that are.
func TestOnlyTheseFieldsAreNotPacked(t *testing.T) {
	may := map[string]bool{"layout.Page.strs": true} // set when the page is executed
	seen := map[reflect.Type]bool{reflect.TypeFor[time.Time](): true}
	var visit func(x reflect.Type)
	visit = func(x reflect.Type) {
		if seen[x] {
			return
		}
		seen[x] = true
		switch x.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			visit(x.Elem())
		case reflect.Struct:
			for i := range x.NumField() {
				f := x.Field(i)
				if !f.IsExported() {
					if name := x.String() + "." + f.Name; !may[name] {
						t.Errorf("%s is not packed", name)
					}
					continue
				}
				visit(f.Type)
			}
		}
	}
	for _, x := range []reflect.Type{
		reflect.TypeFor[markdown.Doc](), reflect.TypeFor[finished](), reflect.TypeFor[timetable](), reflect.TypeFor[layout.Page](),
	} {
		visit(x)
	}
}
