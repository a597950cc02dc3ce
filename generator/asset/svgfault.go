package asset

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"opspress/generator/diag"
)

// SVGFaults tells what an SVG holds beside a drawing: scripts, handlers of events,
// pages inside of it, and what it would fetch from elsewhere. A browser runs none
// of it where the SVG is the source of an <img>; whoever opens the file by its own
// address would run it as a page of the site. The findings are warnings, with
// their places in the file called name.
func SVGFaults(name string, b []byte) []diag.Diagnostic {
	c := svgChecker{name: name, src: b}
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	d.Entity = xml.HTMLEntity
	for {
		at := int(d.InputOffset())
		token, err := d.Token()
		if err != nil {
			if err != io.EOF {
				c.add(int(d.InputOffset()), "cannot be read as SVG", err.Error())
			}
			return c.ds
		}
		switch t := token.(type) {
		case xml.StartElement:
			c.element(at, t)
		case xml.Directive:
			if bytes.Contains(bytes.ToUpper(t), []byte("<!ENTITY")) {
				c.add(at, "declares entities", "write the text itself")
			}
		case xml.ProcInst:
			if t.Target == "xml-stylesheet" {
				c.add(at, "loads a style sheet", "styles belong into the file")
			}
		case xml.CharData:
			if c.style && fetches(string(t)) {
				c.add(at, "has styles that load something from elsewhere", "an SVG in an <img> loads nothing: put it into the file")
			}
		}
		if _, end := token.(xml.EndElement); end {
			c.style = false
		}
	}
}

type svgChecker struct {
	name  string
	src   []byte
	style bool // inside a <style>
	ds    []diag.Diagnostic
}

func (c *svgChecker) add(at int, what, hint string) {
	c.ds = append(c.ds, diag.At(diag.Diagnostic{
		Rule: "svg", Severity: diag.Warning, Message: "the SVG " + what, Hint: hint,
	}, c.name, c.src, min(at, len(c.src))))
}

func (c *svgChecker) element(at int, e xml.StartElement) {
	tag := strings.ToLower(e.Name.Local)
	c.style = tag == "style"
	switch tag {
	case "script":
		c.add(at, "has a script", "take the script out; export it as plain SVG")
	case "foreignobject", "iframe", "object", "embed":
		c.add(at, fmt.Sprintf("has a page inside of it (<%s>)", e.Name.Local), "draw it, or write it as text")
	}
	for _, a := range e.Attr {
		name, value := strings.ToLower(a.Name.Local), strings.TrimSpace(a.Value)
		switch {
		case strings.HasPrefix(name, "on"):
			c.add(at, fmt.Sprintf("has a handler (%s)", a.Name.Local), "take it out: a picture does nothing")
		case name == "href" || name == "src":
			c.reference(at, tag, value)
		case fetches(value):
			c.add(at, fmt.Sprintf("loads something from elsewhere (%s)", a.Name.Local), "an SVG in an <img> loads nothing: put it into the file")
		}
	}
}

// reference judges where an element points: <a> may lead anywhere that a link of a
// page may, everything else must be in the file.
func (c *svgChecker) reference(at int, tag, value string) {
	low := strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, value))
	switch {
	case strings.HasPrefix(low, "javascript:") || strings.HasPrefix(low, "vbscript:") || strings.HasPrefix(low, "data:text/html"):
		c.add(at, "has a link that runs a script", "take it out")
	case tag == "a" || low == "" || low[0] == '#' || strings.HasPrefix(low, "data:image/"):
	default:
		c.add(at, fmt.Sprintf("points to another file (%q)", value), "an SVG in an <img> loads nothing: put it into the file")
	}
}

// fetches says whether a style names something that is not in the file.
func fetches(style string) bool {
	low := strings.ToLower(style)
	if strings.Contains(low, "@import") || strings.Contains(low, "expression(") {
		return true
	}
	for rest := low; ; {
		_, after, ok := strings.Cut(rest, "url(")
		if !ok {
			return false
		}
		target := strings.TrimLeft(after, " '\"")
		if target != "" && target[0] != '#' && !strings.HasPrefix(target, "data:image/") && !strings.HasPrefix(target, "data:font/") {
			return true
		}
		rest = after
	}
}
