# Rotative's commands; `make help` lists them. Each sets up what it needs, once.
.POSIX:
.SUFFIXES:
.PHONY: help digest test lint format fonts bench gallery approve clean

PYTHON ?= python3
BOOK = book
OUT = dist
BIN = .venv/bin

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

digest: .venv/ready ## build book/ into dist/ and print the paths
	@$(BIN)/rotative build --book $(BOOK) --out $(OUT)

test: lint ## run everything that must hold
	@$(BIN)/pytest $(TESTS)

lint: .venv/ready-test ## check style and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

format: .venv/ready-test ## lay the code out and make the safe corrections
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

fonts: .venv/ready-test ## make the EPUB faces and the coverage tables anew
	@$(BIN)/python styles/fonts/make_subsets.py

bench: .venv/ready-test ## measure against WeasyPrint and pandoc
	@sh .ci/setup bench
	@$(BIN)/python bench/run.py

gallery: .venv/ready-test ## make the pictures of the README
	@$(BIN)/python -m tests.tools.gallery

approve: .venv/ready-test ## take the pages as they look now for approved
	@ROTATIVE_APPROVE=1 $(BIN)/pytest tests/visual -k as_approved

clean: ## remove all that was built or installed here
	rm -rf .venv .tools dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The one for tests first builds the other, so that two never install at once.
.venv/ready: pyproject.toml .ci/setup
	@PYTHON="$(PYTHON)" sh .ci/setup runtime
	@touch $@

.venv/ready-test: .venv/ready tests/tools/npm/package-lock.json tests/tools/payloads.py
	@PYTHON="$(PYTHON)" sh .ci/setup test
	@touch $@
