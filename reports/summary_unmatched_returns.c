/* Returns that found no sale to take back: they change no payout. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"invoice_number", "Invoice", REPORT_CODE},
	{"line_number", "Line", REPORT_ORDINAL},
	{"invoice_date", "Date", REPORT_DATE},
	{"reseller_id", "Account", REPORT_CODE},
	{"customer_id", "Customer", REPORT_CODE},
	{"sku", "SKU", REPORT_CODE},
	{"quantity", "Returned", REPORT_INTEGER, .total = true},
	{"unmatched_quantity", "Without a sale", REPORT_INTEGER, .total = true},
	{"source_file", "File", REPORT_CODE},
	{"source_line", "File line", REPORT_ORDINAL},
};

static const struct report_table tables[] = {{
	.query = "summary_unmatched_returns",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "Every return found its sale.",
}};

const struct report_sheet summary_unmatched_returns_sheet = {
	.name = "Unmatched returns",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
