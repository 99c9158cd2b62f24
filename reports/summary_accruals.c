/* What is earned and cannot be paid yet: a liability all the same. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"name", "Name", REPORT_TEXT, .width = 40},
	{"payable_from", "Payable from", REPORT_DATE},
	{"currency", "Currency", REPORT_CODE},
	{"partners", "Partners", REPORT_INTEGER},
	{"lines", "Postings", REPORT_INTEGER, .total = true},
	{"amount", "Not payable yet", REPORT_MONEY, .total = true, .width = 14},
};

static const struct report_table tables[] = {{
	.query = "summary_accruals",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "Everything that is posted is payable.",
}};

const struct report_sheet summary_accruals_sheet = {
	.name = "Accruals",
	.title = "Accruals: posted, and not payable before the campaign's calculation date",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
