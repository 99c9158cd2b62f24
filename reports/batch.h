/*
 * Many workbooks, spread over processes: one that runs out of memory, or meets a defect of
 * libxlsxwriter, ends its process. A workbook that fails takes no other with it; the first failures
 * are reported, each with whose workbook it is.
 */
#ifndef CASHBACK_REPORTS_BATCH_H
#define CASHBACK_REPORTS_BATCH_H

#include <stddef.h>

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/db.h"
#include "pipeline/edge/progress.h"

struct report_batch {
	const char *url; /* each process opens a connection of its own */
	int jobs;        /* processes */
	struct progress *progress; /* NULL: nobody is told how far it is */

	/* Makes one workbook, in another process: nothing that it changes in memory comes back, but
	 * the text. */
	int (*perform)(void *context, struct db *db, size_t item, struct str *ret_text,
		struct error *err);
	/* In this process, for each workbook that was made, in order. */
	void (*done)(void *context, size_t item, const char *text);
	const char *(*whose)(const void *context, size_t item);
	void *context;

	struct db db; /* in a worker, once it has opened it */
};

/* Items 0 to count - 1. */
int report_batch_run(struct report_batch *batch, size_t count, struct error *err);

#endif
