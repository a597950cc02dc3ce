package site

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"opspress/generator/diag"
	"opspress/generator/memo"
)

// A Destination is what site.yaml says of one place to deploy to. What its
// texts mean is deploy's business.
type Destination struct {
	Name, URL, Public, Index, Purge string
	Keep                            int // releases; 0 when it is not said
	Line, Column                    int // of its name in site.yaml
}

var destinationName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// destinations reads deploy: a map of names.
func (r *settingsReader) destinations(n *yaml.Node, s *Settings) {
	if r.secret(n) {
		return
	}
	if n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.want(n, "a map of targets, such as `production: {url: s3://bucket}`")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		d := Destination{Name: k.Value, Line: k.Line, Column: k.Column}
		switch {
		case !destinationName.MatchString(k.Value) || slices.Contains([]string{"history", "status", "rollback"}, k.Value):
			r.complain(k, fmt.Sprintf("a target cannot be called %q", k.Value), "small letters, digits and hyphens; and no verb of opspress deploy")
			continue
		case slices.ContainsFunc(s.Destinations, func(o Destination) bool { return o.Name == d.Name }):
			r.complain(k, fmt.Sprintf("the setting %q stands here twice", "deploy."+k.Value), "keep one of them")
			continue
		case v.Kind == yaml.ScalarNode && v.Tag != "!!null":
			d.URL = v.Value
		default:
			r.fields(v, "deploy."+k.Value+".", fields{
				"url": r.string(&d.URL), "public": r.string(&d.Public), "index": r.string(&d.Index), "purge": r.string(&d.Purge),
				"keep": func(n *yaml.Node) { r.keep(n, &d.Keep) },
			})
		}
		if d.URL == "" {
			r.complain(k, "deploy."+k.Value+" has no url", "for example s3://bucket?region=ap-northeast-2 or dir:///srv/www")
		}
		if d.Public != "" {
			clean, wrong := checkBase(d.Public)
			if wrong != "" {
				r.complain(k, fmt.Sprintf("deploy.%s.public %q %s", k.Value, d.Public, wrong), "the address at which readers find the site")
			}
			d.Public = clean
		}
		s.Destinations = append(s.Destinations, d)
	}
}

func (r *settingsReader) keep(n *yaml.Node, to *int) {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || v < 1 || v > 1000 {
		r.want(n, "a number of releases to keep, from 1 to 1000")
		return
	}
	*to = v
}

// secretKeys are words that the names of credentials hold.
var secretKeys = regexp.MustCompile(`(?i)secret|token|passw|credential|access.?key|api.?key|private.?key|^key(id)?$|session`)

// secretValues are shapes of credentials: AWS key ids and secret keys, and the
// tokens of houses that say what theirs look like.
var secretValues = regexp.MustCompile(`\b(AKIA|ASIA)[A-Z0-9]{16}\b|BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_[A-Za-z0-9]{30,}`)

// awsSecret is the length and the letters of an AWS secret key.
var awsSecret = regexp.MustCompile(`[A-Za-z0-9/+]+`)

// secretValue says whether a value has the shape of a credential. The path of
// an address is no place for an AWS key, and forty letters and slashes of it may
// well look like one: of addresses the query alone is held against that shape.
func secretValue(v string) bool {
	if secretValues.MatchString(v) {
		return true
	}
	if u, err := url.Parse(v); err == nil && slices.Contains([]string{"s3", "dir", "export", "http", "https"}, u.Scheme) {
		v = u.RawQuery
	}
	return slices.ContainsFunc(awsSecret.FindAllString(v, -1), func(w string) bool {
		return len(w) == 40 && strings.ContainsFunc(w, unicode.IsUpper) && strings.ContainsFunc(w, unicode.IsLower) && strings.ContainsFunc(w, unicode.IsDigit)
	})
}

// secret refuses what looks like a credential anywhere below n. It shows
// neither value nor line, because what is shown ends up in logs.
func (r *settingsReader) secret(n *yaml.Node) bool {
	found := false
	refuse := func(n *yaml.Node) {
		found = true
		r.ds = append(r.ds, diag.Diagnostic{
			Rule: "settings", Severity: diag.Error, File: settingsFile, Line: n.Line, Column: n.Column, Source: "…",
			Message: "this looks like a credential, which does not belong into site.yaml",
			Hint:    "credentials come from the environment, such as AWS_ACCESS_KEY_ID; take this one out of the file, and out of use",
		})
	}
	var walk func(n *yaml.Node, depth int)
	walk = func(n *yaml.Node, depth int) {
		if n.Kind == yaml.ScalarNode && (secretValue(n.Value) || urlHoldsSecret(n.Value)) {
			refuse(n)
		}
		for i, c := range n.Content {
			// Names of targets are free, names of their settings are not.
			if n.Kind == yaml.MappingNode && i%2 == 0 {
				if depth > 0 && secretKeys.MatchString(c.Value) {
					refuse(c)
				}
				continue
			}
			walk(c, depth+1)
		}
	}
	walk(n, 0)
	return found
}

// urlHoldsSecret says whether a URL has a user in it, or a query named like a
// credential.
func urlHoldsSecret(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme == "" {
		return false
	}
	if u.User != nil {
		return true
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return strings.Contains(u.RawQuery, "@")
	}
	for k, vs := range q {
		if secretKeys.MatchString(k) || slices.ContainsFunc(vs, func(v string) bool { return v != raw && urlHoldsSecret(v) }) {
			return true
		}
	}
	return false
}

// A Deployment is what settings say to who deploys.
type Deployment struct {
	BaseURL, Base string // Base is its path, without a slash at the end
	Destinations  []Destination
	Findings      diag.List // of site.yaml
}

// Deployment reads the settings for a deploy.
func (r *Revision) Deployment() (d Deployment, err error) {
	err = r.do(func(c *memo.Ctx) error {
		set, err := r.site.settings.Get(c, none{})
		d.BaseURL, d.Base, d.Destinations = set.BaseURL, set.base(), set.Destinations
		return err
	})
	d.Findings = r.Findings()
	return d, err
}
