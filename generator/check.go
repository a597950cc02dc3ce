package generator

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"opspress/generator/cache"
	"opspress/generator/check"
	"opspress/generator/diag"
	"opspress/generator/fetch"
	"opspress/generator/output"
	"opspress/generator/site"
)

// CheckOptions say what is judged and against what.
type CheckOptions struct {
	SiteOptions
	External      bool             // ask the sites that links lead to
	Fix           bool             // write what can be mended by itself into the sources
	Baseline      string           // file of findings that are accepted, "" for none
	WriteBaseline string           // file to write such findings to, "" for none
	Told          func(url string) // called for each site that has answered, from several goroutines; may be nil

	fetching fetch.Options // as tests want it
}

// A Checked is what a check has found.
type Checked struct {
	Findings diag.List // those that the baseline does not accept
	Accepted int       // that the baseline accepts
	Mended   int       // entries of the baseline that nobody finds any more
	Pages    int
	Fixed    []Fixed
	Untold   string // what git could not tell of lost URLs, and why; "" when it told all or was not asked
	Asked    Asked
	Took     time.Duration
}

// Check builds the site in memory and judges its sources and its pages. Nothing is
// published; only the folder of the cache is written to. Its error is that of the
// machine, of ctx, or a *RefusedError.
func Check(ctx context.Context, o CheckOptions) (Checked, error) {
	began := time.Now()
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return Checked{}, err
	}
	o.Root = root
	if err := o.exists(); err != nil {
		return Checked{}, err
	}
	if err := o.checkCache(""); err != nil {
		return Checked{}, err
	}
	base, err := o.readBaseline()
	if err != nil {
		return Checked{}, err
	}
	store := o.openCache()
	if store != nil {
		defer store.Close()
	}
	var out Checked
	for n := range attempts {
		if out, err = o.check(ctx, store, n == 0, base); !errors.Is(err, site.ErrChanged) {
			break
		}
	}
	out.Took = time.Since(began)
	return out, err
}

// check makes one attempt.
func (o *CheckOptions) check(ctx context.Context, store *cache.Store, recall bool, base check.Baseline) (Checked, error) {
	so := o.site()
	so.Once, so.Recall = true, recall
	if store != nil {
		so.Cache = store
	}
	s, err := site.New(so)
	if err != nil {
		return Checked{}, err
	}
	defer s.Close()
	clock := o.clock()
	r, err := s.Revise(ctx, clock)
	if err != nil {
		return Checked{}, err
	}
	c := &checking{r: r, store: store, scanner: check.NewScanner()}
	v, err := c.verdict(ctx)
	if err != nil {
		return Checked{}, err
	}
	out := Checked{Pages: v.Pages}
	if o.External {
		if out.Asked, err = o.ask(ctx, &v); err != nil {
			return out, err
		}
	}
	if o.Fix {
		if out.Fixed, out.Untold, err = o.mend(ctx, r, &v); err != nil {
			return out, err
		}
	}
	found := v.Judge(clock)
	if store != nil {
		found = diag.Sorted(append(found, store.Warnings()...))
	}
	if err := o.writeBaseline(found); err != nil {
		return out, err
	}
	if o.WriteBaseline != "" {
		base, err = check.ReadBaseline(check.WriteBaseline(found))
	}
	out.Findings, out.Accepted, out.Mended = base.New(found)
	return out, err
}

// A judgement is what the cache keeps of a check: everything that was found, and the
// links to other sites.
type judgement struct {
	check.Verdict
	Pages int
	Links []check.Outside
	Allow []string // patterns of links that are not asked
	Lost  []string // paths of the ledger at which nothing is
	Posts []posted
}

// A posted is a published post and its page.
type posted struct {
	File, Page string
	New        bool // the ledger does not have it yet
}

// recipeVerdict is the recipe of whole verdicts: they follow from what the site
// follows from, whose key is their input.
const recipeVerdict = "verdict"

// A checking gathers facts.
type checking struct {
	r       *site.Revision
	store   *cache.Store
	scanner *check.Scanner
}

// verdict gives what there is to say of the site: out of the cache, when that has
// the verdict on the very same site.
func (c *checking) verdict(ctx context.Context) (judgement, error) {
	if key, ok := c.r.Key(ctx); ok && c.store != nil {
		if b, ok := c.store.Get(recipeVerdict, key); ok {
			if v, ok := site.Unpack[judgement](b); ok {
				return v, nil
			}
		}
	}
	g := &gatherer{store: c.store, scanner: c.scanner}
	res, err := c.r.Build(ctx, g.take)
	if err != nil {
		return judgement{}, err
	}
	v, err := c.judge(res, g)
	if err != nil {
		return judgement{}, err
	}
	if c.store != nil && res.Key != (output.Digest{}) {
		if b, ok := site.Pack(&v); ok {
			c.store.Put(recipeVerdict, res.Key, b)
		}
	}
	return v, nil
}
