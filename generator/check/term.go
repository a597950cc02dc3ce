package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A use is one post that has a tag.
type use struct {
	post *Post
	name string
	at   Pos
	ok   bool // spelled as the term's file spells it
}

// tags looks at how tags are used and spelled.
func (j *judgement) tags() {
	uses := map[string][]use{}
	for _, p := range j.visible() {
		for n, t := range p.Tags {
			uses[t.ID] = append(uses[t.ID], use{p, t.Name, p.where(fmt.Sprintf("tags.%d", n), "tags"), t.Known})
		}
	}
	for _, id := range sortedKeys(uses) {
		us := uses[id]
		keys := map[string]bool{}
		for _, u := range us {
			keys[u.post.Key] = true
		}
		if len(keys) == 1 && !j.young() {
			j.at("tag-once", us[0].post.File, us[0].at, fmt.Sprintf("no other post has the tag %q", us[0].name), "a tag leads to more of the kind: use one that others have, or leave it out")
		}
		j.spelled(us)
	}
	ids := sortedKeys(uses)
	stems := map[string]string{}
	for _, id := range ids {
		s := stem(id)
		if first, ok := stems[s]; ok {
			u := fewer(uses[first], uses[id])
			other := uses[first]
			if other[0].post == u.post && other[0].name == u.name {
				other = uses[id]
			}
			j.at("tag-alike", u.post.File, u.at, fmt.Sprintf("the tags %q and %q differ only in number", u.name, other[0].name), "use one of them; the other can be its alias in posts/_tags/")
			continue
		}
		stems[s] = id
	}
}

// youngBlog is how many posts a blog has before tags and links have to lead to
// more of the kind: in a smaller one there is none yet.
const youngBlog = 10

// young says that the blog has only begun.
func (j *judgement) young() bool {
	keys := map[string]bool{}
	for _, p := range j.visible() {
		if keys[p.Key] = true; len(keys) >= youngBlog {
			return false
		}
	}
	return true
}

// fewer gives the first use of the tag that fewer posts have.
func fewer(a, b []use) use {
	if len(b) <= len(a) {
		return b[0]
	}
	return a[0]
}

// spelled reports spellings of one tag that differ by case, spaces or hyphens.
func (j *judgement) spelled(us []use) {
	count := map[string]int{}
	for _, u := range us {
		if !u.ok {
			count[u.name]++
		}
	}
	known := slices.IndexFunc(us, func(u use) bool { return u.ok })
	if len(count) == 0 || known < 0 && len(count) == 1 {
		return
	}
	names := sortedKeys(count)
	best := slices.MaxFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(count[a], count[b]), cmp.Compare(b, a)) })
	if known >= 0 {
		best = us[known].name
	}
	seen := map[string]bool{}
	for _, u := range us {
		if u.ok || u.name == best || seen[u.name] {
			continue
		}
		seen[u.name] = true
		j.at("tag-alike", u.post.File, u.at, fmt.Sprintf("the tag %q is spelled %q elsewhere", u.name, best), fmt.Sprintf("write %q", best))
	}
}

// stem takes a plural's end off an English word.
func stem(id string) string {
	for _, e := range [][2]string{{"ies", "y"}, {"sses", "ss"}, {"xes", "x"}, {"ches", "ch"}, {"shes", "sh"}} {
		if s, ok := strings.CutSuffix(id, e[0]); ok && len(s) > 1 {
			return s + e[1]
		}
	}
	if s, ok := strings.CutSuffix(id, "s"); ok && len(s) > 2 && !strings.HasSuffix(s, "s") && !strings.HasSuffix(s, "u") && !strings.HasSuffix(s, "i") && !strings.HasSuffix(s, "p") {
		return s
	}
	return id
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// series looks at the weights of each series: they count 1, 2, 3 ….
func (j *judgement) series() {
	runs := map[[2]string][]Part{}
	var keys [][2]string
	for _, p := range j.Parts {
		k := [2]string{p.Series, p.Lang}
		if runs[k] == nil {
			keys = append(keys, k)
		}
		runs[k] = append(runs[k], p)
	}
	for _, k := range keys {
		ps := slices.Clone(runs[k])
		ps = slices.DeleteFunc(ps, func(p Part) bool { return p.Weight == 0 })
		slices.SortFunc(ps, func(a, b Part) int { return cmp.Or(cmp.Compare(a.Weight, b.Weight), cmp.Compare(a.File, b.File)) })
		for i := 1; i < len(ps); i++ {
			a, b := ps[i-1], ps[i]
			switch {
			case a.Weight == b.Weight:
				j.at("series-weight", b.File, b.Pos, fmt.Sprintf("%s has weight %d in the series %q too", a.File, a.Weight, b.Series), "each part has a place of its own")
			case b.Weight > a.Weight+1 && k[1] == j.Languages[0]:
				j.at("series-gap", b.File, b.Pos, fmt.Sprintf("part %d of the series %q is followed by part %d", a.Weight, b.Series, b.Weight), "a reader looks for the part between: publish it, or count on without it")
			}
		}
		if n := len(runs[k]) - len(ps); n > 0 && len(ps) > 0 {
			i := slices.IndexFunc(runs[k], func(p Part) bool { return p.Weight == 0 })
			j.at("series-weight", runs[k][i].File, Pos{1, 1}, fmt.Sprintf("the other parts of the series %q have a weight, this one has none", k[0]), "set weight: to its place in the series")
		}
	}
}
