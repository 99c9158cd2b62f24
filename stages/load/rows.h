/*
 * Which rows differ between the tables of two runs. Both are in the order of their keys; where they
 * were not, more rows would be told, and never too few: a row is left out only where both runs have
 * the same bytes.
 */
#ifndef CASHBACK_STAGES_LOAD_ROWS_H
#define CASHBACK_STAGES_LOAD_ROWS_H

#include "stages/load/changes.h"

/* Fills in send, gone and touched. */
void rows_compare(struct changes *changes);
/* The length of the row at `at`. */
size_t rows_length(const unsigned char *at);

#endif
