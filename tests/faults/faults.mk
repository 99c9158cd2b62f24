# One thing at a time fails: `make faults` lets each of the first 300 (FIRST) allocations, writes,
# syncs, renames ... of each stage fail, and then some 500 (SAMPLE) of those that follow, further and
# further apart. `make test` looks at a few. STAGE=load and KIND=write look at one of them.

FIRST ?= 300
SAMPLE ?= 500
STAGE ?=
KIND ?=
FAULT_SEED ?= 1
INTERPOSE := $(BUILD)/faults/interpose.so

# Loaded into other programs: without sanitizers.
$(INTERPOSE): tests/faults/interpose.c
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) -std=gnu17 -D_GNU_SOURCE $(OPTIMIZE) $(WARNINGS) $(WERROR) -shared -fPIC -o $@ $^

tests: $(INTERPOSE)

.PHONY: faults
faults: all $(ATCALL) $(INTERPOSE)
	@tests/faults/run $(BUILD) --first $(FIRST) --sample $(SAMPLE) --seed $(FAULT_SEED) \
		$(if $(STAGE),--stage $(STAGE)) $(if $(KIND),--kind "$(KIND)")
