package site

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"opspress/generator/asset"
	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/memo"
	"opspress/generator/output"
)

// A compiled is a layout, or none when its templates have errors, which have
// been reported.
type compiled struct{ *layout.Layout }

// runTemplate parses one template file. A nil tree has been reported, or the
// file does not exist.
func (s *Site) runTemplate(c *memo.Ctx, name string) (*layout.Tree, error) {
	src, ok := s.read(c, "layouts/"+name)
	if !ok {
		return nil, c.Context().Err()
	}
	t, ds := layout.Parse(name, src)
	warn(c, ds...)
	return t, nil
}

func sameTree(a, b *layout.Tree) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Name == b.Name && bytes.Equal(a.Source, b.Source)
}

// runNames lists all templates, from layouts/ on.
func (s *Site) runNames(c *memo.Ctx, _ none) ([]string, error) {
	t, err := s.world.tree.Get(c, "layouts")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range t.Files {
		if path.Ext(f) == ".html" {
			out = append(out, strings.TrimPrefix(f, "layouts/"))
		}
	}
	return out, nil
}

func (s *Site) runLayout(c *memo.Ctx, name string) (compiled, error) {
	names, err := s.names.Get(c, none{})
	if err != nil {
		return compiled{}, err
	}
	broken := false
	l, ds := layout.Compile(name, func(n string) (*layout.Tree, bool) {
		t, terr := s.template.Get(c, n)
		if terr != nil {
			err = terr
		}
		if t == nil && slices.Contains(names, n) {
			broken = true // and said why
		}
		return t, t != nil
	}, names...)
	if err != nil {
		return compiled{}, err
	}
	if !broken {
		warn(c, ds...)
	}
	return compiled{l}, nil
}

func (s *Site) runStrings(c *memo.Ctx, lang string) (*layout.Strings, error) {
	const name = "layouts/strings.yaml"
	table, ds := layout.ParseStrings(name, s.world.readEmbedded(name).Bytes)
	warn(c, ds...)
	if src, ok := s.read(c, name); ok {
		user, ds := layout.ParseStrings(name, src)
		warn(c, ds...)
		table = layout.MergeStrings(table, user)
	}
	return layout.NewStrings(table, lang), nil
}

// A bundle is a style sheet or script with its digest in its name.
type bundle struct {
	Path  string // site path, "" when there is none
	Bytes []byte
}

func newBundle(name string, b []byte) bundle {
	ext := path.Ext(name)
	return bundle{"/assets/" + strings.TrimSuffix(name, ext) + "." + output.Sum(b).Short() + ext, b}
}

// sources reads every file of a folder below assets/. All of them are read,
// whichever the entry imports: esbuild asks from goroutines of its own.
func (s *Site) sources(c *memo.Ctx, dir string) (asset.Read, error) {
	t, err := s.world.tree.Get(c, "assets")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, f := range t.Files {
		name := strings.TrimPrefix(f, "assets/")
		if !strings.HasPrefix(name, dir+"/") {
			continue
		}
		if b, ok := s.read(c, f); ok {
			files[name] = b
		}
	}
	return func(name string) ([]byte, bool) {
		b, ok := files[name]
		return b, ok
	}, nil
}

// sheet gives the style sheet of a kind of page: that of posts, which most
// readers see first, is the smaller one.
func (s *Site) sheet(k graph.PageKind) *memo.Task[none, bundle] {
	if k == graph.KindPost {
		return s.style
	}
	return s.overview
}

func (s *Site) runStyle(c *memo.Ctx, _ none) (bundle, error) { return s.bundleStyle(c, "main.css") }

// runOverviewStyle bundles the style sheet of pages that lead to others: all of
// main.css, and what only they show.
func (s *Site) runOverviewStyle(c *memo.Ctx, _ none) (bundle, error) {
	return s.bundleStyle(c, "overview.css")
}

func (s *Site) bundleStyle(c *memo.Ctx, name string) (bundle, error) {
	read, err := s.sources(c, "css")
	if err != nil {
		return bundle{}, err
	}
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return bundle{}, err
	}
	looks := map[string]asset.Look{}
	for _, l := range set.Languages {
		m, err := s.map_.Get(c, l)
		if err != nil {
			return bundle{}, err
		}
		for _, t := range m.Types {
			if looks[t.ID], err = s.look(c, t.ID, t.Color); err != nil {
				return bundle{}, err
			}
		}
	}
	b, ds := asset.CSS("css/"+name, read, asset.ThemeColors(set.Accent, looks))
	warn(c, ds...)
	if b == nil {
		return bundle{}, nil
	}
	return newBundle(name, b), nil
}

// runScript bundles js/main.js, where there is one, and what the settings add.
func (s *Site) runScript(c *memo.Ctx, _ none) (bundle, error) {
	const entry, comments = "js/main.js", "js/comments.js"
	read, err := s.sources(c, "js")
	if err != nil {
		return bundle{}, err
	}
	if _, ok := read(entry); !ok {
		return bundle{}, nil
	}
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return bundle{}, err
	}
	entries := []string{entry}
	if _, ok := read(comments); ok && set.Comments != nil {
		entries = append(entries, comments)
	}
	b, ds := asset.JS(read, entries...)
	warn(c, ds...)
	if b == nil {
		return bundle{}, nil
	}
	return newBundle("main.js", b), nil
}

// runSeeker bundles the module that a page loads when somebody searches.
func (s *Site) runSeeker(c *memo.Ctx, _ none) (bundle, error) {
	const entry = "js/search/index.js"
	read, err := s.sources(c, "js")
	if err != nil {
		return bundle{}, err
	}
	if _, ok := read(entry); !ok {
		return bundle{}, nil
	}
	b, ds := asset.Module(entry, read)
	warn(c, ds...)
	if b == nil {
		return bundle{}, nil
	}
	return newBundle("search.js", b), nil
}

// bundles are the tasks of all bundles.
func (s *Site) bundles() []*memo.Task[none, bundle] {
	return []*memo.Task[none, bundle]{s.style, s.overview, s.script, s.seeker}
}

// runFrame gives what all pages of a language share.
func (s *Site) runFrame(c *memo.Ctx, lang string) (layout.Site, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return layout.Site{}, err
	}
	m, err := s.map_.Get(c, lang)
	if err != nil {
		return layout.Site{}, err
	}
	f := layout.Site{
		Title: set.Title.In(lang), Description: set.Description.In(lang), Lang: lang,
		Home: m.URLs[graph.KindHome], Footer: set.Footer.In(lang), Contact: set.Contact.view(lang),
		Feed: m.Feed, FeedType: m.FeedType, Accent: set.Accent, Version: s.opt.Version, GoogleProof: set.Google, NaverProof: set.Naver,
		URLs: layout.URLs{
			Posts: m.URLs[graph.KindPosts], Ops: m.URLs[graph.KindOpsMap], Tags: m.URLs[graph.KindTags],
			Series: m.URLs[graph.KindSeries], Authors: m.URLs[graph.KindAuthors], Archive: m.URLs[graph.KindArchive],
			Report: m.URLs[graph.KindReport], Search: m.URLs[graph.KindSearch],
		},
	}
	if s.opt.MetaPolicy {
		f.Policy = set.metaPolicy()
	}
	for _, t := range m.Types {
		f.Types = append(f.Types, refView(t))
	}
	for _, l := range set.Menu {
		f.Menu = append(f.Menu, layout.Link{Title: l.Title.In(lang), URL: s.ours(c, set, lang, l.URL)})
	}
	for _, l := range set.Social {
		f.Social = append(f.Social, layout.Link{Title: l.Title.In(lang), URL: s.ours(c, set, lang, l.URL)})
	}
	seeker, err := s.seeker.Get(c, none{})
	if err != nil {
		return layout.Site{}, err
	}
	if seeker.Path != "" {
		f.SearchScript = graph.Href(set.base(), seeker.Path)
		style, err := s.overview.Get(c, none{})
		if err != nil {
			return f, err
		}
		f.SearchStyle = graph.Href(set.base(), style.Path)
	}
	if f.Contact != nil {
		f.Contact.URL = s.ours(c, set, lang, f.Contact.URL)
	}
	f.Comments, f.Analytics = set.Comments, set.Analytics
	if f.Logo, err = s.logo(c, set, lang); err != nil {
		return f, err
	}
	if at, err := s.extra.Get(c, "assets/static/favicon.svg"); err == nil && at != "" {
		f.Icon = graph.Href(set.base(), at)
	}
	return f, nil
}

// logo gives the logo with its size, as far as that can be read.
func (s *Site) logo(c *memo.Ctx, set Settings, lang string) (*layout.Picture, error) {
	if set.Logo == "" {
		return nil, nil
	}
	p := &layout.Picture{URL: s.ours(c, set, lang, set.Logo)}
	rest, ours := strings.CutPrefix(set.Logo, "/")
	if file := path.Join("assets/static", rest); ours {
		at, err := s.extra.Get(c, file)
		if err != nil || at == "" {
			return p, err
		}
		size, err := s.world.picked.Get(c, s.world.onDisk(nfc(file)))
		p.Width, p.Height = size.Width, size.Height
		return p, err
	}
	return p, nil
}

// ours puts the path of baseURL before a URL that begins at the site's root, and
// says when the site has no such page. Where the page exists in the language at
// hand, that one is meant.
func (s *Site) ours(c *memo.Ctx, set Settings, lang, url string) string {
	if !strings.HasPrefix(url, "/") || strings.HasPrefix(url, "//") {
		return url
	}
	p, tail := splitDest(url)
	if lang != set.Languages[0] {
		if ok, err := s.known.Get(c, "/"+lang+p); err == nil && ok {
			return graph.Href(set.base(), "/"+lang+p) + tail
		}
	}
	if ok, err := s.known.Get(c, p); err == nil && !ok {
		warn(c, diag.Diagnostic{Rule: "link", Severity: set.severity(), File: settingsFile,
			Message: "link " + url + " leads nowhere", Hint: "no page or file of this site has that URL"})
	}
	return graph.Href(set.base(), p) + tail
}
