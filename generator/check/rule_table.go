package check

// The rules and what the manual says of them. posts/manual/rules.md tells the same
// in Korean; a test holds the two together.

func linkRules() []Rule {
	return []Rule{
		{ID: "link", Group: "links", Level: Error, Build: true, What: "A link leads to no page and no file of this site",
			Why: "Readers who follow it find nothing.", Mend: "Write the path of the post's file or of the page; the hint names the nearest."},
		{ID: "fragment", Group: "links", Level: Error, Build: true, What: "A link leads to a place that its page does not have",
			Why: "Readers land at the top and look for what was promised.", Mend: "Headings get their ids from their text: write the id as it is now, or give the heading one of its own, {#id}."},
		{ID: "image", Group: "links", Level: Error, Build: true, What: "An image is not there",
			Why: "Readers see a gap.", Mend: "Put the picture beside the post's index.md, or mend the path."},
		{ID: "missing-file", Group: "links", Level: Error, What: "A page loads a style sheet, a script or a recording that is not there",
			Why: "The page looks or works otherwise than it was meant to.", Mend: "Put the file under assets/static/, or take the element out of the template."},
		{ID: "link-redirect", Group: "links", Level: Warning, What: "A link leads to an old address of a page",
			Why: "It works, but costs a round trip, and breaks on the day on which the alias goes.", Mend: "Write the address of today, which the hint names."},
		{ID: "redirect-chain", Group: "links", Level: Warning, What: "A redirect leads to another redirect",
			Why: "Each step is a round trip, and some crawlers give up.", Mend: "Let the first one lead to the last at once."},
		{ID: "redirect-loop", Group: "links", Level: Error, What: "Redirects lead round in a circle",
			Why: "Browsers give up: nobody can read the page.", Mend: "Let one of them lead to a page."},
		{ID: "external-link", Group: "links", Level: Error, What: "A link to another site leads nowhere (--external)",
			Why: "The page is gone, its host is gone, or its certificate is wrong.", Mend: "Find where the page went, or an archived copy; check.allow lists what is not to be asked."},
		{ID: "external-redirect", Group: "links", Level: Warning, What: "A link to another site leads to an address that has moved for good, or on through many (--external)",
			Why: "What has moved for good may stop leading on one day.", Mend: "Write the new address, which the hint names."},
		{ID: "external-unsure", Group: "links", Level: Off, What: "Whether a link to another site works cannot be told (--external)",
			Why: "The host refuses programs, is overloaded or does not answer in time. That says little about readers, so the rule is off.", Mend: "Open it in a browser; check.allow lists what is not to be asked."},
		{ID: "insecure-link", Group: "links", Level: Warning, What: "A link or a picture uses http",
			Why: "Anybody on the way may read and change what comes; pictures by http are not shown on a page of https.", Mend: "Write https where the host speaks it."},
		{ID: "orphan", Group: "links", Level: Warning, What: "No other post leads to a post, only lists do (once the blog has ten posts)",
			Why: "Readers come upon a post where its subject comes up, not on the tenth page of a list.", Mend: "Link to it from a post that readers of this one have read before, or make it part of a series."},
		{ID: "link-empty", Group: "links", Level: Warning, Build: true, What: "A link or image has no destination",
			Why: "It shows as a link and leads nowhere.", Mend: "Write the destination between the parentheses."},
		{ID: "link-scheme", Group: "links", Level: Warning, Build: true, What: "A destination has a scheme that may not be, such as javascript:",
			Why: "It could run what the author did not write, so it is left out.", Mend: "Use http, https, mailto, tel or a relative path."},
	}
}

func pageRules() []Rule {
	return []Rule{
		{ID: "image-alt", Group: "pages", Level: Warning, Build: true, What: "An image has no alternative text",
			Why: "Who cannot see it learns nothing of it, and neither does a search engine.", Mend: `Say in words what it shows; alt="" for one that only decorates.`},
		{ID: "duplicate-id", Group: "pages", Level: Error, What: "Two elements of a page have one id",
			Why: "A link to it finds the first alone, and labels may name the wrong field.", Mend: "Give one of them another id."},
		{ID: "heading-id", Group: "pages", Level: Warning, Build: true, What: "Two headings of a post name the same id",
			Why: "The second gets a number behind it, so links to it lead elsewhere than their author thinks.", Mend: "Give one of them another {#id}."},
		{ID: "html-malformed", Group: "pages", Level: Error, What: "The markup of a page is not well-formed",
			Why: "Browsers mend it, each in its own way, and what they make of it changes with what comes after.", Mend: "Close what is open, in order; the finding names the tag."},
		{ID: "csp", Group: "pages", Level: Error, What: "A page holds what its Content-Security-Policy forbids: inline style, script or handler, a frame or script of another host",
			Why: "Browsers that obey the header which opspress writes do not show or run it.", Mend: "Put styles into assets/css/ and scripts into assets/js/; keep copies of what other hosts have."},
		{ID: "third-party", Group: "pages", Level: Error, What: "A page asks another host for something while it is being read",
			Why: "The host learns who reads what, and the page waits for it. Whether that may be is for the owner to say.", Mend: "Keep a copy in the site, or allow the host: check.thirdParty in site.yaml."},
		{ID: "page-weight", Group: "pages", Level: Warning, What: "A page weighs more than its budget with all that it loads from the site",
			Why: "Readers on phones wait and pay.", Mend: "Make the largest file smaller, which the hint names; check.pageWeight sets the budget."},
		{ID: "feed-invalid", Group: "pages", Level: Error, What: "A feed is not what its specification says",
			Why: "Feed readers refuse it, and subscribers hear nothing any more.", Mend: "The message names the element. Feeds are made by opspress, so this is most likely a mistake in it: please report it."},
		{ID: "sitemap-invalid", Group: "pages", Level: Error, What: "The sitemap is not what sitemaps.org says, or names what is no page",
			Why: "Search engines throw it away as a whole.", Mend: "The message names the URL. The sitemap is made by opspress: please report it."},
	}
}

func textRules() []Rule {
	return []Rule{
		{ID: "heading-skip", Group: "texts", Level: Warning, What: "A heading is more than one level below the one before it",
			Why: "Screen readers and tables of contents show an outline with a hole.", Mend: "Go down one level at a time."},
		{ID: "heading-empty", Group: "texts", Level: Error, What: "A heading has no text",
			Why: "It is announced and says nothing.", Mend: "Write what the part is about, or take it out."},
		{ID: "title-missing", Group: "texts", Level: Error, What: "A page has no title",
			Why: "Tabs, results of a search and screen readers show it.", Mend: "Give the template a <title>, the post a title."},
		{ID: "title-long", Group: "texts", Level: Warning, What: "A title is longer than search engines show",
			Why: "They cut it, and what stands at its end is not read.", Mend: "At most 80 columns, a Hangul syllable taking two."},
		{ID: "title-twice", Group: "texts", Level: Warning, What: "Two posts of a language have one title",
			Why: "Readers of a list cannot tell them apart.", Mend: "Say in the title what sets the post apart."},
		{ID: "description-missing", Group: "texts", Level: Warning, What: "A post or the home page has no description",
			Why: "Search engines and shared links show its first words instead, which seldom say what it gives.", Mend: "description: one or two sentences."},
		{ID: "description-long", Group: "texts", Level: Warning, What: "A description is longer than anybody shows",
			Why: "It is cut.", Mend: "At most 320 columns, a Hangul syllable taking two."},
		{ID: "description-twice", Group: "texts", Level: Warning, What: "Two posts of a language have one description",
			Why: "It describes neither.", Mend: "Say what each gives."},
		{ID: "translation-old", Group: "texts", Level: Warning, What: "A translation is older than the last change of its source",
			Why: "Readers of the two languages read different things.", Mend: "Carry the change over and set lastmod in the translation."},
		{ID: "translation-structure", Group: "texts", Level: Warning, What: "A translation has other headings, blocks of code or images than its source",
			Why: "A part may have been forgotten.", Mend: "Compare the two; where they differ on purpose, say so in a comment that silences the rule."},
	}
}

func termRules() []Rule {
	return []Rule{
		{ID: "tag-once", Group: "terms", Level: Warning, What: "A tag stands on one post alone (once the blog has ten posts)",
			Why: "A tag leads to more of the kind, and here there is none.", Mend: "Use a tag that other posts have, or leave it out."},
		{ID: "tag-alike", Group: "terms", Level: Warning, What: "Two tags differ only by case, space, hyphen or number",
			Why: "Readers see two subjects where there is one.", Mend: "Use one spelling; the other can be an alias in posts/_tags/."},
		{ID: "series-gap", Group: "terms", Level: Warning, What: "The weights of a series leave out a number",
			Why: "A reader looks for the part between.", Mend: "Publish it, or count on without it."},
		{ID: "series-weight", Group: "terms", Level: Warning, What: "Two parts of a series have one weight, or one has none",
			Why: "Their order is left to chance.", Mend: "Give each part its place: weight: 3."},
		{ID: "undeclared-ops", Group: "terms", Level: Error, Build: true, What: "A post has an Ops type that the site does not declare",
			Why: "The types are the map of the blog; a slip of the pen would draw a new country.", Mend: "Mend the name, or declare it in posts/_ops/."},
		{ID: "undeclared-tags", Group: "terms", Level: Warning, Build: true, What: "A post has a tag that is not declared, and taxonomies.tags is declared",
			Why: "The site has said that it wants to decide on its tags.", Mend: "Mend the name, or declare it in posts/_tags/."},
		{ID: "undeclared-series", Group: "terms", Level: Warning, Build: true, What: "A post has a series that is not declared, and taxonomies.series is declared",
			Why: "The site has said that it wants to decide on its series.", Mend: "Mend the name, or declare it in posts/_series/."},
		{ID: "undeclared-authors", Group: "terms", Level: Warning, Build: true, What: "A post has an author who is not declared",
			Why: "The site has said that it wants to decide on its authors.", Mend: "Mend the name, or declare it in posts/_authors/."},
		{ID: "relation", Group: "terms", Level: Error, Build: true, What: "An Ops type is related to one that there is not, or to itself, or in a circle",
			Why: "The map of types cannot be drawn.", Mend: "Mend the name in the file of the type."},
		{ID: "term", Group: "terms", Level: Error, Build: true, What: "Two files declare one term, or one name means two",
			Why: "Nobody can say which is meant.", Mend: "Keep one of them."},
	}
}

func timeRules() []Rule {
	return []Rule{
		{ID: "future-post", Group: "time", Level: Warning, What: "A post has a date that lies ahead, and no build is said to run then",
			Why: "A static site does not change by itself: without a build at that time the post never appears.", Mend: "Schedule a build (opspress list future --next says when), and then set check.scheduled: true."},
		{ID: "stale", Group: "time", Level: Warning, What: "The day on which a post was to be reviewed has passed, or it is older than its type may be",
			Why: "Advice about operations grows old, and readers follow it all the same.", Mend: "Read it again, mend what has changed, set reviewBy or lastmod."},
	}
}

func leakRules() []Rule {
	return []Rule{
		{ID: "secret", Group: "leaks", Level: Error, What: "A key or token would be published: private keys, AWS, Google, GitHub, GitLab, Slack, Stripe, npm, JWT",
			Why: "Robots find a published key within minutes.", Mend: "Revoke it first, for it is in the history of the repository; then take it out. Examples such as AKIAIOSFODNN7EXAMPLE are known."},
		{ID: "internal-host", Group: "leaks", Level: Error, What: "A name or address of a machine that check.internalHosts calls internal would be published",
			Why: "It tells an attacker what is there.", Mend: "Write a name that is made up, such as db.example."},
		{ID: "image-gps", Group: "leaks", Level: Error, What: "A picture tells where it was taken",
			Why: "Coordinates of an office or a home are published with it.", Mend: "Take the metadata out: exiftool -all= FILE."},
		{ID: "draft-words", Group: "leaks", Level: Warning, What: "A line of a draft stands in a text that is published",
			Why: "What was not to be read yet has been copied.", Mend: "Publish the draft, or take the line out."},
	}
}

func codeRules() []Rule {
	return []Rule{
		{ID: "code-syntax", Group: "code", Level: Warning, What: "A block of YAML, JSON or TOML cannot be read",
			Why: "Readers copy it and get an error.", Mend: "Mend it at the line that the finding names; dots (…) show that something is left out."},
		{ID: "shell-prompt", Group: "code", Level: Warning, What: "Commands begin with a prompt",
			Why: "Readers copy it too, and the shell does not know $ as a command.", Mend: "Take it out, or call the block ```console where the output is shown too."},
		{ID: "shell-quotes", Group: "code", Level: Warning, What: "Commands have quotes or dashes of a word processor",
			Why: "A shell takes them for letters.", Mend: `Write ", ' and -.`},
		{ID: "curl-pipe-root", Group: "code", Level: Warning, What: "A script from the network is run as root without being read",
			Why: "Whoever holds the server, or the way to it, holds the machine.", Mend: "Show how to load it, check its digest and read it, and then run it."},
		{ID: "code-language", Group: "code", Level: Warning, Build: true, What: "A block of code is in a language that has no colours",
			Why: "It is shown plain, most likely because of a slip of the pen.", Mend: "The hint names the nearest language; text is one too."},
	}
}

func siteRules() []Rule {
	return []Rule{
		{ID: "url-lost", Group: "urls", Level: Error, What: "A URL that was published once leads nowhere",
			Why: "Links, bookmarks and search results hold it for years.", Mend: "Add it to the aliases of the post that took its place (opspress check --fix finds it), or to gone: in site.yaml."},
		{ID: "url-ledger", Group: "urls", Level: Error, What: "posts/_urls.txt cannot be read",
			Why: "A ledger that cannot be read would promise nothing.", Mend: "Resolve the merge, keeping the lines of both sides; git checkout brings the last good one back."},
		{ID: "url-clash", Group: "urls", Level: Error, Build: true, What: "Two sources want one URL, or two that differ only by case or normal form",
			Why: "One would overwrite the other, on some systems only.", Mend: "Give one of them another slug or url."},
		{ID: "url", Group: "urls", Level: Error, Build: true, What: "An address cannot be: it leaves the site, is reserved or holds what no URL may",
			Why: "It could not be published.", Mend: "Mend slug, url or the alias that the finding names."},
		{ID: "translation", Group: "urls", Level: Warning, Build: true, What: "Two posts of one language claim to be translations of one text",
			Why: "A page can lead to one translation in each language.", Mend: "Give one of them another translationKey."},
		{ID: "file-name-nfd", Group: "urls", Level: Warning, What: "The name of a file is decomposed Unicode (NFD)",
			Why: "It looks the same and is another name to git, to servers and to search.", Mend: "Rename it to NFC; macOS may have made it so."},
		{ID: "base-url", Group: "urls", Level: Warning, Build: true, What: "The site has no baseURL",
			Why: "Canonical links, feeds and the sitemap are left out.", Mend: "Set baseURL in site.yaml, or give -b."},
	}
}

func sourceRules() []Rule {
	return []Rule{
		{ID: "ignore-reason", Group: "comments", Level: Warning, What: "A comment silences a rule and gives no reason",
			Why: "Whoever reads it next year cannot tell whether it still holds.", Mend: "Write it: <!-- opspress-ignore rule: why -->."},
		{ID: "ignore-unused", Group: "comments", Level: Warning, What: "A comment silences what nobody finds any more",
			Why: "It would silence the next, and real, finding.", Mend: "Take it out."},
		{ID: "ignore-rule", Group: "comments", Level: Error, What: "A comment or a setting names a rule that there is not",
			Why: "It silences nothing.", Mend: "The hint names the nearest rule; opspress check --explain all lists them."},
	}
}
