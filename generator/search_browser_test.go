//go:build browser

package generator

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"opspress/assets"
	"opspress/generator/asset"
	"opspress/generator/search"
)

// These tests search as a reader does.

// searchable serves a site in two languages whose posts say what its searches
// look for. more is how many posts there are beside them.
func searchable(t *testing.T, more int) *served {
	t.Helper()
	root := t.TempDir()
	files := map[string]string{
		"site.yaml":            "title: 블로그\nbaseURL: https://x.example/blog\n",
		"posts/_ops/devops.md": "---\nname: {ko: 데브옵스, en: DevOps}\n---\n소개.\n",
		"posts/_ops/finops.md": "---\nname: {ko: 핀옵스, en: FinOps}\naliases: [클라우드 재무 관리]\n---\n소개.\n",
		"posts/cost.md":        "---\ntitle: 비용을 줄인 기록\ndate: 2026-05-01\nops: [finops]\n---\n클라우드 청구서를 읽었다. <b>굵은</b> &lt;i&gt; 글자.\n",
		"posts/finops.md":      "---\ntitle: FinOps 첫걸음\ndate: 2026-05-02\nops: [finops]\n---\n네트워크 전송 비용부터 본다.\n",
		"posts/deploy.md":      "---\ntitle: 점진적 배포\ndate: 2026-05-03\nops: [devops]\n---\nkubectl rollout undo 한 줄로 되돌린다. 핀옵스 이야기도 있다.\n",
		"posts/deploy.en.md":   "---\ntitle: Progressive delivery\ndate: 2026-05-03\nops: [devops]\n---\nOne line undoes a rollout.\n",
		"posts/draft.md":       "---\ntitle: 비용 초안\ndraft: true\ndate: 2026-05-04\n---\n비용.\n",
		"posts/hidden.md":      "---\ntitle: 비용 비밀\nsearch: false\ndate: 2026-05-04\n---\n비용.\n",
	}
	for i := range more {
		files[fmt.Sprintf("posts/more/%d.md", i)] = fmt.Sprintf("---\ntitle: 운영 일지 %d\ndate: 2025-01-%02d\n---\n%d번째 일지. 서버를 살폈다.\n", i, i%28+1, i)
	}
	for p, text := range files {
		writeFile(t, filepath.Join(root, p), text)
	}
	s := serveFolder(t, root)
	s.wait("the first pass", func(b ServeBuild) bool { return b.First })
	return s
}

// press sends keys to what has the focus.
func (w window) press(keys string, o ...chromedp.KeyOption) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.KeyEvent(keys, o...)); err != nil {
		w.t.Fatal(err)
	}
}

// query puts a text into the field that has the focus, as an IME does.
func (w window) query(text string) {
	w.t.Helper()
	w.do(fmt.Sprintf(`{
		const field = document.activeElement;
		field.value = %q;
		field.dispatchEvent(new InputEvent("input", {bubbles: true}));
		field.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}));
	}`, text))
}

// results are the titles of the results, the best first.
const results = `[...document.querySelectorAll(".search-title")].map((e) => e.textContent).join("|")`

func (w window) finds(q, titles string) {
	w.t.Helper()
	w.query(q)
	if titles == "" {
		w.until(`document.querySelector(".search-status").textContent.startsWith("찾은 글이 없습니다")`)
		w.want(`document.querySelector(".search-results").hidden && document.activeElement.getAttribute("aria-expanded") === "false"`)
		return
	}
	w.until(fmt.Sprintf(`%s === %q && document.querySelector(".search-status").textContent === "글 %d편을 찾았습니다."`,
		results, titles, strings.Count(titles, "|")+1))
}

func TestBrowserSearches(t *testing.T) {
	for name, more := range map[string]int{"in one file": 0, "in shards": 310} {
		t.Run(name, func(t *testing.T) {
			s := searchable(t, more)
			w := browse(t, s, "/search/")
			w.until(`document.activeElement.name === "q" && document.activeElement.role === "combobox"`)
			for q, titles := range map[string]string{
				"청구서":      "비용을 줄인 기록",
				"비용은":      "비용을 줄인 기록|FinOps 첫걸음",
				"핀옵스":      "FinOps 첫걸음|비용을 줄인 기록|점진적 배포",
				"finops":   "FinOps 첫걸음|비용을 줄인 기록|점진적 배포",
				"클라우드재무관리": "FinOps 첫걸음|비용을 줄인 기록|점진적 배포",
				"rollout":  "점진적 배포",
				"네트워크에서":   "FinOps 첫걸음",
				"네트워ㅋ":     "FinOps 첫걸음",
				"네트워":      "FinOps 첫걸음",
				"네트원":      "",
				"ㅈㅈㅈㅂㅍ":    "점진적 배포",
				"점진적배포":    "점진적 배포",
				"없는말":      "",
			} {
				w.finds(q, titles)
			}
			w.finds("<b>굵은", "비용을 줄인 기록")
			// The query before may have found the same post, so its excerpt is waited for.
			w.until(`!document.querySelector(".search-results b, .search-results i") && document.querySelector(".search-excerpt")?.textContent.includes("<i> 글자")`)
			w.until(`document.querySelector(".search-excerpt mark")?.textContent === "굵은"`)
		})
	}
}

func TestBrowserSearchPage(t *testing.T) {
	s := searchable(t, 0)
	w := browse(t, s, "/search/")
	w.until(`document.activeElement.role === "combobox"`)
	w.finds("비용", "비용을 줄인 기록|FinOps 첫걸음")

	t.Run("the address can be shared", func(t *testing.T) {
		w := w
		w.t = t
		w.want(`location.search === "?q=" + encodeURIComponent("비용") && document.title.startsWith("비용 · ")`)
		w.open("/search/?q=rollout&lang=all&ops=devops&lang=nonsense")
		w.until(results + ` === "점진적 배포|Progressive delivery" || ` + results + ` === "Progressive delivery|점진적 배포"`)
		w.want(`document.querySelector("[name=ops]").value === "devops" && document.querySelector("[name=lang]").value === "all"`)
		w.want(`document.querySelector(".search-result[lang=en]").getAttribute("href") === "/blog/en/posts/deploy/"`)
	})
	t.Run("filters", func(t *testing.T) {
		w := w
		w.t = t
		choose := func(name, value string) {
			w.do(fmt.Sprintf(`{ const f = document.querySelector("[name=%s]"); f.value = %q; f.dispatchEvent(new Event("change", {bubbles: true})); }`, name, value))
		}
		choose("lang", "en")
		w.until(results + ` === "Progressive delivery"`)
		choose("ops", "finops")
		w.until(`document.querySelector(".search-status").textContent.startsWith("찾은 글이 없습니다")`)
		choose("lang", "ko")
		choose("ops", "")
		w.do(`document.querySelector("[name=q]").focus()`)
		w.finds("핀옵스", "FinOps 첫걸음|비용을 줄인 기록|점진적 배포")
		choose("ops", "devops")
		w.until(results + ` === "점진적 배포"`)
		choose("ops", "")
		w.until(results + ` === "FinOps 첫걸음|비용을 줄인 기록|점진적 배포"`)
	})
	t.Run("keyboard", func(t *testing.T) {
		w := w
		w.t = t
		const chosen = `document.querySelector("[role=option][aria-selected=true]")`
		is := func(title string) {
			t.Helper()
			w.want(fmt.Sprintf(`%s.querySelector(".search-title").textContent === %q && document.activeElement.getAttribute("aria-activedescendant") === %s.id`, chosen, title, chosen))
		}
		w.finds("핀옵스", "FinOps 첫걸음|비용을 줄인 기록|점진적 배포")
		w.press(kb.ArrowDown)
		is("FinOps 첫걸음")
		w.press(kb.ArrowDown + kb.ArrowDown)
		is("점진적 배포")
		w.press(kb.ArrowDown)
		w.want(`!` + chosen + ` && !document.activeElement.hasAttribute("aria-activedescendant")`)
		w.press(kb.ArrowUp)
		is("점진적 배포")
		w.press(kb.Escape)
		w.want(`!` + chosen + ` && document.activeElement.value === "핀옵스"`)
		w.press(kb.ArrowDown + kb.ArrowDown + kb.ArrowDown + kb.Enter)
		w.until(`location.pathname === "/blog/posts/deploy/"`)
	})
	t.Run("without scripts", func(t *testing.T) {
		w := w
		w.t = t
		w.do(`fetch("/blog/search/").then((a) => a.text()).then((html) => {
			window.still = new DOMParser().parseFromString(html, "text/html").querySelector("main noscript").textContent;
		})`)
		w.until(`window.still?.includes("자바스크립트") && window.still.includes("보관함")`)
	})
}

func TestBrowserSearchDialog(t *testing.T) {
	s := searchable(t, 0)
	w := browse(t, s, "/posts/cost/")
	const open = `document.querySelector("dialog.search-dialog")?.open && document.activeElement.role === "combobox"`
	const shut = `!document.querySelector("dialog.search-dialog")?.open`
	w.press("/")
	w.until(open)
	w.want(`document.activeElement.value === ""`)
	w.finds("rollout", "점진적 배포")
	w.want(`document.querySelector("dialog").matches(":modal") && location.pathname === "/blog/posts/cost/"`)
	w.press(kb.Escape)
	w.until(shut)
	w.press("k", chromedp.KeyModifiers(chromedp.ModifierCtrl))
	w.until(open)
	w.press(kb.ArrowDown)
	w.press(kb.Escape) // first the choice, then the dialog
	w.want(open)
	w.press(kb.Escape)
	w.until(shut)
	w.do(`document.querySelector("a[data-search]").click()`)
	w.until(open)
	w.finds("비용", "비용을 줄인 기록|FinOps 첫걸음")
	w.press(kb.Enter) // nothing is chosen: the page shows what was asked
	w.until(`location.pathname === "/blog/search/" && new URLSearchParams(location.search).get("q") === "비용" && ` + results + ` === "비용을 줄인 기록|FinOps 첫걸음"`)
}

// The client in the browser finds what search.Client finds, in the same order,
// in our own blog and in one of several segments.
func TestBrowserFindsWhatTheClientFinds(t *testing.T) {
	bench := filepath.Join(t.TempDir(), "site")
	if out, err := exec.Command("go", "run", "opspress/cmd/benchsite", "1100", bench).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	w := browse(t, searchable(t, 0), "/search/")
	for name, root := range map[string]string{"our own blog": "..", "a large blog": bench} {
		t.Run(name, func(t *testing.T) {
			out := t.TempDir()
			sum, err := Build(t.Context(), BuildOptions{SiteOptions: SiteOptions{Root: root, Clock: testClock.AddDate(1, 0, 0), Cache: CacheOff}, Out: out})
			if err != nil {
				t.Fatal(err, sum.Diagnostics)
			}
			agree(t, w.ctx, out)
		})
	}
}

const agreeing = `
import { Index } from "./search/index-file.js";
import { find } from "./search/find.js";
import { show } from "./search/show.js";
export async function all(queries) {
  const index = await new Index("/search/index.json", "ko").open();
  const out = [];
  for (const q of queries) {
    const { query, found } = await find(index, q, "", 0);
    const hits = await show(found.slice(0, 12).map((f) => ({ ...f, query })));
    out.push({ found: found.map(({ s, d }) => s * 1024 + d), shown: hits.map((h) => h.text.url) });
  }
  return out;
}`

// agree searches a published site with both clients.
func agree(t *testing.T, browser context.Context, out string) {
	module, ds := asset.Module("js/test.js", func(name string) ([]byte, bool) {
		if name == "js/test.js" {
			return []byte(agreeing), true
		}
		b, err := fs.ReadFile(assets.FS, name)
		return b, err == nil
	})
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir(out)))
	mux.HandleFunc("/test.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write(module)
	})
	mux.HandleFunc("/test.html", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<!doctype html><title>t</title>"))
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	c, err := search.Open("/search/index.json", func(href string) ([]byte, error) { return os.ReadFile(filepath.Join(out, href)) })
	if err != nil {
		t.Fatal(err)
	}
	queries := []string{
		"비용", "비용 절감", "FinOps", "핀옵스를", "dev ops", "ㅂㅍ", "ㅋㅇㅅ", "운여", "배포ㅎ", "클라우드비용", "쿠버네티스는", "C++", "node.js", "ci/cd",
		"kube", "a", "AI 옵스", "오류 예산", "error budget", "점진적배포의", "없는말입니다", "İstanbul", "ΣΑΣ", "漢字", "가", "을 를", "데", "devse", "(.*", "\u1107\u1175",
	}
	var wants []map[string]any
	for _, q := range queries {
		query, found, _, err := c.Find(q, "", 0)
		if err != nil {
			t.Fatal(err)
		}
		hits, err := c.Show(&query, found[:min(12, len(found))])
		if err != nil {
			t.Fatal(err)
		}
		places, urls := []int{}, []string{}
		for _, f := range found {
			places = append(places, f.Segment*search.SegmentSize+f.Document)
		}
		for _, h := range hits {
			urls = append(urls, h.URL)
		}
		wants = append(wants, map[string]any{"found": places, "shown": urls})
	}
	ctx, end := chromedp.NewContext(browser)
	defer end()
	list, _ := json.Marshal(queries)
	w := window{t: t, ctx: ctx, url: server.URL}
	w.open("/test.html")
	w.do(fmt.Sprintf(`import("/test.js").then((m) => m.all(%s)).then((out) => { window.out = JSON.stringify(out.map((o) => JSON.stringify(o))) }, (e) => { window.out = JSON.stringify([String(e)]) })`, list))
	w.until(`window.out`)
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("window.out"))
	if err != nil {
		t.Fatal(err)
	}
	var gots []string
	if err := json.Unmarshal([]byte(text), &gots); err != nil || len(gots) != len(queries) {
		t.Fatalf("%.300s %v", text, err)
	}
	some := 0
	for i, q := range queries {
		want, _ := json.Marshal(wants[i])
		if gots[i] != string(want) {
			t.Errorf("%q finds\n%.300s, and in Go\n%.300s", q, gots[i], want)
		}
		if len(wants[i]["found"].([]int)) > 0 {
			some++
		}
	}
	if some < 12 || slices.Contains(gots, "") {
		t.Errorf("only %d queries find something", some)
	}
}
