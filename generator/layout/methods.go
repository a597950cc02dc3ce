package layout

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"opspress/generator/diag"
)

// T gives the interface string key in the language of the page.
func (p *Page) T(key string, args ...any) (string, error) { return p.strs.T(key, args...) }

// Heading gives the title of the page. An overview page that brings none has
// that of its kind, an interface string such as "title.tags".
func (p *Page) Heading() (string, error) {
	if p.Title != "" {
		return p.Title, nil
	}
	if p.Kind == "home" {
		return p.Site.Title, nil
	}
	return p.strs.T("title." + p.Kind)
}

// T gives the interface string key in the language of the page.
func (s *Shortcode) T(key string, args ...any) (string, error) { return s.strs.T(key, args...) }

// Get gives a named argument, or "".
func (s *Shortcode) Get(name string) string { return s.Named[name] }

// Arg gives the positional argument i, counted from 0, or "".
func (s *Shortcode) Arg(i int) string {
	if i < 0 || i >= len(s.Args) {
		return ""
	}
	return s.Args[i]
}

// Int gives a named argument as a whole number that is not negative, or def
// when it is absent.
func (s *Shortcode) Int(name string, def int) (int, error) {
	v, ok := s.Named[name]
	if !ok {
		return def, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%s=%q of the shortcode %s is no number", name, v, s.Name)
	}
	return n, nil
}

// Only complains of a named argument that the shortcode does not know. It
// writes nothing.
func (s *Shortcode) Only(names ...string) (string, error) {
	var strange []string
	for name := range s.Named {
		if !slices.Contains(names, name) {
			strange = append(strange, name)
		}
	}
	if len(strange) == 0 {
		return "", nil
	}
	slices.Sort(strange)
	text := fmt.Sprintf("the shortcode %s has no argument %q", s.Name, strange[0])
	if hint := diag.DidYouMean(strange[0], names); hint != "" {
		text += "; " + hint
	}
	return "", errors.New(text)
}

// Fail ends the rendering of the shortcode with a message for its writer.
func (s *Shortcode) Fail(message string) (string, error) {
	return "", fmt.Errorf("shortcode %s: %s", s.Name, message)
}

// Listed gives the newest n posts of the term that ops=, tag= or series=
// names, or of the whole site.
func (s *Shortcode) Listed(n int) ([]Entry, error) {
	for _, taxonomy := range []string{"ops", "tag", "series"} {
		if term, ok := s.Named[taxonomy]; ok {
			return s.Query(taxonomy, term, n)
		}
	}
	return s.Query("", "", n)
}

// Invitation gives the contact of the site with the parts replaced that are
// not empty. It is an error when nothing is left to say.
func (s *Shortcode) Invitation(title, text, label, url string) (*Contact, error) {
	var c Contact
	if s.Site.Contact != nil {
		c = *s.Site.Contact
	}
	c = Contact{
		Title: cmp.Or(title, c.Title), Text: cmp.Or(text, c.Text),
		Label: cmp.Or(label, c.Label), URL: cmp.Or(url, c.URL),
	}
	if c == (Contact{}) {
		return nil, fmt.Errorf("the shortcode %s has nothing to say: site.yaml has no contact, and no text or url is given", s.Name)
	}
	return &c, nil
}
