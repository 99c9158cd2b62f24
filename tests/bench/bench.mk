# How far extract is above its floor: zlib and libcsv on the same bytes. LINES=1000000 PAIRS=9
LINES ?= 1000000
PAIRS ?= 9

$(BUILD)/bench/floor_extract: tests/bench/floor_extract.c
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) -std=gnu17 -D_GNU_SOURCE $(OPTIMIZE) $(WARNINGS) $(WERROR) -o $@ $< -lz -lcsv

.PHONY: bench-extract
bench-extract: all $(BUILD)/bin/generate $(BUILD)/bench/floor_extract
	@/usr/bin/python3 tests/bench/extract.py $(BUILD) $(LINES) $(PAIRS)
