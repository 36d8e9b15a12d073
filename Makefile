.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
RUNS := .venv/.runs
SHARED ?= ../shared
TOGETHER := --numprocesses=logical --dist=loadfile --no-loadscope-reorder
# pip compiles modules one after the other, on one processor.
INSTALL := pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt
COMPILE := python -m compileall -q -j 0 .venv/lib >/dev/null 2>&1
# Tests start hundreds of processes: each would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test slow check docs format golden pictures score bench rivals openapi serve clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(RUNS) ## extract a sentence and print what was found
	@$(BIN)/mingxi show examples/sentence.txt

test: $(INSTALLED) ## run the tests
	@$(BIN)/pytest $(TOGETHER) -m "not slow"

slow: $(INSTALLED) ## run those that repeat others on the second engine, or at greater sizes
	@$(BIN)/pytest $(TOGETHER) -m slow

check: $(INSTALLED) ## lint, types, layers, documentation
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m docs.site.building

docs: $(INSTALLED) ## build the documentation into build/site, with warnings as errors
	@$(BIN)/python -m docs.site.building

format: $(INSTALLED) ## put the code into its one format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

golden: $(INSTALLED) ## write the golden records anew; read the difference before you commit it
	@$(BIN)/pytest tests/test_golden.py tests/service/test_openapi.py -k "golden or examples_of_records" --regenerate
	@$(BIN)/python -m api.openapi > docs/openapi.json

pictures: $(INSTALLED) ## take the pictures of the pages anew
	@$(BIN)/pytest tests/browser -k picture --regenerate

score: $(INSTALLED) ## compare records with the annotated documents, ours and those of $(SHARED)
	@$(BIN)/python -m benchmarks.accuracy $(SHARED)/eval/dev

bench: $(INSTALLED) ## time and memory, as ratios taken in one run
	@$(BIN)/python -m benchmarks.extraction
	@$(BIN)/python -m benchmarks.reconciliation_speed

rivals: $(INSTALLED) ## hold mingxi against other tools and write docs/benchmark.*; trains a tagger, some minutes
	@$(BIN)/$(INSTALL) -e '.[dev,benchmark]'
	@SHARED=$(abspath $(SHARED)) nice -n 10 $(BIN)/python -m benchmarks.rivals

openapi: $(INSTALLED) ## write docs/openapi.json anew
	@$(BIN)/python -m api.openapi > docs/openapi.json

serve: $(RUNS) ## start the HTTP service on http://127.0.0.1:8000
	@$(BIN)/mingxi serve

clean: ## remove the environment and all caches
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# What is needed to run it, without what is needed to develop it.
$(RUNS): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/$(INSTALL) -e .
	@$(BIN)/$(COMPILE) || true # packages hold examples in other versions of Python
	@touch $@

$(INSTALLED): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/$(INSTALL) -e '.[dev]'
	@$(BIN)/$(COMPILE) || true
	@touch $@ $(RUNS)
