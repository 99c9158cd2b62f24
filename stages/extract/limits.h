/*
 * Whether what was read may be taken in: the limit on rejected rows of each feed (max_rejects), and
 * the control file beside a delivered file, NAME.ctl, where there is one.
 */
#ifndef CASHBACK_STAGES_EXTRACT_LIMITS_H
#define CASHBACK_STAGES_EXTRACT_LIMITS_H

#include "stages/extract/delivered.h"
#include "stages/extract/feeds.h"

/* Counts the rows that this run read first. EXIT_DATA, with the worst reasons and an example of
 * each, where a feed has more rejected ones than it may; all feeds at once. */
int limits_check(const struct deliveries *deliveries, const struct extract_feeds *feeds,
	struct error *err);

/* Reads each NAME.ctl: `key = value` lines with `rows` (without the header), `net_amount` (the sum
 * of that column, with blank ones filled in) and `sha256` (of the file as it lies there), each of
 * which may be left out. EXIT_DATA where one does not agree; all files at once. */
int limits_check_controls(const struct deliveries *deliveries, struct error *err);

#endif
