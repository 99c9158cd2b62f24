/* Every sale that did not count, and every line that was paid less than it could be, with the
 * reason in words. */
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
	{"currency", "Currency", REPORT_CODE},
	{"amount", "Earned", REPORT_MONEY, .total = true, .width = 10},
	{"withheld", "Withheld", REPORT_MONEY, .total = true, .width = 10},
	{"reason", "Why", REPORT_TEXT, .width = 48, .most = 54, .words = words_not_paid},
};

static const struct report_table tables[] = {{
	.query = "partner_not_paid",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "No sale of yours was left out, or paid less than it could be.",
}};

const struct report_sheet partner_not_paid_sheet = {
	.name = "Not paid and why",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
