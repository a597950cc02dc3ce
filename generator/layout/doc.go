// Package layout turns template sources into executable layouts, and holds the
// strings of the interface.
//
// A Tree is one template file, parsed and linted. A Layout is what one kind of
// page needs: its template, baseof.html around it, and every partial that they
// reach, escaped once by html/template and executable from many goroutines at
// once. Templates see the view types of this package (Page, Shortcode and what
// hangs on them) and the functions that Funcs lists, nothing else.
//
// html/template parses and escapes, and says what is wrong; what it has escaped
// is then translated into a program of Go functions, which renders the pages
// without its reflection. Whatever the program does not know it leaves to
// html/template: the two give the same bytes and the same errors (see Plain).
//
// How the files of a theme fit together:
//
//   - A page template that only defines blocks ("main" above all) is put into
//     baseof.html. One with markup of its own outside of blocks, such as
//     redirect.html, is a whole page.
//   - A partial is called by its file name:
//     {{template "partials/entry.html" (scope $ .)}}.
//   - A shortcode is a file in shortcodes/. Its dot is a *Shortcode.
//   - A template knows only its dot. scope hands a value to a partial together
//     with the page, so that {{.T "key"}} works there too.
package layout
