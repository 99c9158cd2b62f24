/* What every partner has to get. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"mpn_id", "MPN ID", REPORT_CODE},
	{"name", "Partner", REPORT_TEXT, .width = 30},
	{"province", "Province", REPORT_CODE},
	{"currency", "Currency", REPORT_CODE},
	{"campaigns", "Campaigns", REPORT_INTEGER},
	{"earned", "Earned", REPORT_MONEY, .total = true, .width = 12},
	{"adjusted", "Adjusted", REPORT_MONEY, .total = true, .width = 12},
	{"total", "Total", REPORT_MONEY, .total = true, .width = 12, .formula = "F#+G#"},
	{"withheld", "Withheld by cap", REPORT_MONEY, .total = true, .width = 12},
};

static const struct report_table tables[] = {{
	.query = "summary_payments",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "Nothing was earned yet.",
}};

const struct report_sheet summary_payments_sheet = {
	.name = "Payments by partner",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
