# make run    starts the app on http://127.0.0.1:8501 (PORT=… changes the port)
# make test   runs every check and test
# make bench  measures speed, as ratios
# make load   sends visitors to the app (VISITORS=… SECONDS=… SONGS=… change how many)
# make help   prints this

PORT ?= 8501
VISITORS ?= 20
SECONDS ?= 60
SONGS ?= 0
PYTHON ?= python3
BIN := .venv/bin
SOURCES := moodrec pages tests streamlit_app.py

.PHONY: run test check bench load picture pictures browser database clean help

# The C library would keep memory for each of its threads: see docs/scaling.md.
run: .venv/app
	MALLOC_ARENA_MAX=1 $(BIN)/streamlit run streamlit_app.py --server.port $(PORT)

test: check browser database
	$(BIN)/pytest

check: .venv/dev
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev browser database
	for script in tests/benchmarks/bench_*.py; do $(BIN)/python -m "$$(echo $${script%.py} | tr / .)" || exit 1; done

load: .venv/dev
	$(BIN)/python -m tests.load --visitors $(VISITORS) --seconds $(SECONDS) --songs $(SONGS)

picture: .venv/dev browser
	$(BIN)/python -m tests.picture

pictures: .venv/dev browser
	$(BIN)/python -m tests.crawl_pictures
	$(BIN)/python -m tests.preset_pictures
	$(BIN)/python -m tests.page_pictures

browser: .venv/dev
	sh tests/install_browser.sh $(BIN)

database:
	sh tests/install_database.sh

.venv/app: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

.venv/dev: .venv/app requirements-dev.txt requirements-scale.txt
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@

clean:
	rm -rf .venv

help:
	@sed -n '1,5s/^# //p' Makefile
