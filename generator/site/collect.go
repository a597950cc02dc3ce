package site

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"opspress/generator/content"
	"opspress/generator/diag"
	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/memo"
)

// runGraph puts all front matter together.
func (s *Site) runGraph(c *memo.Ctx, _ none) (*graph.Graph, error) {
	set, err := s.settings.Get(c, none{})
	if err != nil {
		return nil, err
	}
	now, err := s.moment.Get(c, none{})
	if err != nil {
		return nil, err
	}
	f, err := s.front.Get(c, none{})
	if err != nil {
		return nil, err
	}
	unknown(c, set, f)
	if err := s.unknownLayouts(c, set, f.Posts); err != nil {
		return nil, err
	}
	o := set.graph(&s.opt, now)
	o.Broken = f.Broken
	g, ds := graph.Build(f.Posts, f.Terms, o)
	warn(c, ds...)
	return g, nil
}

// A front is what all posts and term files say, in order of path.
type front struct {
	Posts  []*content.Meta
	Terms  []content.Term
	Broken []*content.Meta // of posts that have errors of their own, as far as they can be read
}

// sameFront compares the posts by their places: Meta hands over another one
// only when a post says something else.
func sameFront(a, b *front) bool {
	return slices.Equal(a.Posts, b.Posts) && reflect.DeepEqual(a.Broken, b.Broken) && reflect.DeepEqual(a.Terms, b.Terms)
}

func (s *Site) runFront(c *memo.Ctx, _ none) (*front, error) {
	files, err := s.world.tree.Get(c, "posts")
	if err != nil {
		return nil, err
	}
	for _, w := range files.Wrongs {
		warn(c, diag.Diagnostic{Rule: "file", Severity: diag.Error, File: w[0], Message: w[1]})
	}
	var posts, termFiles []string
	for _, p := range files.Files {
		switch _, term := content.IsTerm(p); {
		case term:
			termFiles = append(termFiles, p)
		case content.IsPost(p):
			posts = append(posts, p)
		}
	}
	ms, merrs := s.meta.All(c, posts)
	ts, terrs := s.term.All(c, termFiles)
	if err := told(c, append(posts, termFiles...), append(merrs, terrs...)); err != nil {
		return nil, err
	}
	f := &front{Posts: make([]*content.Meta, 0, len(ms))}
	for i, m := range ms {
		if m != nil {
			f.Posts = append(f.Posts, m)
			continue
		}
		p, err := s.post.Get(c, posts[i])
		if err != nil {
			return nil, err
		}
		f.Broken = append(f.Broken, p.Meta)
	}
	for _, t := range ts {
		if t.OK {
			f.Terms = append(f.Terms, t.Term)
		}
	}
	return f, nil
}

// told reports the errors of tasks at their files, unless the revision is
// over.
func told(c *memo.Ctx, files []string, errs []error) error {
	for i, err := range errs {
		if err == nil {
			continue
		}
		d, real := found(err)
		if !real {
			return err
		}
		if d.File == "" {
			d.File = files[i]
		}
		warn(c, d)
	}
	return nil
}

// A tally counts names, each at the first place where it stands, so that a
// thousand posts with one strange word make one finding.
type tally map[string]*counted

type counted struct {
	file  string
	name  string // as written there
	pos   content.Pos
	count int
}

func (t tally) add(name, file string, pos content.Pos) {
	k := strings.ToLower(name)
	if t[k] == nil {
		t[k] = &counted{file: file, name: name, pos: pos}
	}
	t[k].count++
}

// report gives one finding for each name.
func (t tally) report(c *memo.Ctx, severity diag.Severity, rule string, say func(c *counted) (message, hint string)) {
	for _, n := range t {
		message, hint := say(n)
		message += inFiles(n.count)
		warn(c, diag.Diagnostic{Rule: rule, Severity: severity, File: n.file, Line: n.pos.Line, Column: n.pos.Column,
			Message: message, Hint: hint})
	}
}

// inFiles says how often a finding would stand there that is told once.
func inFiles(n int) string {
	if n < 2 {
		return ""
	}
	return fmt.Sprintf(" (in %d files, this is the first)", n)
}

// unknown reports each key that nobody knows once, at the first place.
func unknown(c *memo.Ctx, set Settings, f *front) {
	if set.Strict {
		return // content has reported each of them
	}
	keys := tally{}
	add := func(file string, us []content.Unknown) {
		for _, u := range us {
			if strings.EqualFold(u.Key, "published") {
				continue // Jekyll's; it is looked at, and said when it hides a post
			}
			keys.add(u.Key, file, u.Pos)
		}
	}
	for _, m := range f.Posts {
		add(m.Path, m.Unknown)
	}
	for i := range f.Terms {
		add(f.Terms[i].Path, f.Terms[i].Unknown)
	}
	names := frontMatterKeys()
	keys.report(c, diag.Warning, "unknown-key", func(k *counted) (string, string) {
		hint := diag.DidYouMean(k.name, names)
		if hint == "" {
			hint = "frontMatter.aliases in site.yaml can give it a meaning; templates find it in .Params"
		}
		return fmt.Sprintf("opspress does not know the key %q", k.name), hint
	})
}

// unknownLayouts reports each layout that front matter asks for and nobody has:
// many blogs have a `layout: single` from another tool.
func (s *Site) unknownLayouts(c *memo.Ctx, set Settings, ms []*content.Meta) error {
	asked := tally{}
	var names []string
	for _, m := range ms {
		if m.Layout == "" {
			continue
		}
		if names == nil {
			var err error
			if names, err = s.names.Get(c, none{}); err != nil {
				return err
			}
		}
		if _, ok := chosen(names, m.Layout); !ok {
			asked.add(m.Layout, m.Path, m.Where.At("layout"))
		}
	}
	asked.report(c, set.severity(), "layout", func(l *counted) (string, string) {
		name := templateOf(l.name)
		return fmt.Sprintf("there is no layouts/%s for posts; post.html is used", name), diag.DidYouMean(name, names)
	})
	return nil
}

// chosen gives the template that front matter asks for, if a post may have it.
func chosen(names []string, wish string) (string, bool) {
	name := templateOf(wish)
	return name, slices.Contains(names, name) && !strings.Contains(name, "/") && !taken(name)
}

func templateOf(wish string) string { return strings.TrimSuffix(wish, ".html") + ".html" }

// taken says that a template shows another kind of page: Jekyll's
// `layout: home` on a post must not lose its text.
func taken(name string) bool {
	return name == "baseof.html" || slices.ContainsFunc(layout.Kinds(), func(k string) bool {
		return k != string(graph.KindPost) && layout.For(k) == name
	})
}
