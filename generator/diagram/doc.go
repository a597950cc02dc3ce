// Package diagram computes what the theme draws: the glyph of each Ops type, the
// map of all of them, and the plot of an archive.
//
// All of it is one figure, the loop of operations, and what goes round on it. A
// Family says where each type stands on the loop; its Glyph is a small map of
// that place; the Map is the loop itself, with every type on it and the
// relations across.
//
// The package knows numbers and ids, nothing of pages: what comes out are curves
// and places on a grid, which a template draws as SVG and a card as pixels. The
// same family gives the same numbers on every machine, since all are rounded to
// a hundredth before they are written.
package diagram
