/*
 * One delivered file, read from the store and made into a staged folder.
 *
 * Rows with the same key and the same values count once; where a key comes with different values,
 * none of its rows can be taken (repeats.h). Lines without a number get their ordinal (ordinals.h).
 * One pass over the file is mostly enough. There are more where one has shown what must be known
 * from the first row on: keys with several values, and invoices whose lines do not stand together.
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
	bool ahead;         /* its bytes are read by a thread beside */
	size_t piece;       /* bytes read at once; 0: as many as suit the machine */
};

/* GZIN_GZIP where the name ends in .gz. */
enum gzin_form reading_form(const char *name);
int reading_stage(const struct reading *reading, struct error *err);
/* Only the form and the header: all that is wrong with them. `folder` is not looked at. */
int reading_check(const struct reading *reading, struct error *err);

#endif
