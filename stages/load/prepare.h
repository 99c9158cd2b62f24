/* What load itself writes into the run's folder before it talks to the database: the files that
 * the run settles (source_file.copy), and of those that no run before it has posted, the rows that
 * were rejected (run_quarantine.copy), the content that they took the place of (file_replaced.copy)
 * and the rows that lost to an older file (rows_lost.copy). Each is described in schemas/stage, as
 * the other stages' tables are. */
#ifndef CASHBACK_STAGES_LOAD_PREPARE_H
#define CASHBACK_STAGES_LOAD_PREPARE_H

#include "pipeline/core/table.h"
#include "stages/load/load.h"

extern const struct table table_source_file, table_run_quarantine, table_file_replaced,
	table_rows_lost;

int prepare_files(const struct load *load, struct error *err);

#endif
