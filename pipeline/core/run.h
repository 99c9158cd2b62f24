/*
 * A run and its folder, var/runs/<run id>/: run.json (id and as-of, written when the run begins),
 * manifest.json (what it settles), the tables that the stages hand on, and run_results.json (the
 * status, and each finished stage's counts). A stage is finished when run_results.json says so.
 */
#ifndef CASHBACK_CORE_RUN_H
#define CASHBACK_CORE_RUN_H

#include <jansson.h>
#include <stdbool.h>

#include "pipeline/base/date.h"
#include "pipeline/core/conf.h"
#include "pipeline/edge/hash.h"

#define STAGE_COUNT 4
/* What render leaves in the folder var: the hashes of the workbooks, relative to [reports] output. */
#define RUN_WORKBOOKS "workbooks.sha256"

/* In the order in which a run takes them. */
extern const char *const stage_names[STAGE_COUNT];

struct run {
	char *id, *dir;
	date_t as_of;
	json_t *results;
};

/* An id for a new run: the time of its making (UTC), and a suffix. Ids sort, in byte order, in the
 * order of their making: where the clock is not later than `newest`, an id as well (NULL: none),
 * the second after that one is taken. The caller owns it. */
char *run_new_id(const char *newest, const char *suffix);
/* The newest id of the working folder; NULL where there is none. The caller owns it. */
int run_newest(const struct conf *conf, char **ret_id, struct error *err);

/* Status: running, held, posted, finished, superseded, failed. */
int run_create(struct run *run, const struct conf *conf, const char *id, date_t as_of,
	struct error *err);
int run_open(struct run *run, const struct conf *conf, const char *id, struct error *err);
/* The unfinished run (status running or posted). 1: there is one, and it is open; 0: none. */
int run_open_unfinished(struct run *run, const struct conf *conf, struct error *err);
const char *run_status(const struct run *run);
int run_set_status(struct run *run, const char *status, struct error *err);

/* Writes the folder's SHA256SUMS: all its files, with run_results.json as it will be once the run
 * is `finished`. ret_sha256 is the hash of the list, for cashback.run_files. The same again gives
 * the same. Files that are known by their looks are not read (looks.h), and all are from here on. */
int run_seal(const struct run *run, const struct conf *conf, char ret_sha256[HASH_TEXT],
	struct error *err);

bool run_stage_done(const struct run *run, const char *stage);
/* Records that a stage is finished, with its summary (a reference is taken). Before the run has
 * posted, the stages after it have to be done again: they read what it has replaced. */
int run_stage_finish(struct run *run, const char *stage, json_t *summary, struct error *err);
const json_t *run_stage_summary(const struct run *run, const char *stage);

/* A file of the run folder; the caller owns it. */
char *run_path(const struct run *run, const char *name);
void run_release(struct run *run);

/* Ids of all runs, oldest first. */
struct names;
int run_list(const struct conf *conf, struct names *ret_ids, struct error *err);

#endif
