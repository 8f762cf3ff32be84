# make grade [SUBMISSION=PATH]   grade a file or folder (default: exercises/); HINT=2 or 3: more help
# make watch [SUBMISSION=PATH]   grade again whenever a file is saved
# make batch SUBMISSIONS=DIR|ZIP  grade a class into GRADEBOOK (default: course.db)
# make help                      show these lines
# make test                      run all tests
# make test-fast                 run what takes half a minute: no TensorFlow, and nothing that counts what reading costs
# make lint                      look at style and types
# make coverage                  say how much of the grader's code the fast tests run (2 minutes)
# make check                     references pass, stubs are not attempted, the audit holds
# make mutants [SECONDS=600]     change the code that judges, and tell which changes no fast test notices (tests/mutants.py)
# make fuzz                      look for inputs that break the grader, for some minutes
# make measures                  prove of every measure of the sandbox that a test fails without it
# make exercises                 seal the stubs as they are now, and write the notebooks anew from them
# make recordings              record anew what guests say of the corpus: the fast tests judge that
# make messages                  write docs/messages.md anew from the corpus
# make docs                      build the documentation site into build/site
# make changelog                 put what is in changes/ into CHANGELOG.md, under the version there is now
# make lock                      write requirements.lock anew: the newest versions that fit

PYTHON ?= python3
OLDEST_PYTHON := 3.11.5
VENV := .venv
BIN := $(VENV)/bin
SUBMISSION ?= exercises
GRADEBOOK ?= course.db
export GRADER_MAKE := 1  # so that what is shown to be typed next is typed to make, too
TEXTS := $(if $(GRADER_LANG),--lang $(GRADER_LANG))

.PHONY: help grade watch batch test test-fast coverage mutants check fuzz measures exercises messages recordings docs lock lint clean
.DEFAULT_GOAL := grade

help:
	@sed -n '/^# make/s/^# //p' Makefile

grade: $(VENV)/installed
	@$(BIN)/python -m grader grade $(TEXTS) $(if $(HINT),--hint $(HINT)) "$(SUBMISSION)"

watch: $(VENV)/installed
	@$(BIN)/python -m grader watch $(TEXTS) "$(SUBMISSION)"

batch: $(VENV)/installed
	@$(BIN)/python -m grader batch $(TEXTS) "$(or $(SUBMISSIONS),$(error SUBMISSIONS=DIR or ZIP is needed))" \
		--gradebook "$(GRADEBOOK)"

test: $(VENV)/installed-dev lint
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore=tests/e2e/test_watch.py
	$(BIN)/python -m pytest -q tests/e2e/test_watch.py

test-fast: $(VENV)/installed-dev
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow" -p no:hypothesispytest tests/unit

coverage: $(VENV)/installed-dev
	$(BIN)/python -m coverage run -m pytest -q tests/unit
	@$(BIN)/python -m coverage report | tail -n 1

mutants: $(VENV)/installed-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check mutmut==3.8.1
	@$(BIN)/python tests/mutants.py "$(SECONDS)" "$(SEED)" "$(ONLY)"

check: $(VENV)/installed-dev
	@$(BIN)/python -m grader course seal --check
	$(BIN)/python -m pytest -q tests/test_course.py
	$(BIN)/python -m grader audit

fuzz: $(VENV)/installed-dev
	FUZZ=long $(BIN)/python -m pytest tests/fuzz

measures: $(VENV)/installed-dev
	MEASURES=all $(BIN)/python -m pytest tests/hostile/test_sandbox_contract.py tests/hostile/test_sandbox_measures.py

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy

exercises: $(VENV)/installed
	@$(BIN)/python -m grader course seal

messages: $(VENV)/installed
	$(BIN)/python docs/make_message_table.py

docs: $(VENV)/installed-docs
	@$(BIN)/python docs/make_site.py
	@$(BIN)/zensical build --strict --clean

recordings: $(VENV)/installed-dev
	@$(BIN)/python tests/recorded_support.py

changelog: $(VENV)/installed-docs
	@$(BIN)/towncrier build --yes

lock: $(VENV)/installed-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@sed -n '/^#/p' requirements.lock > requirements.new
	@$(BIN)/python -m uv pip compile --quiet --universal --python-version $(OLDEST_PYTHON) --extra dev --extra docs pyproject.toml \
		--no-header --no-annotate --no-emit-index-url >> requirements.new
	@mv requirements.new requirements.lock

clean:
	rm -rf $(VENV)

$(VENV)/installed: pyproject.toml requirements.lock
	@echo "Setting up $(VENV) (once, a few minutes) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < tuple(map(int, "$(OLDEST_PYTHON)".split("."))) and "Python $(OLDEST_PYTHON) or newer is needed; this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[dev]'
	@touch $@

$(VENV)/installed-docs: $(VENV)/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock zensical towncrier
	@touch $@
