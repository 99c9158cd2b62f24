/* What does not agree. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column lines[] = {
	{"kind", "Kind", REPORT_CODE},
	{"subject", "Where", REPORT_TEXT, .width = 50},
	{"what", "What", REPORT_TEXT, .width = 40},
	{"expected", "Expected", REPORT_TEXT, .width = 20},
	{"found", "Found", REPORT_TEXT, .width = 20},
};

static const struct report_table tables[] = {
	{
		.query = "audit_findings",
		.columns = lines,
		.column_count = ARRAY_LEN(lines),
		.empty = "Everything that was checked agrees.",
	},
};

const struct report_sheet audit_differences_sheet = {
	.name = "5 Differences",
	.title = "5 Differences and notes",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
