# `make workbooks-check COUNT=1000`: the workbooks of so many generated partners, as openpyxl and
# LibreOffice read them, against the database. `make test` looks at a few, and plants mistakes.

COUNT ?= 1000
WORKBOOKS_SEED ?= 1

.PHONY: workbooks-check
workbooks-check: $(BUILD)/deps-tests.ok all $(BUILD)/bin/generate
	@tests/workbooks/run $(BUILD) --count $(COUNT) --seed $(WORKBOOKS_SEED)
