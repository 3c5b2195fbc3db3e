PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= auto
PIP := $(BIN)/python -m pip --disable-pip-version-check
# A plain path instead of setuptools' import finder, which costs 20 ms at every start.
EDITABLE := --quiet --config-settings editable_mode=compat -e
FIGURES := build/torture.txt
COVER := --cov --cov-report=term:skip-covered --cov-fail-under=90

.PHONY: demo test check looks format lint types imports docs messages bench torture clean

$(VENV)/.runtime: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install $(EDITABLE) .
	touch $@

$(VENV)/.dev: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install $(EDITABLE) '.[dev]'
	touch $@ $(VENV)/.runtime

demo: $(VENV)/.runtime
	@$(BIN)/crm demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow" $(ARGS)

check: looks
	$(MAKE) --no-print-directory test ARGS="$(COVER)"

# Everything that a reading of the sources can tell, without running the tests.
looks: format lint types imports
	$(BIN)/python -m tools.make_messages --check
	$(BIN)/python -m tools.make_reference --check
	$(BIN)/python -m tools.make_picture --check

format: $(VENV)/.dev
	$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

docs: $(VENV)/.dev
	$(BIN)/python -m tools.make_reference
	$(BIN)/python -m tools.make_picture
	$(BIN)/python -m tools.make_screens

messages: $(VENV)/.dev
	$(BIN)/python -m tools.make_messages

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks.run $(if $(QUICK),--quick) $(ARGS)

torture: $(VENV)/.dev
	mkdir -p build
	rm -f $(FIGURES)
	$(BIN)/python -m pytest -n $(WORKERS) -m slow --figures=$(FIGURES)
	$(BIN)/python -m pytest -n $(WORKERS) -m "trust and not slow" --figures=$(FIGURES)
	HYPOTHESIS_PROFILE=torture $(BIN)/python -m pytest -n $(WORKERS) -m "not slow" tests/domain tests/exchange
	$(BIN)/python -m tools.make_figures

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
