# What a crash leaves behind: `make crash` kills a run of the demo at 300 system calls (POINTS), 50
# times stops the server, and 50 times cuts a connection; each time the next run must lead where a
# run that nobody disturbed led. `make test` looks at a few of them. SCENE=second looks at one scene,
# SEED at other places.

POINTS ?= 300
SCENE ?=
CRASH_SEED ?= 1
ATCALL := $(BUILD)/crash/atcall

# It follows other programs: without sanitizers.
$(ATCALL): tests/crash/atcall.c tests/crash/atcall_table.c tests/crash/atcall.h
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) -std=gnu17 -D_GNU_SOURCE $(OPTIMIZE) $(WARNINGS) $(WERROR) -I. -o $@ $(filter %.c,$^)

tests: $(ATCALL)

.PHONY: crash
crash: all $(ATCALL) $(BUILD)/faults/interpose.so
	@tests/crash/run $(BUILD) --points $(POINTS) --seed $(CRASH_SEED) $(if $(SCENE),--scene $(SCENE))
