/* Every posting that is on the statement. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"invoice_number", "Invoice", REPORT_CODE},
	{"line_number", "Line", REPORT_ORDINAL},
	{"event_date", "Date", REPORT_DATE},
	{"customer_id", "Customer", REPORT_CODE},
	{"sku", "SKU", REPORT_CODE},
	{"quantity", "Quantity", REPORT_INTEGER},
	{"part", "Stands as", REPORT_TEXT, .width = 11, .words = words_part},
	{"currency", "Currency", REPORT_CODE},
	{"amount", "Amount", REPORT_MONEY, .total = true, .width = 10},
	{"source", "Delivered in (file:line)", REPORT_CODE, .width = 20},
	{"reason", "Entered by hand", REPORT_TEXT, .width = 20},
};

static const struct report_table tables[] = {{
	.query = "statement_lines",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "Nothing was posted for this period.",
}};

const struct report_sheet statement_lines_sheet = {
	.name = "Lines",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
