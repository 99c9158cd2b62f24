/* Campaign folders, checked and kept in the store by what defines them. */
#ifndef CASHBACK_STAGES_EXTRACT_CAMPAIGN_STORE_H
#define CASHBACK_STAGES_EXTRACT_CAMPAIGN_STORE_H

#include "pipeline/core/conf.h"
#include "pipeline/core/store.h"

/* Loads and checks every campaign folder of pipeline.conf (EXIT_CONFIG, all problems at once),
 * copies its definition to the store, and adds it to `next`, by id in byte order.
 *
 * `draft` (NULL: none) is one more folder; it takes the place of one with the same id. A campaign of
 * `before` that has postings and whose folder is gone is settled from its stored folder; the database
 * is asked only where a folder is gone. EXIT_NOINPUT where there is no campaign at all. */
int campaign_store_take(const struct conf *conf, const char *draft, const struct store *before,
	struct store *next, struct error *err);
/* Where no folder matches: EXIT_NOINPUT when the store knows no campaign either, since then there is
 * nothing to settle, and the pattern is more likely wrong than meant. */
int campaign_store_check_known(const struct conf *conf, const struct store *store,
	struct error *err);

#endif
