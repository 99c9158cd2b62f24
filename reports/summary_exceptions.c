/* What is out of the ordinary, and need not be wrong. Conflicts, unmatched returns and rejected rows
 * can be many, and have sheets of their own. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column holds[] = {
	{"mpn_id", "MPN ID", REPORT_CODE},
	{"name", "Partner", REPORT_TEXT, .width = 36},
	{"currency", "Currency", REPORT_CODE},
	{"balance", "Open balance", REPORT_MONEY, .width = 14},
	{"reason", "Why", REPORT_TEXT, .width = 50},
};

static const struct report_column payees[] = {
	{"mpn_id", "MPN ID", REPORT_CODE},
	{"name", "Partner", REPORT_TEXT},
	{"currency", "Currency", REPORT_CODE},
	{"balance", "Open balance", REPORT_MONEY},
	{"what", "Why", REPORT_TEXT, .words = words_exception},
};

static const struct report_column late[] = {
	{"feed", "Feed", REPORT_CODE},
	{"source_file", "File", REPORT_TEXT},
	{"currency", "Currency", REPORT_CODE},
	{"amount", "Posted", REPORT_MONEY},
	{"what", "What", REPORT_TEXT, .words = words_exception},
};

static const struct report_column replaced[] = {
	{"feed", "Feed", REPORT_CODE},
	{"source_file", "File", REPORT_TEXT},
	{"before", "SHA-256 before", REPORT_CODE},
	{"now", "SHA-256 now", REPORT_CODE},
};

static const struct report_column lost[] = {
	{"feed", "Feed", REPORT_CODE},
	{"source_file", "File", REPORT_TEXT},
	{"lines", "Rows lost", REPORT_INTEGER},
	{"rows_read", "of all its rows", REPORT_INTEGER},
	{"lost_to", "to the file", REPORT_TEXT},
};

#define LIST(words, name, of)                                                                      \
	{                                                                                              \
		.heading = (words), .query = (name), .columns = (of), .column_count = ARRAY_LEN(of),       \
		.empty = "None."                                                                           \
	}

static const struct report_table tables[] = {
	LIST("Partners on hold: their balance is carried forward", "summary_holds", holds),
	LIST("Payees that stand in the way of a payment", "summary_payees", payees),
	LIST("Late lines: posted now, and dated on or before the business date before",
		"summary_late_files", late),
	LIST("Files whose content was replaced", "summary_replaced", replaced),
	LIST("Rows of new files that lost to older files, which sort later", "summary_rows_lost", lost),
};

static const char *const notes[] = {
	"The last three: since the business date before.",
	"Sheets of their own: Conflicts, Final campaigns, Unmatched returns, Quarantine, Counted.",
};

const struct report_sheet summary_exceptions_sheet = {
	.name = "Exceptions",
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
	.notes = notes,
	.note_count = ARRAY_LEN(notes),
};
