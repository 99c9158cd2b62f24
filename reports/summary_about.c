/* What the summary is. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_fact facts[] = {
	{"As of", "{as_of}", .date = true},
	{"Open balance", "What the last final statement carried forward, and every posting since that is "
		"payable: of campaigns whose calculation date has come."},
	{"To pay now", "The open balance, where it is at least the minimum payout and the partner is "
		"not on hold. What `cashback statement close` would pay for a period that ends on this "
		"business date; what is on a draft counts as open."},
	{"Not payable yet", "Posted, and not to be paid before the campaign's calculation date."},
	{"New lines", "The first posting of each line to the ledger. In campaigns: Earned."},
	{"Changed lines", "Later postings to the same lines: corrected invoices, returns, changed "
		"registrations; and entries by hand. In campaigns: Adjusted, and By hand, which uses nothing "
		"of a budget."},
	{"Moved since", "The business date before. All runs of one business date count together, so "
		"that a run that finds nothing new changes nothing in this workbook."},
	{"Withheld", "What caps and budgets did not allow. Not part of any total."},
	{"Follow a cent", "`cashback explain INVOICE/LINE` shows the rule, the tier and the delivered "
		"row behind an amount."},
	{"Made by", "cashback {version}"},
};

const struct report_sheet summary_about_sheet = {
	.name = "About",
	.title = "About this summary",
	.facts = facts,
	.fact_count = ARRAY_LEN(facts),
};
