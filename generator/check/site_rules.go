package check

import (
	"fmt"
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// orphans reports posts that only lists lead to.
func (j *judgement) orphans() {
	if j.young() {
		return
	}
	led := map[string]bool{}
	for i := range j.Pages {
		p := &j.Pages[i]
		for _, l := range p.Links {
			if l.Body || p.Kind == "" || p.Kind == "ops" || p.Kind == "ops-map" {
				if t := j.resolve(p, l.URL); t.path != "" {
					if to, ok := j.page(t.path); ok && to.Path != p.Path && (l.Body || !lists(p.Kind)) {
						led[to.Path] = true
					}
				}
			}
		}
	}
	parts := map[string]int{}
	for _, p := range j.Parts {
		parts[p.Series+"\x00"+p.Lang]++
	}
	for _, p := range j.Parts {
		if q := j.posts[p.File]; q != nil && parts[p.Series+"\x00"+p.Lang] > 1 {
			led[q.URL] = true // the parts lead to each other
		}
	}
	keys := map[string]bool{} // a translation leads to the other
	for _, p := range j.visible() {
		keys[p.Key] = keys[p.Key] || led[p.URL]
	}
	for _, p := range j.visible() {
		if !keys[p.Key] && p.Lang == j.firstLanguage(p) {
			j.at("orphan", p.File, p.where("title"), "no other post leads to this one; readers find it in lists alone", "link to it where its subject comes up")
		}
	}
}

// firstLanguage gives the first of the site's languages in which a post is there,
// so that its translations are not reported as well.
func (j *judgement) firstLanguage(p *Post) string {
	for _, l := range j.Languages {
		for _, q := range j.visibleOf(p.Key) {
			if q.Lang == l {
				return l
			}
		}
	}
	return p.Lang
}

func (j *judgement) visibleOf(key string) (out []*Post) {
	if j.byKey == nil {
		j.byKey = map[string][]*Post{}
		for _, p := range j.visible() {
			j.byKey[p.Key] = append(j.byKey[p.Key], p)
		}
	}
	return j.byKey[key]
}

// lists says that a kind of page lists posts.
func lists(kind string) bool { return kind != "" && kind != "post" }

// names reports files whose name is not in normal form C, which other systems
// take for another name.
func (j *judgement) names() {
	for _, f := range j.Names {
		if !norm.NFC.IsNormalString(f) {
			j.at("file-name-nfd", f, Pos{}, fmt.Sprintf("the name of %s is decomposed (NFD)", norm.NFC.String(path.Base(f))), "macOS may have made it so; rename it: convmv -f utf-8 -t utf-8 --nfc --notest FILE")
		}
	}
}

// A weight is the heaviest page that comes of a file.
type weight struct {
	page  *PageAt
	sum   int64
	most  File // what it loads that weighs most
	pages int  // of the file that are too heavy
}

// weights adds up what each page loads from the site. Of the pages that one
// template or post makes, the heaviest is told.
func (j *judgement) weights() {
	limit := j.Settings.PageWeight
	if limit <= 0 {
		return
	}
	heavy := map[string]weight{}
	for i := range j.Pages {
		p := &j.Pages[i]
		sum, most := j.weigh(p)
		if sum <= limit {
			continue
		}
		file := p.Source
		if file == "" {
			file = p.Layout
		}
		w := heavy[file]
		if sum > w.sum {
			w.page, w.sum, w.most = p, sum, most
		}
		w.pages++
		heavy[file] = w
	}
	for _, file := range sortedKeys(heavy) {
		w := heavy[file]
		message := fmt.Sprintf("%s weighs %s with all that it loads; %s are allowed", w.page.Path, bytesOf(w.sum), bytesOf(limit))
		if w.pages > 1 {
			message += fmt.Sprintf(" (and %d more pages)", w.pages-1)
		}
		j.at("page-weight", file, Pos{}, message, fmt.Sprintf("most of it is %s (%s)", w.most.Path, bytesOf(w.most.Size)))
	}
}

// weigh gives the bytes of a page with what it loads, and the largest of it.
func (j *judgement) weigh(p *PageAt) (sum int64, most File) {
	sum, most = p.Size, File{Path: p.Path, Size: p.Size}
	for _, l := range p.Loads {
		t := j.resolve(p, l.URL)
		if n, ok := j.files[t.path]; ok && t.host == "" {
			f := j.Files[n]
			if sum += f.Size; f.Size > most.Size {
				most = f
			}
		}
	}
	return sum, most
}

func bytesOf(n int64) string {
	if n < 1e6 {
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/1e6), ".0") + " MB"
}

// missing gives the entries of the ledger at which nothing is now.
func (j *judgement) missing() (out []Entry) {
	gone := map[string]bool{}
	for _, g := range j.Gone {
		gone[strings.TrimSuffix(norm.NFC.String(g), "/")] = true
	}
	for _, e := range j.Ledger.Entries {
		if !j.exists(e.Path) && !gone[strings.TrimSuffix(e.Path, "/")] {
			out = append(out, e)
		}
	}
	return out
}

// lost reports what was published once and is no more.
func (j *judgement) lost() {
	for _, e := range j.missing() {
		hint := "add it to the aliases of the post that took its place, or to gone: in site.yaml"
		if s := j.similar(e.Path); s != "" {
			hint = "did it become " + s + "? opspress check --fix looks; else " + hint
		}
		j.at("url-lost", LedgerFile, Pos{e.Line, 1}, LostMessage(e.Path), hint)
	}
}

// LostMessage is what a finding of the rule url-lost says of a path.
func LostMessage(path string) string {
	return path + " was published once, and now nothing is there"
}
