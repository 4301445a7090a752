# The two commands of the README are `make demo` and `make test`; the rest is for who works on the code.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := demo
.PHONY: demo test setup build native check docs unit wasm-test api conform conform-pdf same-bytes e2e packaging bundlers size bench mutants audit fuzz clean

SAY = @printf '\033[1m==> %s\033[0m\n'
# An npm install is as good as its lock file.
NPM = npm --no-fund --no-audit --loglevel=error
# A test, an example or a fuzz target goes into no module.
RUST_SOURCES := $(shell find sdk-wasm agent-bridge/protocol -type d \( -name tests -o -name examples -o -name benches -o -name fuzz \) -prune -o \( -name '*.rs' ! -name tests.rs -o -name Cargo.toml \) -print) Cargo.toml Cargo.lock
JS_SOURCES := $(shell find js/src -name "*.ts") js/build.mjs js/file.d.ts $(wildcard js/fonts/*) js/tsconfig.json js/package.json
PAGE_SOURCES := $(shell find demo/page -path '*/node_modules' -prune -o -path '*/dist' -prune -o -type f -print)

## What a user runs

demo: build native demo/page/dist/index.html
	@node demo/start.mjs

test: check unit wasm-test build size native demo/page/dist/index.html api packaging conform e2e audit
	$(SAY) 'All tests passed'

## Pieces

setup:
	@./setup.sh

# What is packed besides is copied each time: it takes no time.
build: setup js/dist/index.js
	@cp README.md LICENSE-MIT LICENSE-APACHE js/
	@rm -rf js/docs && cp -r docs js/docs

js/dist/index.js: $(RUST_SOURCES) $(JS_SOURCES) js/node_modules/.package-lock.json
	$(SAY) 'The npm package: js/dist'
	@cd js && node build.mjs

native: setup
	$(SAY) 'The agent and the sandbox'
	@cargo build --locked --quiet -p signer-agent -p signer-sandbox

demo/page/dist/index.html: js/dist/index.js $(PAGE_SOURCES) demo/page/node_modules/.package-lock.json
	$(SAY) 'The demo page'
	@cd demo/page && $(NPM) run --silent build

%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	@cd $* && $(NPM) ci
	@touch $@

# No optimised module is built for it: js/declared says what the glue declares.
check: setup js/node_modules/.package-lock.json tests/node_modules/.package-lock.json
	$(SAY) 'Format, lints, types'
	@cargo fmt --all --check
	@cargo clippy --locked --quiet --workspace --exclude signer-connector --exclude signer-appearance-wasm --all-targets -- -D warnings
	@cargo clippy --locked --quiet -p signer-connector -p signer-appearance-wasm --target wasm32-unknown-unknown -- -D warnings
	@cargo clippy --locked --quiet -p signer-connector --no-default-features --target wasm32-unknown-unknown -- -D warnings
	@cargo run --locked --quiet -p rings -- .
	@cd js && $(NPM) run --silent check && $(NPM) run --silent lint
	@node --test tests/shapes/*.test.mjs

# Private items too: whoever works on the code reads them.
docs: setup
	$(SAY) 'The documentation of the crates'
	@RUSTDOCFLAGS='-D warnings' cargo doc --locked --quiet --no-deps --document-private-items --workspace --exclude signer-connector --exclude signer-appearance-wasm
	@RUSTDOCFLAGS='-D warnings' cargo doc --locked --quiet --no-deps --document-private-items -p signer-connector -p signer-appearance-wasm --target wasm32-unknown-unknown

unit: setup
	$(SAY) 'Unit tests'
	@tests/unit

wasm-test: setup
	$(SAY) 'The wasm module in Chromium'
	@tests/wasm/run

api: build native demo/page/dist/index.html tests/node_modules/.package-lock.json
	$(SAY) 'The package as an integrator uses and misuses it'
	@node --test --test-timeout=120000 tests/api/*.test.mjs

packaging: build tests/node_modules/.package-lock.json
	$(SAY) 'The package as a user installs it'
	@node --test --test-timeout=300000 tests/packaging/*.test.mjs

# Every set-up of docs/en/bundlers.md, half a gigabyte of node_modules: `make packaging` runs the light ones.
bundlers: build tests/node_modules/.package-lock.json
	$(SAY) 'The package in every build set-up'
	@ALL_APPS=1 node --test --test-timeout=600000 tests/packaging/bundlers.test.mjs

conform: build
	$(SAY) 'Signed files before the judges'
	@python3 tests/conformance/run.py --dss

conform-pdf: build
	$(SAY) 'The corpus of PDFs before the judges; the tables go into docs/*/pdf.md and tests/conformance/corpus.csv'
	@python3 tests/conformance/run.py --part corpus --dss --keep docs/en/pdf.md docs/pt/pdf.md

# A format in a wasm module of its own, for the test of the seam.
TOY = target/wasm-pack/toy_format/toy_format_bg.wasm

$(TOY): $(wildcard tests/toy-format/src/*.rs) $(RUST_SOURCES)
	@wasm-pack --quiet build tests/toy-format --target web --no-pack --mode no-install --dev --out-dir $(CURDIR)/$(dir $(TOY)) --out-name toy_format -- --locked

e2e: build native demo/page/dist/index.html tests/node_modules/.package-lock.json $(TOY)
	$(SAY) 'The demo page in Chromium: a1, local, cloud'
	@node --test --test-timeout=300000 --test-concurrency=1 tests/e2e/*.test.mjs

size: js/dist/index.js
	@node tests/size/size.mjs

# The corpus signed by the build in BASE and by this one, compared byte for byte: make same-bytes BASE=/path/of/another/checkout
same-bytes: build
	$(SAY) 'The same bytes as before'
	@node tests/same-bytes/run.mjs

# OLD=/path/of/another/checkout make bench measures this build against that one.
bench: build
	@tests/bench/bench.sh

# Hours in all; what is done is kept in target/mutants. MUTANTS='--package signer-cms --shards 1' for a part of it.
mutants: setup
	$(SAY) 'Mutants of cms, pki, flow and the reading of the agent'
	@./setup.sh --mutants
	@tests/mutants/run.py $(MUTANTS)

# A minute each; not part of `make test`.
fuzz: setup
	$(SAY) 'The PDF reader and writer against made-up input'
	@sdk-wasm/crates/signer-pdf/fuzz/run 60

audit:
	$(SAY) 'Licences and advisories'
	@./setup.sh --audit
	@tests/audit

clean:
	@rm -rf target js/dist js/generated demo/page/dist
