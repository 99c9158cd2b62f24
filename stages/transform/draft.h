/*
 * Draft campaigns: one that is not live yet has no registrations. To see what it would have cost,
 * every account that an approved registration names takes part, as if its partner had registered by
 * the draft's start and accepted its terms.
 */
#ifndef CASHBACK_TRANSFORM_DRAFT_H
#define CASHBACK_TRANSFORM_DRAFT_H

#include "stages/transform/transform.h"

/* Between transform_read and transform_settle. The number of registrations that were assumed; 0
 * where the draft has registrations of its own. -1: the folder cannot be read. */
int64_t draft_register_everybody(struct transform *t, const char *folder, struct error *err);

#endif
