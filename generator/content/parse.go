package content

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"opspress/generator/diag"

	"golang.org/x/text/unicode/norm"
)

// Parse reads the source file of a post. file is its path from the site's
// root. The post is as complete as the diagnostics allow: with unreadable
// front matter it has what the path says, and the body.
//
// Left to those who know the other files: a missing title, and, unless strict,
// unknown keys, which Meta.Unknown lists.
func Parse(file string, src []byte, o Options) (Post, []diag.Diagnostic) {
	n := ParseFileName(file, o.Languages)
	m := Meta{Path: file, Key: n.Key, Bundle: n.Bundle, Lang: n.Lang, Name: n.Name, Search: true}
	d := decoder{path: file, o: o}
	root, body, line := d.read(src)
	if n.Date != "" {
		// cutDate has read it once, so it is a date.
		m.Date, _ = ParseDate(n.Date, o.Zone)
	}
	decode(&d, root, postKeys, "", &m, &m.Params, &m.Unknown)
	m.Where = slices.Clone(d.where) // without the room for more
	at := len(d.text) - len(body)
	if d.text == nil { // no text, no body
		at = len(src)
	}
	return Post{Meta: m, Body: body, BodyLine: line, BodyAt: at}, d.diags
}

// Body gives the body of a post that Parse has read, from the same bytes and
// the BodyAt that it gave: the front matter is not read again.
func Body(src []byte, at int) string {
	text := textOf(src)
	return string(text[min(at, len(text)):])
}

// ParseTerm reads a term file, as Parse does a post.
func ParseTerm(file string, src []byte, o Options) (Term, []diag.Diagnostic) {
	taxonomy, _ := IsTerm(file)
	base := norm.NFC.String(path.Base(file))
	id, lang := cutLanguage(strings.TrimSuffix(base, extension(base)), o.Languages)
	t := Term{Path: file, Taxonomy: taxonomy, ID: id, Lang: lang}
	d := decoder{path: file, o: o}
	// Further spellings are those of posts: "categories: tags" means no term.
	d.o.Aliases = nil
	var root value
	root, t.Body, t.BodyLine = d.read(src)
	decode(&d, root, termKeys, taxonomy, &t, &t.Params, &t.Unknown)
	t.Where = slices.Clone(d.where)
	return t, d.diags
}

// read takes a file apart: the front matter's map, the body, and the line on
// which the body begins.
func (d *decoder) read(src []byte) (root value, body string, line int) {
	text, bad := readable(src)
	d.text = text
	if bad != nil {
		d.diags = append(d.diags, bad.diagnostic(d.path, text))
		return value{}, "", 1
	}
	fm, bad := split(text)
	if bad == nil {
		root, fm, bad = fm.parse(text)
	}
	if bad != nil {
		d.diags = append(d.diags, bad.diagnostic(d.path, text))
		root = value{}
	}
	return root, string(text[fm.body:]), posAt(text, fm.body).Line
}

// parse reads the front matter. What stands between two "---" lines and is no
// map, nor meant as one, is text between two rules: then there is none.
func (f front) parse(text []byte) (value, front, *fault) {
	switch f.syntax {
	case yamlFront:
		root, bad := parseYAML(f.inner, f.line)
		if bad != nil && !yamlKey.Match(f.inner) || bad == nil && root.kind == textKind && !yamlGlued.MatchString(root.text) {
			return value{}, front{}, nil
		}
		if bad == nil && root.kind == nullKind {
			return value{}, f, nil
		}
		return root, f, cmp.Or(bad, root.noMap())
	case tomlFront:
		root, bad := parseTOML(text, f.inner, f.start)
		return root, f, bad
	case jsonFront:
		root, bad := parseJSON(text, f.inner, f.start)
		return root, f, cmp.Or(bad, root.noMap())
	}
	return value{}, f, nil
}

// noMap complains about front matter that holds no keys.
func (v value) noMap() *fault {
	if v.kind == mapKind {
		return nil
	}
	f := &fault{rule: RuleFrontMatter, pos: v.pos, message: "the front matter: want keys and values, found " + v.kind.String()}
	if v.kind == textKind {
		f.hint = "write a space after the colon"
	}
	return f
}

// decode sets the fields of to from the members of root: first the keys under
// their own names, then under other spellings, so that the own name wins.
func decode[T any](d *decoder, root value, keys table[T], taxonomy string, to *T, params *map[string]any, unknown *[]Unknown) {
	d.where = make(Places, 0, len(root.keys)+8)
	if m, first, found := duplicate(root.keys, true); found {
		bad := twice(m, first)
		d.report(bad.rule, diag.Error, bad.pos, bad.message, bad.hint)
		return
	}
	for _, pass := range []bool{true, false} {
		for _, m := range root.keys {
			k, own := keys.find(m.name, taxonomy, d.o.Aliases)
			if k != nil && own == pass {
				d.name, d.label = keys.lower[k], m.name
				k.set(d, to, m.value)
			} else if k == nil && !pass {
				*unknown = append(*unknown, Unknown{m.name, m.pos})
				keep(params, m)
			}
		}
	}
	slices.SortFunc(*unknown, func(a, b Unknown) int { return comparePos(a.Pos, b.Pos) })
	if !d.o.Strict {
		return
	}
	for _, u := range *unknown {
		d.report(RuleUnknownKey, diag.Error, u.Pos, "unknown key "+u.Key, keys.hint(u.Key, taxonomy))
	}
}

// keep puts an unknown key among the parameters, where `params` itself wins.
func keep(params *map[string]any, m member) {
	if *params == nil {
		*params = map[string]any{}
	}
	if _, taken := (*params)[m.name]; !taken {
		(*params)[m.name] = m.value.any()
	}
}
