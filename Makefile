# cashback: `make demo` and `make test` are the two commands to know; see README.md, HACKING.md.
#
#   make            build/bin/{cashback,cashback-extract,cashback-transform,cashback-load,cashback-render}
#   make deps       install what is missing (Debian packages); the demo by itself takes fewer
#   make demo       the nightly run on fixtures/demo, against the embedded PostgreSQL
#   make test       every test, against a real private PostgreSQL
#   make asan       most of the tests under the address and undefined-behaviour sanitizers
#   make fuzz       damaged and random inputs for the readers, SECONDS=60 for each (needs clang)
#   make crash      killed, stopped and cut at 400 points: does the next run put it right?
#   make faults     one allocation, write, sync, rename ... at a time fails, in each stage
#   make bench      each stage against what one would use instead (docs/performance.md)
#   make layers     does every include point downwards?
#   make install    PREFIX=/usr/local DESTDIR=

BUILD ?= build
PREFIX ?= /usr/local
CC = gcc
# make V=1 shows the commands.
Q = $(if $(V),,@)
SAY = @echo ' '
VERSION := 0.1.0

LIBRARIES := libpq jansson libcrypto libxxhash zlib xlsxwriter minizip libxml-2.0
PKG_CFLAGS = $(shell pkg-config --cflags $(LIBRARIES) 2>/dev/null)
PKG_LIBS = $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null) -lcsv

# Warnings that found something, or would have: -Werror in CI (make WERROR=-Werror).
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 \
	-Wpointer-arith -Wundef -Wwrite-strings -Wno-missing-field-initializers
WERROR ?=
OPTIMIZE ?= -O2 -g
SANITIZE ?=
CFLAGS = -std=gnu17 -D_GNU_SOURCE $(OPTIMIZE) $(SANITIZE) $(WARNINGS) $(WERROR) \
	-DCASHBACK_VERSION='"$(VERSION)"' $(BEFORE_BAN) -include pipeline/base/banned.h -I. $(PKG_CFLAGS)
LDFLAGS = $(SANITIZE)

STAGES := extract transform load render
PROGRAMS := $(BUILD)/bin/cashback $(STAGES:%=$(BUILD)/bin/cashback-%)

sources = $(sort $(wildcard $(1)/*.c))
objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

LIB_SRC := $(call sources,pipeline/base) $(call sources,pipeline/edge) $(call sources,pipeline/core)
REPORT_SRC := $(call sources,reports)
# The driver and the stages without their mains, for tests.
DRIVER_LIB_SRC := $(filter-out pipeline/driver/main.c,$(call sources,pipeline/driver))
stage_src = $(call sources,stages/$(1))
stage_lib_src = $(filter-out stages/$(1)/main.c,$(call stage_src,$(1)))
STAGE_LIB_SRC := $(foreach s,$(STAGES),$(call stage_lib_src,$(s)))

EMBEDDED := $(sort $(wildcard schemas/feeds/*.json schemas/stage/*.sql schemas/sql/*.sql \
	schemas/queries/*.sql schemas/audit/*.sql reports/site/*.css))

.PHONY: all deps demo test asan layers pictures install clean
.DELETE_ON_ERROR:
.SECONDARY:

all: $(PROGRAMS)

$(BUILD)/obj/%.o: %.c | $(BUILD)/deps.ok
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# libxlsxwriter's headers have macros with strncpy: read before it is banned.
$(BUILD)/obj/reports/workbook.o $(BUILD)/obj/reports/workbook_style.o \
	$(BUILD)/obj/reports/workbook_chart.o: \
	BEFORE_BAN := -include xlsxwriter.h

$(BUILD)/embedded.S: $(EMBEDDED) pipeline/embed.sh Makefile
	@mkdir -p $(@D)
	$(Q)pipeline/embed.sh $(EMBEDDED) > $@

$(BUILD)/obj/embedded.o: $(BUILD)/embedded.S
	@mkdir -p $(@D)
	$(Q)$(CC) -c -o $@ $<

$(BUILD)/libcashback.a: $(call objects,$(LIB_SRC)) $(BUILD)/obj/embedded.o
	@rm -f $@
	$(SAY) AR $@
	$(Q)ar qcs $@ $^

$(BUILD)/libreports.a: $(call objects,$(REPORT_SRC))
	@rm -f $@
	$(SAY) AR $@
	$(Q)ar qcs $@ $^

$(BUILD)/libstages.a: $(call objects,$(STAGE_LIB_SRC))
	@rm -f $@
	$(SAY) AR $@
	$(Q)ar qcs $@ $^

$(BUILD)/libdriver.a: $(call objects,$(DRIVER_LIB_SRC))
	@rm -f $@
	$(SAY) AR $@
	$(Q)ar qcs $@ $^

LIBS := $(BUILD)/libdriver.a $(BUILD)/libstages.a $(BUILD)/libreports.a $(BUILD)/libcashback.a

$(BUILD)/bin/cashback-%: $(BUILD)/obj/stages/%/main.o $(LIBS)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/bin/cashback: $(BUILD)/obj/pipeline/driver/main.o $(LIBS)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/bin/generate: $(wildcard fixtures/generator/*.c fixtures/generator/*.h)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) -std=gnu17 -D_GNU_SOURCE $(OPTIMIZE) $(WARNINGS) -I. -o $@ $(filter %.c,$^) -lz

include tests/tests.mk tests/differential/differential.mk tests/mutants/mutants.mk \
	tests/fuzz/fuzz.mk tests/bench/bench.mk tests/crash/crash.mk tests/faults/faults.mk \
	tests/workbooks/workbooks.mk tests/portal/portal.mk

# The demo needs less than the tests do.
$(BUILD)/deps.ok: pipeline/deps.sh
	@pipeline/deps.sh build
	@mkdir -p $(@D)
	@touch $@

$(BUILD)/deps-tests.ok: pipeline/deps.sh
	@pipeline/deps.sh tests
	@mkdir -p $(@D)
	@touch $@ $(BUILD)/deps.ok

deps: $(BUILD)/deps-tests.ok

# The nightly run on the demo's quarter; it ends with what each campaign pays and the workbooks.
demo: all
	@$(BUILD)/bin/cashback run --as-of 2026-10-31

layers:
	@tests/layers.sh

# The pictures of the documentation, from the demo's workbooks and pages.
pictures: all build/portal/modules.ok
	@docs/pictures.sh $(BUILD)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin

clean:
	rm -rf $(BUILD)

-include $(wildcard $(BUILD)/obj/*/*/*.d $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*/*.d)
