/* The finance lead's workbook: all partners, all campaigns, and what needs attention. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_sheet *const sheets[] = {
	&summary_overview_sheet,
	&summary_payments_sheet,
	&summary_campaigns_sheet,
	&summary_accruals_sheet,
	&summary_movements_sheet,
	&summary_exceptions_sheet,
	&summary_conflicts_sheet,
	&summary_unposted_sheet,
	&summary_unmatched_returns_sheet,
	&summary_quarantine_sheet,
	&summary_quarantined_rows_sheet,
	&summary_counted_sheet,
	&summary_control_totals_sheet,
	&summary_about_sheet,
};

const struct report summary_report = {
	.title = "Cash-back summary",
	.subtitle = "All partners · as of {as_of:day}",
	.gather = "summary_gather",
	.head = "summary_head",
	.sheets = sheets,
	.sheet_count = ARRAY_LEN(sheets),
};
