# Everything a person needs: `make run` starts the platform, `make test` tests it, `make check` runs the gates.
# Nothing is done twice: each step leaves a stamp, and runs again only when what it was made from has changed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FRONTEND := portal/frontend
FRONTEND_SOURCES := $(shell find $(FRONTEND)/src $(FRONTEND)/public -type f 2>/dev/null) \
	$(wildcard $(FRONTEND)/*.html $(FRONTEND)/*.json $(FRONTEND)/*.ts)

.DEFAULT_GOAL := help
.PHONY: help setup run link test check e2e bench screens docs lock format reset clean

help: ## Say what there is
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

run: $(VENV)/.run $(FRONTEND)/dist/.built ## Start the whole platform, embedded: http://localhost:8083
	@$(BIN)/python manage.py embedded

link: $(VENV)/.run ## Print a link that signs the administrator in, once
	@$(BIN)/python manage.py sign_in_link

setup: $(VENV)/.dev $(FRONTEND)/dist/.built ## Install everything and build the front end

test: $(VENV)/.dev $(FRONTEND)/dist/.built ## Run all tests; what cannot run here is named at the end
	cd $(FRONTEND) && npm test --silent
	$(BIN)/python -m pytest

check: $(VENV)/.dev $(FRONTEND)/dist/.built ## Format, lint, types, import contracts, migrations, front end
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	cd $(FRONTEND) && npm run --silent check && npm run --silent size

e2e: $(VENV)/.dev $(FRONTEND)/dist/.built ## Only the journeys through the real platform
	$(BIN)/python -m pytest tests/e2e

bench: $(VENV)/.dev $(FRONTEND)/dist/.built ## Measure, print, and write docs/benchmarks.md
	$(BIN)/python -m tests.bench

screens: $(VENV)/.dev $(FRONTEND)/dist/.built ## Screenshots of every page into docs/screens
	$(BIN)/python -m tests.screens

docs: $(VENV)/.dev ## Render the pages that are made from code
	$(BIN)/python -m dtp.settings.table
	$(BIN)/python -m registry.declarations.schema

format: $(VENV)/.dev ## Format all code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd $(FRONTEND) && npm run --silent format

lock: $(VENV)/.dev ## Resolve the pinned requirements again, from pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 pyproject.toml -o requirements.txt \
		--custom-compile-command "make lock" --no-emit-index-url --no-annotate
	$(BIN)/uv pip compile -q --universal --python-version 3.11 pyproject.toml --group dev -c requirements.txt \
		-o requirements-dev.txt --custom-compile-command "make lock" --no-emit-index-url --no-annotate

reset: ## Forget all data of the embedded platform
	rm -rf var

clean: ## Remove everything that was installed or built
	rm -rf $(VENV) $(FRONTEND)/node_modules $(FRONTEND)/dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 or newer is needed. Install it, or name it: make PYTHON=/path/to/python3.11 run"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "The virtual environment could not be made. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/.run: requirements.txt | $(BIN)/python
	@echo "Installing the Python packages (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "Installing the packages for development (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(FRONTEND)/node_modules/.installed: $(FRONTEND)/package-lock.json
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null \
		|| { echo "Node.js 20 or newer is needed to build the portal."; exit 1; }
	@echo "Installing the front end's packages (once) …"
	@cd $(FRONTEND) && npm ci --loglevel=error --no-audit --no-fund
	@touch $@

$(FRONTEND)/dist/.built: $(FRONTEND)/node_modules/.installed $(FRONTEND_SOURCES) | $(VENV)/.run
	@echo "Building the portal …"
	@cd $(FRONTEND) && CI=1 npm run --silent build -- --logLevel warn
	@$(BIN)/python -m servestatic.compress --quiet $(FRONTEND)/dist
	@touch $@
