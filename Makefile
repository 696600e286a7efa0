# Every target is one line of `make help`. Python 3.11 or newer and nothing else is assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.installed
DEV := $(VENV)/.installed-dev

WORKERS ?= 2
FAULTS := tests/faults tests/ledger/test_last_points.py tests/ledger/test_keys.py \
  tests/ledger/test_crash_points.py tests/ledger/test_model.py tests/imports/test_import_killed.py \
  tests/core/test_returns.py tests/core/test_farming.py tests/ledger/test_holds.py \
  tests/ledger/test_reference_races.py tests/ledger/test_transfers.py

.PHONY: help demo demo-check test check faults bench mutate replay lock screenshots clean
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 18

demo: $(RUN)  ## load two years of a coffee chain and open its page
	$(BIN)/setia demo

demo-check: $(RUN)  ## start the demo, fetch its page, post a purchase, stop it
	$(BIN)/python -m setia.cli.demo_check

test: $(DEV)  ## the whole test suite
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal

check: $(DEV)  ## lint, types and the house's own rules
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/mypy
	$(BIN)/pytest -q tests/arch

faults: $(DEV)  ## kills, crash points and races in their long form
	SETIA_FAULTS=long SETIA_TEST_ROUNDS=1000 $(BIN)/pytest -q -s $(FAULTS) && echo "faults: none found" || \
	  { echo "faults: FAILED"; exit 1; }

bench: $(DEV)  ## measure, beside the floor of the same run, as ratios
	$(BIN)/python -m bench

mutate: $(DEV)  ## break the core in small ways and see whether tests notice (SEED=N COUNT=N)
	$(BIN)/python -m bench.mutate $(if $(SEED),--seed $(SEED)) $(if $(COUNT),--count $(COUNT))

replay: $(DEV)  ## run whole purchase logs through the product (DATA=DIR)
	@test -n "$(DATA)" || { echo "name the folder with the logs: make replay DATA=DIR" >&2; exit 2; }
	$(BIN)/python -m bench.replay $(DATA)

screenshots: $(DEV)  ## picture every page, phone and desktop, light and dark
	$(BIN)/python -m setia.console.screenshots

clean:  ## remove the environment
	rm -rf $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements/run.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.txt
	@touch $@

lock: $(DEV)  ## pin every requirement again, by name and hash
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-emit-index-url \
	  --python-version 3.11 pyproject.toml --output-file requirements/run.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-emit-index-url \
	  --python-version 3.11 --extra dev --constraint requirements/run.txt pyproject.toml --output-file requirements/dev.txt
