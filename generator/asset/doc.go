// Package asset turns style sheets and scripts into what a browser loads, and
// reads the size of pictures.
//
// It never touches the file system: names are looked up through a Read, so that
// whoever calls knows every file that a bundle is made of, those that are
// absent too.
package asset
