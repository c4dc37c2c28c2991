# Sekisho: every task of the house in one word. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test lint type bench bench-codecs bench-desk bench-directory bench-reconnect bench-revocation bench-watermark record-screens record-traces soak-audit corpus docs visibility screenshots scan-tls lock install clean

BIN := .venv/bin
# clamd and ip live where an ordinary user does not look.
export PATH := $(PATH):/usr/sbin:/sbin
# Tests and benches start our programs hundreds of times: each file is compiled once, whatever the environment wants.
export PYTHONDONTWRITEBYTECODE :=

PYTHON := $(BIN)/python

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: install ## the main job, end to end, on a desktop of its own; leaves demo-out/
	@deploy/packages.sh deploy/apt/desktop.txt
	@$(PYTHON) -m deploy.demo

test: install ## all tests, in parallel (ARGS="-k word" narrows them)
	@deploy/packages.sh deploy/apt/desktop.txt deploy/apt/test.txt
	@$(PYTHON) -m pytest -n 2 $(ARGS)

lint: install ## style: ruff, on code and tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

type: install ## types: mypy strict, for Linux and for Windows, code and tests; the client also for macOS
	@$(BIN)/mypy
	@$(BIN)/mypy --platform win32
	@$(BIN)/mypy --platform darwin -p wire -p certs -p tunnel -p client

bench: install ## benchmarks beside rivals: key to pixel, the relay, idling, the mark; writes docs/performance.md
	@deploy/packages.sh deploy/apt/desktop.txt deploy/apt/bench.txt
	@$(PYTHON) -m bench $(ARGS)

bench-desk: install ## remote desktops side by side on a shaped line (ARGS="--line home --seconds 6")
	@deploy/packages.sh deploy/apt/desktop.txt deploy/apt/bench.txt
	@$(PYTHON) -m bench.desk $(ARGS)

bench-codecs: install ## every coder on the same marked screens: bytes, times, whether the mark is read
	@$(PYTHON) -m bench.codecs $(ARGS)

record-screens: install ## office screens of real programs, for bench-codecs, recorded anew
	@$(PYTHON) -m bench.record_screens $(ARGS)

record-traces: install ## what the agent's decisions are tested over, recorded anew from a real screen and line
	@$(PYTHON) -m bench.traces $(ARGS)

bench-watermark: install ## what the mark costs, beside rivals that a temporary folder is given for
	@$(PYTHON) -m bench.watermark_bench

corpus: install ## simulated photographs against the reader, attacks, rivals; writes docs/corpus/ (ARGS="--part grid")
	@deploy/rivals.sh
	@$(PYTHON) -m bench.corpus $(ARGS)

docs: install ## draw the tables of docs/wire.md from the code
	@$(PYTHON) -m deploy.document_wire

visibility: install ## draw the hidden pattern beside the eye's threshold, into docs/visibility.svg
	@$(PYTHON) -m bench.visibility

screenshots: install ## draw the client's and the console's pages, in both languages, into docs/client/ and docs/console/
	@deploy/packages.sh deploy/apt/desktop.txt deploy/apt/test.txt
	@$(PYTHON) -m deploy.screenshots
	@$(PYTHON) -m deploy.console_screenshots

bench-directory: install ## the console's pages with 455 organisations and 34,000 IDs
	@$(PYTHON) -m bench.directory

soak-audit: install ## kill -9 a writer 1,000 times; the chain must hold and nothing answered be lost (about 15 minutes)
	@$(PYTHON) -m bench.soak_audit $(ARGS)

scan-tls: install ## the console's TLS as sslyze sees it; fails for what is weak
	@deploy/scan.sh
	@$(PYTHON) -m bench.tls_scan

bench-reconnect: install ## the home line away for 5, 30 and 120 s: how soon keys work again, and whether any is lost
	@$(PYTHON) -m bench.reconnect $(ARGS)

bench-revocation: install ## from an administrator's act to the picture that is gone, for each cause
	@$(PYTHON) -m bench.revocation

lock: install ## resolve and lock all dependencies anew, with hashes
	@deploy/lock.sh

install: ## .venv with the locked packages and the project itself
	@deploy/venv.sh

clean: ## remove what the other targets made
	rm -rf .venv .rivals .scan .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist demo-out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
