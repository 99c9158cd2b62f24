/* Lines chosen by a hash of the seed and their key, each from the delivered file to the statement.
 */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column lines[] = {
	{"ordinal", "No.", REPORT_ORDINAL},
	{"mpn_id", "MPN ID", REPORT_CODE},
	{"campaign_id", "Campaign", REPORT_CODE},
	{"invoice_number", "Invoice", REPORT_CODE},
	{"line_number", "Line", REPORT_ORDINAL},
	{"event_date", "Date", REPORT_DATE},
	{"sku", "SKU", REPORT_CODE},
	{"quantity", "Quantity", REPORT_INTEGER},
	{"account", "Account", REPORT_CODE},
	{"registration", "Registration", REPORT_CODE},
	{"rule", "Decided by", REPORT_CODE},
	{"card", "Card", REPORT_TEXT, .width = 30},
	{"measure_before", "Measure before", REPORT_INTEGER},
	{"measure_after", "Measure after", REPORT_INTEGER},
	{"currency", "Currency", REPORT_CODE},
	{"amount", "Settled again", REPORT_MONEY},
	{"withheld", "Withheld", REPORT_MONEY},
	{"note", "Note", REPORT_CODE},
	{"posted", "Posted", REPORT_MONEY},
	{"runs", "Postings", REPORT_TEXT, .width = 30},
	{"statements", "Statements", REPORT_TEXT, .width = 18},
	{"source_file", "File", REPORT_CODE},
	{"source_line", "Line in file", REPORT_ORDINAL},
	{"sha256", "SHA-256 of the file", REPORT_CODE},
};

static const struct report_table tables[] = {
	{
		.query = "audit_sample",
		.columns = lines,
		.column_count = ARRAY_LEN(lines),
		.empty = "There is no line to choose from.",
	},
};

const struct report_sheet audit_sample_sheet = {
	.name = "4 Sample",
	.title = "4 Sample: lines chosen by chance, each with its whole trace",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
