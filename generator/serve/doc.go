// Package serve answers HTTP requests for a site while its author writes, and
// keeps the open pages true.
//
// # What it is
//
// A Server is an http.Handler over a Site. The Site is a promise that somebody
// else keeps: it makes the page of a URL, says what changed since a build, and
// tells about a page. The server knows nothing of sources, files or engines; it
// knows URLs, bytes, numbers of builds and diagnostics. Built is the one way by
// which it learns that something is new.
//
// A page is asked for anew with every request, so it is never older than the
// site. Its bytes are kept, the recently asked ones within 256 MB: when a page
// cannot be made now, what it was last stands in for it (last good), and the
// trouble is shown over it. A page that never was good is an error page that
// repairs itself. A page that is gone is gone: 404, the site's own, and the
// reader is told where it went.
//
// What is served differs from what is built by one script element before the
// end of the body. All else that the server has to say is below /_opspress/,
// at the root of the host whatever the base URL is, or in headers: dev.js,
// dev.css, events (the stream of builds), errors (what is wrong now), about
// (what the author's bar shows).
//
// # The stream
//
// events is a stream of Server-Sent Events. An event has the number of a build
// as its id and tells which URLs changed; nothing of their content is in it.
// It is sent after the new bytes can be had. A tab says which page it shows
// (page=) and hears of that page and of files that may be part of it; Open
// tells the Site's owner which pages those are, so that they are made first. A
// tab that was away says which build it has (since=, or Last-Event-ID) and hears
// what it has missed. Numbers begin anew with each run of the server, so a run
// has a name of its own, and a tab of another run is told to look for itself.
//
// Each stream has room for one message. What comes while it stands unread is
// joined to it: a stream that nobody reads costs the same after a thousand
// builds as after one, and nobody waits for it.
//
// # In the window
//
// dev.js asks for the page once more when it begins, and keeps that answer. At
// the next one it compares the two, node by node, and does the difference to
// the window. It is no comparison with the window itself: what the reader
// opened, typed, selected or chose, and what other scripts added, is no
// difference between two answers, so it stays. Style sheets are swapped when
// the new one is there. What cannot be done to a window (another script) is
// done by loading it anew. Server-Timing tells which bytes an answer held, so
// that a window that is late knows it; over a network, where browsers may hide
// that header from a page, the address of a file that is fetched with the page
// tells the same.
//
// # Whom it trusts
//
// The author, and with that the sources, their templates and their scripts: a
// page runs here as it will run in production, under the headers of
// production. Whoever may write the sources may put anything on a page.
//
// Not the network, and not the pages of other sites in the same browser. These
// are the reasons behind the guard, in its order:
//
//   - Host must be a name of this machine's loopback, a bound address or a name
//     that the author allowed, for a name of a stranger's can be rebound to our
//     address, and then the stranger's page may read the answers. No header of
//     a proxy is believed.
//   - A body, or an encoding of one, ends the connection: where a body ends is
//     what requests are smuggled with.
//   - GET and HEAD are answered. No request changes anything.
//   - A request target that no browser makes of a URL is refused. Nothing hangs
//     on it: a path is a key and never the name of a file, so there is no way
//     out of the site to be closed.
//   - An Origin that is not ours is refused, and so is what Sec-Fetch-Site calls
//     a part of another site's page. A link from anywhere may be followed.
//
// Every answer, refusals too, forbids other origins to embed it, browsers to
// guess its type, and everybody to keep it. No answer has a header that lets
// another origin read it; those of production that would are left out.
//
// Markup comes from html/template or, in the window, from nodes, never from
// strings: the title of a post, the name of a file and a path in an error page
// are text.
//
// Whoever sends or reads slowly holds one socket, for a time that is set; the
// sizes of headers, addresses and events and the number of streams are bounded.
//
// What it does not do: it asks nobody who they are. Bound to an address of the
// network, it shows drafts to everyone who can reach it.
package serve
