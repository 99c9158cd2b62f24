/* Changes that came after the final date of their campaign: listed, and not paid. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"mpn_id", "MPN ID", REPORT_CODE},
	{"name", "Partner", REPORT_TEXT, .width = 30},
	{"campaign_id", "Campaign", REPORT_CODE},
	{"final_date", "Final on", REPORT_DATE},
	{"invoice_number", "Invoice", REPORT_CODE},
	{"line_number", "Line", REPORT_ORDINAL},
	{"event_date", "Date", REPORT_DATE},
	{"currency", "Currency", REPORT_CODE},
	{"amount", "Not posted", REPORT_MONEY, .total = true, .width = 12},
};

static const struct report_table tables[] = {{
	.query = "summary_unposted",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "No line has changed after its campaign was final.",
}};

const struct report_sheet summary_unposted_sheet = {
	.name = "Final campaigns",
	.title = "Final campaigns: what has changed after the final date, and is not posted",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
