# Everything here needs Go and nothing else; browsertest and screenshots need
# Chromium as well.
#
#   make build        bin/newscheck and bin/newscheck-synth
#   make test         all tests, in under three minutes on two cores
#   make bench        speed, stage by stage, and beside two others (BENCH_FLAGS="-articles 100000")
#   make lint         go vet, gofmt, staticcheck
#   make fuzz         every fuzz target for FUZZTIME each (default 30s)
#   make soak         kill a writing program 500 times and look at what it left (SOAK_FLAGS="-kills 50")
#   make golden       rewrite the expected output of the command's tests and of README.md
#   make cover        test coverage by package, and cover.html
#   make corpus-demo  the sample corpus, grouped and scored against its truth
#   make report-demo  the report on the sample corpus, in bin/report
#   make browsertest  reports in a real browser: links, console, width, axe-core, hostile text
#   make screenshots  the pictures of README.md, from report-demo

GO          ?= go
FUZZTIME    ?= 30s
STATICCHECK ?= honnef.co/go/tools/cmd/staticcheck@v0.8.2
BENCH_FLAGS ?=
SOAK_FLAGS  ?= -kills 500

.PHONY: build test bench lint fuzz soak golden cover corpus-demo report-demo browsertest screenshots clean

build:
	$(GO) build -trimpath -o bin/ ./cmd/...

test:
	$(GO) test ./...

bench:
	cd bench && $(GO) run . $(BENCH_FLAGS)

lint:
	$(GO) vet ./...
	cd bench && $(GO) vet ./...
	cd report/browsertest && $(GO) vet ./...
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt -w $$unformatted"; exit 1; }
	$(GO) run $(STATICCHECK) ./...

fuzz:
	FUZZTIME=$(FUZZTIME) .ci/fuzz

soak: build
	$(GO) run ./index/crashtest -newscheck bin/newscheck $(SOAK_FLAGS)

golden:
	$(GO) test ./cmd/newscheck -update
	git diff --stat -- cmd/newscheck/testdata README.md

cover:
	$(GO) test -coverprofile=cover.out ./...
	$(GO) tool cover -html=cover.out -o cover.html

corpus-demo: build
	bin/newscheck dedupe corpus/
	bin/newscheck eval corpus/ --truth corpus/_truth/docs.tsv --pairs corpus/_truth/pairs.tsv

report-demo: build
	bin/newscheck report corpus/ -o bin/report

browsertest:
	cd report/browsertest && $(GO) test -count=1 .

screenshots: report-demo
	cd report/browsertest && $(GO) run ./shots -report ../../bin/report -o ../../docs/screenshots

clean:
	rm -rf bin cover.out cover.html
