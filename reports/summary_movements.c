/* What was posted since the business date before, the largest movement first. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"mpn_id", "MPN ID", REPORT_CODE},
	{"name", "Partner", REPORT_TEXT, .width = 30},
	{"campaign_id", "Campaign", REPORT_CODE},
	{"currency", "Currency", REPORT_CODE},
	{"before", "Before", REPORT_MONEY, .total = true, .width = 12},
	{"earned", "New lines", REPORT_MONEY, .total = true, .width = 12},
	{"adjusted", "Changed lines", REPORT_MONEY, .total = true, .width = 12},
	{"difference", "Difference", REPORT_MONEY, .total = true, .width = 12, .formula = "F#+G#"},
	{"after", "After", REPORT_MONEY, .total = true, .width = 12, .formula = "E#+H#"},
	{"lines", "Lines", REPORT_INTEGER, .total = true},
	{"cause", "What changed them", REPORT_TEXT, .width = 40},
};

static const struct report_table tables[] = {{
	.query = "summary_movements",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "Nothing was posted since the business date before.",
}};

const struct report_sheet summary_movements_sheet = {
	.name = "Movements",
	.title = "Movements since the business date before, the largest first",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
