package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A report looks back on all months since the first post, within these bounds.
const fewestMonths, mostMonths = 12, 24

// Make makes the report of facts.
func Make(f Facts) Report {
	r := Report{
		Day: f.Day.Format(time.DateOnly), Languages: f.Languages, Site: f.Site, Builds: f.Builds, Notes: f.Notes,
		Orphans: []Item{}, ThinTags: []TagItem{}, Drift: []Drift{}, Review: []Review{},
	}
	m := maker{f: f, zone: f.Day.Location(), byPath: map[string]*Post{}}
	for i := range f.Posts {
		m.byPath[f.Posts[i].Path] = &f.Posts[i]
	}
	r.Types = m.types()
	r.Months = m.months()
	r.Coverage = m.coverage(r.Months)
	r.Cadence = m.cadence()
	m.lists(&r)
	r.Totals = m.totals(&r)
	return r
}

type maker struct {
	f      Facts
	zone   *time.Location
	byPath map[string]*Post
}

// days gives the days from a to b, by the calendar of the site.
func (m *maker) days(a, b time.Time) int {
	day := func(t time.Time) time.Time {
		y, mo, d := t.In(m.zone).Date()
		return time.Date(y, mo, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(b).Sub(day(a)).Hours() / 24)
}

func (m *maker) counts(of map[string]int) []Count {
	out := make([]Count, len(m.f.Languages))
	for i, l := range m.f.Languages {
		out[i] = Count{l, of[l]}
	}
	return out
}

func (m *maker) types() []TypeNow {
	out := make([]TypeNow, len(m.f.Types))
	for i, t := range m.f.Types {
		n := TypeNow{ID: t.ID, Names: t.Names, URLs: t.URLs, Color: t.Color}
		byLang, dated := map[string]int{}, []time.Time{}
		for j := range m.f.Posts {
			p := &m.f.Posts[j]
			if !slices.Contains(p.Types, t.ID) {
				continue
			}
			n.All++
			byLang[p.Lang]++
			if p.Date.IsZero() {
				continue
			}
			dated = append(dated, p.Updated)
			n.Newest = max(n.Newest, p.Date.In(m.zone).Format(time.DateOnly))
			for a, months := range Ages {
				if months == 0 || p.Updated.After(m.f.Day.AddDate(0, -months, 0)) {
					n.Ages[a]++
					break
				}
			}
		}
		n.Posts = m.counts(byLang)
		n.Goal = m.goal(t.ID, dated)
		out[i] = n
	}
	return out
}

// goal holds the posts of a type against its objective. A type without a post
// has nothing that could be stale.
func (m *maker) goal(id string, dated []time.Time) *Goal {
	var o *Objective
	for i := range m.f.Objectives {
		if t := m.f.Objectives[i].Type; t == id || t == "default" && o == nil {
			o = &m.f.Objectives[i]
		}
	}
	if o == nil {
		return nil
	}
	g := &Goal{Percent: o.Percent, Age: fmt.Sprintf("%d %s", o.Count, o.Unit), Of: len(dated)}
	if o.Count != 1 {
		g.Age += "s"
	}
	var limit time.Time
	switch o.Unit {
	case "day":
		limit = m.f.Day.AddDate(0, 0, -o.Count)
	case "week":
		limit = m.f.Day.AddDate(0, 0, -7*o.Count)
	case "month":
		limit = m.f.Day.AddDate(0, -o.Count, 0)
	default:
		limit = m.f.Day.AddDate(-o.Count, 0, 0)
	}
	for _, d := range dated {
		if d.Before(limit) {
			g.Stale++
		}
	}
	if g.Of > 0 {
		g.Share = float64(g.Stale*1000/g.Of) / 10
	}
	g.Met = g.Stale*100 <= g.Percent*g.Of
	return g
}

// month names the month of a time.
func (m *maker) month(t time.Time) string { return t.In(m.zone).Format("2006-01") }

// span gives how many months the report looks back.
func (m *maker) span() int {
	first := m.f.Day
	for _, p := range m.f.Posts {
		if !p.Date.IsZero() && p.Date.Before(first) {
			first = p.Date
		}
	}
	first = first.In(m.zone)
	n := (m.f.Day.Year()-first.Year())*12 + int(m.f.Day.Month()-first.Month()) + 1
	return min(max(n, fewestMonths), mostMonths)
}

func (m *maker) months() []Month {
	months := m.span()
	out := make([]Month, months)
	y, mo, _ := m.f.Day.Date()
	at := map[string]int{}
	for i := range out {
		first := time.Date(y, mo-time.Month(months-1-i), 1, 0, 0, 0, 0, m.zone)
		out[i].Month = m.month(first)
		at[out[i].Month] = i
	}
	by := make([]map[string]int, months)
	for i := range by {
		by[i] = map[string]int{}
	}
	for _, p := range m.f.Posts {
		if p.Date.IsZero() {
			continue
		}
		i, ok := at[m.month(p.Date)]
		switch {
		case ok:
			by[i][p.Lang]++
		case m.month(p.Date) > out[months-1].Month: // built ahead of its time
			continue
		}
		for j := i; j < months; j++ { // i is 0 for what is older
			out[j].Total++
			out[j].Minutes += p.Minutes
		}
	}
	for i := range out {
		out[i].Posts = m.counts(by[i])
	}
	return out
}

func (m *maker) coverage(ms []Month) []Coverage {
	out := []Coverage{}
	for _, t := range m.f.Types {
		for _, l := range m.f.Languages {
			c := Coverage{Type: t.ID, Lang: l, Counts: make([]int, len(ms))}
			for _, p := range m.f.Posts {
				if p.Lang == l && !p.Date.IsZero() && slices.Contains(p.Types, t.ID) {
					if i := slices.IndexFunc(ms, func(x Month) bool { return x.Month == m.month(p.Date) }); i >= 0 {
						c.Counts[i]++
					}
				}
			}
			out = append(out, c)
		}
	}
	return out
}

// original says that a post is not the translation of another.
func original(p *Post) bool { return len(p.Translations) == 0 || p.Translations[0] == p.Path }

func (m *maker) cadence() (c Cadence) {
	days := map[string]time.Time{}
	for i := range m.f.Posts {
		if p := &m.f.Posts[i]; original(p) && !p.Date.IsZero() && !p.Date.After(m.f.Day.AddDate(0, 0, 1)) {
			days[p.Date.In(m.zone).Format(time.DateOnly)] = p.Date
			if p.Date.After(m.f.Day.AddDate(-1, 0, 0)) {
				c.Year++
			}
		}
	}
	names := slices.Sorted(maps.Keys(days))
	if len(names) == 0 {
		return c
	}
	c.Last = names[len(names)-1]
	c.SinceLast = m.days(days[c.Last], m.f.Day)
	var gaps []int
	for i := 1; i < len(names); i++ {
		if days[names[i-1]].After(m.f.Day.AddDate(-1, 0, 0)) {
			gaps = append(gaps, m.days(days[names[i-1]], days[names[i]]))
		}
	}
	if len(gaps) > 0 {
		slices.Sort(gaps)
		c.Median, c.Longest = gaps[len(gaps)/2], gaps[len(gaps)-1]
	}
	return c
}

func item(p *Post) Item { return Item{p.Path, p.Title, p.URL, p.Lang} }

// lists fills in the lists of posts and tags that want somebody's care.
func (m *maker) lists(r *Report) {
	missing := map[string]int{}
	for i := range m.f.Posts {
		p := &m.f.Posts[i]
		if !p.Review.IsZero() {
			r.Review = append(r.Review, Review{item(p), p.Review.In(m.zone).Format(time.DateOnly), m.days(m.f.Day, p.Review)})
		}
		if p.Linked == 0 {
			r.Orphans = append(r.Orphans, item(p))
		}
		if original(p) {
			m.drift(p, r)
			for _, l := range m.f.Languages {
				if !m.has(p, l) {
					missing[l]++
				}
			}
		}
	}
	for _, t := range m.f.Tags {
		if t.Posts == 1 {
			r.ThinTags = append(r.ThinTags, TagItem{t.ID, t.Names, t.URLs})
		}
	}
	r.Missing = m.counts(missing)
	slices.SortFunc(r.Review, func(a, b Review) int { return cmp.Or(cmp.Compare(a.By, b.By), strings.Compare(a.Path, b.Path)) })
	slices.SortFunc(r.Orphans, func(a, b Item) int { return strings.Compare(a.Path, b.Path) })
	slices.SortFunc(r.Drift, func(a, b Drift) int { return cmp.Or(cmp.Compare(b.Days, a.Days), strings.Compare(a.Path, b.Path)) })
}

func (m *maker) has(p *Post, lang string) bool {
	return p.Lang == lang || slices.ContainsFunc(p.Translations, func(t string) bool {
		q := m.byPath[t]
		return q != nil && q.Lang == lang
	})
}

// drift finds the translations of a post that are older than it: by the dates
// of front matter, or else by those of git.
func (m *maker) drift(p *Post, r *Report) {
	for _, t := range p.Translations {
		q := m.byPath[t]
		if q == nil || q == p {
			continue
		}
		if n := m.days(q.Updated, p.Updated); n > 0 && !q.Updated.IsZero() {
			r.Drift = append(r.Drift, Drift{item(q), p.Path, n, "date"})
			continue
		}
		if m.f.Changed == nil {
			continue
		}
		was, ok := m.f.Changed(q.Path)
		is, too := m.f.Changed(p.Path)
		if n := m.days(was, is); ok && too && n > 0 {
			r.Drift = append(r.Drift, Drift{item(q), p.Path, n, "git"})
		}
	}
}

func (m *maker) totals(r *Report) Totals {
	t := Totals{Posts: len(m.f.Posts), Drafts: m.f.Drafts, Scheduled: m.f.Scheduled, Expired: m.f.Expired}
	byLang, ages := map[string]int{}, []int{}
	for _, p := range m.f.Posts {
		byLang[p.Lang]++
		t.Minutes += p.Minutes
		if p.Date.IsZero() {
			t.Undated++
			continue
		}
		ages = append(ages, max(0, m.days(p.Updated, m.f.Day)))
	}
	t.ByLang = m.counts(byLang)
	if len(ages) > 0 {
		slices.Sort(ages)
		t.MedianAge = ages[len(ages)/2]
	}
	for _, v := range r.Review {
		if v.Days <= 0 {
			t.Overdue++
		}
	}
	for _, n := range r.Types {
		if n.Goal != nil && n.Goal.Met {
			t.Met++
		} else if n.Goal != nil {
			t.Missed++
		}
	}
	return t
}

// Missed says that an objective is missed.
func (r *Report) Missed() bool { return r.Totals.Missed > 0 }
