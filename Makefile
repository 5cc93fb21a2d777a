# Two commands matter: `make lab` opens the course, `make test` passes its tests. `make` lists the rest.
PYTHON  ?= python3
VENV    ?= .venv
BROWSER ?= yes
PORT    ?= 8888
TOKEN   ?=
LESSON  ?= 00_welcome.ipynb
WORKERS ?= 2

export PYTHONDONTWRITEBYTECODE =

ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
RUN    := $(BIN)/python
READY  := $(VENV)/ready
TESTS  := $(RUN) -m pytest -q
# One thread a worker: two workers on two cores lose nothing, and results vary less.
SINGLE := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1
ROOT_FLAG := $(shell [ "$$(id -u 2>/dev/null)" = 0 ] && echo --allow-root)

.DEFAULT_GOAL := help
.PHONY: help install lab test lint unit lessons browser notebooks bench clean

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(READY)  ## create .venv and install the locked versions

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null || { \
		echo "The course needs Python 3.11, 3.12 or 3.13. $(PYTHON) is: $$($(PYTHON) --version 2>&1)"; \
		echo "Install one (python.org, or your system's package manager), then: make $(or $(MAKECMDGOALS),install) PYTHON=python3.12"; \
		exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) has no venv module. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(RUN) -m compileall -q -j 0 $(VENV) >/dev/null 2>&1 || true  # a package's templates need not compile
	@# JupyterLab would ask the network for news, and cover the first lesson with the question.
	$(BIN)/jupyter labextension disable --level sys_prefix "@jupyterlab/apputils-extension:announcements" >/dev/null 2>&1
	@touch $@

lab: $(READY)  ## open the course (BROWSER=no PORT=… TOKEN=… serve it headless)
	$(RUN) -m course_utils.check_env
	$(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 --ServerApp.port=$(PORT) $(ROOT_FLAG) \
		$(if $(TOKEN),--IdentityProvider.token=$(TOKEN)) $(if $(filter no,$(BROWSER)),--no-browser) \
		--LabApp.default_url=/lab/tree/notebooks/$(LESSON)

test: lint unit lessons browser  ## all that CI runs

lint: $(READY)  ## one style for package and notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

unit: $(READY)  ## unit and property tests, doctests, floors, notebook style
	$(SINGLE) $(TESTS) -n $(WORKERS) -m "not browser"

lessons: $(READY)  ## re-execute every lesson offline and compare every stored output
	$(RUN) tools/lessons.py

browser: $(READY)  ## move the controls of every explorer in a real browser
	$(SINGLE) $(TESTS) -m browser -rs tests/browser

notebooks: $(READY)  ## re-execute, normalise and store every lesson
	$(SINGLE) $(RUN) tools/notebooks.py run

bench: $(READY)  ## compare with peers; prints ratios, writes benchmarks/results.md
	$(SINGLE) $(RUN) -m benchmarks

clean:  ## remove the environment and what was built
	rm -rf $(VENV) build *.egg-info
