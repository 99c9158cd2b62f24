/* From the opening to the closing balance, and the campaigns that it is made of. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_fact facts[] = {
	{"Partner", "{partner_name}"},
	{"MPN ID", "{mpn_id}"},
	{"Period", "{period}"},
	{"From", "{starts}", .date = true},
	{"To", "{ends}", .date = true},
	{"Statement", "{numbers}"},
	{"Status", "{status}"},
	{"Closed by", "{closed}"},
	{"Approved by", "{approved}"},
	{"Approval", "{alone}"},
	{"Ledger", "as of posting {posting}, link {link}"},
};

static const struct report_column balances[] = {
	{"statement_number", "Statement", REPORT_CODE},
	{"currency", "Currency", REPORT_CODE},
	{"opening", "Opening balance", REPORT_MONEY, .width = 11},
	{"earned", "Earned", REPORT_MONEY, .width = 11},
	{"clawed_back", "Clawed back", REPORT_MONEY, .width = 11},
	{"adjusted", "Adjusted", REPORT_MONEY, .width = 11},
	{"balance", "Balance", REPORT_MONEY, .width = 11, .formula = "C#+D#+E#+F#"},
	{"payment", "Payment", REPORT_MONEY, .width = 11},
	{"closing", "Closing balance", REPORT_MONEY, .width = 11, .formula = "G#-H#"},
	{"outcome", "The balance is", REPORT_TEXT, .width = 30, .words = words_outcome},
};

static const struct report_column campaigns[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"campaign_name", "Name", REPORT_TEXT, .width = 30},
	{"currency", "Currency", REPORT_CODE},
	{"earned", "Earned", REPORT_MONEY, .total = true},
	{"clawed_back", "Clawed back", REPORT_MONEY, .total = true},
	{"adjusted", "Adjusted", REPORT_MONEY, .total = true},
	{"total", "Total", REPORT_MONEY, .total = true, .formula = "D#+E#+F#"},
};

static const struct report_column accrued[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"campaign_name", "Name", REPORT_TEXT, .width = 30},
	{"currency", "Currency", REPORT_CODE},
	{"accrued", "Accrued", REPORT_MONEY, .total = true},
	{"payable_from", "Payable from", REPORT_DATE},
};

static const struct report_table tables[] = {
	{
		.heading = "Balance",
		.query = "statement_balance",
		.columns = balances,
		.column_count = ARRAY_LEN(balances),
	},
	{
		.heading = "Cash-back by campaign",
		.query = "statement_by_campaign",
		.columns = campaigns,
		.column_count = ARRAY_LEN(campaigns),
		.empty = "Nothing was posted for this period.",
	},
	{
		.heading = "Accrued, not payable yet: no part of the balance",
		.query = "statement_accrued",
		.columns = accrued,
		.column_count = ARRAY_LEN(accrued),
	},
};

static const struct report_chart chart = {
	.heading = "Cash-back by campaign and month of the sale",
	.query = "statement_months",
};

static const char *const notes[] = {
	"Earned: sales of this period, and of campaigns that became payable in it. Clawed back: what "
	"returns of them took back.",
	"Adjusted: what came later than the statement it belongs to, and entries by hand. Each has a "
	"row on the sheet Adjustments.",
	"Every line stands on the sheet Lines. The link belongs to the chain of postings: it changes "
	"when anything in the ledger up to it does.",
};

const struct report_sheet statement_balance_sheet = {
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
