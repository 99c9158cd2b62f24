# How fast it is, as ratios to what one would use instead: `make bench` prints the table of
# docs/performance.md, ROW=load a part of it; a row ends with fewer PAIRS where they take longer than
# MINUTES. `make bench-growth` takes ten times the lines, and `make bench-page` writes what was measured
# into that page. SCRATCH is where the data is made.
LINES ?= 5000000
PARTNERS ?= 2000
CAMPAIGNS ?= 20
DAYS ?= 92
PAIRS ?= 9
MINUTES ?= 30
ROW ?=
SCRATCH ?= /tmp
BENCH = /usr/bin/python3 tests/bench/bench.py --build $(BUILD) --lines $(LINES) \
	--partners $(PARTNERS) --campaigns $(CAMPAIGNS) --days $(DAYS) --pairs $(PAIRS) \
	--minutes $(MINUTES) --scratch $(SCRATCH) $(if $(V),--verbose)
BENCH_PROGRAMS := $(BUILD)/bench/floor_extract $(BUILD)/bench/floor_render

$(BUILD)/bench/floor_%: tests/bench/floor_%.c
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) -std=gnu17 -D_GNU_SOURCE $(OPTIMIZE) $(WARNINGS) $(WERROR) -o $@ $< -lz -lcsv -lxlsxwriter

.PHONY: bench bench-growth bench-page bench-deps
bench-deps:
	@tests/bench/deps.sh $(BUILD)

bench: bench-deps all $(BUILD)/bin/generate $(BENCH_PROGRAMS)
	@$(BENCH) $(if $(ROW),--row $(ROW))

bench-growth: bench-deps all $(BUILD)/bin/generate
	@$(BENCH) --row growth

bench-page:
	@/usr/bin/python3 tests/bench/page.py $(BUILD)/bench/results.jsonl docs/performance.md
