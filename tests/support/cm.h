/* cmocka with what it needs before it. */
#ifndef CASHBACK_TESTS_CM_H
#define CASHBACK_TESTS_CM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A test whose state is a fresh world (tests/support/world.h). */
#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

#define WORLD_FIXTURE                                                                              \
	static int world_setup(void **state)                                                           \
	{                                                                                              \
		*state = world_new();                                                                      \
		return 0;                                                                                  \
	}                                                                                              \
	static int world_teardown(void **state)                                                        \
	{                                                                                              \
		world_free(*state);                                                                        \
		return 0;                                                                                  \
	}

#endif
