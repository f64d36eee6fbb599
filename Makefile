# `make` alone lists what can be made. Everything is installed into .venv; nothing else is touched, except that a
# machine without Chromium gets one for the tests (tools/browser.py says where).
PYTHON ?= python3
BIN := .venv/bin
JUDGES := tests/judges/package.json requirements/judges.txt
ANYTHING := tests/unit/fuzz tests/flows/test_any_call.py tests/flows/test_any_request.py
DEMO := requirements/run.txt requirements/recordings.txt requirements/poster.txt
SERVICE := $(filter-out %/dev.txt %/judges.txt,$(wildcard requirements/*.txt))
INSTALL := install --quiet --disable-pip-version-check
# pip compares no hash of a folder, so the project itself is installed after what it needs.
OURS := $(INSTALL) --no-index --no-deps --no-build-isolation

.PHONY: help setup demo test quick check sip coverage fuzz mutation bench screenshots sbom
# Some machines forbid Python to keep what it has compiled: each of some hundred processes would compile it anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## list these
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/dev ## install what developing and testing need

demo: .venv/run ## run everything on this machine, no account needed
	$(BIN)/ivr demo

test: check ## check, then run all tests, some ten minutes
	$(BIN)/pytest

quick: check ## check, then run the unit tests that compute little, with fewer examples, within a minute
	$(BIN)/pytest tests/unit --hypothesis-profile=quick -m "not long"

check: .venv/dev ## formatting, lint, types, import rules, known faults of packages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tools.audit

sip: .venv/dev ## all real calls by SIP, some four minutes
	$(BIN)/pytest -m "sip or not sip" tests/processes/test_sip_call.py

coverage: .venv/dev ## which branches the tests of this process never take
	$(BIN)/coverage run -m pytest tests/unit tests/flows tests/database
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

fuzz: .venv/dev ## try any files, texts, requests and whole calls, until a fault is found or Ctrl-C
	while $(BIN)/pytest $(ANYTHING) --hypothesis-profile=fuzz; do :; done

mutation: .venv/dev ## which small faults in what decides no test notices, some half hour
	$(BIN)/python -m tools.mutation

bench: .venv/dev ## measure everything, and write docs/generated/performance.md; fails nothing
	$(BIN)/python -m bench

screenshots: .venv/dev ## take the pictures of the console anew
	$(BIN)/python -m tools.screenshots

sbom: .venv/dev ## list what a service with all extras consists of, as CycloneDX, in var/sbom.cdx.json
	$(PYTHON) -m venv --clear var/sbom
	var/sbom/bin/pip $(INSTALL) $(SERVICE:%=--requirement %)
	var/sbom/bin/pip $(OURS) .
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--output-file var/sbom.cdx.json var/sbom/bin/python

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run: pyproject.toml $(DEMO) | $(BIN)/pip
	$(BIN)/pip $(INSTALL) $(DEMO:%=--requirement %)
	$(BIN)/pip $(OURS) --editable .
	@touch $@

.venv/dev: pyproject.toml $(SERVICE) requirements/dev.txt tools/browser.py tools/judges.py $(JUDGES) | $(BIN)/pip
	$(BIN)/pip $(INSTALL) $(SERVICE:%=--requirement %) --requirement requirements/dev.txt
	$(BIN)/pip $(OURS) --editable .
	$(BIN)/python -m tools.browser
	$(BIN)/python -m tools.judges
	@touch $@ .venv/run
