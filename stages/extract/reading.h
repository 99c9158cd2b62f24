/*
 * One delivered file, read from the store and made into a staged folder.
 *
 * Rows with the same key and the same values count once; the hashes of keys and values decide that
 * (edge/keyset.h). Where a key comes with different values, none of its rows can be taken: as that
 * is known only in the end, such a file is read a second time, with those keys known.
 */
#ifndef CASHBACK_STAGES_EXTRACT_READING_H
#define CASHBACK_STAGES_EXTRACT_READING_H

#include "pipeline/core/dialect.h"
#include "pipeline/edge/gzin.h"

struct reading {
	const struct dialect *dialect;
	const char *path;   /* where the bytes are */
	const char *name;   /* as delivered, for messages */
	enum gzin_form form;
	const char *folder; /* to be written; what was there is removed */
	size_t piece;       /* bytes read at once; 0: as many as suit the machine */
};

/* GZIN_GZIP where the name ends in .gz. */
enum gzin_form reading_form(const char *name);
int reading_stage(const struct reading *reading, struct error *err);
/* Only the form and the header: all that is wrong with them. `folder` is not looked at. */
int reading_check(const struct reading *reading, struct error *err);

#endif
