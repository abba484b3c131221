# Two commands after a clone: `make run` and `make test`. Both install what this machine lacks; see
# script/setup.

.DEFAULT_GOAL := help
.PHONY: run build test soak bench siege smooth dev size pictures fmt clean help

RELEASE := $(or $(CARGO_TARGET_DIR),target)/release/switchboard

run: build ## build a release and start it on http://127.0.0.1:8080
	@$(RELEASE) serve

build: ## build the release alone: target/release/switchboard
	@script/setup build
	@script/with cargo xtask build

test: ## run everything: format, lints, Rust, Wasm and browser tests
	@script/test

soak: build ## kill the server while a crowd writes: KILLS=200 MESSAGES=1000000 DATABASE=sqlite or postgres, NODES=1
	@script/with cargo run --release --package trial --bin soak # it inherits the variables set for make

bench: build ## measure the release beside a bare relay; prints one table (ARGS="--rounds 1" for less)
	@script/setup test
	@script/with cargo run --release --package bench -- $(ARGS)

siege: build ## have ten visitors talk with an operator while strangers attack the server; prints one table
	@script/setup test
	@script/with cargo run --release --package bench -- siege $(ARGS)

smooth: build ## measure how soon the console is there, and how smooth with 10,000 visitors, 500 chats and a chat of 100,000 messages
	@script/setup test
	@script/with cargo build --release --package bench
	@script/with end2end/node_modules/.bin/playwright test --config end2end/smooth.config.ts

dev: ## build without optimisation, start it, and do so again on each change
	@script/setup build
	@script/with cargo xtask dev

size: build ## print what a browser loads; fail when it is over budget
	@script/with cargo xtask size

pictures: build ## make the pictures in the README and the guide again, from the running program
	@script/setup test
	@script/with end2end/node_modules/.bin/playwright test --config end2end/pictures.config.ts

fmt: ## format all sources
	@script/setup build
	@script/with cargo fmt --all

clean: ## remove what was built; ./data stays
	rm -rf target end2end/output

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile
