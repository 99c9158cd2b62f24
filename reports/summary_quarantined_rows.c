/* Delivered rows that could not be taken in, with their bytes as delivered. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"feed", "Feed", REPORT_CODE},
	{"source_file", "File", REPORT_CODE},
	{"source_line", "Line", REPORT_ORDINAL},
	{"column_name", "Column", REPORT_CODE},
	{"reason", "Reason", REPORT_CODE},
	{"reason_words", "In words", REPORT_TEXT, .width = 30, .words = words_quarantine},
	{"value", "Value", REPORT_CODE},
	{"raw", "Row as delivered", REPORT_BYTES},
};

static const struct report_table tables[] = {{
	.query = "summary_quarantine",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "Every delivered row was taken in.",
}};

const struct report_sheet summary_quarantined_rows_sheet = {
	.name = "Quarantined rows",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
