package diff

import (
	"cmp"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"opspress/generator/output"
)

// A comparer compares two sites.
type comparer struct{ old, new *side }

// A twin is one path on both sides; a file that is not there has no Open.
type twin struct {
	old, new output.File
	// What came of it, when it is a page.
	page     *Page
	redirect *Redirect
	lost     bool
	around   bool // something changed around the text
	markup   bool // nothing changed but bytes
	key      key  // of a page that is only on one side
}

// furtherPage is the second or a later page of a list. They come and go with
// the number of posts, and nobody is promised them.
var furtherPage = regexp.MustCompile(`/page/[0-9]+/$`)

// A key is by what a page that came is recognised as one that went.
type key struct {
	text  output.Digest
	title string
	post  bool
}

func (c *comparer) compare() (Diff, error) {
	d := Diff{Lost: []string{}, Pages: []Page{}, Redirects: []Redirect{}, Files: []File{}}
	for _, s := range []*side{c.old, c.new} {
		if err := s.settle(); err != nil {
			return d, err
		}
	}
	twins, same := c.twins(&d)
	if err := each(len(twins), func(i int) error { return c.look(&twins[i]) }); err != nil {
		return d, err
	}
	arrived(twins)
	if err := c.marry(twins); err != nil {
		return d, err
	}
	follow(twins)
	d.Total.Same = same
	d.collect(twins)
	return d, c.surround(&d, twins)
}

// arrived drops the pages that came where one that moved has been told of.
func arrived(twins []twin) {
	moved := map[string]bool{}
	for i := range twins {
		if p := twins[i].page; p != nil && p.Change == Moved {
			moved[p.URL] = true
		}
	}
	for i := range twins {
		if p := twins[i].page; p != nil && p.Change == Added && moved[p.URL] {
			twins[i].page = nil
		}
	}
}

// follow takes out of the changes that links follow a page that moved: the
// reader gets where they wanted to.
func follow(twins []twin) {
	now := map[string]string{}
	for i := range twins {
		if p := twins[i].page; p != nil && p.Change == Moved {
			now[p.From] = p.URL
		}
	}
	for i := range twins {
		t := &twins[i]
		if t.page == nil || t.page.Links == nil {
			continue
		}
		l := t.page.Links
		for _, from := range slices.Clone(l.Removed) {
			if to, moved := now[from]; moved && slices.Contains(l.Added, to) {
				l.Removed = slices.DeleteFunc(l.Removed, func(s string) bool { return s == from })
				l.Added = slices.DeleteFunc(l.Added, func(s string) bool { return s == to })
			}
		}
		if len(l.Added)+len(l.Removed) > 0 {
			continue
		}
		t.page.Links = nil
		if t.page.Change == Changed && t.page.unchanged() {
			t.page, t.markup = nil, true
		}
	}
}

// unchanged says that a page of both sides says what it said.
func (p *Page) unchanged() bool {
	return len(p.Fields)+len(p.Anchors)+len(p.Excerpt) == 0 && p.Links == nil
}

// surround tells of what changed around the text of pages: the first of them.
func (c *comparer) surround(d *Diff, twins []twin) error {
	for i := range twins {
		t := &twins[i]
		if !t.around {
			continue
		}
		if d.Around != nil {
			d.Around.Pages++
			continue
		}
		old, err := c.old.read(t.old)
		if err != nil {
			return err
		}
		new, err := c.new.read(t.new)
		if err != nil {
			return err
		}
		d.Around = &Around{Pages: 1, URL: urlOf(t.path())}
		d.Around.Excerpt, _ = compareText(old.Around, new.Around)
	}
	return nil
}

// twins pairs the files of both sides, puts those that are no pages into d, and
// counts the pages that are the same to the byte.
func (c *comparer) twins(d *Diff) (pages []twin, same int) {
	a, b := c.old.Files(), c.new.Files()
	named := map[string]File{}
	note := func(f output.File, old bool) {
		n := named[plainName(f.Path)]
		n.Path = plainName(f.Path)
		if old {
			n.Bytes.Old += f.Size
		} else {
			n.Bytes.New += f.Size
		}
		named[n.Path] = n
	}
	for len(a)+len(b) > 0 {
		var t twin
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].Path < b[0].Path:
			t.old, a = a[0], a[1:]
		case len(a) == 0 || b[0].Path < a[0].Path:
			t.new, b = b[0], b[1:]
		default:
			t.old, t.new, a, b = a[0], b[0], a[1:], b[1:]
		}
		d.Total.Bytes.Old += t.old.Size
		d.Total.Bytes.New += t.new.Size
		equal := t.old.Open != nil && t.new.Open != nil && t.old.Digest == t.new.Digest
		if isPage(t.path()) && t.old.Open != nil {
			d.Total.Pages.Old++
		}
		if isPage(t.path()) && t.new.Open != nil {
			d.Total.Pages.New++
		}
		switch {
		case isPage(t.path()) && equal:
			same++
		case isPage(t.path()):
			pages = append(pages, t)
		case equal:
		default:
			if t.old.Open != nil {
				note(t.old, true)
			}
			if t.new.Open != nil {
				note(t.new, false)
			}
		}
	}
	d.files(named, c)
	return pages, same
}

func (t *twin) path() string { return cmp.Or(t.old.Path, t.new.Path) }

// files puts what is no page into d. Assets that only changed the digest in
// their names are no change.
func (d *Diff) files(named map[string]File, c *comparer) {
	digests := func(m output.Manifest) map[string][]output.Digest {
		out := map[string][]output.Digest{}
		for _, f := range m.Files() {
			if n := plainName(f.Path); n != f.Path {
				out[n] = append(out[n], f.Digest)
			}
		}
		return out
	}
	old, new := digests(c.old.Manifest), digests(c.new.Manifest)
	for _, f := range named {
		if len(old[f.Path]) > 0 && slices.Equal(old[f.Path], new[f.Path]) {
			continue
		}
		has := func(s *side, ds []output.Digest) bool {
			_, there := s.Find(f.Path)
			return there || len(ds) > 0
		}
		switch before, after := has(c.old, old[f.Path]), has(c.new, new[f.Path]); {
		case !before:
			f.Change = Added
		case !after:
			f.Change = Removed
		default:
			f.Change = Changed
		}
		d.Files = append(d.Files, f)
	}
	slices.SortFunc(d.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
}

// look reads one path on both sides and tells them apart.
func (c *comparer) look(t *twin) error {
	old, err := c.old.maybe(t.old)
	if err != nil {
		return err
	}
	new, err := c.new.maybe(t.new)
	if err != nil {
		return err
	}
	u := urlOf(t.path())
	was, is := t.old.Open != nil && old.Redirect == "", t.new.Open != nil && new.Redirect == ""
	sent, sends := t.old.Open != nil && !was, t.new.Open != nil && !is
	switch {
	case sent && sends:
		if from, to := c.old.target(old.Redirect), c.new.target(new.Redirect); from != to {
			t.redirect = &Redirect{u, from, to}
		} else {
			t.markup = true
		}
	case sent && !is:
		t.redirect, t.lost = &Redirect{URL: u, Old: c.old.target(old.Redirect)}, true
	case sends && !was:
		t.redirect = &Redirect{URL: u, New: c.new.target(new.Redirect)}
	case was && sends:
		return c.moved(t, old, c.new.target(new.Redirect))
	case was && is:
		return c.changed(t, u, old, new)
	case was:
		t.lost, t.key = !furtherPage.MatchString(u), keyOf(old)
		t.page, err = c.describe(u, Removed, old, page{}, t.old, output.File{})
	default:
		t.key = keyOf(new)
		t.page, err = c.describe(u, Added, page{}, new, output.File{}, t.new)
		if sent && err == nil { // the redirect gave way
			t.redirect = &Redirect{URL: u, Old: c.old.target(old.Redirect)}
		}
	}
	return err
}

func (s *side) maybe(f output.File) (page, error) {
	if f.Open == nil {
		return page{}, nil
	}
	return s.read(f)
}

// target gives where a redirect leads, from the root of the folder if it leads
// to this site.
func (s *side) target(href string) string {
	if f := s.file(href); f != "" {
		if _, ok := s.Find(f); ok {
			return urlOf(f)
		}
	}
	return href
}

func (s *side) targets(hrefs []string) []string {
	out := make([]string, len(hrefs))
	for i, h := range hrefs {
		out[i] = s.target(h)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func keyOf(p page) key {
	var parts []string
	for _, l := range p.Text {
		parts = append(parts, l, "\n")
	}
	return key{text: output.SumOf(parts...), title: p.Title, post: p.Post}
}

// changed tells what is different about a page that is on both sides.
func (c *comparer) changed(t *twin, u string, old, new page) (err error) {
	t.around = !slices.Equal(old.Around, new.Around)
	if new.Kind == Gone && old.Kind != Gone {
		t.page, err = c.describe(u, Gone, old, page{}, t.old, t.new)
		return err
	}
	p, err := c.describe(u, Changed, old, new, t.old, t.new)
	if err != nil {
		return err
	}
	if p.unchanged() {
		t.markup = true
		return nil
	}
	t.page = p
	return nil
}

// moved tells of a page whose URL redirects now.
func (c *comparer) moved(t *twin, old page, to string) error {
	f, ok := c.new.Find(strings.TrimPrefix(to, "/") + "index.html")
	if !ok {
		f, ok = c.new.Find(strings.TrimPrefix(to, "/"))
	}
	if !ok { // it leads elsewhere
		p, err := c.describe(urlOf(t.path()), Removed, old, page{}, t.old, output.File{})
		t.page, t.redirect = p, &Redirect{URL: urlOf(t.path()), New: to}
		return err
	}
	new, err := c.new.read(f)
	if err != nil {
		return err
	}
	p, err := c.describe(to, Moved, old, new, t.old, f)
	if err != nil {
		return err
	}
	p.From, p.By = urlOf(t.path()), ByRedirect
	t.page = p
	return nil
}

// describe compares a page with what it has become.
func (c *comparer) describe(u, change string, old, new page, a, b output.File) (p *Page, err error) {
	p = &Page{URL: u, Change: change, Title: cmp.Or(new.Name, new.Title, old.Name, old.Title), List: !old.Post && !new.Post, Bytes: Sizes{a.Size, b.Size}}
	if change == Changed || change == Moved {
		p.Fields = fields(old, new, change)
		p.Anchors = lost(old.Headings, new.Headings)
		p.Excerpt, p.Words = compareText(old.Text, new.Text)
		p.Links = links(c.old.targets(old.Links), c.new.targets(new.Links))
		if change == Changed && p.unchanged() {
			return p, nil // nobody will ask what it weighs
		}
	} else {
		_, p.Words = compareText(old.Text, new.Text)
	}
	if a.Open != nil {
		if p.Weight.Old, err = c.old.weight(a, old.Parts); err != nil {
			return nil, err
		}
	}
	if b.Open != nil && change != Gone {
		p.Weight.New, err = c.new.weight(b, new.Parts)
	}
	return p, err
}

func fields(old, new page, change string) (out []Field) {
	for _, f := range []Field{
		{"title", old.Title, new.Title}, {"description", old.Description, new.Description}, {"canonical", old.Canonical, new.Canonical},
		{"robots", old.Robots, new.Robots}, {"language", old.Lang, new.Lang},
	} {
		if f.Old != f.New && (f.Name != "canonical" || change != Moved) {
			out = append(out, f)
		}
	}
	return out
}

// lost gives the ids that are there no more, and those of the headings that
// stand in their place.
func lost(old, new []heading) (out []Anchor) {
	has := map[string]bool{}
	named := map[string]string{}
	for _, h := range new {
		has[h.ID] = true
		named[h.Text] = h.ID
	}
	for _, h := range old {
		if !has[h.ID] {
			out = append(out, Anchor{h.ID, h.Text, named[h.Text]})
		}
	}
	return out
}

func links(old, new []string) *Links {
	without := func(a, b []string) []string {
		return slices.DeleteFunc(slices.Clone(a), func(s string) bool {
			_, found := slices.BinarySearch(b, s)
			return found
		})
	}
	l := Links{Added: without(new, old), Removed: without(old, new)}
	if len(l.Added)+len(l.Removed) == 0 {
		return nil
	}
	return &l
}

// marry makes one of a page that went and a page that came when they have the
// same text, or else the same title and nobody else has it.
func (c *comparer) marry(twins []twin) error {
	for _, by := range []struct {
		name string
		of   func(k key) (key, bool)
	}{
		{ByText, func(k key) (key, bool) { return key{text: k.text}, k.text != output.SumOf() }},
		{ByTitle, func(k key) (key, bool) { return key{title: k.title}, k.post && k.title != "" }},
	} {
		came, went := map[key][]int{}, map[key][]int{}
		for i := range twins {
			if p := twins[i].page; p != nil && twins[i].redirect == nil {
				if k, ok := by.of(twins[i].key); ok && p.Change == Added {
					came[k] = append(came[k], i)
				} else if ok && p.Change == Removed {
					went[k] = append(went[k], i)
				}
			}
		}
		for k, from := range went {
			if to := came[k]; len(from) == 1 && len(to) == 1 {
				if err := c.wed(&twins[from[0]], &twins[to[0]], by.name); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (c *comparer) wed(from, to *twin, by string) error {
	old, err := c.old.read(from.old)
	if err != nil {
		return err
	}
	new, err := c.new.read(to.new)
	if err != nil {
		return err
	}
	p, err := c.describe(to.page.URL, Moved, old, new, from.old, to.new)
	if err != nil {
		return err
	}
	p.From, p.By = urlOf(from.path()), by
	to.page, from.page = p, nil // the old URL stays lost
	return nil
}

// collect puts what came of all pages into d, in order.
func (d *Diff) collect(twins []twin) {
	for i := range twins {
		t := &twins[i]
		u := urlOf(t.path())
		if t.lost {
			d.Lost = append(d.Lost, u)
		}
		if t.redirect != nil {
			d.Redirects = append(d.Redirects, *t.redirect)
		}
		if t.markup {
			d.Total.Same++
			d.Total.Markup++
		}
		if t.page != nil {
			d.Pages = append(d.Pages, *t.page)
			d.Total.add(t.page)
		}
	}
	slices.SortFunc(d.Pages, func(a, b Page) int {
		return cmp.Or(strings.Compare(a.URL, b.URL), strings.Compare(a.From, b.From))
	})
	slices.Sort(d.Lost)
}

func (t *Total) add(p *Page) {
	switch p.Change {
	case Added:
		t.Added++
	case Removed, Gone:
		t.Removed++
	case Moved:
		t.Moved++
	default:
		t.Changed++
	}
	if !p.List {
		t.Words.In += p.Words.In
		t.Words.Out += p.Words.Out
	}
}

// each calls f for 0 to n-1, several at once, and gives the error of the first
// place that has one.
func each(n int, f func(i int) error) error {
	errs := make([]error, n)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				errs[i] = f(i)
			}
		})
	}
	wait.Wait()
	return cmp.Or(errs...)
}
