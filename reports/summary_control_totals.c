/* At every border what comes in goes out: each line ends in a difference that has to be 0. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column rows[] = {
	{"feed", "Feed", REPORT_CODE},
	{"files", "Files", REPORT_INTEGER, .total = true},
	{"rows_read", "Delivered", REPORT_INTEGER, .total = true, .width = 16},
	{"rows_accepted", "Kept", REPORT_INTEGER, .total = true, .width = 16},
	{"rows_rejected", "Quarantined", REPORT_INTEGER, .total = true, .width = 16},
	{"rows_duplicate", "Duplicates", REPORT_INTEGER, .total = true, .width = 16},
	{"difference", "Difference", REPORT_INTEGER, .total = true, .width = 16,
		.formula = "C#-D#-E#-F#"},
};

static const struct report_column settled[] = {
	{"currency", "Currency", REPORT_CODE},
	{"before_caps", "Before caps", REPORT_MONEY, .width = 16},
	{"withheld", "Withheld", REPORT_MONEY},
	{"earned", "Earned", REPORT_MONEY},
	{"difference", "Difference", REPORT_MONEY, .formula = "B#-C#-D#"},
};

static const struct report_column posted[] = {
	{"currency", "Currency", REPORT_CODE},
	{"earned", "Earned", REPORT_MONEY},
	{"posted", "Posted", REPORT_MONEY},
	{"unposted", "Not posted", REPORT_MONEY},
	{"difference", "Difference", REPORT_MONEY, .formula = "B#-C#-D#"},
};

static const struct report_column stated[] = {
	{"currency", "Currency", REPORT_CODE},
	{"posted", "Posted", REPORT_MONEY},
	{"manual", "By hand", REPORT_MONEY},
	{"final", "Final statements", REPORT_MONEY},
	{"draft", "Drafts", REPORT_MONEY},
	{"payable", "On none yet", REPORT_MONEY},
	{"accrued", "Not payable yet", REPORT_MONEY},
	{"difference", "Difference", REPORT_MONEY, .width = 16, .formula = "B#+C#-D#-E#-F#-G#"},
};

static const struct report_column paid[] = {
	{"currency", "Currency", REPORT_CODE},
	{"final", "Final statements", REPORT_MONEY},
	{"payment", "Payments", REPORT_MONEY},
	{"carried", "Carried forward", REPORT_MONEY},
	{"difference", "Difference", REPORT_MONEY, .formula = "B#-C#-D#"},
	{"exported", "Exported", REPORT_MONEY},
	{"waiting", "To be exported", REPORT_MONEY, .formula = "C#-F#"},
};

static const struct report_column end[] = {
	{"currency", "Currency", REPORT_CODE},
	{"before_caps", "Before caps", REPORT_MONEY},
	{"manual", "By hand", REPORT_MONEY},
	{"withheld", "Withheld", REPORT_MONEY},
	{"unposted", "Not posted", REPORT_MONEY},
	{"paid", "Payments", REPORT_MONEY},
	{"balance", "Open balance", REPORT_MONEY},
	{"accrued", "Not payable yet", REPORT_MONEY},
	{"difference", "Difference", REPORT_MONEY, .width = 16, .formula = "B#+C#-D#-E#-F#-G#-H#"},
};

#define BORDER(words, name, of, none)                                                              \
	{                                                                                              \
		.heading = (words), .query = (name), .columns = (of), .column_count = ARRAY_LEN(of),       \
		.empty = (none)                                                                            \
	}

static const struct report_table tables[] = {
	BORDER("1  Rows: delivered = kept + quarantined + duplicates", "summary_control_rows", rows,
		"No file was delivered."),
	BORDER("2  Settled: before caps = withheld + earned by all partners", "summary_control_settled",
		settled, "Nothing was earned."),
	BORDER("3  Posted: earned = posted + not posted", "summary_control_posted", posted,
		"Nothing was posted."),
	BORDER("4  Stated: posted + by hand = final statements + drafts + none yet + not payable yet",
		"summary_control_stated", stated, "Nothing was posted."),
	BORDER("5  Paid: final statements = payments + carried forward", "summary_control_paid", paid,
		"No period is final."),
	BORDER("From one end to the other", "summary_control_end", end, "Nothing was earned."),
};

static const char *const notes[] = {
	"Each side of a border comes from tables of its own. A difference other than 0 is a fault: "
	"please keep the files of the run, and see `cashback audit`.",
	"Not posted: differences of campaigns whose final date has passed. They are listed and not "
	"paid.",
};

const struct report_sheet summary_control_totals_sheet = {
	.name = "Control totals",
	.title = "Control totals: every line ends in a difference of 0",
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
	.notes = notes,
	.note_count = ARRAY_LEN(notes),
};
