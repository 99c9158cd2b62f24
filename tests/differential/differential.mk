# Random cases settled by the stages and by the second opinion: make differential SEEDS=1-10000
# looks at any number of them, SEEDS=17 KEEP=/tmp/case at one; `make test` looks at 200.

SEEDS ?= 1-1000
KEEP ?=

.PHONY: differential
differential: all
	@tests/differential/run $(BUILD) $(SEEDS) $(if $(KEEP),--keep $(KEEP))
