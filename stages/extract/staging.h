/*
 * The staged folder of one delivered file, while it is written: <feed>.copy with the accepted rows,
 * quarantine.copy with the rejected ones, <feed>.rejects.csv with the header and their bytes where
 * there are any (to be corrected and delivered again), summary.json with the totals, and SHA256SUMS
 * with the hashes of all these, last.
 *
 * Rejected invoice lines whose line number was blank carry the ordinal that they had, in their own
 * column or in one that is added in the end, so that they keep their place when they come again. A
 * record that was too large to be held is in the quarantine alone.
 */
#ifndef CASHBACK_STAGES_EXTRACT_STAGING_H
#define CASHBACK_STAGES_EXTRACT_STAGING_H

#include "pipeline/edge/outfile.h"
#include "stages/extract/record.h"
#include "stages/extract/tally.h"

struct staging {
	const char *folder;
	const struct record_reader *reader;
	struct pgcopy_writer rows, quarantine;
	char rows_sha256[HASH_TEXT]; /* known when they are committed */
	struct outfile rejects; /* not open while there are none */
	struct str header;      /* the first line of the rejects */
	struct str line, value; /* room for one record */
	struct tally tally;
};

#define STAGING_INIT                                                                               \
	{                                                                                              \
		.rows.out = OUTFILE_INIT, .quarantine.out = OUTFILE_INIT, .rejects = OUTFILE_INIT          \
	}

/* Makes the folder anew. `header` is the file's header record. */
int staging_open(struct staging *staging, const char *folder, const struct record_reader *reader,
	struct span header, struct error *err);
/* Writes a row without a fault, and says that it counts, or takes it back. `key` is the hash of its
 * key. */
void staging_put(struct staging *staging, const struct csvin_record *from, struct record *record);
int staging_accept(struct staging *staging, const struct record *record, uint64_t key,
	struct error *err);
void staging_take_back(struct staging *staging);
int staging_reject(struct staging *staging, const struct csvin_record *from,
	const struct record *record, struct error *err);
/* It stood there before, with the same values. */
void staging_skip(struct staging *staging, const struct record *record);
/* The folder is complete, but for its name. */
int staging_commit(struct staging *staging, struct error *err);
/* Safe twice, and after a commit. */
void staging_release(struct staging *staging);

#endif
