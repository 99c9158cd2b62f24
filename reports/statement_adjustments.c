/* What came later than the statement that it belongs to, with the line that it comes from. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"as_of", "Settled as of", REPORT_DATE},
	{"campaign_id", "Campaign", REPORT_CODE},
	{"invoice_number", "Invoice", REPORT_CODE},
	{"line_number", "Line", REPORT_ORDINAL},
	{"event_date", "Date", REPORT_DATE},
	{"sku", "SKU", REPORT_CODE},
	{"quantity", "Quantity", REPORT_INTEGER},
	{"currency", "Currency", REPORT_CODE},
	{"amount", "Amount", REPORT_MONEY, .total = true, .width = 10},
	{"what", "What it is", REPORT_TEXT, .width = 30, .words = words_adjustment},
	{"source", "Delivered in (file:line)", REPORT_CODE, .width = 20},
	{"cause_invoice", "Because of invoice", REPORT_CODE},
	{"cause_line", "Line", REPORT_ORDINAL},
	{"cause_source", "Delivered in (file:line)", REPORT_CODE, .width = 20},
};

static const struct report_table tables[] = {{
	.query = "statement_adjustments",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "Nothing came later than the statement that it belongs to.",
}};

const struct report_sheet statement_adjustments_sheet = {
	.name = "Adjustments",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
