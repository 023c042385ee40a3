# Everything a developer or a small server needs, one line each. `make` alone lists it.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash

BIN := .venv/bin
PYTEST := $(BIN)/pytest
COMPILE := .ci/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --index-strategy unsafe-best-match

.PHONY: help setup demo run test e2e test-postgres check lint types contracts bench accuracy accuracy-releases accuracy-mutants faults mutation kills messages screenshots source migration lock doctor docs clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Make .venv from the lock files (at once when nothing changed)
	@PYTHON="$(PYTHON)" .ci/setup

demo: setup ## Watch Lookout work on a local, recorded site; no network, nothing kept
	@$(BIN)/lookout demo $(ARGS)

run: setup ## Poll, deliver and serve the change log, for real
	@$(BIN)/lookout run

test: setup ## Run every test
	@$(PYTEST) -n 2 -m "not faults" $(ARGS)

e2e: setup ## Walk every reader's way through the pages in a real browser, and look at every page for barriers
	@$(PYTEST) -n 2 tests/e2e $(ARGS)

faults: setup ## Serve every bad input we know of to the whole product, on both databases
	@$(PYTEST) -n 2 tests/faults $(ARGS)

kills: setup ## Kill the sender and the recorder thousands of times, on both databases, and count what is lost
	@$(BIN)/python -m tests.kills $(ARGS)

test-postgres: setup ## Run the tests that need a PostgreSQL server
	@$(PYTEST) -m postgres $(ARGS)

check: lint types contracts ## Everything a change must pass beside the tests, and the tests of the documents
	@$(PYTEST) -q tests/project

lint: setup ## Style, layout and spelling
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell

types: setup ## Types, strictly
	@$(BIN)/mypy

contracts: setup ## The one-way imports between the rooms of the house
	@$(BIN)/lint-imports

bench: setup ## Measure speed and memory
	@$(BIN)/python -m tests.bench $(ARGS)

accuracy: setup ## Judge what is found against a truth made by hand
	@$(BIN)/python -m lookout.accuracy $(ARGS)

accuracy-releases: setup ## Judge what is read out of releases, on texts of our own labelled by hand
	@$(BIN)/python -m tests.domain.press.accuracy $(ARGS)
	@$(BIN)/python -m tests.domain.press_links.accuracy $(ARGS)

accuracy-mutants: setup ## Count the false alerts that slips planted in real lists would cause
	@$(BIN)/python -m lookout.mutants $(ARGS)

mutation: setup ## Plant slips in the code of the domain, and count those that its tests do not notice
	@$(BIN)/python -m tests.mutation $(ARGS)

messages: setup ## Write docs/messages.md, which shows every kind of message
	@$(BIN)/python -m lookout.messages

screenshots: setup ## Take docs/images and docs/screens.md anew: every page of the demonstration, in a real browser
	@$(BIN)/python -m tests.e2e.screenshots $(ARGS)

source: setup ## Begin the file of a new source: make source KEY=us-tx-governor URL="https://…"
	@$(BIN)/python -m lookout.new_source "$(KEY)" "$(URL)"

migration: setup ## Write the next schema migration: make migration NAME="what it does"
	@test -n "$(NAME)" || { echo 'Say what it does: make migration NAME="add a column for …"' >&2; exit 2; }
	@$(BIN)/python .ci/migration "$(NAME)"

lock: setup ## Pin the newest versions that pyproject.toml allows, with hashes
	@$(COMPILE) --upgrade --output-file requirements.lock
	@$(COMPILE) --upgrade --extra browser --constraint requirements.lock --output-file requirements-browser.lock
	@$(COMPILE) --upgrade --group dev --constraint requirements.lock --constraint requirements-browser.lock \
		--output-file requirements-dev.lock
	@.ci/uv pip compile --group build --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate --index-strategy unsafe-best-match \
		--constraint requirements-dev.lock --upgrade --output-file requirements-build.lock

doctor: setup ## Check configuration, reach, disk and clock
	@$(BIN)/lookout doctor

docs: setup ## Build the documentation site into build/docs
	@$(BIN)/mkdocs build --quiet

clean: ## Remove .venv, caches and build products; data/ stays
	@rm -rf .venv .cache .ruff_cache .import_linter_cache .hypothesis .coverage build dist *.egg-info
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
