/* Does everything add up? Each line ends in a difference that has to be 0. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column rows[] = {
	{"feed", "Feed", REPORT_CODE},
	{"files", "Files", REPORT_INTEGER, .total = true},
	{"rows_read", "Rows read", REPORT_INTEGER, .total = true, .width = 12},
	{"rows_accepted", "Accepted", REPORT_INTEGER, .total = true, .width = 12},
	{"rows_rejected", "Rejected", REPORT_INTEGER, .total = true, .width = 12},
	{"rows_duplicate", "Duplicates", REPORT_INTEGER, .total = true, .width = 12},
	{"difference", "Difference", REPORT_INTEGER, .total = true, .width = 12,
		.formula = "C#-D#-E#-F#"},
};

static const struct report_column money[] = {
	{"currency", "Currency", REPORT_CODE},
	{"earnings", "Earnings", REPORT_MONEY, .width = 12},
	{"payouts", "Payouts", REPORT_MONEY, .width = 12},
	{"payout_difference", "Difference", REPORT_MONEY, .width = 12, .formula = "B#-C#"},
	{"ledger", "Ledger", REPORT_MONEY, .width = 12},
	{"unposted", "Not posted (final)", REPORT_MONEY, .width = 12},
	{"ledger_difference", "Difference", REPORT_MONEY, .width = 12, .formula = "C#-E#-F#"},
};

static const struct report_table tables[] = {
	{
		.heading = "Rows by feed: read = accepted + rejected + duplicates",
		.query = "summary_control_rows",
		.columns = rows,
		.column_count = ARRAY_LEN(rows),
		.empty = "No file was delivered.",
	},
	{
		.heading = "Amounts by currency: earnings = payouts = ledger + not posted",
		.query = "summary_control_money",
		.columns = money,
		.column_count = ARRAY_LEN(money),
		.empty = "Nothing was earned.",
	},
};

static const char *const notes[] = {
	"Not posted: differences of campaigns whose final date has passed. They are listed and not "
	"paid.",
};

const struct report_sheet summary_control_totals_sheet = {
	.name = "Control totals",
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
	.notes = notes,
	.note_count = ARRAY_LEN(notes),
};
