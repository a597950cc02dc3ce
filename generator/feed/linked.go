package feed

import "encoding/json"

// The types of this file are the parts of schema.org that tell machines what a
// page is. Every @id and URL is absolute. The order of fields is the order in
// which they are written.

// A Node names something by its address.
type Node struct {
	Type string `json:"@type,omitempty"`
	ID   string `json:"@id"`
	Name string `json:"name,omitempty"`
}

// An Agent is a Person or an Organization.
type Agent struct {
	Type        string   `json:"@type"`
	ID          string   `json:"@id,omitempty"`
	Name        string   `json:"name"`
	URL         string   `json:"url,omitempty"`
	Description string   `json:"description,omitempty"`
	JobTitle    string   `json:"jobTitle,omitempty"`
	Image       string   `json:"image,omitempty"`
	Logo        string   `json:"logo,omitempty"`
	SameAs      []string `json:"sameAs,omitempty"`
}

// A Blog is the site itself, on its home page.
type Blog struct {
	Type        [2]string `json:"@type"`
	ID          string    `json:"@id"`
	URL         string    `json:"url"`
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Lang        string    `json:"inLanguage"`
	Publisher   Agent     `json:"publisher"`
	Search      *Search   `json:"potentialAction,omitempty"`
}

// NewBlog gives a Blog that is a WebSite too: search engines take the name of a
// site from the latter.
func NewBlog(url, name string) Blog {
	return Blog{Type: [2]string{"WebSite", "Blog"}, ID: url, URL: url, Name: name}
}

// A Search tells where a site is searched; Target holds {search_term_string}.
type Search struct {
	Type   string `json:"@type"`
	Target string `json:"target"`
	Input  string `json:"query-input"`
}

// NewSearch gives the Search of a page that takes its query in q.
func NewSearch(page string) *Search {
	return &Search{"SearchAction", page + "?q={search_term_string}", "required name=search_term_string"}
}

// A Posting is a post.
type Posting struct {
	Type         string        `json:"@type"`
	ID           string        `json:"@id"`
	URL          string        `json:"url"`
	Page         string        `json:"mainEntityOfPage,omitempty"`
	Headline     string        `json:"headline"`
	Description  string        `json:"description,omitempty"`
	Lang         string        `json:"inLanguage"`
	Published    string        `json:"datePublished,omitempty"` // RFC 3339
	Modified     string        `json:"dateModified,omitempty"`
	Words        int           `json:"wordCount,omitempty"`
	Time         string        `json:"timeRequired,omitempty"` // ISO 8601: PT5M
	Image        *Illustration `json:"image,omitempty"`
	Authors      []Agent       `json:"author,omitempty"`
	Publisher    *Agent        `json:"publisher,omitempty"`
	Keywords     []string      `json:"keywords,omitempty"`
	About        []Node        `json:"about,omitempty"`
	IsPartOf     []Node        `json:"isPartOf,omitempty"`
	Position     int           `json:"position,omitempty"` // in its series
	Translations []Node        `json:"workTranslation,omitempty"`
}

// An Illustration is a picture with its size in pixels.
type Illustration struct {
	Type   string `json:"@type"`
	URL    string `json:"url"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
}

// NewIllustration gives the picture at a URL.
func NewIllustration(url string, width, height int) *Illustration {
	return &Illustration{"ImageObject", url, width, height}
}

// Breadcrumbs is the way from the home page to a page.
type Breadcrumbs struct {
	Type  string  `json:"@type"`
	Items []Crumb `json:"itemListElement"`
}

// A Crumb is one step of the way.
type Crumb struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item,omitempty"` // URL
}

// NewBreadcrumbs counts the steps.
func NewBreadcrumbs(steps []Crumb) Breadcrumbs {
	for i := range steps {
		steps[i].Type, steps[i].Position = "ListItem", i+1
	}
	return Breadcrumbs{"BreadcrumbList", steps}
}

// A DefinedTerm is an Ops type, or the set of all of them.
type DefinedTerm struct {
	Type        string `json:"@type"`
	ID          string `json:"@id"`
	URL         string `json:"url"`
	Name        string `json:"name"`
	Other       string `json:"alternateName,omitempty"`
	Description string `json:"description,omitempty"`
	Lang        string `json:"inLanguage,omitempty"`
	Set         *Node  `json:"inDefinedTermSet,omitempty"`
	Terms       []Node `json:"hasDefinedTerm,omitempty"`
}

// A WorkSeries is a series of posts.
type WorkSeries struct {
	Type        string    `json:"@type"`
	ID          string    `json:"@id"`
	URL         string    `json:"url"`
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Lang        string    `json:"inLanguage"`
	Parts       []Posting `json:"hasPart,omitempty"`
}

// A Profile is the page of an author.
type Profile struct {
	Type string `json:"@type"`
	ID   string `json:"@id"`
	URL  string `json:"url"`
	Of   Agent  `json:"mainEntity"`
}

// Linked writes things as one JSON-LD document; nil when there are none. What
// could end a <script> element is escaped.
func Linked(things ...any) []byte {
	if len(things) == 0 {
		return nil
	}
	b, err := json.Marshal(struct {
		Context string `json:"@context"`
		Graph   []any  `json:"@graph"`
	}{"https://schema.org", things})
	if err != nil {
		return nil // the types above can all be written
	}
	return b
}
