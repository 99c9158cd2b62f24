/* The campaigns' files, as they were settled: nobody's reading of them. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column lines[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"file", "File", REPORT_CODE},
	{"line", "Line", REPORT_ORDINAL},
	{"content", "Content", REPORT_TEXT, .width = 60},
};

static const struct report_table tables[] = {
	{
		.query = "audit_terms",
		.columns = lines,
		.column_count = ARRAY_LEN(lines),
		.empty = "No campaign was settled.",
	},
};

const struct report_sheet audit_terms_sheet = {
	.name = "1 Terms and card",
	.title = "1 Terms and card as they stood",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
