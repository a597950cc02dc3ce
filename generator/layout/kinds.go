package layout

// For gives the name of the template that shows a kind of page, or "" for a
// kind that there is not.
func For(kind string) string {
	switch kind {
	case "home", "post", "ops", "ops-map", "search", "404", "gone", "redirect":
		return kind + ".html"
	case "posts", "tag", "serie", "author", "ops-tag", "ops-serie":
		return "list.html"
	case "tags", "series", "authors", "ops-tags", "ops-series":
		return "terms.html"
	case "archive", "year":
		return "archive.html"
	}
	return ""
}

// Kinds lists every kind of page.
func Kinds() []string {
	return []string{
		"home", "posts", "post", "ops-map", "ops", "ops-tags", "ops-tag", "ops-series", "ops-serie",
		"tags", "tag", "series", "serie", "authors", "author", "archive", "year", "search", "404", "gone", "redirect",
	}
}
