/*
 * How a file looks from outside: size, inode, and the time of its inode's last change (ctime), which
 * neither writing to it nor putting another in its place can keep. A file that looks as it did when
 * it was hashed is not read again to be hashed. What a disc does to bytes by itself is not seen so;
 * `cashback audit --hashes` reads them.
 *
 * Of the files of the last run they are kept in one file of the folder `var`:
 *
 *     cashback tables 1 20261031T190012Z
 *     SHA256 SIZE INODE SECONDS.NANOSECONDS earning.copy
 *
 * It only ever saves work: where it is missing, damaged or of another run, files are read.
 */
#ifndef CASHBACK_CORE_LOOKS_H
#define CASHBACK_CORE_LOOKS_H

#include "pipeline/base/error.h"
#include "pipeline/core/conf.h"
#include "pipeline/core/run.h"
#include "pipeline/core/sums.h"

#define LOOKS_TEXT 96 /* room for size, inode and time */
/* Of the folder `var`. */
#define LOOKS_INDEX "tables.index"

/* -1, and errno, where the file cannot be looked at. */
int looks_of(const char *path, char ret_looks[LOOKS_TEXT]);

/* The hashes of those files of the run's folder that look as they did. */
void looks_known(struct sums *ret_known, const struct conf *conf, const struct run *run);
/* Keeps how the files of the run's folder look now that `sums` names: each is what that says. */
int looks_keep(const struct sums *sums, const struct conf *conf, const struct run *run,
	struct error *err);

#endif
