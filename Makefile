# report  the report on the paper, in PROFILE (full or quick)
# figures the figures of the paper, beside the values it published, in reports/figures
# mutants the mutation campaign over the claims of the last report, whose page it completes
# test    every test, property tests and negative controls included
# lint    ruff and strict type checking
# format  lay the code out
# bench   time and memory against what a reader would write; writes benchmarks/README.md
# budgets time and memory of the commands against their budgets
# clean   remove what the other targets made, except reports/
#
# Each target works alone and first: the environment .venv is made when it is missing, and renewed
# when pyproject.toml or constraints.txt change. Another Python: make PYTHON=python3.12 test

PYTHON  ?= python3
PROFILE ?= full
PAPER   ?= 2505.11664

VENV  := .venv
BIN   := $(VENV)/bin
STAMP := $(VENV)/.installed

# Work is spread over processes; threads inside each would compete for the same cores.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1

.PHONY: report figures mutants test lint format bench budgets clean
.DEFAULT_GOAL := report

report: $(STAMP)
	$(BIN)/pl-verify report $(PAPER) --profile $(PROFILE) --jobs auto

# Status 1 says that the text does not reproduce every value, which is known.
figures: $(STAMP)
	$(BIN)/pl-verify figures || test $$? -eq 1

mutants: $(STAMP)
	$(BIN)/pl-verify mutate reports/arxiv_$(subst .,_,$(PAPER)).json --jobs auto

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 -q

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)
	$(BIN)/python -m benchmarks.compare

budgets: $(STAMP)
	$(BIN)/python benchmarks/budgets.py

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "pl-verify needs Python 3.11 or newer; $(PYTHON) is" \
	    "$$($(PYTHON) --version 2>&1 || true). Name another one: make PYTHON=python3.12" >&2; \
	  exit 1; }
	@echo "Installing into $(VENV): this takes a few minutes the first time."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test,lint,solvers]'
	@touch $@
