# The targets people use; each says what it needs when it cannot run.
.PHONY: help assets build release test bench bench-pages fuzz evaluate harbour release-check tools

GO ?= go
FUZZTIME ?= 30s
LEFT_OUT := $(CURDIR)/bin/left-out.txt

help:
	@echo "make test       everything CI checks: format, vet, staticcheck, all tests with the race detector"
	@echo "make bench      benchmarks, without the race detector"
	@echo "make bench-pages  every page and the API at 100,000 people, on both databases"
	@echo "make fuzz       every fuzz target for FUZZTIME each (default 30s)"
	@echo "make evaluate   accuracy on simulated populations and on public data sets"
	@echo "make build      the muster binary, in bin/"
	@echo "make release    archives for Linux, macOS and Windows with SHA-256 sums, in dist/"

build:
	$(GO) build -o bin/muster ./cmd/muster

# Six archives of the commit that is checked out, named by its tag or by
# VERSION=v1.2.0; the same commit and Go give the same bytes.
release:
	cd tools/release && $(GO) build -o ../../bin/release .
	GOTOOLCHAIN=local bin/release -out dist $(if $(VERSION),-version $(VERSION))

test: tools
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$unformatted" ]; then echo "not formatted (run gofmt -w):"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool -modfile=tools/staticcheck/go.mod staticcheck ./...
	@mkdir -p bin; rm -f $(LEFT_OUT); MUSTER_LEFT_OUT=$(LEFT_OUT) $(GO) test -race -timeout 30m ./...; status=$$?; \
	if [ -s $(LEFT_OUT) ]; then echo; echo "NOT LOOKED AT, because something is missing here (with CI set this fails):"; sed 's/ ([^()]*)$$//' $(LEFT_OUT) | sort | uniq -c; fi; \
	exit $$status

# The browser tests need Chromium and axe-core, which npm fetches as pinned, and
# those of shared databases Postgres. As root on Debian they are installed;
# elsewhere the command says what to install.
tools:
	@if ! command -v chromium >/dev/null 2>&1 && ! command -v chromium-browser >/dev/null 2>&1 && ! command -v google-chrome >/dev/null 2>&1; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
			apt-get update -qq && apt-get install -y -qq chromium; \
		else \
			echo "The browser tests need Chromium; install the package 'chromium' to run them. They are skipped now."; \
		fi; \
	fi
	@if ! command -v initdb >/dev/null 2>&1 && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
			apt-get update -qq && apt-get install -y -qq postgresql; \
		else \
			echo "The tests of shared databases need Postgres; install the package 'postgresql' to run them. They are skipped now."; \
		fi; \
	fi
	@if ! python3 -m pip --version >/dev/null 2>&1 && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-pip; fi # fetches public examples
	@cd internal/browsertest/testdata/axe && if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then \
		if ! command -v npm >/dev/null 2>&1 && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
			apt-get update -qq && apt-get install -y -qq --no-install-recommends npm; \
		fi; \
		if command -v npm >/dev/null 2>&1; then \
			npm ci --ignore-scripts --no-audit --no-fund --silent && touch node_modules/.package-lock.json || echo "npm could not fetch axe-core; the accessibility tests are skipped now."; \
		else \
			echo "The accessibility tests need axe-core; install 'npm' and run make tools. They are skipped now."; \
		fi; \
	fi

# What the pages load beside our own files is in the repository, so that building
# needs no npm; this fetches it again as web/npm pins it.
assets:
	cd web/npm && npm ci --ignore-scripts --no-audit --no-fund
	rm -f web/assets/htmx-*
	cp web/npm/node_modules/htmx.org/dist/htmx.min.js web/assets/htmx-$$(node -p "require('./web/npm/package.json').dependencies['htmx.org']").min.js
	cp web/npm/node_modules/htmx.org/LICENSE web/assets/htmx-LICENSE.txt

# PEOPLE=100000 opens the pages over as many people; it takes some minutes.
bench:
	MUSTER_BENCH_PEOPLE=$(PEOPLE) $(GO) test -run '^$$' -bench . -benchmem ./...

# Every page and the API at the size they are promised for, on a file and on
# Postgres; some minutes. It wants a machine that does nothing else.
bench-pages:
	MUSTER_BENCH_PEOPLE=$(or $(PEOPLE),100000) $(GO) test -run '^$$' -bench 'Pages|APISingle' -benchtime 400x -timeout 2h ./server

fuzz:
	@set -e; for pkg in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
			echo "$$pkg $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x $$pkg; \
		done; \
	done

evaluate:
	$(GO) test -run '^Test((Ring|List|Live|LiveSoon|LiveHonest|Platform)?Bars|KilledServerLosesNothing)$$' -tags evaluate -timeout 6h -v ./cmd/muster
