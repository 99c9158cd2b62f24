/* Campaign folders, checked and kept in the store by what defines them. */
#ifndef CASHBACK_STAGES_EXTRACT_CAMPAIGN_STORE_H
#define CASHBACK_STAGES_EXTRACT_CAMPAIGN_STORE_H

#include "pipeline/core/conf.h"
#include "pipeline/core/store.h"

/* Loads and checks every campaign folder of pipeline.conf (EXIT_CONFIG, all problems at once), copies
 * its definition to the store, and adds it to `store`, by id in byte order. */
int campaign_store_take(const struct conf *conf, struct store *store, struct error *err);

#endif
