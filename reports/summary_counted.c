/* Sales in a campaign's scope that belong to no partner: only counted, never listed. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"name", "Name", REPORT_TEXT, .width = 30},
	{"reason", "Why", REPORT_TEXT, .width = 40, .words = words_counted},
	{"lines", "Lines", REPORT_INTEGER, .total = true},
	{"quantity", "Quantity", REPORT_INTEGER, .total = true},
};

static const struct report_table tables[] = {{
	.query = "summary_counted",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "Every sale in a campaign's scope belongs to a partner.",
}};

const struct report_sheet summary_counted_sheet = {
	.name = "Counted",
	.title = "Counted: sales that belong to no registered partner",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
