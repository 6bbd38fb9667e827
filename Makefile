# `make run` starts the demo house, `make test` runs every test. Both do all their own set-up.

PYTHON ?= python3
BIN := .venv/bin
export PORT ?= 8000
# What is compiled once is so for every process of the tests, also where the machine keeps Python from it.
test soak: export PYTHONDONTWRITEBYTECODE =
# No test cuts the power, so none has to wait for a disk: houses lie in memory where it has 4 GB for them.
MEMORY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'END { if ($$4 > 4000000) print "/dev/shm" }')
test soak: export TMPDIR := $(or $(TMPDIR),$(MEMORY),/tmp)
test soak: export PGOPTIONS ?= -c synchronous_commit=off -c jit=off
# Tests with browsers and servers wait more than they compute.
WORKERS ?= $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN))))

.PHONY: run test soak check audit bench words pictures lock

run: .venv/runs
	@mkdir -p var
	@DEBUG=1 $(BIN)/python manage.py make_keys
	@DEBUG=1 $(BIN)/python manage.py migrate --verbosity 0
	@DEBUG=1 $(BIN)/python manage.py createcachetable --verbosity 0
	@DEBUG=1 $(BIN)/python manage.py compile_words
	@DEBUG=1 $(BIN)/python manage.py fill_demo --if-empty
	@DEBUG=1 exec $(BIN)/python manage.py serve --port $(PORT)

test: .venv/tests
	@sh tests/get_tools.sh
	@$(BIN)/python manage.py compile_words
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST)

# What the tests do a little of, at full length: servers killed, frozen and lied to (told in var/soak.md), walks of the
# real page, wild requests, every way out in three engines.
soak: .venv/tests
	@$(BIN)/python manage.py compile_words
	SOAK=1 $(BIN)/pytest tests/peergroups/soak tests/peergroups/client/test_walks.py tests/house/test_wild_requests.py tests/peergroups/live/test_limits.py tests/journeys/test_three_engines.py -o faulthandler_timeout=0 $(PYTEST)

check: .venv/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files -z 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2 --check
	git ls-files -z '*.py' | xargs -0 $(BIN)/django-upgrade --target-version 5.2
	$(BIN)/mypy
	$(BIN)/lint-imports
	DEBUG=1 SECRET_KEY=check $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m tests.patterns
	@$(MAKE) --no-print-directory audit

# Known faults in what we use. Where the advisory service cannot be reached it says so, and with AUDIT=1 that is no pass.
audit: .venv/tests
	@BIN=$(BIN) sh tests/audit.sh

# How fast the talk is, beside others; see docs/performance.md. What is not installed here is left out.
bench: .venv/tests
	@test -d var/benchmarks/uvicorn || $(BIN)/pip install --quiet --target var/benchmarks/uvicorn 'uvicorn>=0.34,<1' || true
	@$(BIN)/python -m benchmarks $(BENCH)

# Words: the texts are Dutch in the source; this gathers them for the translators. Needs gettext.
words: .venv/tests
	$(BIN)/python manage.py makemessages --locale en --no-obsolete --no-location --no-wrap --ignore 'var/*' --ignore '.venv/*' --ignore 'tests/*'
	msgcat --sort-output --no-wrap --output-file house/locale/en/LC_MESSAGES/django.po house/locale/en/LC_MESSAGES/django.po
	$(BIN)/python manage.py compile_words

pictures: .venv/tests
	@sh tests/get_tools.sh
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.pictures

# Lock files with hashes. Run it after a change of requirements/*.in.
lock: .venv/tests
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links -o requirements/base.txt requirements/base.in
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links -o requirements/dev.txt requirements/dev.in

.venv/runs: requirements/base.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@echo "Installing what the house needs; this takes a minute the first time."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/base.txt
	@touch $@

.venv/tests: .venv/runs requirements/dev.txt
	@echo "Installing what the tests need."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	@touch $@
