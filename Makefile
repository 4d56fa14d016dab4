# `make run` and `make test` do all the set-up on a machine with only Python 3 and make.

PYTHON ?= python3
BIN := .venv/bin
PREPARE := $(PYTHON) resources/packaging/prepare.py
PYTHON_VERSIONS := 3.11 3.12 3.13 3.14
TOUR := build/tour
PYTEST_FLAGS ?= -n 2

# Real input that nobody in this project wrote, where it stands beside the checkout.
ifneq ($(wildcard ../shared/samples),)
export DESKTOP_CRM_SAMPLES ?= $(abspath ../shared/samples)
endif

# Tests and builds touch no store of the person who runs them.
unexport DESKTOP_CRM_STORE DESKTOP_CRM_PASSWORD

.DEFAULT_GOAL := help
.PHONY: help run test soak checks app wheel fmt statements requirements clean

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):[^#]*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run: ## open the sample company (without a display: play the tour and leave pictures)
	@$(PREPARE) run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
	    $(BIN)/desktop-crm demo; \
	else \
	    QT_QPA_PLATFORM=offscreen $(BIN)/desktop-crm demo --tour $(TOUR) && \
	    echo "No display here: the tour was played, and its pictures are in $(abspath $(TOUR))."; \
	fi

statements: ## compile the statements of each room's queries.py and the tokens again, after one was changed
	@$(BIN)/python -m desktop_crm.store.compiling
	@$(BIN)/python -m desktop_crm.ui.theme.compiling

checks: ## formatting, lint, types and the contracts between rooms
	@$(PREPARE) test
	@$(BIN)/ruff format --check --quiet . || { echo "Run make fmt: the files above are not formatted."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache --no-logo

test: checks ## everything: checks and all tests, long loops sampled
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q $(PYTEST_FLAGS)

soak: checks ## all tests, with the long loops (kills, simulations, load) in full
	@DESKTOP_CRM_SOAK=1 QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q --timeout 3600 $(PYTEST_FLAGS)

app: ## the one-folder application in dist/desktop-crm, tried with its own self-test
	@$(PREPARE) app
	@$(BIN)/pyinstaller --noconfirm --log-level ERROR --distpath dist --workpath build/app build.spec
	@QT_QPA_PLATFORM=offscreen dist/desktop-crm/desktop-crm self-test
	@echo "The application is dist/desktop-crm/desktop-crm."

wheel: ## a wheel in dist/, with resources and migrations inside
	@$(PREPARE) run
	@$(BIN)/python -m pip --disable-pip-version-check --quiet wheel --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

fmt: ## format and tidy the code
	@$(PREPARE) run
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

# UPGRADE=1 takes the newest releases; otherwise what is pinned stays pinned.
requirements: ## pin the dependencies of pyproject.toml anew, with hashes
	@$(PREPARE) run
	@for version in $(PYTHON_VERSIONS); do \
	    $(BIN)/uv pip compile pyproject.toml --quiet --system-certs --universal --python-version $$version --extra dev --extra bench \
	        --generate-hashes --only-binary :all: --no-emit-index-url --no-emit-find-links \
	        --custom-compile-command "make requirements" $(if $(UPGRADE),--upgrade) \
	        --output-file requirements/py$$(echo $$version | tr -d .).txt || exit 1; \
	done

clean: ## remove what was built (the environment stays)
	@rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find desktop_crm migrations resources tests -name __pycache__ -type d -prune -exec rm -rf {} +
