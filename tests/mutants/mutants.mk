# Do the tests of the settlement notice a mistake? make mutants MUTANTS=400 SEED=1 makes that many,
# one at a time; survivors that change nothing are explained in docs/mutants.md.

MUTANTS ?= 400
SEED ?= 1

.PHONY: mutants
mutants:
	@tests/mutants/run --mutants $(MUTANTS) --seed $(SEED)
