# Two commands matter: `make lab` opens the course, `make test` passes its tests. `make` lists the rest.
PYTHON  ?= python3
VENV    ?= .venv
BROWSER ?= yes
PORT    ?= 8888
TOKEN   ?=
WHERE   ?= work
FOR     ?= learners
LESSON  ?=
THREADS ?=
FRESH   ?=
UPGRADE ?=
WORKERS ?= 2
# Of NumPy's OpenBLAS: what a lesson prints must not depend on the processor that made it.
KERNELS ?= Prescott Haswell

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

.DEFAULT_GOAL := help
.PHONY: help install lab reset readme test lint unit lessons browser nightly notebooks notebook lock bench clean

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
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(RUN) -m tools.install
	@touch $@

lab: $(READY)  ## open your copies of the lessons (LESSON=04 BROWSER=no PORT=… TOKEN=… WHERE=notebooks FOR=instructors)
	@exec $(RUN) -m tools.lab --where $(WHERE) --audience $(FOR) --port $(PORT) $(if $(LESSON),--lesson "$(LESSON)") \
		$(if $(TOKEN),--token "$(TOKEN)") $(if $(filter no,$(BROWSER)),--no-browser)

reset: $(READY)  ## a fresh copy of LESSON=04 in work/; the old one is kept beside it
	@$(RUN) -m tools.work reset "$(LESSON)"

test: lint unit lessons browser  ## all that CI runs

lint: $(READY)  ## one style for package and notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

unit: $(READY)  ## unit and property tests, doctests, floors, notebook style
	$(SINGLE) $(TESTS) -n $(WORKERS) -m "not browser and not nightly"

lessons: $(READY)  ## re-execute every lesson offline and compare every stored output (LESSON=04 THREADS=2)
	$(RUN) tools/lessons.py $(if $(LESSON),--lesson $(LESSON)) $(if $(THREADS),--threads $(THREADS))

browser: $(READY)  ## move the controls of every explorer in a real browser
	$(SINGLE) $(TESTS) -m browser -rs tests/browser

nightly: $(READY)  ## what takes longer: every answer of every turn in whole lessons; two threads; another processor
	$(SINGLE) $(TESTS) -n $(WORKERS) -m nightly
	$(RUN) tools/lessons.py --threads 2
	$(foreach kernel,$(KERNELS),OPENBLAS_CORETYPE=$(kernel) $(RUN) tools/lessons.py &&) true

notebooks: $(READY)  ## re-execute, normalise and store every lesson
	$(SINGLE) $(RUN) tools/notebooks.py run $(if $(FRESH),--fresh)

notebook: $(READY)  ## the same for LESSON=04, every file whose name starts so (FRESH=1 keeps no old output)
	$(SINGLE) $(RUN) tools/notebooks.py run $(if $(LESSON),--lesson $(LESSON)) $(if $(FRESH),--fresh)

readme: $(READY)  ## write README's table of lessons from the notebooks that exist
	$(RUN) -m tools.readme

lock: $(READY)  ## compile requirements.lock anew; UPGRADE="ruff nbval" brings these to their newest version
	@$(RUN) -m tools.lock $(UPGRADE)

bench: $(READY)  ## compare with peers; prints ratios, writes benchmarks/results.md
	$(SINGLE) $(RUN) -m benchmarks

clean:  ## remove the environment and what was built
	rm -rf $(VENV) build *.egg-info
