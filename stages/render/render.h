/*
 * The stage render: from the posted results in the database to the workbooks of out/current. It
 * reads only what a run has posted, and changes nothing in the database.
 */
#ifndef CASHBACK_RENDER_RENDER_H
#define CASHBACK_RENDER_RENDER_H

#include <stdint.h>

#include "pipeline/base/date.h"
#include "pipeline/base/money.h"
#include "pipeline/core/database.h"
#include "pipeline/core/sums.h"
#include "pipeline/edge/files.h"

struct render {
	struct db *db;   /* the parent's connection */
	const char *url; /* for a connection of each worker's own */
	date_t as_of;
	int jobs;
	char minimum_payout[MONEY_TEXT]; /* as configured, for the summary */
	char *current, *statements; /* the folders */
	char *scratch;              /* libxlsxwriter's own files have names without a dot in front */
	struct names partners;      /* MPN IDs, in byte order */
	int64_t written, unchanged, removed;
	struct sums sums; /* of the workbooks, relative to the output folder */
};

/* The folders below `output` are made. */
int render_begin(struct render *render, const char *output, struct error *err);
/* EXIT_DATA unless the database holds the results of this run, posted. */
int render_check_run(struct render *render, const char *run_id, struct error *err);
int render_list_partners(struct render *render, struct error *err);
/* One workbook a partner, and the summary, spread over `jobs` processes. A workbook that fails is
 * not published; the others are, and all failures are reported. */
int render_workbooks(struct render *render, struct error *err);
/* Takes away the workbooks of partners that have nothing any more, and what a killed run left.
 * Files with other names are not ours and stay. */
int render_remove_stale(struct render *render, struct error *err);
void render_release(struct render *render);

#endif
