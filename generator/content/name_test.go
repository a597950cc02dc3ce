package content

import "testing"

func TestIsPost(t *testing.T) {
	for path, want := range map[string]bool{
		"posts/a.md":                 true,
		"posts/a.markdown":           true,
		"posts/2024/deep/er/a.en.md": true,
		"posts/name/index.md":        true,
		"posts/README-first.md":      true,
		"posts/readme.md":            true,
		"posts/한글.md":                true,
		"posts/README.md":            false,
		"posts/x/README.markdown":    false,
		"posts/_index.md":            false,
		"posts/_draft.md":            false,
		"posts/.hidden.md":           false,
		"posts/.md":                  false,
		"posts/_ops/devops.md":       false,
		"posts/.git/a.md":            false,
		"posts/a.txt":                false,
		"posts/a.MD":                 false,
		"posts/a.md/b.png":           false,
		"posts//a.md":                false,
		"posts/":                     false,
		"other/a.md":                 false,
		"a.md":                       false,
		"":                           false,
	} {
		if got := IsPost(path); got != want {
			t.Errorf("%s: got %v", path, got)
		}
	}
}

func TestIsTerm(t *testing.T) {
	for path, want := range map[string]string{
		"posts/_ops/devops.md":       "ops",
		"posts/_ops/devops.en.md":    "ops",
		"posts/_series/a.markdown":   "series",
		"posts/_tags/c++.md":         "tags",
		"posts/_authors/editors.md":  "authors",
		"posts/_ops/README.md":       "",
		"posts/_ops/_index.md":       "",
		"posts/_ops/.x.md":           "",
		"posts/_ops/deep/a.md":       "",
		"posts/_ops/a.png":           "",
		"posts/_ops":                 "",
		"posts/_other/a.md":          "",
		"posts/ops/a.md":             "",
		"posts/deeper/_ops/a.md":     "",
		"posts/_categories/words.md": "",
	} {
		got, ok := IsTerm(path)
		if got != want || ok != (want != "") {
			t.Errorf("%s: got %q %v", path, got, ok)
		}
	}
}

func TestParseFileName(t *testing.T) {
	languages := []string{"ko", "en", "zh-CN"}
	const nfd = "\u1112\u1161\u11ab\u1100\u1173\u11af" // 한글, as macOS writes it
	for path, want := range map[string]FileName{
		"posts/a.md":                          {"a", "a", "ko", false, ""},
		"posts/a.markdown":                    {"a", "a", "ko", false, ""},
		"posts/a.en.md":                       {"a", "a", "en", false, ""},
		"posts/a.ko.md":                       {"a", "a", "ko", false, ""},
		"posts/a.zh-CN.md":                    {"a", "a", "zh-CN", false, ""},
		"posts/a.EN.md":                       {"a.EN", "a.EN", "ko", false, ""},
		"posts/a.ja.md":                       {"a.ja", "a.ja", "ko", false, ""},
		"posts/node.js.md":                    {"node.js", "node.js", "ko", false, ""},
		"posts/en.md":                         {"en", "en", "ko", false, ""},
		"posts/b.d/en.md":                     {"b.d/en", "en", "ko", false, ""},
		"posts/x.en/a.md":                     {"x.en/a", "a", "ko", false, ""},
		"posts/2024/a.md":                     {"2024/a", "a", "ko", false, ""},
		"posts/2026-03-01-name.md":            {"2026-03-01-name", "name", "ko", false, "2026-03-01"},
		"posts/2026-3-1-name.en.md":           {"2026-3-1-name", "name", "en", false, "2026-3-1"},
		"posts/2026-03-01-name/index.md":      {"2026-03-01-name", "name", "ko", true, "2026-03-01"},
		"posts/2026-03-01-name/index.en.md":   {"2026-03-01-name", "name", "en", true, "2026-03-01"},
		"posts/2026-03-01-name/part.md":       {"2026-03-01-name/part", "part", "ko", false, ""},
		"posts/2026-03-01.md":                 {"2026-03-01", "2026-03-01", "ko", false, "2026-03-01"},
		"posts/2026-03-01-.md":                {"2026-03-01-", "2026-03-01-", "ko", false, "2026-03-01"},
		"posts/2026-03-01-2026-04-01-name.md": {"2026-03-01-2026-04-01-name", "2026-04-01-name", "ko", false, "2026-03-01"},
		"posts/2026-13-01-name.md":            {"2026-13-01-name", "2026-13-01-name", "ko", false, ""},
		"posts/2026-02-30-name.md":            {"2026-02-30-name", "2026-02-30-name", "ko", false, ""},
		"posts/20260301-name.md":              {"20260301-name", "20260301-name", "ko", false, ""},
		"posts/1-2-3-name.md":                 {"1-2-3-name", "1-2-3-name", "ko", false, ""},
		"posts/2024/sub/index.md":             {"2024/sub", "sub", "ko", true, ""},
		"posts/index.md":                      {"index", "index", "ko", false, ""},
		"posts/index.en.md":                   {"index", "index", "en", false, ""},
		"posts/" + nfd + ".md":                {"한글", "한글", "ko", false, ""},
	} {
		if got := ParseFileName(path, languages); got != want {
			t.Errorf("%s: got %+v, want %+v", path, got, want)
		}
	}
	if got := ParseFileName("posts/a.en.md", nil); got != (FileName{"a.en", "a.en", "", false, ""}) {
		t.Errorf("without languages: %+v", got)
	}
}

func TestTermsHaveIDsAndLanguages(t *testing.T) {
	for path, want := range map[string][3]string{
		"posts/_ops/devops.md":        {"ops", "devops", "ko"},
		"posts/_ops/devops.en.md":     {"ops", "devops", "en"},
		"posts/_series/node.js.md":    {"series", "node.js", "ko"},
		"posts/_tags/\u1100\u1161.md": {"tags", "가", "ko"},
	} {
		x, ds := ParseTerm(path, nil, options())
		if got := [3]string{x.Taxonomy, x.ID, x.Lang}; got != want || len(ds) > 0 || x.Path != path {
			t.Errorf("%s: got %v %v", path, got, ds)
		}
	}
}
