.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
# A worker for each core; one that has finished takes tests from another. ARGS=-n0 runs them one after the other.
PARALLEL := -n auto --dist worksteal
REPORT := $(if $(GITHUB_ACTIONS),--format github)
WORKFLOWS := $(wildcard .github/workflows/*.yml sqlwright/new_project/template/*/.github/workflows/*.yml)

.PHONY: run
run: .venv/ready ## serve the API on a PostgreSQL kept in .data/
	env APP_ENV=development $(BIN)/python -m service serve

.PHONY: test
test: .venv/ready ## run the tests on all cores (ARGS="-k users" for some, ARGS=--renew to rewrite golden files)
	$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

.PHONY: test-container
test-container: .venv/ready ## run the tests with a database again, on PostgreSQL 15 in Docker
	$(BIN)/python -m tests.container $(PARALLEL) $(ARGS)

.PHONY: test-pgbouncer
test-pgbouncer: .venv/ready ## run the tests with a database again, through a PgBouncer
	$(BIN)/python -m tests.pgbouncer $(PARALLEL) $(ARGS)

.PHONY: test-init
test-init: wheels ## write new projects from the wheels, set them up and run their commands (ARGS="--user nobody")
	$(BIN)/python -m tests.new_project $(ARGS)

.PHONY: test-image
test-image: wheels sbom ## build the images of the service and of a new project, and try them in Docker
	$(BIN)/python -m tests.images $(ARGS)

.PHONY: test-pythons
test-pythons: .venv/ready ## run a part of the tests on the other versions of Python that are installed
	$(BIN)/python -m tests.pythons $(PARALLEL) $(ARGS)

.PHONY: fuzz
fuzz: .venv/ready ## compare the analysis with the server on random queries (N=20000)
	$(BIN)/python -m tests.sqlwright.truth.fuzz

MANIFESTS := $(filter-out %/kustomization.yaml,$(wildcard deploy/kubernetes/*.yaml deploy/kubernetes/migration/*.yaml))

.PHONY: check
check: .venv/shipping/ready ## run linters and type checkers, check imports, migrations and deploy/, compare generated/ with the SQL
	$(BIN)/python -m tests.golden_files
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo
	$(BIN)/pyright --threads
	$(BIN)/mypy
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows $(WORKFLOWS)
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec compose.yaml
	POSTGRES_PASSWORD=x APP_PASSWORD=x .venv/shipping/bin/docker-compose --profile seen config --quiet
	.venv/shipping/bin/kubernetes-validate --quiet --strict $(MANIFESTS)
	for file in schema/*.sql examples/*/schema/*.sql; do sed '/^-- migrate:down/,$$d' $$file | $(BIN)/squawk --stdin-filepath $$file || exit; done
	$(BIN)/sqlwright check $(REPORT)
	for file in examples/*/sqlc.yaml; do $(BIN)/sqlwright check $(REPORT) -f $$file || exit; done

.PHONY: generate
generate: .venv/ready ## compile queries/ into generated/, in the examples too
	$(BIN)/sqlwright generate
	for file in examples/*/sqlc.yaml; do $(BIN)/sqlwright generate -f $$file || exit; done

.PHONY: migrate
migrate: .venv/ready ## apply schema/ to DATABASE_URL, or to the database of `make run`
	APP_ENV=$${APP_ENV:-development} $(BIN)/python -m service migrate

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links

.PHONY: lock
lock: .venv/ready ## update requirements.lock from pyproject.toml, and the locks in deploy/
	$(LOCK) --extra embedded --group dev \
	  pyproject.toml packages/undercroft/pyproject.toml -o requirements.lock
	$(LOCK) --constraints requirements.lock --excludes deploy/image/excluded.txt \
	  packages/undercroft/pyproject.toml -o deploy/image/requirements.lock
	$(LOCK) deploy/tools/requirements.txt -o deploy/tools/requirements.lock

.PHONY: drill
drill: .venv/ready ## restore a backup of DATABASE_URL and compare (ARGS="URL --into URL")
	$(BIN)/python deploy/backup/drill.py $(ARGS)

.PHONY: wheels
wheels: .venv/ready ## build the wheels of sqlwright and undercroft in dist/
	mkdir -p dist
	cd packages/undercroft && $(abspath $(BIN))/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir ../../dist .
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

.PHONY: image
image: ## build the service's image from the last commit (TAG=service)
	rm -rf dist/image && mkdir -p dist/image && git archive HEAD | tar -x -C dist/image
	docker build --tag $(or $(TAG),service) \
	  --build-arg VERSION=$$(git describe --tags --always) --build-arg REVISION=$$(git rev-parse HEAD) \
	  --build-arg SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(ARGS) dist/image

.PHONY: sbom
sbom: .venv/shipping/ready ## list the packages of the service's image in dist/service.cdx.json (CycloneDX)
	mkdir -p dist
	.venv/shipping/bin/cyclonedx-py requirements --output-reproducible --output-file dist/service.cdx.json \
	  deploy/image/requirements.lock

.PHONY: docs
docs: .venv/ready ## build the site of docs/ in site/, and check its links
	$(BIN)/python -m tests.docs_site

.PHONY: bench
bench: .venv/ready ## compare compiling with sqlc, and calls with other libraries
	$(BIN)/uv pip install --quiet --python $(BIN)/python --group bench
	$(BIN)/python -m benchmarks.compile
	$(BIN)/python -m benchmarks.calls
	$(BIN)/python -m benchmarks.variants
	$(BIN)/python -m benchmarks.documents
	$(BIN)/python -m benchmarks.nesting
	$(BIN)/python -m benchmarks.encoding
	$(BIN)/python -m benchmarks.lookups

.PHONY: promotion
promotion: .venv/ready ## promote a standby while clients write, and count what is lost (ARGS="--way haproxy --fault crashed")
	$(BIN)/python -m benchmarks.promotion $(ARGS)

.PHONY: soak
soak: .venv/ready ## run the service under load while faults happen, and compare a ledger with the database (MINUTES=60)
	$(BIN)/python -m tests.soak --minutes $(or $(MINUTES),10) $(ARGS)

.PHONY: clean
clean: ## remove the environment, caches and the development database
	rm -rf .venv .data .golden .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis .cache dist site
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

# The file `ready` is made last, so that an interrupted set-up never counts as complete.
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12")'
	@echo 'setting up .venv, which takes about 30 s'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Tools for what is in deploy/, apart from .venv because they have many files.
.venv/shipping/ready: .venv/ready deploy/tools/requirements.lock
	$(BIN)/uv venv --quiet --clear .venv/shipping
	$(BIN)/uv pip install --quiet --python .venv/shipping/bin/python --require-hashes -r deploy/tools/requirements.lock
	@touch $@
