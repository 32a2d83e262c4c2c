# Two commands on a fresh machine with Python >= 3.11: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Demo and tests start hundreds of programs, each of which would compile all that it imports anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint format bench evaluate sample clean help

help:
	@echo "make demo      harvest the bundled sample web, offline, and look round"
	@echo "make test      run all tests"
	@echo "make lint      ruff and mypy --strict"
	@echo "make bench     the speed promises, each against its alternative (an hour; python -m bench --list)"
	@echo "make evaluate  precision, recall and field accuracies on labelled data"
	@echo "make sample    build the bundled sample web again"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "harvester needs Python 3.11 or newer; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(BIN)/python pyproject.toml constraints.txt
	@echo "setting up (once) ..."
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(VENV)/.runtime
	$(BIN)/harvester demo

test: $(VENV)/.dev
	@# Three at once also on two cores: whole crawls spend much of their time waiting.
	$(BIN)/python -m pytest -n 3 --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/harvester sources check

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev
	$(BIN)/python -m bench

evaluate: $(VENV)/.dev
	$(BIN)/harvester evaluate

sample: $(VENV)/.dev
	$(BIN)/python -m tools.sampleweb

clean:
	rm -rf $(VENV) demo-data .mypy_cache .ruff_cache .pytest_cache
