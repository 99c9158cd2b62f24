/*
 * How cells look: one restrained style for all workbooks, readable in black and white. Part of
 * workbook.c; nothing else includes it.
 */
#ifndef CASHBACK_REPORTS_WORKBOOK_STYLE_H
#define CASHBACK_REPORTS_WORKBOOK_STYLE_H

#include <xlsxwriter.h>

#include "reports/workbook.h"

#define CELL_KINDS (CELL_MONEY + MONEY_PLACES + 1)

/* The formats made so far, each on its first use. */
struct book_styles {
	lxw_format *formats[ROLE_COUNT][CELL_KINDS];
};

/* kind: an enum cell_kind, or CELL_MONEY + places. */
lxw_format *book_style(struct book_styles *styles, lxw_workbook *book,
	enum cell_role role, int kind);

#endif
