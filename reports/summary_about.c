/* What the summary is. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_fact facts[] = {
	{"As of", "{as_of}", .date = true},
	{"Earned", "The first posting of each line to the ledger."},
	{"Adjusted", "Later postings to the same lines: corrected invoices, returns, "
		"changed registrations."},
	{"Withheld", "What caps and budgets did not allow. Not part of any total."},
	{"Follow a cent", "cashback explain INVOICE/LINE shows the rule, the tier and the delivered "
		"row behind an amount."},
	{"Made by", "cashback {version}"},
};

const struct report_sheet summary_about_sheet = {
	.name = "About",
	.title = "About this summary",
	.facts = facts,
	.fact_count = ARRAY_LEN(facts),
};
