# Everything a developer does, from a bare clone on. `make` alone prints the verbs.
# Settings: PYTHON (3.11 or newer), VENV, LINT_VENV, CONSTRAINTS, ARGS (handed to the program that the verb starts).

PYTHON ?= python3
VENV ?= .venv
LINT_VENV ?= $(VENV)-lint
CONSTRAINTS ?= constraints.txt
ARGS ?=
BIN := $(VENV)/bin
LINT_BIN := $(LINT_VENV)/bin
CORE := $(VENV)/.core-installed
HUB := $(VENV)/.hub-installed
DEV := $(VENV)/.dev-installed
LINT := $(LINT_VENV)/.lint-installed
export NO_MKDOCS_2_WARNING := 1 # the theme advertises its successor at every build otherwise
GENERATORS = tools/generate_contract.py tools/client_stubs.py tools/webhook_events.py tools/coverage_table.py tools/compile_error_meanings.py tools/error_code_pages.py tools/fidelity_page.py tools/hub_schema.py tools/draw_house.py tools/describe_fields.py tools/guide_coverage.py tools/permalinks.py
# They do not need each other: as many as there are cores run at a time, and each says at its end what it found.
CHECKS = types lint imports layers lengths names operations secrets commits $(GENERATORS:tools/%.py=%) archives docs

# Says only what is wrong. With --quiet nothing is: MkDocs drops warnings before --strict counts them.
BUILD_DOCS = { told=$$($(LINT_BIN)/mkdocs build --strict 2>&1) || { echo "$$told"; exit 1; }; }

.DEFAULT_GOAL := help
.PHONY: help run test test-fast crowd check operation capability fidelity mutate vendure bench bounds audit dist docs fmt generate lock clean pictures $(CHECKS:%=check-%)

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: $(if $(findstring --platform-only,$(ARGS)),$(CORE),$(HUB)) ## start a shop and the seller's hub (ARGS=--platform-only for the shop alone, '--port 8700 --memory')
	@$(BIN)/shopwright up $(ARGS)

# Half as many again as there are cores: many tests wait, for a clock, a browser or a program that they started.
WORKERS = $$(( ($$(getconf _NPROCESSORS_ONLN) * 3 + 1) / 2 ))
# Outside of the repository: Vendure is 141 MB of other people's code, under the GPL. Its tests are skipped where it is not.
VENDURE = $${SHOPWRIGHT_VENDURE:-$${XDG_CACHE_HOME:-$$HOME/.cache}/shopwright/vendure}

test: $(DEV) ## run the tests on all cores (ARGS='tests/wire -k sign' for some)
	@SHOPWRIGHT_VENDURE="$(VENDURE)" $(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

test-fast: $(DEV) ## run the tests that take little, for every save: a minute on two cores
	@$(BIN)/pytest --numprocesses auto --dist worksteal --quiet --no-header --hypothesis-profile brief \
		-m 'not slow and not browser and not postgres' $(ARGS)

crowd: $(DEV) ## 500 orders on all channels at once, while processes are killed and notifications lost (five minutes)
	@SHOPWRIGHT_VENDURE="$(VENDURE)" SHOPWRIGHT_CROWD=500 $(BIN)/pytest --quiet --no-header \
		-o faulthandler_timeout=1800 tests/hub/test_crowd.py tests/hub/vendure/test_vendure_crowd.py $(ARGS)

check: $(DEV) $(LINT) ## lint, types, import directions, lengths, names, generated files, docs; changes nothing
	@$(MAKE) --no-print-directory --keep-going --jobs "$$(getconf _NPROCESSORS_ONLN)" \
		$(if $(filter output-sync,$(.FEATURES)),--output-sync=target) $(CHECKS:%=check-%)

check-types:
	@echo "check: types" && $(BIN)/mypy --strict src tools

check-lint:
	@echo "check: lint and format"
	@$(LINT_BIN)/ruff check --quiet --output-format concise . && \
		$(LINT_BIN)/ruff format --quiet --check --output-format concise . || \
		{ echo "  'make fmt' mends most of it"; exit 1; }

check-imports:
	@echo "check: import directions" && PYTHONPATH=src $(LINT_BIN)/lint-imports --no-cache --no-logo && \
		$(LINT_BIN)/python tools/check_contracts.py

check-layers:
	@echo "check: layers inside capabilities" && $(BIN)/python tools/check_layers.py

check-lengths:
	@echo "check: lengths" && $(BIN)/python tools/check_file_length.py

check-names:
	@echo "check: names" && $(BIN)/python tools/check_names.py

check-operations:
	@echo "check: operations" && $(BIN)/python tools/check_operations.py

check-secrets:
	@echo "check: secrets" && $(BIN)/python tools/check_secrets.py

check-commits:
	@echo "check: commit messages" && $(BIN)/python tools/check_commits.py

$(GENERATORS:tools/%.py=check-%): check-%:
	@echo "check: tools/$*.py" && $(BIN)/python tools/$*.py --check || \
		{ echo "  'make generate' brings it up to date"; exit 1; }

check-archives:
	@echo "check: archives" && $(MAKE) --no-print-directory dist >/dev/null || { echo "  'make dist' says why"; exit 1; }

check-docs:
	@echo "check: docs" && $(BUILD_DOCS)

operation: $(DEV) ## begin an operation: handler, error codes, test and guide, from the contract (ARGS=createProduct)
	@$(BIN)/python tools/new_operation.py $(ARGS)

capability: $(DEV) ## begin a capability: its folder, contracts, tests and guide (ARGS='finance --thing statement --with store')
	@$(BIN)/python tools/new_capability.py $(ARGS)

fidelity: $(DEV) ## run the tests and record which fields and codes they show (docs/fidelity.md; ARGS=tests/platform/sales for some)
	@$(BIN)/pytest --numprocesses auto --dist worksteal --quiet --record-fidelity $(ARGS)
	@$(BIN)/python tools/fidelity_page.py

mutate: $(DEV) ## put 300 small faults into the rules and list those that no test notices (ARGS='--resume')
	@$(BIN)/python tools/mutate.py $(ARGS)


vendure: ## install Vendure for the tests of its channel, into a cache folder (SHOPWRIGHT_VENDURE names another)
	@command -v npm >/dev/null || { echo "npm is missing: Vendure needs Node 20 or newer, with npm"; exit 2; }
	@mkdir -p "$(VENDURE)" && cd "$(VENDURE)" && echo '{"private": true}' > package.json && \
		npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts '@vendure/core@~3.7.3' 'pg@^8' && \
		echo "installed in $$PWD: its tests run with the others now"

bench: $(DEV) ## measure every performance claim, as ratios beside a yardstick
	@$(BIN)/python -m bench $(ARGS)

bounds: $(DEV) ## run the tests with the oldest and the newest releases allowed, and resolve beside apps' pins (10 minutes)
	@$(BIN)/python tools/check_resolution.py
	@$(BIN)/python tools/check_bounds.py $(ARGS)

audit: ## look the pinned releases up among known vulnerabilities (needs an index that answers)
	@test -d $(VENV)-audit || $(PYTHON) -m venv $(VENV)-audit
	@$(VENV)-audit/bin/pip install -qq --disable-pip-version-check 'pip-audit>=2.7,<3' msgspec || \
		{ echo "pip-audit cannot be installed: the package index does not answer"; exit 2; }
	@$(VENV)-audit/bin/python tools/audit.py

dist: $(LINT) ## build the wheel and the source archive into dist/, and check them
	@rm -rf dist && $(LINT_BIN)/hatchling build --directory dist >/dev/null && $(LINT_BIN)/twine check --strict dist/* && \
		$(LINT_BIN)/python tools/check_archives.py dist

docs: $(DEV) $(LINT) ## build the documentation site into site/
	@$(BUILD_DOCS) && echo "open site/index.html"

pictures: $(DEV) ## take the documentation's pictures of the portal and the hub anew, with Chromium (docs/pictures)
	@$(BIN)/pytest --quiet --no-header tests/platform/portal/take_pictures.py tests/hub/take_pictures.py $(ARGS)

fmt: $(LINT) ## format the code and mend what the linter can mend
	@$(LINT_BIN)/ruff check --quiet --fix-only . && $(LINT_BIN)/ruff format .

generate: $(DEV) ## write the generated files anew (contract types, coverage table)
	@for tool in $(GENERATORS); do echo "$$tool" && $(BIN)/python $$tool || exit 1; done

lock: ## resolve all dependencies afresh into constraints.txt
	@set -e; fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; \
	echo "resolving in a fresh environment (a minute or two) ..."; \
	$(PYTHON) -m venv "$$fresh" && "$$fresh/bin/pip" install -qq --upgrade pip; \
	"$$fresh/bin/pip" install -qq --editable '.[$(EXTRAS)]' --group test hatchling; \
	"$$fresh/bin/pip" freeze --all --exclude-editable --exclude setuptools > "$$fresh/pins"; \
	$(PYTHON) -m venv "$$fresh/lint" && "$$fresh/lint/bin/pip" install -qq --upgrade --constraint "$$fresh/pins" pip; \
	"$$fresh/lint/bin/pip" install -qq --constraint "$$fresh/pins" --group lint --group docs --group release; \
	"$$fresh/lint/bin/pip" freeze --all --exclude setuptools >> "$$fresh/pins"; \
	{ echo "# Generated by 'make lock': the exact releases that development and CI use."; \
	  LC_ALL=C sort --ignore-case --unique "$$fresh/pins"; } > $(CONSTRAINTS); \
	echo "$$(grep -c == $(CONSTRAINTS)) pins in $(CONSTRAINTS)"

clean: ## remove the environment, caches and built files (a shop's data stays)
	rm -rf $(VENV) $(LINT_VENV) $(VENV)-audit site dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .mutation
	find src tests tools bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# Set-up. When pyproject.toml or the constraints are newer than a stamp, the environment is brought up to date.

# pip's own output, cut down to a line that counts; when it fails, its last lines. The stamp carries the verdict past the pipe.
comma := ,
EXTRAS := hub$(comma)postgres$(comma)redis$(comma)speed$(comma)testing$(comma)tracing
define install
@echo "set-up: installing what pyproject.toml names (about a minute the first time)"
@rm -f $@; { $(@D)/bin/python -m pip install --disable-pip-version-check --constraint $(CONSTRAINTS) \
	--build-constraint $(CONSTRAINTS) $(1) 2>&1 && touch $@; } | awk -v live="$$(test -t 2 && echo 1)" ' \
	{ last[NR % 30] = $$0 } \
	live && /^(Collecting|Requirement already)/ { printf "\r\033[K  %d %s", ++n, /^Coll/ ? $$2 : $$4; fflush() } \
	live && /^Installing collected/ { printf "\r\033[K  unpacking %d packages", NF - 3; fflush() } \
	END { if (live) printf "\r\033[K"; if (system("test -f $@")) for (i = NR - 29; i <= NR; i++) print last[i % 30] }'; \
	test -f $@ && echo "set-up: done"
endef

$(BIN)/python $(LINT_BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Shopwright needs Python 3.11 or newer. Name one: make PYTHON=/path/to/python3.12 ..."; exit 1; }
	@echo "set-up: making $(@D:/bin=) with $$($(PYTHON) -V)"
	@$(PYTHON) -m venv $(@D:/bin=) || \
		{ echo "On Debian and Ubuntu: apt-get install python3-venv"; rm -rf $(@D:/bin=); exit 1; }
	@$@ -m pip install -qq --disable-pip-version-check --constraint $(CONSTRAINTS) --upgrade pip || \
		{ rm -rf $(@D:/bin=); exit 1; }

$(CORE): pyproject.toml $(CONSTRAINTS) | $(BIN)/python
	$(call install,--editable '.[platform$(comma)speed]')

$(HUB): pyproject.toml $(CONSTRAINTS) | $(BIN)/python
	$(call install,--editable '.[hub$(comma)platform$(comma)speed]')
	@touch $(CORE)

$(DEV): pyproject.toml $(CONSTRAINTS) | $(BIN)/python
	$(call install,--editable '.[$(EXTRAS)]' --group test)
	@touch $(CORE) $(HUB)

$(LINT): pyproject.toml $(CONSTRAINTS) | $(LINT_BIN)/python
	$(call install,--group lint --group docs --group release)
