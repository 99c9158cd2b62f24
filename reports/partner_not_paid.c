/* Every sale that did not count, with the reason in words. */
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
	{"reason", "Why", REPORT_TEXT, .width = 40, .words = words_exclusion},
};

static const struct report_table tables[] = {{
	.query = "partner_not_paid",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "Every sale of your accounts in these campaigns has counted.",
}};

const struct report_sheet partner_not_paid_sheet = {
	.name = "Not paid and why",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
