# Tests. Every tests/**/test_*.c is a cmocka program of its own, linked with everything but the
# mains, and with tests/support/*.c; every tests/**/test_*.py and test_*.sh is run as it is.
# All of them speak TAP ("ok 1 - sentence"); tests/run counts.

TEST_SRC := $(sort $(shell find tests -name 'test_*.c'))
TEST_SUPPORT_SRC := $(call sources,tests/support)
TEST_BIN := $(patsubst tests/%.c,$(BUILD)/tests/%,$(TEST_SRC))

$(call objects,$(TEST_SRC) $(TEST_SUPPORT_SRC)): | $(BUILD)/deps-tests.ok

$(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(call objects,$(TEST_SUPPORT_SRC)) $(LIBS)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) -lcmocka

.PHONY: tests
tests: $(BUILD)/deps-tests.ok all $(TEST_BIN) $(BUILD)/bin/generate

# ONLY=text runs the tests whose path contains it.
test: tests
	@tests/run $(BUILD) $(ONLY)

ASAN := BUILD=$(BUILD)/asan OPTIMIZE="-O1 -g" \
	SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"

.PHONY: asan asan-build
asan-build:
	@$(MAKE) --no-print-directory $(ASAN) tests

asan:
	@$(MAKE) --no-print-directory $(ASAN) test
