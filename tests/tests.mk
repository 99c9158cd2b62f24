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

# Tests that mostly wait for servers, browsers and killed processes, or that do on a larger scale what
# others do: under the sanitizers they take long. ONLY=text runs them there, too.
ASAN_LEAVES_OUT := test_layers test_generate test_crash test_faults test_histories test_metamorphic \
	test_twelve_periods test_restore_drill test_progress test_rights test_pgserver test_browser \
	test_servers test_a_sheet_is_added test_secrets test_nights test_audit_hashes test_staged_tables \
	test_export test_statement.py test_audit_again test_again test_pages

.PHONY: asan asan-build
asan-build:
	@$(MAKE) --no-print-directory $(ASAN) tests

asan:
	@LEAVE_OUT="$(ASAN_LEAVES_OUT)" $(MAKE) --no-print-directory $(ASAN) test
