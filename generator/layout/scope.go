package layout

import "fmt"

// A Scope is the dot of a partial that shows one thing of a page: the thing,
// and what every template needs to show it.
type Scope struct {
	It   any
	Page *Page // nil inside a shortcode
	Lang string
	Site *Site
	strs *Strings
}

// T gives the interface string key in the language of the page.
func (s Scope) T(key string, args ...any) (string, error) { return s.strs.T(key, args...) }

// scope is the template function of that name. Its root is the dot of a
// template: a *Page, a *Shortcode or a Scope.
func scope(root, it any) (Scope, error) {
	switch r := root.(type) {
	case *Page:
		return Scope{it, r, r.Lang, r.Site, r.strs}, nil
	case *Shortcode:
		return Scope{it, nil, r.Lang, r.Site, r.strs}, nil
	case Scope:
		r.It = it
		return r, nil
	}
	return Scope{}, fmt.Errorf("scope needs the page, a shortcode or a scope first, not %T", root)
}
