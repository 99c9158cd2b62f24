/* One delivered text, read as extract reads it, and what came of it as text. */
#ifndef CASHBACK_TESTS_STAGED_H
#define CASHBACK_TESTS_STAGED_H

#include "pipeline/core/conf.h"
#include "stages/extract/tally.h"
#include "tests/support/test.h"

struct staged {
	int result;
	struct error err;
	struct str rows;       /* a line each: the columns, the last one source_line, with | between */
	struct str quarantine; /* a line each: LINE@OFFSET COLUMN REASON <VALUE> KEY */
	char *rejects;         /* the file; "" where there is none */
	struct tally tally;
};

/* `settings` are lines of the feed's section; `name` decides whether the bytes are gzipped. The text
 * is read in one piece and again byte by byte: both must give the same. */
struct staged stage_bytes(enum feed_id feed, const char *settings, const char *name,
	struct span bytes);
struct staged stage_text(enum feed_id feed, const char *settings, const char *text);
void staged_release(struct staged *staged);

#define STAGED CLEANUP(staged_release) struct staged

#endif
