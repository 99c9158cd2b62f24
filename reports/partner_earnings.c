/* Line by line: what each sale and each return changed. */
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
	{"paid_at", "Rate or tier", REPORT_TEXT, .width = 22, .most = 30, .words = words_paid_at},
	{"measured", "Counted with", REPORT_CODE},
	{"measure_before", "Measure before", REPORT_INTEGER},
	{"measure_after", "Measure after", REPORT_INTEGER},
	{"currency", "Currency", REPORT_CODE},
	{"amount", "Amount", REPORT_MONEY, .total = true, .width = 10},
	{"withheld", "Withheld", REPORT_MONEY, .total = true, .width = 10},
	{"note", "Note", REPORT_TEXT, .width = 30, .most = 42, .words = words_not_paid},
};

static const struct report_table tables[] = {{
	.query = "partner_earnings",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "No sale has counted in a campaign yet.",
}};

const struct report_sheet partner_earnings_sheet = {
	.name = "Earnings",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
