package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"opspress/generator/content"
	"opspress/generator/diag"
)

// A Claim is somebody's wish for an output file.
type Claim struct {
	File   string // "posts/x/index.html"
	What   string // who wants it, for people: a source file or the name of a page
	Source string // the file to put the error at, or ""
	Pos    content.Pos
}

// Claims gives what the graph's routes want.
func (g *Graph) Claims() []Claim {
	out := make([]Claim, len(g.routes))
	for i, r := range g.routes {
		out[i] = Claim{File(r.Path), r.What(), r.Source, r.Pos}
	}
	return out
}

// Beside gives the claims of posts' Markdown that one of the others could want:
// few files are called so.
func (g *Graph) Beside(claims []Claim) (out []Claim) {
	for _, c := range claims {
		for at := 0; ; {
			i := strings.Index(c.File[at:], ".md")
			if i < 0 {
				break
			}
			at += i + len(".md")
			if r, ok := g.Route("/" + c.File[:at]); ok && r.Kind == KindMarkdown {
				out = append(out, Claim{File(r.Path), r.What(), r.Source, r.Pos})
			}
		}
	}
	return out
}

// Clashes reports every file that two want, and every one that must be a file
// for one and a folder for another. Names are compared as the least able file
// system does, in NFC and without case, so that a site which builds here
// builds everywhere.
func Clashes(claims []Claim) []diag.Diagnostic {
	cs := slices.Clone(claims)
	keys := make(map[string]int, len(cs)) // folded file -> the first claim of it
	slices.SortStableFunc(cs, func(a, b Claim) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.What, b.What))
	})
	var out []diag.Diagnostic
	for i, c := range cs {
		k := foldPath(c.File)
		if j, taken := keys[k]; taken {
			out = append(out, clash(cs[j], c, ""))
			continue
		}
		keys[k] = i
	}
	for _, c := range cs {
		k := foldPath(c.File)
		for j := strings.LastIndexByte(k, '/'); j > 0; j = strings.LastIndexByte(k[:j], '/') {
			if o, taken := keys[k[:j]]; taken {
				out = append(out, clash(cs[o], c, fmt.Sprintf("%s would have to be a file and a folder", cs[o].File)))
				break
			}
		}
	}
	return out
}

func foldPath(p string) string { return strings.ToLower(norm.NFC.String(p)) }

func sameFile(a, b string) string {
	if a == b {
		return "both make " + urlOf(a)
	}
	return fmt.Sprintf("%s and %s are one file where names are compared without case or normal form", urlOf(a), urlOf(b))
}

func urlOf(file string) string { return "/" + strings.TrimSuffix(file, "index.html") }

// clash reports two claims at the later one of them, or at the one that can be
// mended. Without a why, both want the same file.
func clash(a, b Claim, why string) diag.Diagnostic {
	if b.Source == "" || b.Pos == (content.Pos{}) && a.Pos != (content.Pos{}) {
		a, b = b, a // the one that somebody chose can be mended
	}
	if why == "" {
		why = sameFile(b.File, a.File)
	}
	return diag.Diagnostic{
		Rule: "url-clash", Severity: diag.Error, File: b.Source, Line: b.Pos.Line, Column: b.Pos.Column,
		Message: fmt.Sprintf("%s and %s: %s", b.What, a.What, why),
		Hint:    "give one of them another slug or url",
	}
}
