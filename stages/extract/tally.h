/*
 * What is counted while a delivered file is read: the control totals, the rejected rows by reason
 * with an example of each, and the amount that the file's own control total speaks of.
 */
#ifndef CASHBACK_STAGES_EXTRACT_TALLY_H
#define CASHBACK_STAGES_EXTRACT_TALLY_H

#include <jansson.h>

#include "pipeline/core/dialect.h"
#include "pipeline/core/manifest.h"

/* The first rejected row of a reason. */
struct tally_example {
	int64_t line;
	char *column, *value; /* "" where there is none */
};

struct tally {
	struct control_totals totals;
	uint64_t keys; /* of totals.keys: the sum of the keys' hashes */
	int64_t rejected[REJECT_COUNT];
	struct tally_example examples[REJECT_COUNT];
	struct money delivered; /* net amount of all rows, rejected ones too; MONEY_NONE: not known */
};

void tally_init(struct tally *tally);
void tally_release(struct tally *tally);

/* `key` is the hash of the row's key. */
void tally_accept(struct tally *tally, uint64_t key);
/* The same row's sums. EXIT_DATA where one does not fit. */
int tally_accept_invoice(struct tally *tally, const struct invoice_row *row, struct error *err);
void tally_reject(struct tally *tally, enum reject reject, int64_t line, const char *column,
	const char *value);
/* The net amount of a delivered row; MONEY_NONE where it cannot be read. */
void tally_deliver(struct tally *tally, struct money amount);

/* read = accepted + rejected + duplicates, and the reasons add up to the rejected. */
int tally_check(const struct tally *tally, const char *name, struct error *err);

json_t *tally_to_json(const struct tally *tally, enum feed_id feed);
/* EXIT_DATA where the text is not what tally_to_json gives. */
int tally_from_json(struct tally *tally, const json_t *value, const char *name, struct error *err);

#endif
