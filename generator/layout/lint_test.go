package layout

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLintFindsActionsWhereEscapingIsFrail(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"<script>\nlet x = {{.Title}}</script>", "2:9: a template action inside <script>"},
		{"<SCRIPT>{{if .Title}}x{{end}}</SCRIPT >", "1:9: a template action inside <script>; 1:23: a template action inside <script>"},
		{"<style>p{color:{{.Title}}}</style>{{.Title}}", "1:16: a template action inside <style>"},
		{"<p onclick=\"f({{.Title}})\">", "1:15: a template action in the attribute onclick of <p>"},
		{"<p ONLOAD = {{.Title}}>", "1:13: a template action in the attribute onload of <p>"},
		{"<iframe srcdoc='{{.Title}}'></iframe>", "1:17: a template action in the attribute srcdoc of <iframe>"},
		{"<p style=\"color:{{.Title}}\">{{.Title}}</p>", "1:17: a template action in the attribute style of <p>"},
		{"<p {{if .Title}}onclick=\"{{.Title}}\"{{end}}>", "1:26: a template action in the attribute onclick of <p>"},
		{"가<p class=\"{{.Title}}\" data-on=\"{{.Title}}\">{{.Title}}</p>", ""},
		{"<script src=\"{{.Title}}\"></script>{{.Title}}", ""},
		{"<!-- <script> -->{{.Title}}<!-- </script> -->", ""},
		{"{{/* <script> */}}{{.Title}}{{- /* }} <script> */ -}}{{.Title}}", ""},
		{"{{\"<script>\"}}{{.Title}}{{`}}<style>`}}{{.Title}}", ""},
		{"a < b {{.Title}} <3 {{.Title}}", ""},
		{"<p title=\"<script>\">{{.Title}}</p>", ""},
	} {
		var got []string
		for _, d := range lint("p.html", []byte(c.src)) {
			got = append(got, strings.TrimPrefix(d.Error(), "layouts/p.html:"))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, s, c.want)
		}
	}
}

func TestALintedTemplateIsRefused(t *testing.T) {
	tree, ds := Parse("p.html", []byte("<script>{{.Title}}</script>"))
	if tree != nil || len(ds) != 1 || ds[0].Rule != "template-context" || ds[0].Source == "" || ds[0].Hint == "" {
		t.Error(tree, ds)
	}
}

// Whatever stands in a template, parsing it ends and does not panic.
func TestParseOfAnything(t *testing.T) {
	pieces := []string{
		"{{", "}}", "<", ">", "<script", "</script>", "<style>", "<!--", "-->", "\"", "'", "`", "=", " on", "srcdoc",
		"{{/*", "*/}}", "{{.Title}}", "{{if .Title}}", "{{end}}", "\\", "\n", "가", "/", "<p ", "\x00", "{{\"", "{{- ",
	}
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")
		lint("p.html", []byte(src))
		tree, ds := Parse("p.html", []byte(src))
		if (tree == nil) != (len(ds) > 0) {
			t.Fatalf("%q: %v %v", src, tree, ds)
		}
	})
}
