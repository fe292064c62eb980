# Latchkey's commands: `make` alone lists them. Each sets up what it needs first (tools/setup), nothing twice.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help serve watch build release check test races fuzz e2e accessibility screenshots weight schemathesis bench audit clean
unexport CARGO_TARGET_DIR # the paths below are in target/

help:
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What a release build is made of. The folders are in the list for the files that are deleted from them.
SOURCES := $(shell find src crates locales style public migrations 2>/dev/null) \
	build.rs Cargo.toml Cargo.lock rust-toolchain.toml tools/env tools/pack.mjs tools/remap tools/package-lock.json
# The compiled site, in target/site; and the server, which has it in itself.
SITE := target/.latchkey-site-built
BUILT := target/release/.latchkey-built

# The stamps bear the time at which the build began, for what is edited while it runs.
$(SITE): $(SOURCES)
	@tools/setup build
	@mkdir -p $(@D) && touch $@.begun
	. tools/env && . tools/remap && cargo-leptos build --release --split --frontend-only
	node tools/pack.mjs target/site
	@mv $@.begun $@

$(BUILT): $(SITE)
	@mkdir -p $(@D) && touch $@.begun
	. tools/env && . tools/remap server && cargo build --release --features embedded-site --bin latchkey
	@tools/remap check target/release/latchkey target/site/pkg/*
	@mv $@.begun $@

# Where nothing else is said, letters are kept in place of being sent, and shown.
KEEP_LETTERS = $(if $(ARGS)$(LATCHKEY_CONFIG)$(LATCHKEY_LISTEN)$(LATCHKEY_MAIL_URL)$(LATCHKEY_MAIL_URL_FILE),,LATCHKEY_MAIL_URL=dev:)

serve: $(BUILT) ## set up, build and run the server, with letters at /dev/mail; ARGS="--listen 127.0.0.1:8080" is passed on
	@$(KEEP_LETTERS) exec target/release/latchkey serve $(ARGS)

# It writes its unoptimised WASM over the release build's, which therefore no longer counts as built.
watch: ## build for development, serve, and reload the page at every change
	@tools/setup build
	@rm -f $(SITE) $(BUILT)
	. tools/env && exec cargo-leptos watch --split $(ARGS)

build: $(BUILT) ## the release build: target/release/latchkey, which has the site in itself

release: $(SITE) ## target/handed-out: one static program as an archive and a Debian package, with licences, parts and checksums
	@tools/setup release
	tools/release

# The journeys that run on PostgreSQL, too. Every operation of the store is proved on both by the core's own tests, and `once` brings its databases.
ON_POSTGRES := $(addprefix api_door::,account_life authenticators enrolment passkeys races recovery_codes second_factor sessions tokens trusted_browsers refusals::a_database) \
	$(addprefix form_door::,account_life administration gate mail recovery_wait registration_modes second_factor trusted_browsers)

# LATCHKEY_TEST_DATABASE_URL names a PostgreSQL server to test on, in place of one of our own that tests may crash and fill.
check: ## format, lints of both halves, documentation, unit and integration tests: everything but the browser
	@$(if $(IS_SET_UP),,tools/setup rust postgres sink)
	cargo fmt --all --check
	cargo clippy --workspace --features ssr --all-targets -- -D warnings
	cargo clippy --lib --features hydrate --target wasm32-unknown-unknown -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --features ssr
	cargo test --workspace --features ssr -- $(if $(LATCHKEY_TEST_DATABASE_URL),--skip own_server::)
	LATCHKEY_TEST_STORE=postgres cargo test --workspace --features ssr --test it -- $(ON_POSTGRES)

# The rest is set up and built in the time that `check` leaves: its tests often wait.
test: ## everything: check, audit, schemathesis, e2e
	@tools/setup rust postgres sink
	@tools/beside target/beside.log "tools/setup test audit && $(MAKE) --no-print-directory build" -- $(MAKE) --no-print-directory IS_SET_UP=yes check
	@$(MAKE) --no-print-directory audit
	@$(MAKE) --no-print-directory schemathesis
	@$(MAKE) --no-print-directory e2e ARGS=

TIMES ?= 200
races: ## every race of the store, of fifty at a time, on both databases, TIMES=200 times
	@tools/setup rust postgres
	LATCHKEY_TEST_TIMES=$(TIMES) cargo test -p latchkey-core -- fifty race outlives

SECONDS ?= 60
fuzz: ## what browsers answer for passkeys, made up for SECONDS=60 seconds; needs cargo-fuzz (cargo install cargo-fuzz)
	@tools/setup rust
	RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir fuzz passkey -- -max_total_time=$(SECONDS)

e2e: ## the release build in Chromium, Firefox and WebKit, by Playwright; ARGS=sign-in runs the specs of that name
	@tools/setup test
	@$(MAKE) --no-print-directory build
	. tools/env && cd end2end && node_modules/.bin/tsc --noEmit && node_modules/.bin/playwright test $(ARGS)

accessibility: ## the walk over every page in every state, by WCAG 2.2 AA; writes docs/accessibility.md
	@tools/setup test
	@$(MAKE) --no-print-directory build
	. tools/env && cd end2end && E2E_WRITES_ACCESSIBILITY=true node_modules/.bin/playwright test tests/accessibility/

schemathesis: $(BUILT) ## the release build's JSON API against its OpenAPI document
	@tools/schemathesis

screenshots: ## every page in every state, as pictures in target/screenshots
	@tools/setup test
	@$(MAKE) --no-print-directory build
	. tools/env && cd end2end && node_modules/.bin/playwright test --config=playwright.screenshots.config.ts

weight: ## bytes of each page on the wire, against end2end/weight.json
	@$(MAKE) --no-print-directory e2e ARGS="weight --project=javascript"

# rows: speed, as ratios to what the machine can do. scale: the same with up to a million accounts. soak: ten minutes of everything.
# overload: more than it can do. alive: time to a living page. handed-out: size, idle memory and start of what `make release` makes.
# guard-in-a-minute: from nothing to a guarded application.
PARTS ?= rows scale soak overload alive handed-out guard-in-a-minute

bench: build $(if $(filter handed-out,$(PARTS)),release) ## speed, scale, ten minutes' soak, overload, time to a living page, the program that is handed out; PARTS="rows" ARGS="--only guarded --seconds 5 --runs 3"
	@tools/setup test
	. tools/env && . tools/remap server && cargo build --release -p latchkey-benches
	. tools/env && for part in $(PARTS); do \
	  case $$part in overload|alive|handed-out|guard-in-a-minute) node benches/$$part.mjs $(ARGS) ;; *) target/release/bench $$part $(ARGS) ;; esac; \
	done

audit: ## licences, sources and known holes of the dependencies
	@tools/setup audit
	@tools/audit

clean: ## remove what was built; tools stay in ~/.cache/latchkey-tools
	cargo clean
	rm -rf end2end/test-results end2end/playwright-report
