# Everything a newcomer needs: a fresh machine with Python 3.11 or newer and make is enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r

# Where Python may not keep its bytecode, each start of the bot takes three times as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check bench torture format lock clean

demo: $(VENV)/for-running ## the whole bot in the browser; ARGS="--port 9000 --at 2021-09-23T13:50" and the like
	@$(BIN)/python -m bot demo $(ARGS)

test: $(VENV)/for-developing ## the whole suite
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: $(VENV)/for-developing ## style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/for-developing ## how fast it is, beside others, as ratios in one run
	@$(BIN)/python -m tests.bench $(ARGS)

torture: $(VENV)/for-developing ## kill the bot again and again, and compare what arrived with what it knows
	@$(BIN)/python -m tests.torture $(ARGS)

format: $(VENV)/for-developing
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lock: $(VENV)/for-developing ## write the lock files anew from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --upgrade \
		--extra dev pyproject.toml -o .ci/requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --upgrade \
		-c .ci/requirements-dev.txt pyproject.toml -o .ci/requirements.txt

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/for-running: .ci/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Steiger needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@echo "Setting up the environment; this takes a minute, once."
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) .ci/requirements.txt
	@touch $@

$(VENV)/for-developing: .ci/requirements-dev.txt $(VENV)/for-running
	@$(INSTALL) .ci/requirements-dev.txt
	@touch $@
