# make run · make test: the two commands. The rest is for people who work on Beetroot.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check
PORT ?= 8000
STORY ?= tests/reading/stories/en-ferry.txt

.PHONY: run test check tour bench faults clean lock catalogs test-next screenshots
.DEFAULT_GOAL = run

run: $(VENV)/.run ## the example newsroom with a local inbox, on this machine alone
	@$(BIN)/beetroot up --demo --port $(PORT)

test: $(VENV)/.dev ## every test; installs what the tests need
	@tools/system-packages
	@$(MAKE) --no-print-directory check .validators/.made
	@tools/timelinejs .validators/timelinejs
	VALIDATORS=.validators $(BIN)/pytest -n 2 --dist loadfile

check: $(VENV)/.dev ## format, lint, types, rooms, migrations, settings: no test runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/typos
	$(BIN)/mypy
	@tools/check-django
	$(BIN)/python tools/catalogs.py check

tour: $(VENV)/.run ## one page the whole way: make tour STORY=page.txt
	@$(BIN)/beetroot tour $(STORY)

bench: $(VENV)/.dev ## every benchmark, each beside its reference
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done
	$(BIN)/python -m benchmarks.dispatch --quick

faults: $(VENV)/.dev ## the long sweep of kills, broken disks, networks, clocks and servers; writes docs/reliability.md
	rm -f .faults.jsonl
	BEETROOT_FAULTS=long BEETROOT_FAULTS_RESULTS=.faults.jsonl $(BIN)/pytest tests/faults; ended=$$?; \
	BEETROOT_FAULTS=long $(BIN)/python tools/reliability.py .faults.jsonl docs/reliability.json docs/reliability.md; exit $$ended

lock: $(VENV)/.dev ## resolve pyproject.toml anew into the lock files
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		--custom-compile-command "make lock" --group build -o requirements/run.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		--custom-compile-command "make lock" --extra postgres --extra russian --group build --group dev -o requirements/dev.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		--custom-compile-command "make lock" --group validators -o requirements/validators.lock

catalogs: $(VENV)/.dev ## takes new words for readers up into beetroot/locale and compiles them; another language: tools/catalogs.py update xx
	$(BIN)/python tools/catalogs.py update

screenshots: $(VENV)/.dev ## docs/screenshots/ from a fresh example newsroom
	PYTHONPATH=. $(BIN)/python tools/screenshots.py

clean: ## environment, caches, example newsroom, local inbox and tour
	rm -rf $(VENV) .validators .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	rm -rf example-newsroom example-newsroom-inbox .example-newsroom-witness tour
	find beetroot tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

.validators/.made: requirements/validators.lock
	$(PYTHON) -m venv .validators
	.validators/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r $<
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Beetroot needs Python 3.11 or newer; name one: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Beetroot needs into $(VENV); once, about a minute."
	@$(PIP) install -qq --require-hashes -r requirements/run.lock
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.lock pyproject.toml | $(BIN)/python
	@$(PIP) install -qq --require-hashes -r requirements/dev.lock
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run
