/* Runs the stages of a run, each as the executable that it is, and says a line for each. */
#ifndef CASHBACK_DRIVER_STAGES_H
#define CASHBACK_DRIVER_STAGES_H

#include "pipeline/core/run.h"
#include "pipeline/driver/command.h"
#include "pipeline/edge/db.h"

/* A new run: its folder, and its row in the database, so that its id is nobody else's. */
int stages_begin(const struct command_context *context, struct run *run, date_t as_of,
	struct db *db, struct error *err);

/* The same without a database: the run has its row when the stage load registers it. Its id is
 * after those of this working folder. */
int stages_begin_alone(const struct command_context *context, struct run *run, date_t as_of,
	struct error *err);

/* Runs one stage to its end. What went wrong was printed by the stage itself: err then has its
 * exit status, and a message only where a signal ended it. */
int stages_run_one(const struct command_context *context, struct run *run, const char *stage,
	struct error *err);
/* Runs every stage that the run has not finished yet; render only where no later run has posted. */
int stages_run(const struct command_context *context, struct run *run, struct db *db,
	struct error *err);
/* All stages are done: the run is finished, in the database and in its folder. */
int stages_complete(struct run *run, const struct conf *conf, struct db *db, struct error *err);

#endif
