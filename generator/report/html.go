package report

import (
	"bytes"
	_ "embed" // the page and its style
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
)

//go:embed report.html
var pageSource string

//go:embed report.css
var styleSource string

// Style gives the style sheet of the page.
func Style() []byte { return []byte(styleSource) }

// A Page is where and how a report is shown as HTML.
type Page struct {
	Lang       string
	Site       string // its title
	Home       string // href of the home page, or ""
	Origin     string // scheme and host before every href, for a file that stands elsewhere
	StyleHref  string // of a style sheet beside the page; "" puts the style into the page
	Permalink  string
	Generator  string
	Icon       string
	Alternates []Alternate
	Word       func(key string, args ...any) (string, error) // of the interface
}

// An Alternate is the page in one language.
type Alternate struct {
	Lang, Name, URL, Permalink string
	Current                    bool
}

// HTML writes the report as one page. Without StyleHref it needs no other file.
func HTML(r *Report, p Page) ([]byte, error) {
	t, err := template.New("report").Parse(pageSource)
	if err != nil {
		return nil, err
	}
	v := &view{Page: p, R: r}
	v.Home = v.href(p.Home)
	v.fill()
	if v.err != nil {
		return nil, v.err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("the page of the report: %w", err)
	}
	if p.StyleHref != "" {
		return b.Bytes(), nil
	}
	// The template leaves an empty element, which no text on the page can be.
	const empty = "<style></style>"
	return bytes.Replace(b.Bytes(), []byte(empty), []byte("<style>"+styleSource+"</style>"), 1), nil
}

// A view is what the template shows.
type view struct {
	Page
	R         *Report
	Tiles     []tile
	AgeKey    []mark
	Rows      []row
	LangNames string
	First     string // month
	Last      string
	Columns   int
	Lanes     int
	Ground    []string // y of each lane
	Charts    []chart
	Lists     []list
	err       error
}

type tile struct{ Name, Value, Unit, State string }

// A mark is an entry of a legend.
type mark struct{ Class, Name string }

// A rect is a rectangle of a plot. Numbers are written as SVG has them.
type rect struct{ Class, X, Y, W, H, Title string }

// A row is an Ops type.
type row struct {
	Name, URL string
	Posts     int
	Ages      []rect
	AgesText  string
	Cells     []rect
	CoverText string
	Goal      *goalView
}

type goalView struct {
	Met  bool
	Text string
}

// A chart is a plot over time, 100 high.
type chart struct {
	ID, Title, Note, Text string
	Empty                 string // what to say instead
	Width                 int
	Bars                  []rect
	Area                  string // of a path
	From, To, Top         string
	Key                   []mark
}

// A list is a list of what wants somebody's care.
type list struct {
	ID, Title, Note, Empty, More string
	After                        string
	Count                        int
	Items                        []entry
	Chips                        bool
}

type entry struct {
	Title, URL, Lang string
	Side             *side
}

type side struct {
	Text string
	Late bool
}

// Late says that what a side tells has been missed.
func (v *view) Late(s *side) bool { return s.Late }

// T gives a word of the interface.
func (v *view) T(key string, args ...any) string {
	s, err := v.Word(key, args...)
	if err != nil && v.err == nil {
		v.err = err
	}
	return s
}

func (v *view) href(u string) string {
	switch {
	case v.StyleHref != "" || u == "":
		return u
	case v.Origin == "":
		return "" // from a file it would lead nowhere
	}
	return v.Origin + u
}

// number writes a number for SVG, without digits that nobody sees.
func number(f float64) string { return strconv.FormatFloat(float64(int(f*100+.5))/100, 'f', -1, 64) }

func (v *view) fill() {
	v.tiles()
	for i, key := range []string{"report.age-6", "report.age-12", "report.age-24", "report.age-more"} {
		v.AgeKey = append(v.AgeKey, mark{"a" + strconv.Itoa(i), v.T(key)})
	}
	if n := len(v.R.Months); n > 0 {
		v.First, v.Last, v.Columns = v.R.Months[0].Month, v.R.Months[n-1].Month, n
	}
	v.Lanes = max(1, len(v.R.Languages))
	for i := range v.Lanes {
		v.Ground = append(v.Ground, strconv.Itoa(i))
	}
	var names []string
	for _, l := range v.R.Languages {
		names = append(names, languageName(l))
	}
	v.LangNames = strings.Join(names, ", ")
	for i := range v.R.Types {
		v.Rows = append(v.Rows, v.row(&v.R.Types[i]))
	}
	v.Charts = []chart{v.cadence(), v.growth()}
	v.Charts = append(v.Charts, v.builds()...)
	v.lists()
}

func (v *view) tiles() {
	t, c := v.R.Totals, v.R.Cadence
	state := func(bad bool) string {
		if bad {
			return "bad"
		}
		return "good"
	}
	v.Tiles = []tile{
		{v.T("report.posts"), strconv.Itoa(t.Posts), v.byLang(t.ByLang), ""},
		{v.T("report.year"), strconv.Itoa(c.Year), "", ""},
	}
	if c.Last != "" {
		v.Tiles = append(v.Tiles,
			tile{v.T("report.last"), strconv.Itoa(c.SinceLast), v.T("report.days-ago"), ""},
			tile{v.T("report.median-age"), strconv.Itoa(t.MedianAge), v.T("report.days"), ""})
	}
	if t.Met+t.Missed > 0 {
		v.Tiles = append(v.Tiles, tile{v.T("report.objectives-met"), fmt.Sprintf("%d/%d", t.Met, t.Met+t.Missed), "", state(t.Missed > 0)})
	}
	v.Tiles = append(v.Tiles, tile{v.T("report.overdue"), strconv.Itoa(t.Overdue), "", state(t.Overdue > 0)})
	if s := v.R.Site; s != nil {
		v.Tiles = append(v.Tiles, tile{v.T("report.broken"), strconv.Itoa(len(s.Broken)), "", state(len(s.Broken) > 0)},
			tile{v.T("report.size"), strconv.Itoa(s.Pages), v.T("report.pages") + ", " + megabytes(s.Bytes), ""})
	}
}

func (v *view) byLang(cs []Count) string {
	if len(cs) < 2 {
		return ""
	}
	var out []string
	for _, c := range cs {
		out = append(out, c.Lang+" "+strconv.Itoa(c.N))
	}
	return strings.Join(out, " · ")
}

// local picks a text in the language of the page, else in another.
func (v *view) local(of map[string]string) string {
	if s := of[v.Lang]; s != "" {
		return s
	}
	for _, l := range v.R.Languages {
		if s := of[l]; s != "" {
			return s
		}
	}
	return ""
}

func (v *view) row(t *TypeNow) row {
	r := row{Name: v.local(t.Names), URL: v.href(v.local(t.URLs)), Posts: t.All}
	if r.Name == "" {
		r.Name = t.ID
	}
	dated := 0
	for _, n := range t.Ages {
		dated += n
	}
	x := 0
	var said []string
	for i, n := range t.Ages {
		if n == 0 {
			continue
		}
		r.Ages = append(r.Ages, rect{Class: "a" + strconv.Itoa(i), X: number(float64(x) * 100 / float64(dated)), W: number(float64(n) * 100 / float64(dated))})
		x += n
		said = append(said, v.AgeKey[i].Name+" "+strconv.Itoa(n))
	}
	r.AgesText = strings.Join(said, ", ")
	if g := t.Goal; g != nil {
		r.Goal = &goalView{g.Met, v.T("report.goal", number(g.Share), g.Percent, v.age(g.Age))}
	}
	v.cells(t, &r)
	return r
}

// age says "12 months" in the language of the page.
func (v *view) age(age string) string {
	n, unit, _ := strings.Cut(age, " ")
	switch strings.TrimSuffix(unit, "s") {
	case "day":
		return v.T("report.in-days", n)
	case "week":
		return v.T("report.in-weeks", n)
	case "month":
		return v.T("report.in-months", n)
	}
	return v.T("report.in-years", n)
}

// cells draws the months of a type, a lane for each language.
func (v *view) cells(t *TypeNow, r *row) {
	var said []string
	for _, c := range v.R.Coverage {
		if c.Type != t.ID {
			continue
		}
		lane, sum := slices.Index(v.R.Languages, c.Lang), 0
		for i, n := range c.Counts {
			if n == 0 {
				continue
			}
			sum += n
			r.Cells = append(r.Cells, rect{Class: "q" + strconv.Itoa(min(4, n)), X: strconv.Itoa(i), Y: strconv.Itoa(lane),
				Title: fmt.Sprintf("%s %s: %d", v.R.Months[i].Month, languageName(c.Lang), n)})
		}
		said = append(said, languageName(c.Lang)+" "+strconv.Itoa(sum))
	}
	r.CoverText = strings.Join(said, ", ")
}

func (v *view) langKey() (out []mark) {
	if len(v.R.Languages) < 2 {
		return nil
	}
	for i, l := range v.R.Languages {
		out = append(out, mark{"b" + strconv.Itoa(i%4), languageName(l)})
	}
	return out
}

// cadence draws the posts of each month.
func (v *view) cadence() chart {
	c := v.R.Cadence
	ch := chart{ID: "cadence", Title: v.T("report.cadence"), Width: v.Columns, From: v.First, To: v.Last, Key: v.langKey()}
	most := 0
	for _, m := range v.R.Months {
		most = max(most, sum(m.Posts))
	}
	if most == 0 {
		ch.Empty = v.T("report.no-posts")
		return ch
	}
	if c.Median > 0 {
		ch.Note = v.T("report.cadence-note", c.Median, c.Longest)
	}
	ch.Top = v.T("report.most", most)
	var said []string
	for i, m := range v.R.Months {
		y := 100.0
		for j, n := range m.Posts {
			if n.N == 0 {
				continue
			}
			h := float64(n.N) * 100 / float64(most)
			y -= h
			ch.Bars = append(ch.Bars, rect{Class: "b" + strconv.Itoa(j%4), X: number(float64(i) + .1), W: ".8", Y: number(y), H: number(h),
				Title: fmt.Sprintf("%s %s: %d", m.Month, languageName(n.Lang), n.N)})
		}
		said = append(said, m.Month+" "+strconv.Itoa(sum(m.Posts)))
	}
	ch.Text = strings.Join(said, ", ")
	return ch
}

func sum(cs []Count) (n int) {
	for _, c := range cs {
		n += c.N
	}
	return n
}

// growth draws the number of posts so far.
func (v *view) growth() chart {
	var ns []float64
	for _, m := range v.R.Months {
		ns = append(ns, float64(m.Total))
	}
	ch := chart{ID: "growth", Title: v.T("report.growth"), From: v.First, To: v.Last}
	if len(ns) == 0 || ns[len(ns)-1] == 0 {
		ch.Empty = v.T("report.no-posts")
		return ch
	}
	ch.Note = v.T("report.growth-note", v.R.Totals.Minutes/60, v.R.Totals.Minutes%60)
	ch.area(ns)
	ch.Top = v.T("report.all", v.R.Months[len(ns)-1].Total)
	ch.Text = fmt.Sprintf("%s %d, %s %d", v.First, v.R.Months[0].Total, v.Last, v.R.Months[len(ns)-1].Total)
	return ch
}

// area draws steps below numbers.
func (c *chart) area(ns []float64) {
	c.Width = len(ns)
	most := slices.Max(ns)
	var b strings.Builder
	b.WriteString("M0 100")
	for i, n := range ns {
		y := 100.0
		if most > 0 {
			y = 100 - n*100/most
		}
		fmt.Fprintf(&b, "V%sH%d", number(y), i+1)
	}
	b.WriteString("V100Z")
	c.Area = b.String()
}

// builds draws what is remembered of builds.
func (v *view) builds() (out []chart) {
	bs := v.R.Builds
	if len(bs) < 2 {
		return nil
	}
	day := func(b Build) string { return b.At.Format("2006-01-02") }
	last := bs[len(bs)-1]
	for _, c := range []struct {
		id, key, top string
		of           func(b Build) float64
	}{
		{"build-time", "report.build-time", fmt.Sprintf("%.1f s", last.Seconds), func(b Build) float64 { return b.Seconds }},
		{"build-bytes", "report.build-size", megabytes(last.Bytes), func(b Build) float64 { return float64(b.Bytes) }},
		{"build-pages", "report.build-pages", strconv.Itoa(last.Pages), func(b Build) float64 { return float64(b.Pages) }},
		{"build-broken", "report.build-broken", strconv.Itoa(last.Broken), func(b Build) float64 { return float64(b.Broken) }},
	} {
		ch := chart{ID: c.id, Title: v.T(c.key), Note: v.T("report.builds", len(bs)), From: day(bs[0]), To: day(last), Top: v.T("report.now", c.top)}
		var ns []float64
		for _, b := range bs {
			ns = append(ns, c.of(b))
		}
		ch.area(ns)
		ch.Text = fmt.Sprintf("%s: %s", v.T(c.key), ch.Top)
		out = append(out, ch)
	}
	return out
}

// mostItems is how many items a list shows.
const mostItems = 8

func (v *view) lists() {
	entryOf := func(it Item) entry {
		e := entry{Title: it.Title, URL: v.href(it.URL)}
		if it.Lang != v.Lang {
			e.Lang = it.Lang
		}
		return e
	}
	add := func(id, empty string, all []entry, chips bool) {
		l := list{ID: id, Title: v.T("report." + id), Note: v.T("report." + id + "-note"), Empty: v.T(empty), Count: len(all), Chips: chips}
		most := mostItems
		if chips {
			most *= 5
		}
		l.Items = all[:min(len(all), most)]
		if more := len(all) - most; more > 0 {
			l.More = v.T("report.more", more)
		}
		v.Lists = append(v.Lists, l)
	}
	var review, orphans, thin, drift, broken []entry
	for _, x := range v.R.Review {
		e := entryOf(x.Item)
		e.Side = &side{Text: x.By}
		if x.Days <= 0 {
			e.Side = &side{v.T("report.overdue-by", -x.Days), true}
		}
		review = append(review, e)
	}
	for _, x := range v.R.Orphans {
		orphans = append(orphans, entryOf(x))
	}
	for _, x := range v.R.ThinTags {
		thin = append(thin, entry{Title: v.local(x.Names), URL: v.href(v.local(x.URLs))})
	}
	for _, x := range v.R.Drift {
		e := entryOf(x.Item)
		e.Side = &side{Text: v.T("report.behind", x.Days)}
		drift = append(drift, e)
	}
	add("review", "report.review-none", review, false)
	add("orphans", "report.orphans-none", orphans, false)
	add("drift", "report.drift-none", drift, false)
	v.Lists[len(v.Lists)-1].untranslated(v)
	add("thin", "report.thin-none", thin, true)
	if s := v.R.Site; s != nil {
		for _, b := range s.Broken {
			broken = append(broken, entry{Title: b.Message, Side: &side{Text: fmt.Sprintf("%s:%d", b.File, b.Line)}})
		}
		add("broken-links", "report.broken-links-none", broken, false)
	}
}

// untranslated says what a language has not at all.
func (l *list) untranslated(v *view) {
	var out []string
	for _, c := range v.R.Missing {
		if c.N > 0 {
			out = append(out, languageName(c.Lang)+" "+strconv.Itoa(c.N))
		}
	}
	if len(out) > 0 && len(v.R.Languages) > 1 {
		l.After = v.T("report.untranslated", strings.Join(out, ", "))
	}
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// languageName gives a language's name for itself, else its tag.
func languageName(lang string) string {
	switch lang {
	case "ko":
		return "한국어"
	case "en":
		return "English"
	case "ja":
		return "日本語"
	}
	return lang
}
