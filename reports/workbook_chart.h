/*
 * How charts look: told apart in black and white, by shade and pattern. Part of workbook.c; nothing
 * else includes it.
 */
#ifndef CASHBACK_REPORTS_WORKBOOK_CHART_H
#define CASHBACK_REPORTS_WORKBOOK_CHART_H

#include <xlsxwriter.h>

#include "reports/workbook.h"

lxw_error workbook_chart_add(lxw_workbook *book, lxw_worksheet *sheet, const char *sheet_name,
	const struct book_chart *chart);

#endif
