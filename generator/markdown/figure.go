package markdown

import "github.com/yuin/goldmark/ast"

// aloneImage gives the image of a paragraph that holds nothing else, and the
// link around it if there is one.
func aloneImage(p ast.Node) (link *ast.Link, image *ast.Image) {
	c := p.FirstChild()
	if c == nil || c.NextSibling() != nil {
		return nil, nil
	}
	if l, ok := c.(*ast.Link); ok {
		c = l.FirstChild()
		if c == nil || c.NextSibling() != nil {
			return nil, nil
		}
		link = l
	}
	image, _ = c.(*ast.Image)
	return link, image
}

// figure writes an image that is a block, its title as the caption.
func (w *writer) figure(link *ast.Link, image *ast.Image) {
	title := image.Title
	image.Title = nil
	w.html("<figure>")
	if link != nil {
		w.link(link)
	} else {
		w.image(image)
	}
	if caption := w.decoded(title); caption != "" {
		w.html("<figcaption>")
		w.text(caption)
		w.html("</figcaption>")
	}
	w.html("</figure>\n")
}

// image writes an image. Of one whose destination is forbidden the text stays.
func (w *writer) image(n *ast.Image) {
	alt := collapse(plainOf(n, w.src))
	dest, call := w.destination(n.Destination)
	if call == nil && w.isForbidden(dest, n.Pos()) {
		w.text(alt)
		return
	}
	if call == nil && dest == "" {
		w.note(n.Pos(), "link-empty", "an image has no source", "write it between the parentheses")
		w.text(alt)
		return
	}
	if alt == "" {
		w.noAlt(n.Pos())
	}
	w.html("<img")
	w.source(dest, alt, call, n.Pos())
	if call == nil && judge(dest) == absolute {
		w.html(` loading="lazy" decoding="async"`)
	}
	w.attribute("alt", alt)
	if len(n.Title) > 0 {
		w.attribute("title", w.decoded(n.Title))
	}
	w.html(">")
}

// noAlt reports a picture that says nothing to a reader who cannot see it. One
// that only decorates can say so: <img alt="">.
func (w *writer) noAlt(pos int) {
	w.note(pos, "image-alt", "an image has no alternative text", "say in words what it shows: ![words](picture.png)")
}

// source writes where an image comes from, or leaves the place open.
func (w *writer) source(dest, alt string, call *Call, pos int) {
	if call == nil {
		w.d.Images = append(w.d.Images, dest)
	}
	if call == nil && judge(dest) == absolute {
		w.attribute("src", dest)
		return
	}
	w.html(" ")
	w.hole(Hole{Kind: Image, Dest: dest, Alt: alt, Call: call}, pos)
}
