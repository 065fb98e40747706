# Everything a developer needs, by name. `make` alone tells what there is.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	--no-emit-find-links --no-strip-extras --custom-compile-command "make lock"

export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help run test check bench contest prove understand-report faults lock clean

help: ## Tell what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-19s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/ready-to-run ## Start the line on this machine: browser phone on http://127.0.0.1:8000/ (or PORT)
	@BOT_ENV=local PUBLIC_BASE_URL=$${PUBLIC_BASE_URL:-http://127.0.0.1:$(PORT)} \
		honcho start --port $(PORT) web worker

test: .venv/ready-to-test ## Run every test
	pytest --numprocesses auto

check: .venv/ready-to-test ## Style, types, floors, ceilings, and the content's own checks and proofs
	ruff check .
	ruff format --check .
	mypy --strict bot app.py
	lint-imports
	pytest --quiet tests/guards
	BOT_ENV=local python -m bot check
	BOT_ENV=local python -m bot prove

bench: .venv/ready-to-test ## Measure speed and size beside a minimal reference application
	python -m tests.bench.run

contest: .venv/ready-to-test ## Ten thousand people want the same few times, while whoever serves them is killed
	python -m tests.contest.run

prove: .venv/ready-to-run ## Walk every reachable state of every flow
	BOT_ENV=local python -m bot prove

understand-report: .venv/ready-to-test ## How well people are understood, on the phrases kept for measuring
	python -m tests.corpus.report

faults: .venv/ready-to-test ## Send through every fault over many seeds, then break the sender in every way
	python -m tests.faults.run --out docs
	python -m tests.faults.run --variants

lock: .venv/ready-to-test ## Write requirements*.txt anew from requirements*.in
	$(LOCK) requirements.in --output-file requirements.txt
	$(LOCK) requirements-dev.in --constraint requirements.txt --output-file requirements-dev.txt

clean: ## Remove what can be made again; the local database in .data stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov tests/artefacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed: install it, or say make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/ready-to-run: requirements.txt | .venv/bin/pip
	@echo "Installing the locked requirements into .venv (once) ..."
	@$(PIP) --requirement requirements.txt
	@touch $@

.venv/ready-to-test: requirements-dev.txt .venv/ready-to-run
	@$(PIP) --requirement requirements-dev.txt
	@touch $@
