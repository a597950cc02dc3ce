# Tools are pinned and live in .tools; what make builds lives in .bin.
FUZZTIME    := 30s
POSTS       := 100 1000 10000
RUNS        := 5
BENCHFLAGS  :=
SITES       := 1000 10000
PAGES       :=
# Tests of these tags need a browser, and a store and a server.
TAGS        := browser,tools

.PHONY: help build site test test-core lint quality tools rules styles zones bench bench-huge bench-serve soak fuzz clean ci ci-local

help: ## what can be made
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-17s %s\n", $$1, $$2}'

build: ## the opspress binary, as .bin/opspress
	CGO_ENABLED=0 go build -trimpath -o .bin/opspress ./cmd/opspress

site: ## our own blog, in public/
	go run ./cmd/opspress build

test: tools ## vet and every test, each run anew, those in a browser and with a real store too
	go vet -tags $(TAGS) ./...
	go test -count=1 -tags $(TAGS) ./...

test-core: ## every test that needs no tool and no network
	go test ./...

lint: tools ## format, words, vet, staticcheck, the layering law, known vulnerabilities
	@! gofmt -l cmd generator layouts assets | grep . || { echo "these files want gofmt -w"; exit 1; }
	@! grep -rnwE 'TODO|FIXME|XXX|HACK' --include='*.go' --include='*.html' --include='*.css' --include='*.js' cmd generator layouts assets
	go vet -tags $(TAGS) ./...
	.tools/staticcheck -tags $(TAGS) ./...
	go test -run 'TestLaw|TestTable|TestTopLevel|TestReadme' ./generator
	.ci/vulnerabilities

quality: ## our blog before axe, the W3C checker and Lighthouse: make quality PAGES="/ /ops/"
	@.ci/quality $(PAGES)

tools: ## what tests and lint need and is missing here: .tools/, chromium, nginx
	@.ci/tools

rules: ## the rules of highlighting, anew, after an upgrade of chroma
	go test ./generator/highlight -run TestTableIsOfChromasRules -update

styles: ## the colours of code, light and dark, anew
	go test ./assets -run TestHighlightStyles -update

zones: ## the time zone database, anew, after an upgrade of Go
	go test ./generator/site -run TestEveryZoneLoads -update

bench: build ## opspress beside Hugo and a plain loop: make bench POSTS="1000" RUNS=3
	go build -o .bin/ ./cmd/benchsite ./cmd/benchsite/floor ./cmd/benchsite/bench
	.bin/bench --sizes "$(POSTS)" --runs $(RUNS) $(BENCHFLAGS)

bench-huge: ## opspress alone with 100,000 posts, which fill some GB of RAM disk
	$(MAKE) bench POSTS=100000 BENCHFLAGS="--only opspress"

bench-serve: ## how long an author waits for serve: make bench-serve SITES="1000 10000"
	.ci/bench-serve $(SITES)

soak: tools ## serve under many streams and edits, deploy with a fault at every request, at full length
	SOAK=1 go test -count=1 -run '^TestSoak' -v ./generator
	SOAK=1 go test -count=1 -tags $(TAGS) -timeout 60m -run 'Request|Kill|Operation' -v ./generator/deploy

fuzz: ## each fuzz target for a while: make fuzz FUZZTIME=30s
	.ci/fuzz $(FUZZTIME)

clean: ## take away what make has made
	rm -rf .bin .tools

ci: ## what CI runs
	.ci/run

ci-local: ## the pipeline of our blog, on a clone: push, pull request, schedule
	.ci/local
