/* What the statement is, and how to ask about it. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_fact facts[] = {
	{"As of", "{as_of}", .date = true},
	{"What it covers", "Sales, returns and registrations dated up to {as_of:day}. Later ones are on "
		"a later statement."},
	{"Amounts", "Each line earns the change that it makes to its campaign's payout, so a return "
		"takes back what is no longer earned, and the sale that reaches a tier earns what the "
		"tier adds."},
	{"Measure", "What the campaign counts (units or deals) in the group of the line, before it "
		"and after it."},
	{"A question", "Name the MPN ID, the campaign, the invoice and the line: with these four, "
		"your contact can follow every cent back to the rule and the delivered file."},
	{"Made by", "cashback {version}"},
};

const struct report_sheet partner_about_sheet = {
	.name = "About",
	.title = "About this statement",
	.facts = facts,
	.fact_count = ARRAY_LEN(facts),
};
