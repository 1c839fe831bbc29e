# make run   starts Homeward with invented people     make test   proves everything
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run build assets check test bench clean

VERSION := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
BUILT := internal/web/static/built/app.css
ADDR ?= localhost:8080

# One file that needs no C library; and tests and binary share what was compiled.
export CGO_ENABLED := 0

help:
	@echo 'make run     install, build and start Homeward with invented people on http://$(ADDR)'
	@echo 'make test    everything: both databases, component fixtures, journeys in a browser'
	@echo 'make check   the quick loop: gofmt, vet, staticcheck, tests on SQLite'
	@echo 'make build   the binary, bin/homeward'
	@echo 'make bench   the benchmarks, as a table of medians'
	@echo 'make clean   remove what was built'

run: build
	bin/homeward demo --addr $(ADDR)

build: assets
	go build -buildvcs=false -ldflags '-s -w -X homeward/internal/cli.version=$(VERSION)' -o bin/homeward ./cmd/homeward

assets: $(BUILT)

# Installed and built again only when something that goes into it is newer.
node_modules/.package-lock.json: package.json package-lock.json .npmrc
	npm ci
	@touch $@

$(BUILT): node_modules/.package-lock.json scripts/assets.mjs $(shell find assets -type f)
	npm run build
	@touch $@

check: assets
	@wrong=$$(gofmt -l cmd internal) && if [ -n "$$wrong" ]; then echo "run gofmt -w on: $$wrong"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...
	env -u CI -u HOMEWARD_TEST_POSTGRES go test ./...

test:
	scripts/test

bench: build
	scripts/bench

clean:
	rm -rf bin e2e/shots node_modules
	find internal/web/static/built internal/document/built -type f ! -name .gitkeep -delete
