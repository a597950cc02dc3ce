package check

import (
	"fmt"
	"time"
)

// Findings of these rules hold from or until a moment, so that what was found
// yesterday can be judged today.

// future reports posts that wait for their day.
func (j *judgement) future() {
	if j.Settings.Scheduled {
		return
	}
	for i := range j.Posts {
		p := &j.Posts[i]
		from, key := p.Publish, "publishdate"
		if from.IsZero() {
			from, key = p.Date, "date"
		}
		if p.Draft || from.IsZero() {
			continue
		}
		f := j.at("future-post", p.File, p.where(key), "the post waits for "+from.Format("2006-01-02 15:04 -07:00")+"; no build runs then by itself",
			"run a build at that time: opspress list future --next tells a scheduler when; where one does, set check.scheduled: true")
		f.Until = from
	}
}

// stale reports posts whose review is due, or that are older than their type may be.
func (j *judgement) stale() {
	for _, p := range j.visible() {
		if !p.Review.IsZero() {
			f := j.at("stale", p.File, p.where("reviewby"), "the post was to be reviewed by "+p.Review.Format(time.DateOnly), "read it again, mend what has changed, and set a new reviewBy")
			f.From = p.Review
		}
		since := changed(p)
		age, of := j.age(p, since)
		if age.Count == 0 || since.IsZero() || p.Review.After(age.after(since)) {
			continue
		}
		f := j.at("stale", p.File, p.where("lastmod", "date"), fmt.Sprintf("nobody has changed the post since %s; posts%s stay fresh for %s",
			since.Format(time.DateOnly), spaced(of), age), "read it again, mend what has changed, and set lastmod, or reviewBy for a later day")
		f.From = age.after(since)
	}
}

// age gives how long a post stays fresh: as long as the shortest-lived of its types.
func (j *judgement) age(p *Post, since time.Time) (age Age, of string) {
	for _, o := range p.Ops {
		if a := j.Settings.MaxAge[o]; a.Count > 0 && (age.Count == 0 || a.after(since).Before(age.after(since))) {
			age, of = a, o
		}
	}
	if age.Count == 0 {
		age = j.Settings.MaxAge[""]
	}
	return age, of
}

// after gives the day on which an age is reached.
func (a Age) after(t time.Time) time.Time {
	switch a.Unit {
	case "day":
		return t.AddDate(0, 0, a.Count)
	case "week":
		return t.AddDate(0, 0, 7*a.Count)
	case "year":
		return t.AddDate(a.Count, 0, 0)
	}
	return t.AddDate(0, a.Count, 0)
}

func (a Age) String() string {
	if a.Count == 1 {
		return "1 " + a.Unit
	}
	return fmt.Sprintf("%d %ss", a.Count, a.Unit)
}

func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " of " + s
}
