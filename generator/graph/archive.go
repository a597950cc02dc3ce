package graph

// A year is the posts of one year, in order of lists, and their months.
type year struct {
	posts  []*post
	groups []Group
}

// An archive is the posts of a language by year and month.
type archive struct {
	groups []Group // of all posts
	years  map[int]*year
}

// archivesOf gives the archive of each language. It is made once, because every
// page of an archive shows the counts of all of it.
func (g *Graph) archivesOf() map[string]archive {
	out := make(map[string]archive, len(g.byLang))
	for lang, ps := range g.byLang {
		a := archive{g.groups(ps, lang), map[int]*year{}}
		for _, p := range ps {
			if p.meta.Date.IsZero() {
				continue
			}
			y := a.years[p.meta.Date.Year()]
			if y == nil {
				y = &year{}
				a.years[p.meta.Date.Year()] = y
			}
			y.posts = append(y.posts, p)
		}
		for _, y := range a.years {
			y.groups = g.groups(y.posts, lang)
		}
		out[lang] = a
	}
	return out
}

// groups counts posts by year and month, newest first, undated last.
func (g *Graph) groups(ps []*post, lang string) []Group {
	g.looked(len(ps))
	var out []Group
	year := -1 // where the group of the present year stands
	for _, p := range ps {
		y, m := 0, 0
		if !p.meta.Date.IsZero() {
			y, m = p.meta.Date.Year(), int(p.meta.Date.Month())
		}
		if year < 0 || out[year].Year != y {
			grp := Group{Year: y}
			if y != 0 {
				grp.URL = g.Href(g.prefix(lang) + "/archive/" + p.meta.Date.Format("2006") + "/")
			}
			year = len(out)
			out = append(out, grp)
		}
		out[year].Count++
		if m == 0 {
			continue
		}
		if out[len(out)-1].Month != m {
			out = append(out, Group{Year: y, Month: m})
		}
		out[len(out)-1].Count++
	}
	return out
}
