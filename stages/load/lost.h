/*
 * Files that came late: of a feed's files the one that sorts last wins (rules: re-delivery), so a
 * row of a newly read file loses to the row with the same key of an older file that sorts later.
 * That is as the rules have it, and seldom what the sender meant: `cashback status` tells of it.
 */
#ifndef CASHBACK_STAGES_LOAD_LOST_H
#define CASHBACK_STAGES_LOAD_LOST_H

#include "stages/load/load.h"

/* For one input of the manifest that is news: lost[i] is how many of its rows the input i takes the
 * place of. `lost` has room for every input, and is zero. */
int lost_count(const struct load *load, size_t input, int64_t *lost, struct error *err);

#endif
