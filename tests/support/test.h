/* Scratch files, and assertions on errors. */
#ifndef CASHBACK_TESTS_SUPPORT_TEST_H
#define CASHBACK_TESTS_SUPPORT_TEST_H

#include "pipeline/base/error.h"
#include "pipeline/base/mem.h"
#include "tests/support/cm.h"

/* A new, empty folder in the test's scratch space; the caller frees the name. tests/run removes the
 * folder afterwards; a test that is run by hand leaves it below /tmp. */
char *scratch_folder(void);
/* Writes DIR/NAME; folders in NAME are made. */
void scratch_write(const char *dir, const char *name, const char *text);
void scratch_write_bytes(const char *dir, const char *name, const void *bytes, size_t length);

/* Some problem of err contains text; fails the test and shows all problems where none does. */
void assert_problem(const struct error *err, const char *text);
/* err is empty; shows its problems where it is not. */
void assert_no_problem(const struct error *err);

#endif
