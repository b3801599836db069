# The two commands that matter:
#   make notes   make the environment, derive the example, say where the results are
#   make test    make the environment, run all checks and tests

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made

# The tests start Python hundreds of times: what it has compiled is kept, wherever that is otherwise off.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: notes test check quick thorough fix golden bench class fuzz laws roundings clean

notes: $(STAMP)
	$(BIN)/symbackprop notes --output output
	@echo "Open output/notes.pdf; the same notes are in output/notes.md and output/notes.tex."

test: check

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist worksteal

# While you work: all but the long tests, in less than a minute. Of the tests, those that stand where a module stands
# (tests/A/test_B.py for symbackprop/A/B.py), without what is marked as slow or starts another program.
quick: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests --quick -n 2 --dist worksteal

# All cases of the tests that try some of theirs: some forty minutes.
thorough: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist worksteal --thorough

fix: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(STAMP)
	$(BIN)/python -m pytest tests/golden tests/models/test_starter.py tests/export/syntax/test_keywords.py tests/test_architecture.py tests/verify/test_documents.py tests/verify/report/test_record.py tests/verify/diagnosis/test_slip.py tests/test_pages.py --update

# Random documents, formulas, specs and equations: make fuzz MINUTES=30 SEED=1 TARGET=documents,specs
MINUTES ?= 5
SEED ?= $(shell date +%s)
TARGET ?= documents,tex,specs,language
fuzz: $(STAMP)
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES) --seed $(SEED) --target $(TARGET)

# The notes of all examples and models of textbooks, then random notes of random networks, judged by the program itself:
# make laws MINUTES=10 SEED=1
laws: $(STAMP)
	$(BIN)/python -m tests.verify.all_notes
	$(BIN)/python -m tests.verify.laws --minutes $(MINUTES) --seed $(SEED)

# Gradients of random networks by every compiled backend, to the last digits, in both precisions: make roundings EXAMPLES=1000
EXAMPLES ?= 300
roundings: $(STAMP)
	EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest tests/export/test_roundings.py

# A simulated class graded, and its points compared with those of a referee: make class STUDENTS=300
STUDENTS ?= 300
class: $(STAMP)
	$(BIN)/python -m tests.course.whole_class $(STUDENTS)

bench: $(STAMP)
	$(BIN)/python benchmarks/notes.py
	$(BIN)/python benchmarks/forms.py
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/verify.py

clean:
	rm -rf $(VENV) .fuzz build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "symbackprop needs Python 3.11 or later; set PYTHON, as in: make PYTHON=python3.12 notes"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@
