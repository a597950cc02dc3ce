package site

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"opspress/generator/layout"
)

// The settings of this file are the only ones that let a page ask another host
// for something, and each names its host: the policy allows that one.

// giscusHost serves the comments of giscus.
const giscusHost = "https://giscus.app"

var (
	repository = regexp.MustCompile(`^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$`)
	giscusID   = regexp.MustCompile(`^[A-Za-z0-9_=-]+$`)
	hostname   = regexp.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]{1,5})?$`)
)

// none says whether a setting is turned off: none, false, or {provider: none}.
func (r *settingsReader) none(n *yaml.Node) bool {
	if n.Kind == yaml.ScalarNode {
		return n.Tag == "!!null" || n.Value == "none" || n.Value == "false"
	}
	return n.Kind == yaml.MappingNode && len(n.Content) == 2 && n.Content[0].Value == "provider" && n.Content[1].Value == "none"
}

// comments reads where comments are kept: in the discussions of a GitHub
// repository, by giscus.
func (r *settingsReader) comments(n *yaml.Node, s *Settings) {
	if r.none(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.want(n, "none, or a map with provider, repo, repoId, category and categoryId")
		return
	}
	var provider string
	c := layout.Comments{Host: giscusHost}
	r.fields(n, "comments.", fields{
		"provider": r.string(&provider), "repo": r.string(&c.Repo), "repoId": r.string(&c.RepoID),
		"category": r.string(&c.Category), "categoryId": r.string(&c.CategoryID),
	})
	switch {
	case provider != "giscus":
		r.complain(n, fmt.Sprintf("comments: there is no provider %q", provider), "here may stand giscus, none")
	case !repository.MatchString(c.Repo):
		r.complain(n, fmt.Sprintf("comments: repo %q is no repository", c.Repo), "owner/name, as GitHub has it")
	case !giscusID.MatchString(c.RepoID) || !giscusID.MatchString(c.CategoryID) || c.Category == "":
		r.complain(n, "comments of giscus want repoId, category and categoryId", "giscus.app gives them for a repository")
	default:
		s.Comments = &c
	}
}

// analytics reads a script that counts readers, and what it wants to know in
// its data attributes.
func (r *settingsReader) analytics(n *yaml.Node, s *Settings) {
	if r.none(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.want(n, "none, or a map with script and what it wants to know")
		return
	}
	var a layout.Analytics
	r.fields(n, "analytics.", fields{
		"script": r.string(&a.Script), "domain": r.string(&a.Domain), "site": r.string(&a.Site), "websiteId": r.string(&a.WebsiteID),
		"goatcounter": r.string(&a.GoatCounter), "cfBeacon": r.string(&a.CFBeacon),
	})
	switch {
	case secureHost(a.Script) == "":
		r.complain(n, fmt.Sprintf("analytics: script %q is no address of a script", a.Script), "for example https://stats.example.com/script.js")
	case a.GoatCounter != "" && secureHost(a.GoatCounter) == "":
		r.complain(n, fmt.Sprintf("analytics: goatcounter %q is no address", a.GoatCounter), "for example https://name.goatcounter.com/count")
	default:
		s.Analytics = &a
	}
}

// secureHost gives scheme and host of an https address, or "". Nothing else may
// come into the policy: a host that could hold a space or a semicolon would
// change what it says.
func secureHost(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "https" || u.User != nil || !hostname.MatchString(u.Host) {
		return ""
	}
	return "https://" + strings.ToLower(u.Host)
}

// policy is the Content-Security-Policy of every page: scripts and styles from
// the site's own files alone, nothing inline. Pictures and recordings that
// writers link to may come from any host that speaks TLS. What the settings name
// is allowed, and no other host.
func (s *Settings) policy() string {
	p := "default-src 'self'; img-src 'self' https: data:; media-src 'self' https:; "
	if a := s.Analytics; a != nil {
		hosts := secureHost(a.Script)
		p += "script-src 'self' " + hosts + "; "
		if other := secureHost(a.GoatCounter); other != "" && other != hosts {
			hosts += " " + other
		}
		p += "connect-src 'self' " + hosts + "; "
	}
	if s.Comments != nil {
		p += "frame-src 'self' " + s.Comments.Host + "; "
	}
	return p + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}

// metaPolicy is the policy as a page can say it of itself. Who may frame the
// page only a header can say (HTML, "Content security policy state").
func (s *Settings) metaPolicy() string {
	policy, _, _ := strings.Cut(s.policy(), "; frame-ancestors")
	return policy
}
