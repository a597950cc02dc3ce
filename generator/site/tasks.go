package site

import (
	"maps"
	"time"

	"opspress/generator/content"
	"opspress/generator/diag"
	"opspress/generator/diagram"
	"opspress/generator/feed"
	"opspress/generator/graph"
	"opspress/generator/layout"
	"opspress/generator/markdown"
	"opspress/generator/memo"
)

type none = struct{}

// tasks is every task of a site but those that look at the world. A task that
// depends on one question to a large value (the settings, the graph) asks it
// through a small task of its own, so that it runs again only when the answer
// changes.
type tasks struct {
	settings *memo.Task[none, Settings]
	parsing  *memo.Task[none, parsing]
	renderer *memo.Task[none, renderer]

	post     *memo.Task[string, source] // by path of the file
	meta     *memo.Task[string, *content.Meta]
	front    *memo.Task[none, *front]
	moment   *memo.Task[none, time.Time]
	doc      *memo.Task[string, rendered]
	abstract *memo.Task[string, abstract]
	term     *memo.Task[string, written]
	termDoc  *memo.Task[string, rendered]

	graph  *memo.Task[none, *graph.Graph]
	route  *memo.Task[string, routed]       // by site path
	at     *memo.Task[string, graph.Post]   // by path of the file
	byline *memo.Task[string, graph.Byline] // likewise
	list   *memo.Task[graph.Route, graph.List]
	latest *memo.Task[graph.Route, []graph.Item] // N of the route is how many
	terms  *memo.Task[termsOf, []graph.Term]
	shown  *memo.Task[termsOf, []layout.Term]
	query  *memo.Task[query, []graph.Item]
	named  *memo.Task[query, graph.Term]
	links  *memo.Task[string, target] // by path of a file that a link names
	map_   *memo.Task[string, mapOf]  // by language
	family *memo.Task[none, []diagram.Kin]
	glyph  *memo.Task[string, diagram.Glyph] // by id of an Ops type

	extras *memo.Task[none, extras]
	extra  *memo.Task[string, string] // by path of the file: where it is published
	known  *memo.Task[string, bool]   // by site path: there is something

	template *memo.Task[string, *layout.Tree]
	names    *memo.Task[none, []string] // of all templates
	layout   *memo.Task[string, compiled]
	strings  *memo.Task[string, *layout.Strings]
	style    *memo.Task[none, bundle]
	overview *memo.Task[none, bundle]
	script   *memo.Task[none, bundle]
	seeker   *memo.Task[none, bundle]
	frame    *memo.Task[string, layout.Site] // by language

	fonts *memo.Task[none, fonts]
	deck  *memo.Task[none, deck]
	card  *memo.Task[string, drawing] // by site path of the picture

	page    *memo.Task[string, page] // by site path
	made    *memo.Task[string, made] // likewise
	sitemap *memo.Task[none, []feed.NamedFile]
	faults  *memo.Task[string, none] // by path of the file of a post that cannot be published
	clashes *memo.Task[none, none]

	day        *memo.Task[none, time.Time]
	outbound   *memo.Task[string, []string] // by path of the file
	facts      *memo.Task[none, ReportFacts]
	objectives *memo.Task[none, none]

	searching

	album    *memo.Task[none, album]
	variant  *memo.Task[string, variant] // by site path of the picture
	resized  *memo.Task[string, resized] // by path of the original
	faultsOf *memo.Task[string, none]    // by path of a picture

	outlines *memo.Task[none, []outline]
}

// parsing is what reading one file depends on.
type parsing struct {
	Content  content.Options
	Severity diag.Severity
}

// A renderer is a markdown.Renderer, equal to another by its settings.
type renderer struct {
	settings markdown.Settings
	*markdown.Renderer
}

func newTasks(s *Site) (t tasks) {
	t.settings = &memo.Task[none, Settings]{Name: "Settings", Hub: true, Run: s.runSettings}
	t.parsing = &memo.Task[none, parsing]{Name: "Parsing", Hub: true, Run: s.runParsing}
	t.renderer = &memo.Task[none, renderer]{Name: "Renderer", Hub: true, Run: s.runRenderer,
		Same: func(a, b renderer) bool { return a.settings == b.settings }}

	t.post = &memo.Task[string, source]{Name: "Post", Run: s.runPost}
	t.meta = &memo.Task[string, *content.Meta]{Name: "Meta", Run: s.runMeta}
	t.front = &memo.Task[none, *front]{Name: "FrontMatter", Hub: true, Run: s.runFront, Same: sameFront}
	t.doc = &memo.Task[string, rendered]{Name: "Doc", Run: s.runDoc, Light: true, Digest: func(d rendered) [32]byte { return d.key }}
	t.abstract = &memo.Task[string, abstract]{Name: "Abstract", Run: s.runAbstract}
	t.term = &memo.Task[string, written]{Name: "Term", Run: s.runTerm}
	t.termDoc = &memo.Task[string, rendered]{Name: "TermDoc", Run: s.runTermDoc, Light: true, Digest: func(d rendered) [32]byte { return d.key }}

	t.moment = &memo.Task[none, time.Time]{Name: "Moment", Run: s.runMoment, Same: time.Time.Equal}
	t.graph = &memo.Task[none, *graph.Graph]{Name: "Graph", Hub: true, Run: s.runGraph, Same: func(a, b *graph.Graph) bool { return false }}
	t.route = &memo.Task[string, routed]{Name: "Route", Passing: true, Run: s.runRoute}
	t.at = &memo.Task[string, graph.Post]{Name: "PostInGraph", Passing: true, Run: s.runAt}
	t.byline = &memo.Task[string, graph.Byline]{Name: "Byline", Passing: true, Run: s.runByline}
	t.list = &memo.Task[graph.Route, graph.List]{Name: "List", Passing: true, Run: s.runList}
	t.latest = &memo.Task[graph.Route, []graph.Item]{Name: "Recent", Run: s.runLatest}
	t.terms = &memo.Task[termsOf, []graph.Term]{Name: "Terms", Run: s.runTerms}
	t.shown = &memo.Task[termsOf, []layout.Term]{Name: "TermViews", Run: s.runTermViews}
	t.query = &memo.Task[query, []graph.Item]{Name: "Query", Run: s.runQuery}
	t.named = &memo.Task[query, graph.Term]{Name: "TermNamed", Run: s.runNamed}
	t.links = &memo.Task[string, target]{Name: "Ref", Passing: true, Run: s.runLinks}
	t.map_ = &memo.Task[string, mapOf]{Name: "Overviews", Run: s.runMap}

	t.family = &memo.Task[none, []diagram.Kin]{Name: "Family", Run: s.runFamily}
	t.glyph = &memo.Task[string, diagram.Glyph]{Name: "Glyph", Run: s.runGlyph}

	t.extras = &memo.Task[none, extras]{Name: "Extras", Run: s.runExtras}
	t.extra = &memo.Task[string, string]{Name: "Extra", Passing: true, Run: s.runExtra}
	t.known = &memo.Task[string, bool]{Name: "Known", Passing: true, Run: s.runKnown}

	t.template = &memo.Task[string, *layout.Tree]{Name: "Tree", Run: s.runTemplate, Same: sameTree}
	t.names = &memo.Task[none, []string]{Name: "TemplateNames", Run: s.runNames}
	t.layout = &memo.Task[string, compiled]{Name: "Layout", Hub: true, Run: s.runLayout, Same: func(a, b compiled) bool { return false }}
	t.strings = &memo.Task[string, *layout.Strings]{Name: "Strings", Hub: true, Run: s.runStrings}
	t.style = &memo.Task[none, bundle]{Name: "Style", Hub: true, Run: s.runStyle}
	t.overview = &memo.Task[none, bundle]{Name: "OverviewStyle", Hub: true, Run: s.runOverviewStyle}
	t.script = &memo.Task[none, bundle]{Name: "Script", Hub: true, Run: s.runScript}
	t.seeker = &memo.Task[none, bundle]{Name: "SearchScript", Hub: true, Run: s.runSeeker}
	t.frame = &memo.Task[string, layout.Site]{Name: "Frame", Hub: true, Run: s.runFrame}

	t.fonts = &memo.Task[none, fonts]{Name: "Fonts", Hub: true, Run: s.runFonts, Same: func(a, b fonts) bool { return a.digest == b.digest }}
	t.deck = &memo.Task[none, deck]{Name: "Cards", Run: s.runDeck, Same: sameDeck}
	t.card = &memo.Task[string, drawing]{Name: "Card", Passing: true, Run: s.runCard}

	t.album = &memo.Task[none, album]{Name: "Album", Run: s.runAlbum, Same: func(a, b album) bool { return maps.Equal(a.at, b.at) }}
	t.variant = &memo.Task[string, variant]{Name: "Variant", Passing: true, Run: s.runVariant}
	t.resized = &memo.Task[string, resized]{Name: "Resized", Run: s.runResized, Light: true, Digest: func(r resized) [32]byte { return r.of }}
	t.faultsOf = &memo.Task[string, none]{Name: "PictureFaults", Run: s.runFaultsOf}

	t.page = &memo.Task[string, page]{Name: "Page", Passing: true, Run: s.runPage, Light: true, Digest: func(p page) [32]byte { return p.digest }}
	t.made = &memo.Task[string, made]{Name: "Made", Run: s.runMade}
	t.sitemap = &memo.Task[none, []feed.NamedFile]{Name: "Sitemap", Run: s.runSitemap}

	t.searching = newSearching(s)
	t.faults = &memo.Task[string, none]{Name: "Faults", Run: s.runFaults}
	t.clashes = &memo.Task[none, none]{Name: "Clashes", Run: s.runClashes}
	t.day = &memo.Task[none, time.Time]{Name: "Day", Run: s.runDay, Same: time.Time.Equal}
	t.outbound = &memo.Task[string, []string]{Name: "Outbound", Run: s.runOutbound}
	t.facts = &memo.Task[none, ReportFacts]{Name: "ReportFacts", Run: s.runReportFacts}
	t.objectives = &memo.Task[none, none]{Name: "Objectives", Run: s.runObjectives}
	t.outlines = &memo.Task[none, []outline]{Name: "Routes", Run: s.runOutlines}
	return t
}
