/* At every border what comes in goes out: each line ends in a difference that has to be 0. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column rows[] = {
	{"feed", "Feed", REPORT_CODE},
	{"files", "Files", REPORT_INTEGER, .total = true},
	{"rows_read", "Delivered", REPORT_INTEGER, .total = true, .width = 12},
	{"rows_accepted", "Accepted", REPORT_INTEGER, .total = true, .width = 12},
	{"rows_rejected", "Quarantined", REPORT_INTEGER, .total = true, .width = 12},
	{"rows_duplicate", "Duplicates", REPORT_INTEGER, .total = true, .width = 12},
	{"difference", "Difference", REPORT_INTEGER, .total = true, .width = 12,
		.formula = "C#-D#-E#-F#"},
};

static const struct report_column sales[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"on_card", "Sales on the card", REPORT_INTEGER, .total = true, .width = 12},
	{"eligible", "Eligible", REPORT_INTEGER, .total = true, .width = 12},
	{"listed", "Listed as not paid", REPORT_INTEGER, .total = true, .width = 12},
	{"counted", "Only counted", REPORT_INTEGER, .total = true, .width = 12},
	{"difference", "Difference", REPORT_INTEGER, .total = true, .width = 12,
		.formula = "B#-C#-D#-E#"},
};

static const struct report_column reasons[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"reason", "Reason", REPORT_CODE},
	{"again", "Settled again", REPORT_INTEGER, .total = true, .width = 12},
	{"found", "In the database", REPORT_INTEGER, .total = true, .width = 12},
	{"difference", "Difference", REPORT_INTEGER, .total = true, .width = 12, .formula = "C#-D#"},
};

static const struct report_column money[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"currency", "Currency", REPORT_CODE},
	{"before_caps", "Before caps", REPORT_MONEY, .total = true, .width = 12},
	{"withheld", "Withheld", REPORT_MONEY, .total = true, .width = 12},
	{"earned", "Earned", REPORT_MONEY, .total = true, .width = 12, .formula = "C#-D#"},
	{"posted", "Posted", REPORT_MONEY, .total = true, .width = 12},
	{"unposted", "Not posted (final)", REPORT_MONEY, .total = true, .width = 12},
	{"difference", "Difference", REPORT_MONEY, .total = true, .width = 12,
		.formula = "E#-F#-G#"},
};

static const struct report_column ledger[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"currency", "Currency", REPORT_CODE},
	{"posted", "Posted", REPORT_MONEY, .total = true, .width = 12},
	{"manual", "Manual adjustments", REPORT_MONEY, .total = true, .width = 12},
	{"final", "On final statements", REPORT_MONEY, .total = true, .width = 12},
	{"draft", "On drafts", REPORT_MONEY, .total = true, .width = 12},
	{"open", "On no statement yet", REPORT_MONEY, .total = true, .width = 12},
	{"difference", "Difference", REPORT_MONEY, .total = true, .width = 12,
		.formula = "C#+D#-E#-F#-G#"},
};

static const struct report_column paid[] = {
	{"period", "Period", REPORT_CODE},
	{"currency", "Currency", REPORT_CODE},
	{"opening", "Opening", REPORT_MONEY, .width = 12},
	{"earned", "Earned", REPORT_MONEY, .total = true, .width = 12},
	{"adjusted", "Adjusted", REPORT_MONEY, .total = true, .width = 12},
	{"payment", "Payments", REPORT_MONEY, .total = true, .width = 12},
	{"closing", "Closing", REPORT_MONEY, .width = 12},
	{"difference", "Difference", REPORT_MONEY, .total = true, .width = 12,
		.formula = "C#+D#+E#-F#-G#"},
	{"exported", "Exported", REPORT_MONEY, .total = true, .width = 12},
	{"waiting", "Not exported yet", REPORT_MONEY, .total = true, .width = 12, .formula = "F#-I#"},
};

static const struct report_table tables[] = {
	{
		.heading = "Rows by feed: delivered = accepted + quarantined + duplicates",
		.query = "summary_control_rows",
		.columns = rows,
		.column_count = ARRAY_LEN(rows),
		.empty = "No file was delivered.",
	},
	{
		.heading = "Sales on the card, settled again, and what became of them in the database",
		.query = "audit_sales",
		.columns = sales,
		.column_count = ARRAY_LEN(sales),
		.empty = "There was no sale on the card.",
	},
	{
		.heading = "Not eligible, by reason",
		.query = "audit_reasons",
		.columns = reasons,
		.column_count = ARRAY_LEN(reasons),
	},
	{
		.heading = "From the cards to the ledger: before caps - withheld = earned = posted + not "
				   "posted",
		.query = "audit_money",
		.columns = money,
		.column_count = ARRAY_LEN(money),
		.empty = "Nothing was earned.",
	},
	{
		.heading = "From the ledger to statements",
		.query = "audit_ledger",
		.columns = ledger,
		.column_count = ARRAY_LEN(ledger),
		.empty = "Nothing was posted.",
	},
	{
		.heading = "From statements to payments: opening + earned + adjusted - payments = closing",
		.query = "audit_paid",
		.columns = paid,
		.column_count = ARRAY_LEN(paid),
		.empty = "No period was closed.",
	},
};

static const char *const notes[] = {
	"Not posted: differences of campaigns whose final date has passed. They are listed and not "
	"paid.",
	"The statements of a period are for all campaigns, whichever is audited.",
};

const struct report_sheet audit_control_totals_sheet = {
	.name = "2 Control totals",
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
	.notes = notes,
	.note_count = ARRAY_LEN(notes),
};
