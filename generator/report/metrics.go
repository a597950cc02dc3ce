package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// WriteOpenMetrics writes the numbers of the report as OpenMetrics 1.0 text, for
// a textfile collector or a push gateway. Every metric is a gauge: a report is
// how things are.
func WriteOpenMetrics(w io.Writer, r *Report) error {
	var m metrics
	t := r.Totals
	m.family("opspress_posts", "", "Published posts.")
	for _, c := range t.ByLang {
		m.sample("opspress_posts", float64(c.N), "language", c.Lang)
	}
	m.family("opspress_type_posts", "", "Published posts of an Ops type.")
	for i := range r.Types {
		for _, c := range r.Types[i].Posts {
			m.sample("opspress_type_posts", float64(c.N), "ops", r.Types[i].ID, "language", c.Lang)
		}
	}
	m.goals(r)
	for _, g := range []struct {
		name, help string
		n          int
	}{
		{"opspress_drafts", "Drafts.", t.Drafts},
		{"opspress_scheduled_posts", "Posts whose time has not come.", t.Scheduled},
		{"opspress_reviews_overdue", "Posts whose reviewBy has passed.", t.Overdue},
		{"opspress_orphans", "Posts to which no other post's text leads.", len(r.Orphans)},
		{"opspress_thin_tags", "Tags that only one post has.", len(r.ThinTags)},
		{"opspress_translations_behind", "Translations older than their source.", len(r.Drift)},
	} {
		m.family(g.name, "", g.help)
		m.sample(g.name, float64(g.n))
	}
	if last, err := time.Parse(time.DateOnly, r.Cadence.Last); err == nil {
		m.family("opspress_last_post_timestamp_seconds", "seconds", "The day of the newest post, at midnight UTC.")
		m.sample("opspress_last_post_timestamp_seconds", float64(last.Unix()))
	}
	if s := r.Site; s != nil {
		m.family("opspress_pages", "", "HTML pages of the site.")
		m.sample("opspress_pages", float64(s.Pages))
		m.family("opspress_site_size_bytes", "bytes", "All files of the site.")
		m.sample("opspress_site_size_bytes", float64(s.Bytes))
		m.family("opspress_broken_links", "", "Links and pictures that lead nowhere in the site.")
		m.sample("opspress_broken_links", float64(len(s.Broken)))
	}
	if n := len(r.Builds); n > 0 {
		m.family("opspress_build_duration_seconds", "seconds", "How long the last remembered build took.")
		m.sample("opspress_build_duration_seconds", r.Builds[n-1].Seconds)
	}
	m.b.WriteString("# EOF\n")
	_, err := io.WriteString(w, m.b.String())
	return err
}

func (m *metrics) goals(r *Report) {
	m.family("opspress_stale_ratio", "ratio", "Share of the posts of an Ops type that are older than its objective says.")
	for i := range r.Types {
		if g := r.Types[i].Goal; g != nil {
			share := 0.0
			if g.Of > 0 {
				share = float64(g.Stale) / float64(g.Of)
			}
			m.sample("opspress_stale_ratio", share, "ops", r.Types[i].ID)
		}
	}
	m.family("opspress_objective_met", "", "1 where the objective of an Ops type is met.")
	for i := range r.Types {
		if g := r.Types[i].Goal; g != nil {
			met := 0.0
			if g.Met {
				met = 1
			}
			m.sample("opspress_objective_met", met, "ops", r.Types[i].ID)
		}
	}
}

// metrics writes metric families, each once and as a whole.
type metrics struct{ b strings.Builder }

func (m *metrics) family(name, unit, help string) {
	fmt.Fprintf(&m.b, "# TYPE %s gauge\n", name)
	if unit != "" {
		fmt.Fprintf(&m.b, "# UNIT %s %s\n", name, unit)
	}
	fmt.Fprintf(&m.b, "# HELP %s %s\n", name, escaped.Replace(help))
}

// escaped is how label values and help texts are escaped (OpenMetrics 1.0,
// escaped-string).
var escaped = strings.NewReplacer("\\", `\\`, "\n", `\n`, `"`, `\"`)

// sample writes a value with labels, names and values by turns.
func (m *metrics) sample(name string, value float64, labels ...string) {
	m.b.WriteString(name)
	for i := 0; i < len(labels); i += 2 {
		m.b.WriteString(map[bool]string{true: "{", false: ","}[i == 0])
		fmt.Fprintf(&m.b, `%s="%s"`, labels[i], escaped.Replace(strings.ToValidUTF8(labels[i+1], "\ufffd")))
	}
	if len(labels) > 0 {
		m.b.WriteString("}")
	}
	m.b.WriteString(" " + strconv.FormatFloat(value, 'g', -1, 64) + "\n")
}
