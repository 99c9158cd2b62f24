/* What every partner would be paid now. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"mpn_id", "MPN ID", REPORT_CODE},
	{"name", "Partner", REPORT_TEXT, .width = 30},
	{"province", "Province", REPORT_CODE},
	{"currency", "Currency", REPORT_CODE},
	{"carried", "Carried forward", REPORT_MONEY, .total = true, .width = 11},
	{"payable", "New since", REPORT_MONEY, .total = true, .width = 11},
	{"balance", "Open balance", REPORT_MONEY, .total = true, .width = 11, .formula = "E#+F#"},
	{"on_hold", "On hold", REPORT_MONEY, .total = true, .width = 11},
	{"below_minimum", "Below minimum", REPORT_MONEY, .total = true, .width = 11},
	{"negative", "Negative", REPORT_MONEY, .total = true, .width = 11},
	{"pay", "To pay now", REPORT_MONEY, .total = true, .width = 11, .formula = "G#-H#-I#-J#"},
	{"accrued", "Not payable yet", REPORT_MONEY, .total = true, .width = 11},
	{"withheld", "Withheld by cap", REPORT_MONEY, .total = true, .width = 11},
	{"outcome", "Why not paid", REPORT_TEXT, .width = 30, .words = words_open},
};

static const struct report_table tables[] = {{
	.query = "summary_payments",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "Nothing was earned yet.",
}};

const struct report_sheet summary_payments_sheet = {
	.name = "Payments by partner",
	.title = "Payments by partner: what a period that ends now would pay",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
