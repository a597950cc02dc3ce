//go:build browser

package generator

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// builtSite is a folder as opspress publishes it, behind a server that sends the
// headers of its _headers.
type builtSite struct {
	*httptest.Server
	dir string
}

func buildAndServe(t *testing.T, root string, tune ...func(*BuildOptions)) builtSite {
	t.Helper()
	o := BuildOptions{SiteOptions: SiteOptions{Root: root, Cache: CacheOff, Clock: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)},
		Out: filepath.Join(t.TempDir(), "public")}
	for _, f := range tune {
		f(&o)
	}
	sum, err := Build(context.Background(), o)
	if err != nil {
		t.Fatal(err, sum.Diagnostics)
	}
	headers, err := os.ReadFile(filepath.Join(o.Out, "_headers"))
	if err != nil {
		t.Fatal(err)
	}
	policy := regexp.MustCompile(`Content-Security-Policy: (.*)`).FindSubmatch(headers)
	if policy == nil {
		t.Fatalf("_headers has no policy\n%s", headers)
	}
	files := http.FileServer(http.Dir(o.Out))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", string(policy[1]))
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return builtSite{s, o.Out}
}

var kindOfPage = regexp.MustCompile(`<body data-kind="([a-z0-9-]+)"`)

// pages gives the paths of all pages by their kind, sorted.
func (b builtSite) pages(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := filepath.WalkDir(b.dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".html" {
			return err
		}
		src, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(b.dir, p)
		kind := "redirect"
		if m := kindOfPage.FindSubmatch(src); m != nil {
			kind = string(m[1])
		}
		out[kind] = append(out[kind], "/"+strings.TrimSuffix(filepath.ToSlash(rel), "index.html"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, paths := range out {
		slices.Sort(paths)
	}
	return out
}

// hostileTitles are what people and machines put into a title.
var hostileTitles = []string{
	`<script>alert(1)</script> & "따옴표" 'quotes' </title>`,
	`👩‍👩‍👧‍👦 이모지 🚀🔥✅ 와 ₩1,000,000`,
	strings.Repeat("아주 긴 제목은 목록을 밀어내지 않는다 ", 10),
	strings.Repeat("띄어쓰지않은긴한글제목", 20),
	strings.Repeat("pneumonoultramicroscopicsilicovolcanoconiosis", 5),
	"https://example.org/a/very/long/path/" + strings.Repeat("without-a-space-", 14),
	"التشغيل المستمر للأنظمة: مقدمة قصيرة 2026",
	"ひらがな と 漢字 の 混在",
}

// hostileSite is a blog with everything that could widen, break or empty a page.
func hostileSite(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	write := func(name, text string) { writeFile(t, filepath.Join(root, filepath.FromSlash(name)), text) }
	write("site.yaml", `title: {ko: 아주아주긴이름을가진운영블로그의이름, en: Operations}
description: {ko: "`+strings.Repeat("긴 소개 ", 30)+`", en: Notes}
baseURL: https://x.example
paginate: 5
gone: ["/`+strings.Repeat("내린글", 20)+`/"]
menu:
  - {title: `+strings.Repeat("메뉴", 20)+`, url: /ops/}
  - {title: 글, url: /posts/}
footer: "`+strings.Repeat("꼬리말", 60)+`"
social: [{title: `+strings.Repeat("account", 12)+`, url: "https://code.example/"}]
contact: {title: "`+strings.Repeat("초대", 40)+`", text: 한 줄, label: "`+strings.Repeat("단추", 30)+`", url: "mailto:a@x.example"}
`)
	for i := range 17 {
		names := []string{"데브옵스", "Site-Reliability-Engineering-Operations", strings.Repeat("운영", 30), "Ops 🚀", "العمليات"}
		write(fmt.Sprintf("posts/_ops/t%d.md", i), fmt.Sprintf("---\nname: {ko: %q, en: T%d}\nweight: %d\nrelated: [t%d]\nconfusedWith: [t%d]\n%s%scolor: %q\ndescription: %s\n---\n소개 글. `code`\n",
			names[i%len(names)]+fmt.Sprint(" ", i), i, i+1, (i+3)%17, (i+5)%17,
			map[bool]string{true: "combines: [t0, t1]\n"}[i == 9], map[bool]string{true: "broader: [t2]\n"}[i == 4 || i == 5],
			fmt.Sprintf("#%02x5a%02x", 20+i*12, 200-i*11), strings.Repeat("설명 ", 20)))
	}
	var tags []string
	for i := range 60 {
		tags = append(tags, fmt.Sprintf("%q", []string{"태그", "a-very-long-tag-without-any-space-in-it-at-all-", strings.Repeat("긴태그", 12)}[i%3]+fmt.Sprint(i)))
	}
	for i, title := range hostileTitles {
		write(fmt.Sprintf("posts/h%d.md", i), fmt.Sprintf("---\ntitle: %q\ndate: 202%d-0%d-03\nops: [t%d, t9]\ntags: [%s]\nseries: [%s]\nauthors: [someone]\n---\n%s", title, i%6, i%9+1, i,
			strings.Join(tags[:max(3, 60-60*i)], ", "), []string{"혼자인 연재", strings.Repeat("긴연재이름", 15)}[min(i, 1)], everything))
	}
	write("posts/bare.md", "제목도 날짜도 설명도 없는 글.\n")
	write("posts/code.md", "---\ntitle: 긴 코드\ndate: 2026-01-02\naliases: [/old/]\n---\n```go title=\"main.go\" linenos\n"+strings.Repeat("fmt.Println(\"운영\", 1, 2, 3, \"a line that is longer than any phone is wide\")\n", 5000)+"```\n")
	write("posts/table.md", "---\ntitle: 넓은 표\ndate: 2026-01-03\n---\n|"+strings.Repeat(" 머리말 |", 20)+"\n|"+strings.Repeat("---|", 20)+"\n|"+strings.Repeat(" value-value |", 20)+"\n")
	write("posts/pair.md", "---\ntitle: 두 언어\ndate: 2026-01-04\nops: [t0]\n---\n한국어 본문.\n")
	write("posts/pair.en.md", "---\ntitle: Two languages\ndate: 2026-01-04\nops: [t0]\ntags: [go]\nseries: [s]\nauthors: [someone]\n---\nEnglish body.\n")
	write("posts/features.md", features)
	for i := range 14 {
		write(fmt.Sprintf("posts/plain%d.md", i), fmt.Sprintf("---\ntitle: 글 %d\ndate: 20%02d-%02d-10\n---\n글.\n", i, 14+i%12, i%12+1))
	}
	return root
}

// everything is a body with each thing that Markdown knows.
const everything = `긴 주소 https://example.org/a/very/long/path/that/does/not/end/soon/and/goes/on/and/on?with=a&long=query 와 ` + "`kubectl_rollout_undo_deployment_web_with_a_very_long_name_that_never_ends`" + `.[^1]

## 첫째 ` + "`code`" + ` 와 **굵게**

> [!WARNING]
> 조심할 것.

- [x] 한 일
  - 안쪽 일

1. 하나
2. 둘

### 셋째 수준

` + "```sh\necho " + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n```" + `

용어
: 뜻풀이

| 가 | 나 |
|---|---|
| 1 | 2 |

## 둘째

{{< ops "t0" >}}

{{< posts limit="3" >}}

<details><summary>더</summary>

숨은 글

</details>

[^1]: 각주의 글. https://example.org/` + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" + `
`

// features is a post whose parts the tests use.
var features = `---
title: 기능이 있는 글
date: 2026-06-01
lastmod: 2026-06-20
ops: [t0, t1]
series: [s]
---
앞글이다.[^a] 뒤에 더 있다.

` + strings.Repeat("긴 글을 위한 문단이다.\n\n", 40) + `## 첫 절

` + strings.Repeat("첫 절의 문단이다.\n\n", 40) + "```go {2} linenos\nfunc main() {\n\tprintln(\"운영\")\n}\n```\n\n" + `## 둘째 절

` + strings.Repeat("둘째 절의 문단이다.\n\n", 40) + `
[^a]: 그 자리에서 열리는 각주. [글](bare.md)
`
