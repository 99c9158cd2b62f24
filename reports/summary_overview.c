/* The page for the morning: what would be paid, what needs attention, what moved. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_fact facts[] = {
	{"As of", "{as_of}", .date = true},
	{"Moved since", "{before}", .date = true},
	{"Status", "{state}"},
	{"Minimum payout", "{minimum_payout}"},
};

static const struct report_column totals[] = {
	{"currency", "Currency", REPORT_CODE},
	{"partners_words", "Partners", REPORT_TEXT, .width = 38, .words = words_totals},
	{"posted", "Posted to date", REPORT_MONEY, .width = 12},
	{"paid", "Paid", REPORT_MONEY, .width = 12},
	{"accrued", "Not payable yet", REPORT_MONEY, .width = 12},
	{"balance", "Open balance", REPORT_MONEY, .width = 12, .formula = "C#-D#-E#"},
	{"on_hold", "On hold", REPORT_MONEY, .width = 12},
	{"below_minimum", "Below minimum", REPORT_MONEY, .width = 12},
	{"negative", "Negative", REPORT_MONEY, .width = 12},
	{"pay", "To pay now", REPORT_MONEY, .width = 12, .formula = "F#-G#-H#-I#"},
	{"moved", "Moved", REPORT_MONEY, .width = 12},
};

static const struct report_column attention[] = {
	{"sheet", "Sheet", REPORT_CODE},
	{"what", "What", REPORT_TEXT, .words = words_attention},
	{"count", "How many", REPORT_INTEGER},
};

static const struct report_column movements[] = {
	{"mpn_id", "MPN ID", REPORT_CODE},
	{"name", "Partner", REPORT_TEXT},
	{"campaign_id", "Campaign", REPORT_CODE},
	{"currency", "Currency", REPORT_CODE},
	{"before", "Before", REPORT_MONEY},
	{"difference", "Difference", REPORT_MONEY},
	{"after", "After", REPORT_MONEY, .formula = "E#+F#"},
	{"lines", "Lines", REPORT_INTEGER},
};

static const struct report_column days[] = {
	{"as_of", "Business date", REPORT_DATE},
	{"taken", "Taken in", REPORT_TEXT, .words = words_taken},
	{"lines", "Lines posted", REPORT_INTEGER},
	{"currency", "Currency", REPORT_CODE},
	{"amount", "Posted", REPORT_MONEY},
};

static const struct report_table tables[] = {
	{
		.heading = "By currency",
		.query = "summary_totals",
		.columns = totals,
		.column_count = ARRAY_LEN(totals),
		.empty = "Nothing is posted yet.",
	},
	{
		.heading = "What needs attention",
		.query = "summary_attention",
		.columns = attention,
		.column_count = ARRAY_LEN(attention),
	},
	{
		.heading = "The largest movements",
		.query = "summary_largest",
		.columns = movements,
		.column_count = ARRAY_LEN(movements),
		.empty = "Nothing was posted since the business date before.",
	},
	{
		.heading = "The last business dates",
		.query = "summary_days",
		.columns = days,
		.column_count = ARRAY_LEN(days),
	},
};

const struct report_sheet summary_overview_sheet = {
	.name = "Overview",
	.title = "Cash-back summary",
	.facts = facts,
	.fact_count = ARRAY_LEN(facts),
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
