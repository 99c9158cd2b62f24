# Fuzzing. `make test` replays tests/fuzz/corpus through every harness; `make fuzz` looks for more
# with libFuzzer (clang): SECONDS=60 for each, SUBJECT=records for one of them. What it finds is
# left in BUILD/fuzz/found.

FUZZ_SUBJECTS := $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_SUPPORT := $(BUILD)/obj/tests/fuzz/fuzz.o
FUZZ_LIBS := $(BUILD)/obj/stages/extract/record.o $(BUILD)/obj/stages/extract/ordinals.o \
	$(BUILD)/obj/stages/extract/ascent.o $(BUILD)/obj/stages/transform/curve.o $(BUILD)/libcashback.a
# planted.c stands before these functions.
FUZZ_PLANTED := csvin_next csvin_put_cell gzin_read ini_load number_money number_integer money_round \
	date_to_civil date_parse_iso pgcopy_field pgcopy_to_money charset_to_utf8 dialect_cells \
	campaign_load curve_payout

.PHONY: fuzz fuzzers replays

$(BUILD)/fuzz/replay_%: $(BUILD)/obj/tests/fuzz/fuzz_%.o $(BUILD)/obj/tests/fuzz/replay.o \
		$(FUZZ_SUPPORT) $(FUZZ_LIBS)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/fuzz/planted_%: $(BUILD)/obj/tests/fuzz/fuzz_%.o $(BUILD)/obj/tests/fuzz/replay.o \
		$(BUILD)/obj/tests/fuzz/planted.o $(FUZZ_SUPPORT) $(FUZZ_LIBS)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS) $(FUZZ_PLANTED:%=-Wl,--wrap=%) -o $@ $^ $(PKG_LIBS)

replays: $(foreach program,replay planted,$(FUZZ_SUBJECTS:%=$(BUILD)/fuzz/$(program)_%))
tests: replays

$(BUILD)/fuzz/fuzz_%: $(BUILD)/obj/tests/fuzz/fuzz_%.o $(FUZZ_SUPPORT) $(FUZZ_LIBS)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(PKG_LIBS)

fuzzers: $(FUZZ_SUBJECTS:%=$(BUILD)/fuzz/fuzz_%)

SECONDS ?= 60
SUBJECT ?= $(FUZZ_SUBJECTS)
fuzz:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzzing CC=clang OPTIMIZE="-O1 -g" \
		SANITIZE="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined" \
		fuzzers
	@tests/fuzz/run $(BUILD)/fuzzing $(SECONDS) $(SUBJECT)
