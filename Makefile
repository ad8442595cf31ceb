# The one door: make run, make test, make check, make bench, make messages. See README.md.
PYTHON ?= python3
PORT ?= 8000
ROOM ?=
SIZE ?= S
M4D = .venv/bin/m4d
# A whole run uses two processes; one room is quicker in one.
paths = $(if $(ROOM),m4d/$(ROOM),-n 2 --dist loadfile)

.PHONY: run test check look bench messages format base test-packages

run: base
	@M4D_DEMO=$${M4D_DEMO:-1} PORT=$(PORT) $(M4D) start && M4D_DEMO=$${M4D_DEMO:-1} PORT=$(PORT) exec $(M4D) serve

test: test-packages
	@$(M4D) messages compile
	@.venv/bin/python -m pytest $(paths) $(ARGS)

check: test-packages
	@.venv/bin/python -m m4d.config.operations.check

look: test-packages
	@$(M4D) messages compile
	@.venv/bin/python -m pytest tests/test_in_browser.py $(ARGS)

bench: test-packages
	@.venv/bin/python -m bench --size $(SIZE) $(ARGS)

format: test-packages
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix . && .venv/bin/djangofmt check --fix $$(find m4d -path '*/templates/*' -name '*.html')

messages: test-packages
	@$(M4D) messages extract

base:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed. On Debian or Ubuntu: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) m4d/config/install.py base

test-packages:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed. On Debian or Ubuntu: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) m4d/config/install.py test
