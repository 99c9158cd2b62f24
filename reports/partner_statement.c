/* What is due, and what it comes from: the first page that a partner reads. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_fact facts[] = {
	{"Partner", "{partner_name}"},
	{"MPN ID", "{mpn_id}"},
	{"As of", "{as_of}", .date = true},
	{"Status", "Running account, settled as of {as_of:day}, the last night that changed anything here: "
		"not a statement of payment. A statement has a number and is made when a period ends."},
};

static const struct report_column account[] = {
	{"currency", "Currency", REPORT_CODE},
	{"outcome", "The balance is", REPORT_TEXT, .width = 30, .most = 40, .words = words_outcome},
	{"opening", "Opening balance", REPORT_MONEY, .width = 11},
	{"earned", "Earned since", REPORT_MONEY, .width = 11},
	{"adjusted", "Adjusted since", REPORT_MONEY, .width = 11},
	{"balance", "Balance", REPORT_MONEY, .width = 11, .formula = "C#+D#+E#"},
	{"accrued", "Not payable yet", REPORT_MONEY, .width = 11},
};

static const struct report_column campaigns[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"name", "Name", REPORT_TEXT, .width = 30, .most = 40},
	{"start_date", "From", REPORT_DATE},
	{"end_date", "To", REPORT_DATE},
	{"currency", "Currency", REPORT_CODE},
	{"earned", "Earned", REPORT_MONEY, .total = true, .width = 11},
	{"adjusted", "Adjusted", REPORT_MONEY, .total = true, .width = 11},
	{"total", "Total", REPORT_MONEY, .total = true, .width = 11, .formula = "F#+G#"},
	{"withheld", "Withheld by cap", REPORT_MONEY, .total = true, .width = 11},
	{"stated", "On final statements", REPORT_MONEY, .total = true, .width = 11},
	{"open", "Still open", REPORT_MONEY, .total = true, .width = 11, .formula = "H#-J#"},
	{"payable_from", "Payable from", REPORT_DATE},
};

static const struct report_column finals[] = {
	{"statement_number", "Statement", REPORT_CODE},
	{"period", "Period", REPORT_CODE},
	{"currency", "Currency", REPORT_CODE},
	{"opening", "Opening balance", REPORT_MONEY, .width = 11},
	{"earned", "Earned", REPORT_MONEY, .width = 11},
	{"adjusted", "Adjusted", REPORT_MONEY, .width = 11},
	{"payment", "Payment", REPORT_MONEY, .width = 11},
	{"closing", "Closing balance", REPORT_MONEY, .width = 11, .formula = "D#+E#+F#-G#"},
};

static const struct report_column unposted[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"name", "Name", REPORT_TEXT, .width = 30, .most = 40},
	{"final_date", "Final on", REPORT_DATE},
	{"lines", "Lines", REPORT_INTEGER, .total = true},
	{"currency", "Currency", REPORT_CODE},
	{"amount", "Amount", REPORT_MONEY, .total = true},
};

static const struct report_table tables[] = {
	{
		.heading = "Account",
		.query = "partner_account",
		.columns = account,
		.column_count = ARRAY_LEN(account),
	},
	{
		.heading = "Cash-back by campaign",
		.query = "partner_statement",
		.columns = campaigns,
		.column_count = ARRAY_LEN(campaigns),
		.empty = "There is no campaign with cash-back yet. The sheets Not paid and why and "
				 "Registrations show the reasons.",
	},
	{
		.heading = "Final statements",
		.query = "partner_finals",
		.columns = finals,
		.column_count = ARRAY_LEN(finals),
	},
	{
		.heading = "Not settled: changes after a campaign was final",
		.query = "partner_unposted",
		.columns = unposted,
		.column_count = ARRAY_LEN(unposted),
	},
};

static const struct report_chart chart = {
	.heading = "Cash-back by campaign and month of the sale",
	.query = "partner_months",
};

static const char *const notes[] = {
	"Opening balance: what the last final statement carried forward. Earned, adjusted since: what is on "
	"no final statement yet and may be paid.",
	"Earned: as each line was first settled. Adjusted: later changes to the same lines, such as "
	"corrected invoices.",
	"Withheld: what the campaign's cap or budget did not allow. It is not part of the total. Every "
	"line stands on the sheet Earnings.",
};

const struct report_sheet partner_statement_sheet = {
	.name = "Statement",
	.title = "Cash-back statement",
	.one_page = true,
	.facts = facts,
	.fact_count = ARRAY_LEN(facts),
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
	.chart = &chart,
	.notes = notes,
	.note_count = ARRAY_LEN(notes),
};
