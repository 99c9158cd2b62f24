/* Every campaign, against its budget. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"name", "Name", REPORT_TEXT, .width = 30},
	{"kind", "Kind", REPORT_TEXT, .width = 14, .words = words_kind},
	{"start_date", "From", REPORT_DATE},
	{"end_date", "To", REPORT_DATE},
	{"currency", "Currency", REPORT_CODE},
	{"partners", "Partners paid", REPORT_INTEGER},
	{"lines", "Lines", REPORT_INTEGER, .total = true},
	{"earned", "Earned", REPORT_MONEY, .total = true, .width = 11},
	{"adjusted", "Adjusted", REPORT_MONEY, .total = true, .width = 11},
	{"manual", "By hand", REPORT_MONEY, .total = true, .width = 11},
	{"unposted", "Not posted (final)", REPORT_MONEY, .total = true, .width = 11},
	{"used", "Used", REPORT_MONEY, .total = true, .width = 11, .formula = "I#+J#+L#"},
	{"budget", "Budget", REPORT_MONEY, .width = 11},
	{"budget_left", "Budget left", REPORT_MONEY, .width = 11, .formula = "N#-M#"},
	{"share", "Used, %", REPORT_INTEGER},
	{"withheld", "Withheld", REPORT_MONEY, .total = true, .width = 11},
};

static const struct report_table tables[] = {{
	.query = "summary_campaigns",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "There is no campaign.",
}};

const struct report_sheet summary_campaigns_sheet = {
	.name = "By campaign",
	.title = "By campaign, against its budget",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
