/*
 * The stage render: from the posted results in the database to the workbooks of out/current. It
 * reads only what a run has posted, and writes nothing into the database but since which business
 * date each workbook shows what it does (cashback.partner_shown).
 */
#ifndef CASHBACK_RENDER_RENDER_H
#define CASHBACK_RENDER_RENDER_H

#include <stdint.h>

#include "pipeline/base/date.h"
#include "pipeline/base/money.h"
#include "pipeline/core/conf.h"
#include "pipeline/core/database.h"
#include "pipeline/core/sums.h"
#include "pipeline/edge/files.h"
#include "reports/site.h"
#include "stages/render/rendered.h"

/* One workbook, and what belongs to it. */
struct render_item {
	char *mpn_id; /* NULL: the summary */
	char *name;   /* relative to the output folder */
	char fingerprint[HASH_TEXT]; /* of what it shows; "": nobody knows */
	date_t as_of; /* that it bears: since when it shows this */
	char *files;  /* lines of rendered_describe; NULL: still to be made */
	int64_t lines; /* of the ledger: how much work it is */
};

struct render {
	struct db *db;   /* the parent's connection */
	const char *url; /* for a connection of each worker's own */
	const struct conf *conf;
	date_t as_of;
	int jobs;
	struct progress *progress;
	char minimum_payout[MONEY_TEXT]; /* as configured, for the summary */
	char *current, *statements; /* the folders */
	char *scratch;      /* libxlsxwriter's own files have names without a dot in front */
	const char *memory; /* a folder for those of small workbooks; NULL: there is none */
	struct render_item *items;  /* the partners in byte order, then the summary */
	size_t item_count;
	int64_t lines; /* of all of them */
	struct site site; /* the portal */
	size_t *due; /* the items to be made, the largest first */
	size_t due_count;
	int64_t written, unchanged, removed; /* workbooks; unchanged: also those that were not made */
};

/* The folders below the output folder are made. */
int render_begin(struct render *render, struct error *err);
/* EXIT_DATA unless the database holds the results of this run, posted. */
int render_check_run(struct render *render, const char *run_id, struct error *err);
/* Whose workbooks there are to be, a fingerprint of what each shows, and the date that it bears; the
 * database keeps these dates. */
int render_list(struct render *render, struct error *err);
/* Which of them are due: those that show something else than the last time, or whose files are not
 * as they were left. Nothing of a partner's data is read for the others. */
int render_choose(struct render *render, struct error *err);
/* What is due, spread over `jobs` processes. A workbook that fails is not published; the others
 * are, and all failures are reported. */
int render_workbooks(struct render *render, struct error *err);
/* Takes away the workbooks of partners that have nothing any more, and what a killed run left.
 * Files with other names are not ours and stay. */
int render_remove_stale(struct render *render, struct error *err);
/* Keeps what was rendered for the next run. */
int render_remember(const struct render *render, struct error *err);
/* The hashes of all workbooks, made now or before, relative to the output folder. */
void render_sums(const struct render *render, struct sums *sums);
void render_release(struct render *render);

#endif
