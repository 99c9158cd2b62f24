/* What will be paid, campaign by campaign: the first page that a partner reads. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_fact facts[] = {
	{"Partner", "{partner_name}"},
	{"MPN ID", "{mpn_id}"},
	{"As of", "{as_of}", .date = true},
	{"Currency", "{currencies}"},
};

static const struct report_column campaigns[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"name", "Name", REPORT_TEXT, .width = 30},
	{"start_date", "From", REPORT_DATE},
	{"end_date", "To", REPORT_DATE},
	{"currency", "Currency", REPORT_CODE},
	{"earned", "Earned", REPORT_MONEY, .total = true, .width = 11},
	{"adjusted", "Adjusted", REPORT_MONEY, .total = true, .width = 11},
	{"total", "Total", REPORT_MONEY, .total = true, .width = 11, .formula = "F#+G#"},
	{"withheld", "Withheld by cap", REPORT_MONEY, .total = true, .width = 12},
	{"measure", "Reached so far", REPORT_INTEGER, .width = 10},
	{"next_threshold", "Next threshold", REPORT_INTEGER, .width = 10},
	{"missing", "Still missing", REPORT_INTEGER, .width = 10, .formula = "K#-J#"},
};

static const struct report_column unposted[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"name", "Name", REPORT_TEXT, .width = 30},
	{"final_date", "Final on", REPORT_DATE},
	{"lines", "Lines", REPORT_INTEGER, .total = true},
	{"currency", "Currency", REPORT_CODE},
	{"amount", "Amount", REPORT_MONEY, .total = true},
};

static const struct report_table tables[] = {
	{
		.heading = "Cash-back by campaign",
		.query = "partner_statement",
		.columns = campaigns,
		.column_count = ARRAY_LEN(campaigns),
		.empty = "There is no campaign with cash-back yet. The sheets Not paid and why and "
				 "Registrations show the reasons.",
	},
	{
		.heading = "Not settled: changes after a campaign was final",
		.query = "partner_unposted",
		.columns = unposted,
		.column_count = ARRAY_LEN(unposted),
	},
};

static const char *const notes[] = {
	"Earned: as each line was first settled. Adjusted: later changes to the same lines, such as "
	"corrected invoices.",
	"Withheld: what the campaign's cap or budget did not allow. It is not part of the total.",
	"Next threshold: shown where the campaign counts towards a higher tier. Every line stands on "
	"the sheet Earnings.",
};

const struct report_sheet partner_statement_sheet = {
	.name = "Statement",
	.title = "Cash-back statement",
	.facts = facts,
	.fact_count = ARRAY_LEN(facts),
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
	.notes = notes,
	.note_count = ARRAY_LEN(notes),
};
