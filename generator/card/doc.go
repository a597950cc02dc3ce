// Package card draws the picture that a messenger or a social site shows for a
// shared link: a title, the Ops type it belongs to, the name of the blog.
//
// # Words
//
// A card is 1200 by 630 pixels. Everything that must be read stands in the
// middle 1200 by 600, because KakaoTalk cuts a card to two by one. An ink is a
// colour with all its shades over the ground it is drawn on; a card has few
// inks, so that its PNG has a palette and is small. A glyph is the mark of an
// Ops type, strokes in a unit square.
//
// # Text
//
// A title is wrapped between words. A word that is wider than the card breaks
// between syllables. A long title is set smaller, and one that is longer still
// ends in an ellipsis. Characters that no font has, such as emoji, are left
// out; so are scripts that need shaping or run from right to left, which would
// come out wrong. When nothing of a title can be drawn, the card shows the name
// of the blog.
package card
