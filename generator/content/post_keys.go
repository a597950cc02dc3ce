package content

var postKeys = newTable([]key[Meta]{
	{Key{Name: "title", Type: typeString, Doc: "What the post is called. Without it: the first heading, else the file's name."},
		func(d *decoder, m *Meta, v value) { d.string(&m.Title, v) }},
	{Key{Name: "date", Type: typeDate, Doc: "When the post was written. Without it: the date in the file's name."},
		func(d *decoder, m *Meta, v value) { d.date(&m.Date, v) }},
	{Key{Name: "lastmod", Aliases: []string{"updated"}, Type: typeDate, Doc: "When the post last changed in substance."},
		func(d *decoder, m *Meta, v value) { d.date(&m.Lastmod, v) }},
	{Key{Name: "publishDate", Type: typeDate, Doc: "Before this moment the post is not built, unless with -F."},
		func(d *decoder, m *Meta, v value) { d.date(&m.PublishDate, v) }},
	{Key{Name: "expiryDate", Type: typeDate, Doc: "From this moment on the post is not built, unless with -E."},
		func(d *decoder, m *Meta, v value) { d.date(&m.ExpiryDate, v) }},
	{Key{Name: "draft", Type: typeBool, Doc: "A draft is not built, unless with -D."},
		func(d *decoder, m *Meta, v value) { d.bool(&m.Draft, v) }},
	{Key{Name: "slug", Type: typeString, Doc: "The last part of the post's URL, used as written. Without it: the file's name."},
		func(d *decoder, m *Meta, v value) { d.string(&m.Slug, v) }},
	{Key{Name: "url", Type: typeString, Doc: "The whole path of the post's URL, from the site's root."},
		func(d *decoder, m *Meta, v value) { d.string(&m.URL, v) }},
	{Key{Name: "aliases", Type: typeList, Doc: "Former URLs, which lead to the post."},
		func(d *decoder, m *Meta, v value) { d.list(&m.Aliases, v) }},
	{Key{Name: "ops", Type: typeList, Doc: "The Ops types that the post is about, by id, name or alias."},
		func(d *decoder, m *Meta, v value) { d.list(&m.Ops, v) }},
	{Key{Name: "tags", Type: typeList, Doc: "The post's tags."},
		func(d *decoder, m *Meta, v value) { d.list(&m.Tags, v) }},
	{Key{Name: "series", Type: typeList, Doc: "The series that the post is a part of."},
		func(d *decoder, m *Meta, v value) { d.list(&m.Series, v) }},
	{Key{Name: "weight", Type: typeInt, Doc: "The post's place in its series, lowest first."},
		func(d *decoder, m *Meta, v value) { d.int(&m.Weight, v) }},
	{Key{Name: "authors", Aliases: []string{"author"}, Type: typeList, Doc: "Who wrote the post."},
		func(d *decoder, m *Meta, v value) { d.people(&m.Authors, v) }},
	{Key{Name: "description", Aliases: []string{"excerpt"}, Type: typeString, Doc: "What the post is about, for search engines and previews."},
		func(d *decoder, m *Meta, v value) { d.string(&m.Description, v) }},
	{Key{Name: "summary", Type: typeString, Doc: "What lists show of the post. Without it: the text before <!--more-->, else its beginning."},
		func(d *decoder, m *Meta, v value) { d.string(&m.Summary, v) }},
	{Key{Name: "cover", Type: typeImage, Doc: "The picture of the post, and what it shows."}, setCover},
	{Key{Name: "images", Type: typeList, Doc: "Pictures for previews on other sites."},
		func(d *decoder, m *Meta, v value) { d.list(&m.Images, v) }},
	{Key{Name: "toc", Type: typeBool, Doc: "Whether the post has a table of contents."}, setTOC},
	{Key{Name: "noindex", Type: typeBool, Doc: "Asks search engines to leave the post out."},
		func(d *decoder, m *Meta, v value) { d.bool(&m.NoIndex, v) }},
	{Key{Name: "search", Type: typeBool, Doc: "false keeps the post out of the site's own search."},
		func(d *decoder, m *Meta, v value) { d.bool(&m.Search, v) }},
	{Key{Name: "reviewBy", Type: typeDate, Doc: "When somebody has to look whether the post still holds."},
		func(d *decoder, m *Meta, v value) { d.date(&m.ReviewBy, v) }},
	{Key{Name: "canonical", Type: typeString, Doc: "The URL under which the post first appeared, on another site."},
		func(d *decoder, m *Meta, v value) { d.string(&m.Canonical, v) }},
	{Key{Name: "layout", Type: typeString, Doc: "The layout that renders the post."},
		func(d *decoder, m *Meta, v value) { d.string(&m.Layout, v) }},
	{Key{Name: "translationKey", Type: typeString, Doc: "Posts with the same key are translations of each other."},
		func(d *decoder, m *Meta, v value) { d.string(&m.TranslationKey, v) }},
	{Key{Name: "params", Type: typeMap, Doc: "Anything more, for layouts and shortcodes."},
		func(d *decoder, m *Meta, v value) { d.anything(&m.Params, v) }},
})

func setTOC(d *decoder, m *Meta, v value) {
	var toc bool
	if d.bool(&toc, v) {
		m.TOC = &toc
	}
}

func setCover(d *decoder, m *Meta, v value) {
	for _, k := range d.image(&m.Cover, v) {
		m.Unknown = append(m.Unknown, Unknown{"cover." + k.name, k.pos})
	}
}
