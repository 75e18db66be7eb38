# make demo        a running CRM with a Xero sandbox, in one command
# make test        the whole suite
# make faults      10,000 schedules of deaths, lost answers and late clocks; SEED=123 replays one
# make faults-processes   workers killed for five minutes, on the PostgreSQL of DATABASE_URL
# make refresh-race       32 processes over one expired token, on the PostgreSQL of DATABASE_URL
# make bulk-run           1,000 documents within Xero's limits, on the PostgreSQL of DATABASE_URL
# make lint        style, types, architecture, templates, migrations, size
# make docs        these pages as a site, in site/index.html
# make screenshots new pictures for README and docs
# make messages    collect and compile what people read
# make bench       ratios against peers
# make demo-reset  forget the demo's data

SHELL := /bin/sh
DEMO_DIR ?= .demo
DEMO_PORT ?= 8010
SANDBOX_PORT ?= 8020
export DEMO_DIR DEMO_PORT SANDBOX_PORT

# The first interpreter that runs and is new enough; set PYTHON to choose another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin

.PHONY: demo demo-reset test faults faults-processes refresh-race bulk-run lint docs screenshots messages bench clean

.venv/made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; set PYTHON to its path."; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/installed-demo: .venv/made pyproject.toml
	$(BIN)/python -m pip install -q -e '.[sandbox,demo]'
	@touch $@

.venv/installed-dev: .venv/made pyproject.toml
	$(BIN)/python -m pip install -q -e '.[sandbox,demo,postgres,dev]'
	@touch $@ .venv/installed-demo

demo: .venv/installed-demo
	@exec $(BIN)/python -m demo_project.serve

demo-reset:
	rm -f -- "$(DEMO_DIR)"/demo.sqlite3* "$(DEMO_DIR)"/sandbox.json "$(DEMO_DIR)"/keys.json "$(DEMO_DIR)"/*.log
	rm -rf -- "$(DEMO_DIR)/cache" "$(DEMO_DIR)/mail"

test: .venv/installed-dev
	@$(BIN)/python -m tools.run_tests $(ARGS)

faults: .venv/installed-dev
	@$(BIN)/python -m tests.faults $(SEED) $(ARGS)

faults-processes: .venv/installed-dev
	@$(BIN)/python -m tests.faults.processes $(ARGS)

refresh-race: .venv/installed-dev
	@$(BIN)/python -m tests.connections.refresh_race $(ARGS)

bulk-run: .venv/installed-dev
	@$(BIN)/python -m tests.faults.bulk_run $(ARGS)

lint: .venv/installed-dev
	@$(BIN)/python -m tools.lint

docs: .venv/installed-dev
	@$(BIN)/mkdocs build --strict

screenshots: .venv/installed-dev
	@PICTURES=1 $(BIN)/python -m pytest -q tests/browser/test_pictures.py

messages: .venv/installed-dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tools.messages

bench: .venv/installed-dev
	@$(BIN)/python -m benchmarks

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache site
