/* Delivered rows that could not be taken in, counted by feed and reason. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"feed", "Feed", REPORT_CODE},
	{"reason_words", "Why", REPORT_TEXT, .width = 50, .words = words_quarantine},
	{"reason", "Reason", REPORT_CODE},
	{"files", "Files", REPORT_INTEGER},
	{"rows", "Rows", REPORT_INTEGER, .total = true},
};

static const struct report_table tables[] = {{
	.query = "summary_quarantine_reasons",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "Every delivered row was taken in.",
}};

static const char *const notes[] = {
	"Each row stands on the sheet Quarantined rows, as it was delivered.",
};

const struct report_sheet summary_quarantine_sheet = {
	.name = "Quarantine",
	.title = "Quarantine: delivered rows that were not taken in",
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
	.notes = notes,
	.note_count = ARRAY_LEN(notes),
};
