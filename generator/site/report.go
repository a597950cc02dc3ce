package site

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/markdown"
	"opspress/generator/memo"
)

// A Reporter makes the pages at /report/. The site knows the facts and where the
// page stands; what a report says is for whoever hands the Reporter over. Equal
// pages must have equal bytes.
type Reporter struct {
	Style []byte // the style sheet of the page
	Page  func(p ReportPage) ([]byte, error)
}

// A ReportPage is what the page of a report in one language is made from.
type ReportPage struct {
	Facts      ReportFacts
	Lang       string
	Title      string // of the site
	Home       string // href of the home page
	Style      string // href of the style sheet
	Permalink  string // absolute; "" without a baseURL
	Generator  string
	Icon       string
	Alternates []ReportAlternate // itself too
	Word       func(key string, args ...any) (string, error)
}

// A ReportAlternate is the report in one language.
type ReportAlternate struct {
	Lang, Name, URL, Permalink string
	Current                    bool
}

// ReportFacts are what is known of a blog from its sources, its settings and the
// day alone.
type ReportFacts struct {
	Day        time.Time // midnight, in the zone of the site
	Languages  []string  // that have posts, the default one first
	Types      []ReportType
	Posts      []ReportPost // those that a build publishes, newest first
	Tags       []ReportTag  // in order of ID
	Objectives []Objective
	Drafts     int
	Scheduled  int
	Expired    int
}

// A ReportType is an Ops type, in the order of the site.
type ReportType struct {
	ID, Color string
	Names     map[string]string // by language
	URLs      map[string]string // of its page, by language
}

// A ReportPost is a published post.
type ReportPost struct {
	Path, Title, URL, Lang string
	Types                  []string // IDs
	Date, Updated          time.Time
	Review                 time.Time
	Minutes                int      // to read it
	Linked                 int      // texts of other posts that lead to it
	Translations           []string // paths of the same post, itself too, in order of languages; or nil
}

// A ReportTag is a tag.
type ReportTag struct {
	ID    string
	Names map[string]string // by language
	URLs  map[string]string
	Posts int // of all languages, translations of one post counted once
}

// runDay gives the day in the zone of the site.
func (s *Site) runDay(c *memo.Ctx, _ none) (time.Time, error) {
	now, err := s.world.now.Get(c, none{})
	if err != nil {
		return now, err
	}
	set, err := s.settings.Get(c, none{})
	return dayOf(now, set.zone()), err
}

func dayOf(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// runOutbound gives the pages of this site to which the text of a post leads,
// as hrefs without a fragment.
func (s *Site) runOutbound(c *memo.Ctx, path string) ([]string, error) {
	at, err := s.at.Get(c, path)
	if err != nil {
		return nil, err
	}
	d, err := s.doc.Get(c, path)
	if err != nil {
		return nil, err
	}
	f, err := s.filler(c, path, d.Line, at.Page, at.Lang, false)
	if err != nil {
		return nil, err
	}
	return f.outbound(&d.Doc), f.err
}

// outbound resolves the links of a doc. What is wrong with them is told where
// the page is made.
func (f *filler) outbound(d *markdown.Doc) []string {
	var out []string
	var look func(hs []markdown.Hole)
	look = func(hs []markdown.Hole) {
		for i := range hs {
			h := &hs[i]
			if h.Call != nil && h.Call.Inner != nil {
				look(h.Call.Inner.Holes)
			}
			if href := f.leads(h); href != "" {
				out = append(out, href)
			}
		}
	}
	look(d.Holes)
	return sortedUnique(out)
}

// leads gives the page of this site to which a link leads, else nothing.
func (f *filler) leads(h *markdown.Hole) string {
	dest := h.Dest
	if h.Call != nil && h.Kind == markdown.Link && (h.Call.Name == "ref" || h.Call.Name == "relref") && len(h.Call.Args) > 0 {
		href, _, _ := f.ref(strings.TrimPrefix(h.Call.Args[0].Value, "/"))
		href, _ = splitDest(href)
		return href
	}
	if h.Kind != markdown.Link || h.Call != nil || dest == "" || isExternal(dest) {
		return ""
	}
	dest, _ = splitDest(dest)
	if dest == "" {
		return ""
	}
	href, why, _ := f.resolve(dest)
	if why != "" || isExternal(href) {
		return ""
	}
	return href
}

func (s *Site) runReportFacts(c *memo.Ctx, _ none) (f ReportFacts, err error) {
	g, err := s.graph.Get(c, none{})
	if err != nil {
		return f, err
	}
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return f, err
	}
	if f.Day, err = s.day.Get(c, none{}); err != nil {
		return f, err
	}
	f.Languages, f.Objectives = g.Languages(), set.Objectives
	f.Types = reportTypes(g)
	if err := s.reportPosts(c, g, &f); err != nil {
		return f, err
	}
	return f, s.reportHidden(c, g, &f)
}

func reportTypes(g *graph.Graph) (out []ReportType) {
	at := map[string]int{}
	for _, l := range g.Languages() {
		for _, t := range g.Types(l) {
			i, ok := at[t.ID]
			if !ok {
				i = len(out)
				at[t.ID] = i
				out = append(out, ReportType{ID: t.ID, Color: t.Color, Names: map[string]string{}, URLs: map[string]string{}})
			}
			out[i].Names[l], out[i].URLs[l] = t.Name, t.URL
		}
	}
	return out
}

func (s *Site) reportPosts(c *memo.Ctx, g *graph.Graph, f *ReportFacts) error {
	items := g.Visible()
	paths := make([]string, len(items))
	for i, it := range items {
		paths[i] = it.Path
	}
	outs, errs := s.outbound.All(c, paths)
	abstracts, aerrs := s.abstract.All(c, paths)
	metas, merrs := s.meta.All(c, paths)
	for _, err := range append(append(errs, aerrs...), merrs...) {
		if err != nil {
			return err
		}
	}
	linked := map[string]int{} // by href
	for i, out := range outs {
		for _, href := range out {
			if href != items[i].URL {
				linked[href]++
			}
		}
	}
	tags := map[string]*ReportTag{}
	for i, it := range items {
		p := ReportPost{
			Path: it.Path, Title: it.Title, URL: it.URL, Lang: it.Lang, Date: it.Date, Updated: it.Date,
			Minutes: minutes(abstracts[i].Words), Linked: linked[it.URL], Translations: g.Translations(it.Path),
		}
		if metas[i] != nil {
			p.Review = metas[i].ReviewBy
		}
		if it.Lastmod.After(p.Updated) {
			p.Updated = it.Lastmod
		}
		for _, t := range it.Types {
			p.Types = append(p.Types, t.ID)
		}
		first := len(p.Translations) == 0 || p.Translations[0] == p.Path
		for _, t := range it.Tags {
			if tags[t.ID] == nil {
				tags[t.ID] = &ReportTag{ID: t.ID, Names: map[string]string{}, URLs: map[string]string{}}
			}
			tags[t.ID].Names[it.Lang], tags[t.ID].URLs[it.Lang] = t.Name, t.URL
			if first {
				tags[t.ID].Posts++
			}
		}
		f.Posts = append(f.Posts, p)
	}
	for _, id := range slices.Sorted(maps.Keys(tags)) {
		f.Tags = append(f.Tags, *tags[id])
	}
	return nil
}

// reportHidden counts the posts that a build leaves out.
func (s *Site) reportHidden(c *memo.Ctx, g *graph.Graph, f *ReportFacts) error {
	front, err := s.front.Get(c, none{})
	if err != nil {
		return err
	}
	for _, m := range front.Posts {
		switch t, _ := g.File(m.Path); t.Hidden {
		case graph.Draft:
			f.Drafts++
		case graph.Future:
			f.Scheduled++
		case graph.Expired:
			f.Expired++
		}
	}
	return nil
}

// ReportFacts gives what is known of the blog, whether the site has a report
// page or not.
func (r *Revision) ReportFacts() (f ReportFacts, err error) {
	err = r.do(func(c *memo.Ctx) (err error) {
		f, err = r.site.facts.Get(c, none{})
		return err
	})
	return f, err
}

// Words gives what looks up the words of the interface in a language.
func (r *Revision) Words(lang string) (strs *layout.Strings, err error) {
	err = r.do(func(c *memo.Ctx) (err error) {
		strs, err = r.site.strings.Get(c, lang)
		return err
	})
	return strs, err
}

// report makes a page at /report/.
func (s *Site) report(c *memo.Ctx, r graph.Route) ([]byte, error) {
	p, err := s.common(c, r)
	if err != nil {
		return nil, err
	}
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return nil, err
	}
	facts, err := s.facts.Get(c, none{})
	if err != nil {
		return nil, err
	}
	strs, err := s.strings.Get(c, r.Lang)
	if err != nil {
		return nil, err
	}
	rp := ReportPage{
		Facts: facts, Lang: r.Lang, Title: p.Site.Title, Home: p.Site.Home, Icon: p.Site.Icon,
		Style: graph.Href(set.base(), s.reportStyle().Path), Permalink: p.Permalink,
		Generator: strings.TrimSpace("opspress " + p.Site.Version), Word: strs.T,
	}
	l, err := s.list.Get(c, r)
	if err != nil {
		return nil, err
	}
	for _, a := range s.alternates(&set, l.Alternates, r.Lang) {
		rp.Alternates = append(rp.Alternates, ReportAlternate{a.Lang, a.Name, a.URL, a.Permalink, a.Current})
	}
	b, err := s.opt.Reporter.Page(rp)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.Path, err)
	}
	return b, nil
}

// reportStyle is the style sheet of the report.
func (s *Site) reportStyle() bundle { return newBundle("report.css", s.opt.Reporter.Style) }

// reports says whether the site has a report page.
func (s *Site) reports(set *Settings) bool { return set.Report && s.opt.Reporter != nil }
