package feed

import "time"

// Atom writes the feed as RFC 4287 has it.
func Atom(f Feed) []byte {
	m := newMarkup()
	m.open("feed", attr{"xmlns", "http://www.w3.org/2005/Atom"}, attr{"xml:lang", f.Lang})
	m.element("id", f.id())
	m.element("title", f.Title)
	m.leaf("subtitle", f.Subtitle)
	m.element("updated", atomTime(f.updated()))
	m.atomLink("self", "application/atom+xml", f.Self)
	m.atomLink("alternate", "text/html", f.Home)
	m.leaf("icon", f.Icon)
	m.leaf("generator", f.Generator)
	m.atomPeople(f.atomAuthors())
	for _, e := range f.Entries {
		m.atomEntry(e)
	}
	m.close("feed")
	return m.Bytes()
}

func (m *markup) atomEntry(e Entry) {
	m.open("entry", attr{"xml:lang", e.Lang})
	m.element("id", e.id())
	m.element("title", e.Title)
	m.atomLink("alternate", "text/html", e.URL)
	if !e.Published.IsZero() {
		m.element("published", atomTime(e.Published))
	}
	m.element("updated", atomTime(e.updated()))
	m.atomPeople(e.Authors)
	for _, c := range e.Categories {
		if c.name() != "" {
			m.void("category", attr{"term", first(c.Term, c.Label)}, attr{"label", c.Label})
		}
	}
	m.atomLink("enclosure", imageType(e.Image), e.Image)
	m.leaf("summary", e.Summary, attr{"type", "text"})
	if e.Content != "" {
		m.element("content", e.Content, attr{"type", "html"})
	}
	m.close("entry")
}

// atomAuthors makes sure that every entry has an author, as RFC 4287, 4.1.1,
// asks: a site without authors is its own.
func (f Feed) atomAuthors() []Person {
	if len(f.Authors) > 0 {
		return f.Authors
	}
	for _, e := range f.Entries {
		if len(e.Authors) == 0 {
			return []Person{{Name: f.Title, URL: f.Home}}
		}
	}
	if len(f.Entries) == 0 {
		return []Person{{Name: f.Title, URL: f.Home}}
	}
	return nil
}

func (m *markup) atomPeople(ps []Person) {
	for _, p := range ps {
		m.open("author")
		m.element("name", p.Name)
		m.leaf("uri", p.URL)
		m.leaf("email", p.Email)
		m.close("author")
	}
}

func (m *markup) atomLink(rel, kind, href string) {
	if href != "" {
		m.void("link", attr{"rel", rel}, attr{"type", kind}, attr{"href", href})
	}
}

// atomTime keeps the zone of the site (RFC 3339).
func atomTime(t time.Time) string { return t.Format(time.RFC3339) }
