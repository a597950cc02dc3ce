package layouts_test

import (
	"time"

	"opspress/generator/layout"
)

var seoul = time.FixedZone("KST", 9*60*60)

func day(y int, m time.Month, d int) layout.Date {
	return layout.NewDate(time.Date(y, m, d, 9, 0, 0, 0, seoul), "ko")
}

var (
	devops = layout.Ref{Taxonomy: "ops", ID: "devops", Name: "데브옵스", Other: "DevOps", URL: "/ops/devops/", Count: 12}
	finops = layout.Ref{Taxonomy: "ops", ID: "finops", Name: "핀옵스", Other: "FinOps", URL: "/ops/finops/", Count: 3}
	secops = layout.Ref{Taxonomy: "ops", ID: "secops", Name: "섹옵스", Other: "SecOps", URL: "/ops/secops/", Count: 4}
	aiops  = layout.Ref{Taxonomy: "ops", ID: "aiops", Name: "AIOps", URL: "/ops/aiops/", Count: 1}
	mlops  = layout.Ref{Taxonomy: "ops", ID: "mlops", Name: "MLOps"} // no page in this language
	tagCI  = layout.Ref{Taxonomy: "tags", ID: "ci-cd", Name: "CI/CD", URL: "/tags/ci-cd/", Count: 7}
	tagObs = layout.Ref{Taxonomy: "tags", ID: "관측성", Name: "관측성 & <로그>", URL: "/tags/관측성/", Count: 2}
	run    = layout.Ref{Taxonomy: "series", ID: "operate", Name: "블로그를 운영하다", URL: "/series/operate/", Count: 5}
)

func entries() []layout.Entry {
	return []layout.Entry{
		{
			Title: "배포 파이프라인을 다시 그리다: 다섯 시간에서 칠 분까지", URL: "/posts/pipeline/", Lang: "ko",
			Date: day(2026, 3, 1), Updated: day(2026, 4, 2), Minutes: 7,
			Summary: "빌드와 배포를 한 줄로 잇고, 실패를 일찍 드러내고, 되돌리기를 단추 하나로 만든 기록입니다. 무엇을 버렸는지가 무엇을 더했는지보다 중요했습니다.",
			Types:   []layout.Ref{devops, secops}, Tags: []layout.Ref{tagCI},
		},
		{
			Title: "클라우드 비용은 누가 읽는가 <FinOps & 팀>", URL: "/posts/cost/", Lang: "ko",
			Date: day(2026, 2, 14), Minutes: 5, Types: []layout.Ref{finops},
			Summary: "청구서가 아니라 단위 원가로 이야기하면 회의가 짧아집니다.",
		},
		{
			Title: "What an error budget buys", URL: "/en/posts/error-budget/", Lang: "en",
			Date: day(2026, 1, 9), Minutes: 4, Types: []layout.Ref{aiops},
			Summary: "A budget turns an argument about risk into arithmetic.", Draft: true,
		},
		{Title: "날짜 없는 메모", URL: "/posts/memo/", Lang: "ko"},
	}
}

func site() *layout.Site {
	return &layout.Site{
		Title: "운영의 루프", Description: "만들고, 배포하고, 듣고, 고치는 일에 관한 기록", Lang: "ko", Home: "/",
		Types: []layout.Ref{devops, finops, secops, aiops}, Feed: "/feed.xml", FeedType: "application/atom+xml", Icon: "/favicon.svg", Version: "0.1.0",
		Footer: "글은 CC BY 4.0으로 나눕니다.",
		Social: []layout.Link{{Title: "GitHub", URL: "https://github.com/example"}},
		Contact: &layout.Contact{
			Title: "함께 운영해 봅시다", Text: "운영에 관한 고민이 있다면 편집부에 알려 주세요.",
			Label: "편집부에 쓰기", URL: "mailto:editors@example.org",
		},
		URLs: layout.URLs{
			Posts: "/posts/", Ops: "/ops/", Tags: "/tags/", Series: "/series/", Authors: "/authors/", Archive: "/archive/", Search: "/search/",
		},
	}
}

func page(kind, url, title string) *layout.Page {
	return &layout.Page{
		Kind: kind, Lang: "ko", Site: site(), Title: title, URL: url,
		Permalink: "https://ops.example.org" + url, Canonical: "https://ops.example.org" + url,
		Feeds:       []layout.FeedLink{{Title: "운영의 루프", Type: "application/atom+xml", URL: "/feed.xml"}},
		Stylesheets: []string{"/assets/main.0123456789.css"},
		Crumbs:      []layout.Link{{Title: "운영의 루프", URL: "/"}},
	}
}

func pager() *layout.Pager {
	return &layout.Pager{
		N: 1, Total: 9, First: "/posts/", Last: "/posts/page/9/", Next: "/posts/page/2/",
		PostsInAll: 170, FirstOnPage: 1, PostsOnEveryPage: 20,
		Pages: []layout.Link{
			{Title: "1", URL: "/posts/", Current: true}, {Title: "2", URL: "/posts/page/2/"},
			{Title: "…"}, {Title: "9", URL: "/posts/page/9/"},
		},
	}
}

func term(r layout.Ref) *layout.Term {
	return &layout.Term{
		Ref: r, Description: "개발과 운영이 하나의 자동화된 배포 루프를 함께 돌린다.",
		Body: layout.Trusted(`<p>데브옵스는 <strong>개발과 운영</strong>이 한 팀처럼 일하는 방식입니다.</p>`),
		Feed: "/ops/devops/feed.xml", Latest: day(2026, 3, 1),
	}
}

func opsTerm() *layout.Term {
	t := term(devops)
	t.Relations = []layout.Relation{
		{Kind: "narrower", Terms: []layout.Ref{aiops, mlops}},
		{Kind: "part-of", Terms: []layout.Ref{{ID: "devsecops", Name: "데브섹옵스", URL: "/ops/devsecops/"}}},
		{Kind: "related", Terms: []layout.Ref{finops}},
	}
	t.TagsURL, t.SeriesURL = "/ops/devops/tags/", "/ops/devops/series/"
	t.Posts, t.Series = entries()[:2], []layout.Ref{run}
	return t
}

// samples is a page of each kind.
func samples() map[string]*layout.Page {
	s := map[string]*layout.Page{}
	add := func(p *layout.Page, change func(p *layout.Page)) {
		change(p)
		s[p.Kind] = p
	}
	series := layout.Term{Ref: run, Description: "설치에서 발행까지, 다섯 편."}
	add(page("home", "/", ""), func(p *layout.Page) {
		p.Description, p.Crumbs = p.Site.Description, nil
		p.Alternates = []layout.Alternate{
			{Lang: "ko", Name: "한국어", URL: "/", Permalink: "https://ops.example.org/", Current: true},
			{Lang: "en", Name: "English", URL: "/en/", Permalink: "https://ops.example.org/en/"},
		}
		p.Posts, p.Series = entries(), []layout.Term{series}
		p.Terms = []layout.Term{*opsTerm(), {Ref: finops, Description: "클라우드 비용을 함께 책임진다."}}
	})
	for kind, url := range map[string]string{
		"tag": "/tags/ci-cd/", "author": "/authors/editors/", "ops-tag": "/ops/devops/tags/ci-cd/",
		"serie": "/series/operate/", "ops-serie": "/ops/devops/series/operate/",
	} {
		add(page(kind, url, tagCI.Name), func(p *layout.Page) {
			p.Term, p.Posts = term(tagCI), entries()
			if kind == "ops-tag" || kind == "ops-serie" {
				p.Parent = opsTerm()
			}
			for i := range p.Posts {
				if kind == "serie" || kind == "ops-serie" {
					p.Posts[i].Part = i + 1
				}
			}
		})
	}
	add(page("posts", "/posts/", ""), func(p *layout.Page) { p.Posts, p.Pager = entries(), pager() })
	add(page("ops", "/ops/devops/", "데브옵스"), func(p *layout.Page) {
		p.Term, p.Posts = opsTerm(), entries()
		p.Series, p.Tags = []layout.Term{series}, []layout.Ref{tagCI, tagObs}
	})
	add(page("ops-map", "/ops/", ""), func(p *layout.Page) {
		p.Terms = []layout.Term{*opsTerm(), {Ref: finops, Description: "클라우드 비용을 함께 책임진다."}, {Ref: mlops}}
		for _, size := range []string{"small", "large"} {
			p.Maps = append(p.Maps, sampleMap(size))
		}
	})
	for kind, url := range map[string]string{
		"tags": "/tags/", "series": "/series/", "authors": "/authors/",
		"ops-tags": "/ops/devops/tags/", "ops-series": "/ops/devops/series/",
	} {
		add(page(kind, url, ""), func(p *layout.Page) {
			p.Terms = []layout.Term{{Ref: tagCI}, {Ref: tagObs, Description: "안을 들여다보는 힘", Role: "편집"}}
			if kind == "ops-tags" || kind == "ops-series" {
				p.Parent = opsTerm()
			}
		})
	}
	for kind, url := range map[string]string{"archive": "/archive/", "year": "/archive/2026/"} {
		add(page(kind, url, ""), func(p *layout.Page) {
			if kind == "year" {
				p.Title = "2026년"
			}
			p.Groups = []layout.Group{
				{Title: "2026년", URL: "/archive/2026/", ID: "2026", Count: 3, Sub: []layout.Group{
					{Title: "2026년 3월", ID: "2026-03", Count: 1, Posts: entries()[:1]},
					{Title: "2026년 2월", ID: "2026-02", Count: 2, Posts: entries()[1:3]},
				}},
				{Title: "날짜 없음", ID: "undated", Count: 1, Posts: entries()[3:]},
			}
			if kind == "year" {
				p.Groups = p.Groups[0].Sub
				return
			}
			p.Plot = &layout.Plot{Height: 88, Base: 64, First: "2026년 1월", Last: "2026년 3월", Count: 3,
				Stems: []layout.Stem{{X: "3%", Base: 64, Y: 40, R: "3.5"}, {X: "97%", Base: 64, Y: 8, R: "5"}},
				Years: []layout.Mark{{X: "3%", Y: 83, Text: "2026"}}}
			p.Years = []layout.Group{
				{Title: "2026년", URL: "/archive/2026/", ID: "2026", Count: 3},
				{Title: "날짜 없음", ID: "undated", Count: 1},
			}
			p.Pager = pager()
		})
	}
	add(page("search", "/search/", ""), func(p *layout.Page) {
		p.NoIndex = true
		p.Indexes = []layout.Index{
			{Lang: "ko", Name: "한국어", URL: "/search/index.json", Current: true}, {Lang: "en", Name: "English", URL: "/en/search/index.json"},
		}
	})
	add(page("404", "/404.html", ""), func(p *layout.Page) { p.NoIndex, p.Crumbs, p.Posts = true, nil, entries() })
	add(page("gone", "/posts/old/", ""), func(p *layout.Page) { p.NoIndex, p.Crumbs, p.Posts = true, nil, entries() })
	add(page("redirect", "/old/", ""), func(p *layout.Page) {
		p.Target, p.Canonical = "https://ops.example.org/posts/pipeline/", "https://ops.example.org/posts/pipeline/"
	})
	add(page("post", "/posts/pipeline/", entries()[0].Title), samplePost)
	return s
}

func sampleMap(size string) layout.Map {
	return layout.Map{
		Size: size, Width: 340, Height: 200, Loop: "M170 40C232 40 232 160 170 160",
		Nodes: []layout.Node{
			{ID: "devops", URL: "/ops/devops/", X: 170, Y: 40, Line: "M0 -8", Dot: "M0 -9", Anchor: "middle", Text: []layout.Mark{{X: "170", Y: 20, Text: "데브옵스"}}},
			{ID: "mlops", Name: "기계 학습 <운영> & 감독", X: 232, Y: 100, Line: "M0 -8", Dot: "M9 0", Anchor: "start",
				Text: []layout.Mark{{X: "252", Y: 96, Text: "기계 학습"}, {X: "252", Y: 113, Text: "<운영> & …"}}},
		},
		Edges: []layout.Edge{{From: "mlops", To: "devops", Kind: "broader", Path: "M232 100C200 90 180 60 170 40"}},
	}
}

func samplePost(p *layout.Page) {
	p.Description, p.Image = entries()[0].Summary, &layout.Picture{URL: "https://ops.example.org/posts/pipeline/cover.png", Alt: "그림", Width: 1200, Height: 630}
	p.Alternates = []layout.Alternate{
		{Lang: "ko", Name: "한국어", URL: p.URL, Permalink: p.Permalink, Current: true},
		{Lang: "en", Name: "English", URL: "/en" + p.URL, Permalink: "https://ops.example.org/en" + p.URL},
	}
	p.Post = &layout.Post{
		Entry: entries()[0], Body: layout.Trusted(body), Future: true, Expired: true,
		TOC: []layout.Heading{
			{ID: "왜-다시-그렸나", Text: "왜 다시 그렸나", Level: 2},
			{ID: "단계", Text: "단계", Level: 2, Sub: []layout.Heading{{ID: "검사", Text: "검사 & 승인", Level: 3}}},
		},
		Authors: []layout.Author{{
			Ref: layout.Ref{ID: "editors", Name: "편집부", URL: "/authors/editors/"}, Role: "엮은이",
			Description: "운영하며 배운 것을 적습니다.", Site: "https://ops.example.org/",
		}},
		Series: []layout.SeriesBox{{Ref: run, N: 2, Total: 3, Parts: []layout.Link{
			{Title: "설치하기", URL: "/posts/install/"},
			{Title: entries()[0].Title, URL: p.URL, Current: true},
			{Title: "Publish it", URL: "/en/posts/publish/", Lang: "en"},
		}}},
		Prev:    &layout.Link{Title: "클라우드 비용은 누가 읽는가", URL: "/posts/cost/"},
		Next:    &layout.Link{Title: "What an error budget buys", URL: "/en/posts/error-budget/", Lang: "en"},
		Related: entries()[1:3],
	}
	p.Post.Tags = append(p.Post.Tags, tagObs)
}
