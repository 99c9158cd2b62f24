/*
 * Taking delivered files in: each is copied into the store, and staged where nothing is staged yet
 * under its content and its feed's settings. Files are read by a pool of processes, the largest
 * first; all problems of all files are reported at once.
 */
#ifndef CASHBACK_STAGES_EXTRACT_INTAKING_H
#define CASHBACK_STAGES_EXTRACT_INTAKING_H

#include "stages/extract/delivered.h"
#include "stages/extract/extract.h"
#include "stages/extract/feeds.h"

/* Fills in object, staged, retracted, fresh and tally of each file. */
int intaking_run(struct deliveries *deliveries, const struct extract_feeds *feeds,
	const struct extract *extract, struct error *err);

#endif
