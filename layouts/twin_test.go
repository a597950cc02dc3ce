package layouts_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"opspress/generator/layout"
)

// TestTwins wants that every kind of page is the same, byte for byte, whether
// the layout executes itself or html/template does, in every language, and that
// it does execute itself: that is seen by what it allocates.
func TestTwins(t *testing.T) {
	all := table(t)
	for kind, p := range samples() {
		l := compile(t, layout.For(kind))
		plain := l.Plain()
		for _, lang := range []string{"ko", "en", "ja"} {
			strs := layout.NewStrings(all, lang)
			got, err := l.Execute(p, strs)
			want, wrong := plain.Execute(p, strs)
			if err != nil || wrong != nil || string(got) != string(want) {
				t.Errorf("%s in %s: %v, %v\n got %s\nwant %s", kind, lang, err, wrong, got, want)
			}
		}
		strs := layout.NewStrings(all, "ko")
		own := testing.AllocsPerRun(5, func() { _, _ = l.Execute(p, strs) })
		theirs := testing.AllocsPerRun(5, func() { _, _ = plain.Execute(p, strs) })
		if own*4 > theirs {
			t.Errorf("%s: %v allocations, html/template has %v: does the layout execute itself?", kind, own, theirs)
		}
	}
}

// TestTwinsOfAnyPage does so for pages of random views, also of those that no
// site would have.
func TestTwinsOfAnyPage(t *testing.T) {
	all := table(t)
	layouts := map[string]*layout.Layout{}
	for _, kind := range layout.Kinds() {
		if name := layout.For(kind); layouts[name] == nil {
			layouts[name] = compile(t, name)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var p layout.Page
		fillView(t, reflect.ValueOf(&p).Elem(), 3)
		if rapid.Bool().Draw(t, "a known kind") {
			p.Kind = rapid.SampledFrom(layout.Kinds()).Draw(t, "kind")
		}
		strs := layout.NewStrings(all, rapid.SampledFrom([]string{"ko", "en"}).Draw(t, "language"))
		name := layout.For(rapid.SampledFrom(layout.Kinds()).Draw(t, "shown as"))
		got, err := layouts[name].Execute(&p, strs)
		want, wrong := layouts[name].Plain().Execute(&p, strs)
		if string(got) != string(want) || !reflect.DeepEqual(err, wrong) {
			t.Fatalf("%s: %v, %v\n got %s\nwant %s", name, err, wrong, got, want)
		}
	})
}

var texts = []string{
	"", "a", "ko", "운영의 루프", `"><script>'+&amp;`, "https://example.org/?a=1&b=가 나", "javascript:alert(1)", "tel:+82 2",
	"/posts/가/", "mailto:a@b", "%zz%41", "a\x00b", "\xff\xfe", "\uFDD0\u2028", "HTTP://x:80/", "x y=`z`",
}

// fillView puts random values into all that a view holds, so deep.
func fillView(t *rapid.T, v reflect.Value, deep int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.SampledFrom(texts).Draw(t, "text"))
	case reflect.Int:
		v.SetInt(int64(rapid.SampledFrom([]int{0, 1, 2, 1234, -1}).Draw(t, "number")))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "flag"))
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fillView(t, v.Field(i), deep)
			}
		}
	case reflect.Pointer:
		if deep > 0 && rapid.IntRange(0, 9).Draw(t, "there") > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fillView(t, v.Elem(), deep-1)
		}
	case reflect.Slice:
		if deep > 0 {
			n := rapid.IntRange(0, 2).Draw(t, "length")
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fillView(t, v.Index(i), deep-1)
			}
		}
	}
}

func BenchmarkExecute(b *testing.B) {
	t := &testing.T{}
	strs := layout.NewStrings(table(t), "ko")
	pages := samples()
	pages["posts"].Posts = nil
	for range 5 {
		pages["posts"].Posts = append(pages["posts"].Posts, entries()...)
	}
	for _, kind := range []string{"post", "posts"} {
		l := compile(t, layout.For(kind))
		for _, twin := range []struct {
			name string
			*layout.Layout
		}{{"own", l}, {"plain", l.Plain()}} {
			b.Run(kind+"/"+twin.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := twin.Execute(pages[kind], strs); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	all := trees(&testing.T{})
	b.ReportAllocs()
	for b.Loop() {
		layout.Compile("post.html", func(n string) (*layout.Tree, bool) { tree, ok := all[n]; return tree, ok })
	}
}
