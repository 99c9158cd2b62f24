/* A partner's statement of a period that was closed, in all its currencies. Everything in it comes
 * from rows that never change, so that a final statement can be made again, byte by byte. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_sheet *const sheets[] = {
	&statement_balance_sheet,
	&statement_lines_sheet,
	&statement_adjustments_sheet,
};

const struct report statement_report = {
	.title = "Cash-back statement {period}",
	.subtitle = "{draft}{partner_name} · MPN ID {mpn_id} · {starts:day} to {ends:day}",
	.head = "statement_head",
	.sheets = sheets,
	.sheet_count = ARRAY_LEN(sheets),
};
