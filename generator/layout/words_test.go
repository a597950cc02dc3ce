package layout

import (
	"strings"
	"testing"
	"time"
)

func TestJosa(t *testing.T) {
	for _, c := range []struct{ word, pair, want string }{
		{"운영", "을/를", "을"}, {"배포", "을/를", "를"}, {"운영", "은/는", "은"}, {"배포", "는/은", "는"},
		{"운영", "이/가", "이"}, {"배포", "이/가", "가"}, {"운영", "와/과", "과"}, {"배포", "과/와", "와"},
		{"운영", "으로/로", "으로"}, {"배포", "으로/로", "로"}, {"서울", "으로/로", "로"}, {"서울", "을/를", "을"},
		{"DevOps", "을/를", "를"}, {"FinOps", "은/는", "는"}, {"MLOPS", "으로/로", "로"}, {"데브옵스", "이/가", "가"},
		{"1", "이/가", "이"}, {"2", "이/가", "가"}, {"3", "으로/로", "으로"}, {"7", "으로/로", "로"}, {"10", "을/를", "을"}, {"2026", "을/를", "을"},
		{"CI", "을/를", "를"}, {"SLO", "은/는", "는"}, {"HTML", "을/를", "을"}, {"URL", "으로/로", "로"}, {"LLM", "으로/로", "으로"}, {"첫 API", "이/가", "가"},
		{"Kubernetes", "을/를", "을(를)"}, {"Go", "으로/로", "으로(로)"}, {"", "은/는", "은(는)"}, {"!?", "은/는", "은(는)"},
		{"“운영”", "을/를", "을"}, {"운영(DevOps)", "을/를", "를"}, {"C++", "을/를", "를"}, {"漢字", "이/가", "이(가)"},
		{"운영", "도", "도"}, {"연재", "이랑/랑", "랑"}, {"글", "이랑/랑", "이랑"},
	} {
		if got := Josa(c.word, c.pair); got != c.want {
			t.Errorf("%s + %s: %s, want %s", c.word, c.pair, got, c.want)
		}
	}
}

func TestDates(t *testing.T) {
	day := time.Date(2026, 3, 1, 9, 5, 0, 0, time.FixedZone("KST", 9*60*60))
	for lang, want := range map[string]string{
		"ko": "2026년 3월 1일 2026년 3월 2026년", "en": "March 1, 2026 March 2026 2026",
		"ja": "2026年3月1日 2026年3月 2026年", "fr": "2026-03-01 2026-03 2026",
	} {
		d := NewDate(day, lang)
		if got := strings.Join([]string{d.Text, MonthText(2026, 3, lang), YearText(2026, lang)}, " "); got != want {
			t.Errorf("%s: %s, want %s", lang, got, want)
		}
		if d.Machine != "2026-03-01T09:05:00+09:00" {
			t.Error(d.Machine)
		}
	}
	if d := NewDate(time.Time{}, "ko"); d != (Date{}) {
		t.Error(d)
	}
}

func TestStrings(t *testing.T) {
	table := Table{
		"ko": {"moved": {Other: "{1|을/를} {2|으로/로}"}, "plain": {Other: "{ {} {x} 가"}},
		"en": {"posts": {One: "{1} post", Other: "{1} posts"}, "moved": {Other: "x"}},
	}
	for _, c := range []struct {
		lang, key string
		args      []any
		want      string
	}{
		{"ko", "moved", []any{"글", "서울"}, "글을 서울로"},
		{"ko", "plain", nil, "{ {} {x} 가"},
		{"ko", "posts", []any{1}, "1 post"}, // English stands behind
		{"en", "posts", []any{0}, "0 posts"},
		{"fr", "posts", []any{2}, "2 posts"},
	} {
		if got, err := NewStrings(table, c.lang).T(c.key, c.args...); err != nil || got != c.want {
			t.Errorf("%s %s: %q %v, want %q", c.lang, c.key, got, err, c.want)
		}
	}
	for _, c := range []struct{ key, want string }{
		{"nope", `strings.yaml has no "nope" in ko, nor in English`},
		{"moved", `the string "moved" wants 1 arguments, the template gives 0`},
	} {
		if _, err := NewStrings(table, "ko").T(c.key); err == nil || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

func TestMergeStrings(t *testing.T) {
	theme := Table{"ko": {"a": {Other: "1"}, "b": {Other: "2"}}}
	merged := MergeStrings(theme, Table{"ko": {"b": {Other: "둘"}}, "fr": {"a": {Other: "un"}}})
	if merged["ko"]["a"].Other+merged["ko"]["b"].Other+merged["fr"]["a"].Other != "1둘un" {
		t.Error(merged)
	}
	if theme["ko"]["b"].Other != "2" || theme["fr"] != nil {
		t.Error("the theme's own table has changed")
	}
}

func TestParseStrings(t *testing.T) {
	table, ds := ParseStrings("layouts/strings.yaml", []byte("ko:\n  a: 가\nen:\n  a: x\n  n: {one: '{1} y', other: '{1} ys'}\n"))
	if len(ds) > 0 || table["ko"]["a"].Other != "가" || table["en"]["n"] != (Phrase{One: "{1} y", Other: "{1} ys"}) {
		t.Errorf("%v %v", table, ds)
	}
	if table, ds := ParseStrings("s", nil); len(ds) > 0 || len(table) > 0 {
		t.Errorf("an empty file: %v %v", table, ds)
	}
	for _, c := range []struct{ src, want string }{
		{"ko:\n  a: [1]\n", `layouts/strings.yaml:2:6: "a" must be a string, or {one: …, other: …}`},
		{"ko:\n  a: 1\n  a: 2\n", `layouts/strings.yaml:3:3: "a" stands here twice`},
		{"ko: x\n", "layouts/strings.yaml:1:5: a map of strings belongs here"},
		{"- ko\n", "layouts/strings.yaml:1:1: a map of languages belongs here"},
		{"en:\n  a: {few: x}\n", `layouts/strings.yaml:2:7: "few" is no form of a string; there are one and other`},
		{"en:\n  a: {one: [x]}\n", `layouts/strings.yaml:2:12: "one" must be a string`},
		{"en:\n\ta: x\n", "layouts/strings.yaml:2: found character that cannot start any token"},
	} {
		_, ds := ParseStrings("layouts/strings.yaml", []byte(c.src))
		if len(ds) != 1 || ds[0].Error() != c.want {
			t.Errorf("%q:\n got %v\nwant %s", c.src, ds, c.want)
		}
	}
}
