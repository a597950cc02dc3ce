package graph

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"opspress/generator/content"
)

func TestRelations(t *testing.T) {
	g := mustBuild(t, nil, []content.Term{
		termOf("ops/devops.md", "DevOps", func(t *content.Term) { t.Broader = []string{"itops"} }),
		termOf("ops/secops.md", "SecOps", func(t *content.Term) { t.Related = []string{"DEV-OPS"} }),
		termOf("ops/devsecops.md", "DevSecOps", func(t *content.Term) {
			t.Combines = []string{"secops", "devops", "Dev Ops"}
			t.Related = []string{"devops"}
			t.ConfusedWith = []string{"secops"}
		}),
		termOf("ops/itops.md", "ITOps", func(t *content.Term) { t.Weight = 1 }),
	}, options())
	for id, want := range map[string]string{
		"devops":    "part-of[devsecops] broader[itops] related[devsecops secops]",
		"secops":    "part-of[devsecops] related[devops] confused-with[devsecops]",
		"devsecops": "combines[devops secops] related[devops] confused-with[secops]",
		"itops":     "narrower[devops]",
	} {
		v, err := g.Term(Ops, id, "ko")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range v.Relations {
			var ids []string
			for _, x := range r.Terms {
				ids = append(ids, x.ID)
			}
			got = append(got, r.Kind+fmt.Sprint(ids))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: got %s, want %s", id, s, want)
		}
	}
}

func TestRelationFindings(t *testing.T) {
	for _, c := range []struct {
		name string
		a    func(*content.Term)
		want string
	}{
		{"nothing there", func(t *content.Term) { t.Related = []string{"nosuch"} }, `posts/_ops/a.md: error: related: there is no Ops type "nosuch"`},
		{"itself", func(t *content.Term) { t.Combines = []string{"A"} }, "posts/_ops/a.md: error: combines: a relates to itself"},
		{"a type that only a post names", func(t *content.Term) { t.Related = []string{"c"} }, `posts/_ops/a.md: error: related: there is no Ops type "c"`},
		{"a circle", func(t *content.Term) { t.Broader = []string{"b"} }, "posts/_ops/a.md: error: broader goes in a circle: a → b → a"},
	} {
		_, ds := Build(nil, []content.Term{
			termOf("ops/a.md", "A", c.a), termOf("ops/b.md", "B", func(t *content.Term) { t.Broader = []string{"a"} }),
		}, options())
		if got := messages(ds); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// TestAnyCircleIsFound compares with the plain way: a type stands in a circle
// when it can be reached from itself.
func TestAnyCircleIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		edge := map[[2]int]bool{}
		var terms []content.Term
		for i := range n {
			up := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 0, n, func(i int) int { return i }).Draw(t, "up")
			terms = append(terms, termOf(fmt.Sprintf("ops/t%d.md", i), fmt.Sprintf("T%d", i), func(t *content.Term) {
				for _, j := range up {
					if j != i {
						t.Broader = append(t.Broader, fmt.Sprintf("t%d", j))
						edge[[2]int{i, j}] = true
					}
				}
			}))
		}
		reach := func(from int) bool {
			seen, todo := map[int]bool{}, []int{from}
			for len(todo) > 0 {
				i := todo[0]
				todo = todo[1:]
				for j := range n {
					if edge[[2]int{i, j}] && !seen[j] {
						if j == from {
							return true
						}
						seen[j] = true
						todo = append(todo, j)
					}
				}
			}
			return false
		}
		circle := false
		for i := range n {
			circle = circle || reach(i)
		}
		_, ds := Build(nil, terms, options())
		if found := strings.Contains(messages(ds), "circle"); found != circle {
			t.Fatalf("found %v, want %v: %v", found, circle, edge)
		}
	})
}
