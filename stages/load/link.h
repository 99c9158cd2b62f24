/* The run's link in the chain of postings: what was settled, as the texts that the chain hashes. */
#ifndef CASHBACK_STAGES_LOAD_LINK_H
#define CASHBACK_STAGES_LOAD_LINK_H

#include "stages/load/load.h"

/* In the transaction that posts, when the run has its place in the order of postings. */
int link_append(const struct load *load, bool posted, struct error *err);

#endif
