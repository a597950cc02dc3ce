// Package generator turns a folder of Markdown posts about operations into a
// static site, and keeps that site right afterwards. This file is the map of
// the house; the packages below it are its rooms.
//
// # One sentence
//
// read -> parse -> graph -> render -> manifest -> publish.
//
// A stage takes a value and gives a value. What lies between two arrows can be
// held in the hand, printed and compared, so a build, a dev server, a check in
// CI and a deploy are the same pipeline with a different end.
//
// # Words
//
// A post is one source file under posts/: front matter, then a Markdown body.
// A bundle is a post that has a folder to itself, together with its images.
// An Ops type, such as DevOps or FinOps, is the subject of a post; types are
// declared in files of their own, with names, relations to other types and an
// introduction, because a blog about operations is read by subject. Ops types,
// tags, series and authors are taxonomies; one value of a taxonomy is a term.
//
// A doc is a body that has been rendered as far as it can be without knowing
// any other file. Where it needs one (the URL behind a link, the size of an
// image, what a shortcode writes) it has a hole. An abstract is what a list
// shows of a post. The graph is everything that follows from all front matter
// together: order, terms, neighbours, translations, URLs. A projection is one
// small question put to the graph, and pages depend on projections only.
//
// A page is one output URL before it has bytes. The manifest is the finished
// site as a value: every file with its path, its kind and its digest. A
// diagnostic says what is wrong and where. A revision is one look at the
// world; within it nothing changes.
//
// # Rooms
//
// The rooms stand on levels, and nobody looks up.
//
//	L0  memo       runs pure tasks and remembers what each one read
//	    diag       what is wrong, and where, as values
//	    output     the finished site as a value
//	L1  content    the bytes of one source file -> a post or a term
//	    highlight  code -> HTML with classes
//	    markdown   a body -> a doc
//	    layout     template sources -> executable layouts, interface strings
//	    asset      styles, scripts, images -> minified, fingerprinted, resized
//	    card       a title and its Ops type -> the picture of a shared link
//	    diagram    the family of Ops types -> glyphs, their map, plots
//	    feed       entries -> Atom, RSS, JSON Feed, sitemap
//	L2  graph      all front matter -> order, terms, neighbours, URLs
//	L3  site       every task: the one place where the stages meet
//	L4  check      facts of sources and pages -> findings
//	    fetch      external links -> answers, politely
//	    publish    a manifest -> a folder: staged, renamed, pruned, locked
//	    deploy     a manifest -> a target: by difference, in order, with a way back
//	    cache      dear, pure results -> a folder, for the next process
//	    watch      file events -> "something happened"
//	    serve      a site that is being written -> answers, live reload
//	    scaffold   a new post, a new site
//	    diff       two manifests -> what changed for a reader
//	    report     facts of a blog -> how it is doing as a service
//	    history    git: dates of files, and what they were called before
//
// Package generator stands above them and hands one room's values to the next:
// what a verb of the command line does in one call is here. The commands in
// cmd/ stand above generator, read flags and print. layouts/ and assets/ are
// the default theme, carried in the binary.
//
// # Flow
//
// Every arrow of the one sentence is a task in site:
//
//	File -> Post -> Meta -> Graph -> projections
//	        Post -> Doc  -> Abstract
//	Page      <- Meta, Doc, abstracts, projections, layout, assets; fills the holes
//	Feed      <- the same, and fills the holes with absolute URLs
//	Routes    -> every URL; two sources for one URL are an error here
//	Manifest  <- all of these
//
// The engine (memo) asks for the manifest, and a task asks for what it needs;
// the engine notes who read what. In the next revision a task runs again only
// when something that it read has changed its value. Nobody writes down what
// an edit invalidates, so nobody can write it down wrongly. A post's body may
// be edited a hundred times: as long as its abstract stays, no list runs.
//
// Publishing compares. Pages are staged while they render; when the last one
// is done without an error they are renamed into place, hashed assets first,
// pages next, lists and feeds last, and only then is deleted what has vanished.
// A reader never meets a page whose parts are not there yet.
//
// # Laws
//
//  1. Stages are functions from value to value. What was handed over never
//     changes afterwards.
//  2. The output follows from sources, settings, the tool's version and the
//     given clock. Not from the time of day, the zone, the locale, the number
//     of cores, the order of a map or of a directory. Limits count bytes or
//     steps, never seconds.
//  3. Two sources for one URL are an error that names both.
//  4. An error stops its page and not the build: all are collected, sorted and
//     shown once, each with its place and a hint. A build with errors publishes
//     nothing.
//  5. Publishing writes what changed, deletes what vanished, touches nothing
//     else, and never leaves the output folder.
//  6. An interface stands where there are two implementations, is defined by
//     who uses it, and is small.
//  7. A fast path has its slow twin and a test that they agree. The first one
//     of all: after any edits, what a warm engine builds is, byte for byte,
//     what an empty one builds.
//  8. Each decision has one place: a page's URL is decided in graph, trust in
//     markup in layout, a file's digest in output, the clock in site.
//
// Who may import whom, and which room may touch files, clocks and chance, is
// no matter of taste either: layers_test.go holds the table, a reason beside
// every row, and fails for everything else. Only site imports memo, so with
// the engine deleted every stage would still compile. Caches live in values
// that site makes once, never in a package's variables.
//
// # Where to begin
//
// To follow one post through the house, read [opspress/generator/content],
// [opspress/generator/markdown], [opspress/generator/graph] and then the page
// tasks in [opspress/generator/site]. To change what a page looks like, stay in
// layouts/ and assets/. To add a file to the site, give site one more task: it
// will be published, served and checked like all others.
package generator
