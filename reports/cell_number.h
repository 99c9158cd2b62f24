/*
 * Numbers as they stand in a workbook, in one form: rounded to the 15 digits that a spreadsheet
 * holds, without needless zeros. Two numbers are the same cell where their texts are the same.
 */
#ifndef CASHBACK_REPORTS_CELL_NUMBER_H
#define CASHBACK_REPORTS_CELL_NUMBER_H

#include "pipeline/base/str.h"

/* Text that is no plain decimal number (1E+16) is added as it is. */
void cell_number_add(struct str *out, struct span text);

#endif
