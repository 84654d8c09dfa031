# Two commands do everything on a fresh machine with Python 3.11, 3.12 or 3.13: `make run` and `make test`.

.PHONY: help setup run test check format bench bench-spark fuzz bench-parse lock samples clean
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$p && break; done)
PIP = .venv/bin/python -m pip --disable-pip-version-check -q
TESTS ?= tests

help:  ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/bin/onefold  ## make .venv with .venv/bin/onefold in it

.venv/bin/onefold: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Onefold needs Python 3.11, 3.12 or 3.13 with venv; name one: make PYTHON=/path/to/python3"; exit 1; }
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

run: setup  ## run the main job on the sample sources, then serve the web app on 127.0.0.1:8360
	.venv/bin/onefold demo

.venv/dev: .venv/bin/onefold requirements-dev.txt
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

.venv/browser: .venv/dev .ci/browser
	.ci/browser
	@touch $@

.venv/java: .venv/dev .ci/java
	.ci/java
	@touch $@

test: .venv/browser .venv/java  ## every test, set-up included
	.venv/bin/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term:skip-covered $(TESTS)

check: .venv/dev  ## format, lint, types, import contracts
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

format: .venv/dev  ## put the code in shape
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

bench: .venv/dev  ## matching and the database against their limits and Splink, into docs/benchmarks.md; BENCH="--full --data FOLDER"
	.venv/bin/python -m benchmarks $(BENCH)

bench-parse: .venv/browser  ## how well resumes are read, by field, set, kind and language; errors by cause; peers; speed; into docs/benchmarks-resumes.md
	.venv/bin/python -m benchmarks.resumes --peers --speed --out docs/benchmarks-resumes.md $(BENCH)

bench-spark: .venv/java  ## dedupe on Spark beside dedupe here, and what each round costs
	.venv/bin/python -m benchmarks.spark

fuzz: .venv/dev  ## 10,000 mutated files: no hang, no crash, no empty success
	.venv/bin/python -m benchmarks.fuzz --files 10000

samples: .venv/dev  ## make the sample sources anew
	.venv/bin/python tests/samples/build.py

lock:  ## pin the requirements anew; needs uv
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
		pyproject.toml --extra resumes --group build -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
		pyproject.toml --extra resumes --extra ocr --extra spark --group build --group dev -c requirements.txt -o requirements-dev.txt

clean:  ## remove what was made
	rm -rf .venv onefold-demo
