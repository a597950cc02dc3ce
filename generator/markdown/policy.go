package markdown

import (
	"regexp"
	"strings"
)

// What raw HTML may be under Sanitize. Everything that could run code, load a
// page, send a form or paint over the page is missing; so is style.

// safeElements are the elements that stay.
var safeElements = setOf(`a abbr audio b blockquote br caption cite code col colgroup dd del details dfn div dl dt em
	figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp section small source
	span strong sub summary sup table tbody td tfoot th thead time tr track u ul var video wbr`)

// voidElements have no end tag.
var voidElements = setOf(`area base br col embed hr img input link meta source track wbr`)

// hiddenElements have no text that a reader should see.
var hiddenElements = setOf(`script style`)

// inlineElements stand within a line; the others part the text around them.
var inlineElements = setOf(`a abbr b cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup
	time u var wbr`)

// renamed are old elements and what they are today.
var renamed = map[string]string{"center": "div", "strike": "s", "tt": "code"}

// closedBy names, for an element, the open elements that end where it begins.
var closedBy = map[string]map[string]bool{
	"li": setOf(`li p`),
	"dt": setOf(`dt dd p`), "dd": setOf(`dt dd p`),
	"rt": setOf(`rt rp`), "rp": setOf(`rt rp`),
	"td": setOf(`td th p`), "th": setOf(`td th p`),
	"tr":    setOf(`td th tr p caption colgroup`),
	"thead": setOf(`caption colgroup`),
	"tbody": setOf(`td th tr thead tbody p caption colgroup`),
	"tfoot": setOf(`td th tr thead tbody p caption colgroup`),
	"p":     setOf(`p`), "div": setOf(`p`), "ul": setOf(`p`), "ol": setOf(`p`), "dl": setOf(`p`), "table": setOf(`p`),
	"pre": setOf(`p`), "blockquote": setOf(`p`), "figure": setOf(`p`), "details": setOf(`p`), "section": setOf(`p`),
	"hr": setOf(`p`), "h1": setOf(`p`), "h2": setOf(`p`), "h3": setOf(`p`), "h4": setOf(`p`), "h5": setOf(`p`), "h6": setOf(`p`),
}

// safeAttributes maps an attribute to the elements that may have it, nil for
// all, and to the shape of its value.
var safeAttributes = map[string]struct {
	on    map[string]bool
	value *regexp.Regexp
}{
	"title":    {nil, anything},
	"lang":     {nil, token},
	"dir":      {nil, token},
	"class":    {nil, anything},
	"alt":      {setOf(`img`), anything},
	"width":    {setOf(`img video source table td th col`), length},
	"height":   {setOf(`img video source table td th`), length},
	"loading":  {setOf(`img`), token},
	"decoding": {setOf(`img`), token},
	"media":    {setOf(`source`), anything},
	"type":     {setOf(`source ol ul li`), anything},
	"sizes":    {setOf(`img source`), anything},
	"controls": {setOf(`audio video`), anything},
	"loop":     {setOf(`audio video`), anything},
	"muted":    {setOf(`audio video`), anything},
	"autoplay": {setOf(`video`), anything},
	"preload":  {setOf(`audio video`), token},

	"playsinline": {setOf(`video`), anything},
	"kind":        {setOf(`track`), token},
	"srclang":     {setOf(`track`), token},
	"label":       {setOf(`track`), anything},
	"default":     {setOf(`track`), anything},
	"open":        {setOf(`details`), anything},
	"colspan":     {setOf(`td th`), number},
	"rowspan":     {setOf(`td th`), number},
	"scope":       {setOf(`th`), token},
	"headers":     {setOf(`td th`), anything},
	"span":        {setOf(`col colgroup`), number},
	"start":       {setOf(`ol`), number},
	"reversed":    {setOf(`ol`), anything},
	"value":       {setOf(`li`), number},
	"datetime":    {setOf(`time del ins`), anything},
	"rel":         {setOf(`a`), anything},
	"target":      {setOf(`a`), token},
	"download":    {setOf(`a`), anything},
	"aria-hidden": {nil, token},
	"aria-label":  {nil, anything},
}

// urlAttributes are the attributes that lead somewhere.
var urlAttributes = setOf(`href src poster cite`)

var (
	anything = regexp.MustCompile(``)
	token    = regexp.MustCompile(`^[A-Za-z_-]{0,40}$`)
	number   = regexp.MustCompile(`^-?[0-9]{1,6}$`)
	length   = regexp.MustCompile(`^[0-9]{1,5}(\.[0-9]+)?(%|px|em|rem)?$`)
	aligned  = regexp.MustCompile(`^(?i:left|center|right|justify)$`)
)

func setOf(names string) map[string]bool {
	s := map[string]bool{}
	for _, n := range strings.Fields(names) {
		s[n] = true
	}
	return s
}

// isSafe tells whether an element may have an attribute of this value.
func isSafe(element, name, value string) bool {
	a, ok := safeAttributes[name]
	return ok && (a.on == nil || a.on[element]) && a.value.MatchString(value)
}
