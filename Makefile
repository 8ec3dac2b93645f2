# make run    install what is missing, index the book, serve http://0.0.0.0:7860
# make test   install what the tests need, then lint, types and all tests
# make soak [MINUTES=30]   128 visitors while each service in turn fails, hangs and comes back, twice; make sessions: 20,000 conversations
# make bench   how fast it answers, beside a plain version and a bare limit; BENCH=--quick for less of it
# make screenshots   pictures of each tab of /ui/, below data/screenshots
# make growth   what books of 100, 1,000 and 10,000 chunks cost; SIZES="1000 100000" for others
# make coldstart   what a start costs until /health, the first answer and /ui/, beside a plain version

PYTHON ?= python3
PY := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run ingest test bench soak sessions growth coldstart screenshots lint lock audit browser clean

run: ingest
	$(PY) app.py

ingest: .venv/run
	$(PY) -m rag ingest || [ $$? -eq 1 ]  # 1: a page could not be read, the rest was

# A file stays with one worker, which shares its programs and its browser; tests/conftest.py says which files are long and come first. Three
# workers take a tenth less than two on two cores: some of the time programs are waited for.
test: .venv/test .venv/site browser lint
	$(PY) -m pytest -n 3 --dist loadfile

# The exit code says whether anything was seen that should not be.
MINUTES ?= 30
soak: .venv/test
	PYTHONPATH=tests $(PY) -m soak --minutes $(MINUTES)

sessions: .venv/test
	PYTHONPATH=tests $(PY) -m soak --sessions

# Best on a machine that does nothing else. `.venv/bin/python tests/bench --help` tells what can be asked for.
BENCH ?=
bench: .venv/test
	@mkdir -p data
	$(PY) tests/bench --json data/bench.json --page data/bench.html $(BENCH)

# Each tab in both themes and two widths, for somebody to look at.
screenshots: .venv/test browser
	$(PY) tests/screenshots.py

# 100,000 chunks take minutes.
growth: .venv/test
	$(PY) tests/growth $(SIZES)

coldstart: .venv/test
	$(PY) tests/coldstart

lint: .venv/test
	$(PY) -m ruff check .
	$(PY) -m mypy

# A Debian without python3-venv has no pip to put into a new environment; its own pip can put one there.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv 2>/dev/null \
	  || { rm -rf .venv && $(PYTHON) -m venv --without-pip .venv && $(PYTHON) -m pip --python .venv/bin/python install --quiet pip; }

.venv/run: requirements.txt | .venv/bin/python
	$(PY) -m pip install --quiet -r requirements.txt
	@touch $@

.venv/test: requirements-dev.txt requirements-fastembed.txt requirements-otel.txt .venv/run
	$(PY) -m pip install --quiet -r requirements-dev.txt
	@touch $@

# What a site's developer would install, at the versions of the lock file. Without Node the tests that need it fail and say so.
.venv/site: tests/site/package-lock.json | .venv/bin/python
	@command -v npm >/dev/null 2>&1 || echo "No npm here: the tests of what sites load will fail. Install Node 20 or newer." >&2
	@! command -v npm >/dev/null 2>&1 || { npm ci --prefix tests/site --silent && touch $@; }

# The versions and hashes that the image installs; again whenever requirements.txt changes. Needs the network.
lock: .venv/bin/python
	$(PY) -m pip install --quiet pip-tools
	$(PY) -m piptools compile --quiet --upgrade --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --no-header --output-file requirements.lock requirements.txt

# Known weaknesses of what the image installs. Needs the network.
audit: .venv/bin/python
	$(PY) -m pip install --quiet pip-audit
	$(PY) -m pip_audit --require-hashes --disable-pip --requirement requirements.lock

# The browser tests drive the system's Chromium. Without it, and without the right to install it, they fail and say so.
browser:
	@command -v chromium >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
	  && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; } \
	  || echo "No Chromium here, and no right to install it: the browser tests will fail. Install the package chromium." >&2

clean:
	rm -rf .venv tests/site/node_modules data .pytest_cache .mypy_cache .ruff_cache
