/* What the statement is, what it was made from, and how to ask about it. No hash of a delivered file
 * is in it, so no link of the chain either: the same rows, compressed otherwise, give the same
 * bytes. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_fact facts[] = {
	{"As of", "{as_of}", .date = true},
	{"What it covers", "Sales, returns and registrations dated up to {as_of:day}. Later ones are on a "
		"later statement. A night that changes nothing here leaves it as it is."},
	{"Amounts", "Each line earns the change that it makes to its campaign's payout, so a return takes "
		"back what is no longer earned, and the sale that reaches a tier earns what the tier adds."},
	{"Rate or tier", "What the line was paid at. Counted with: the invoice, customer, month or quarter "
		"whose sales are counted together; blank: all of the campaign's."},
	{"Measure", "What the campaign counts (units, deals or customers) in that group, before the line "
		"and after it."},
	{"A question", "Name the invoice and the line. `cashback explain INVOICE/LINE` shows your contact "
		"every rule that was asked, the card's row, the tier, and the file and line it came from."},
	{"Ledger", "Up to posting {posting}. Your contact finds its link of the chain with `cashback audit "
		"--chain`; final statements have theirs printed on them."},
	{"Made by", "cashback {version}"},
};

static const struct report_column files[] = {
	{"feed", "Feed", REPORT_CODE},
	{"file", "Delivered file", REPORT_CODE},
	{"lines", "Lines of yours", REPORT_INTEGER, .width = 8},
};

static const struct report_table tables[] = {{
	.heading = "Where your lines and registrations came from",
	.query = "partner_files",
	.columns = files,
	.column_count = ARRAY_LEN(files),
	.empty = "There is no line of yours.",
}};

const struct report_sheet partner_about_sheet = {
	.name = "About",
	.title = "About this statement",
	.prose = true,
	.facts = facts,
	.fact_count = ARRAY_LEN(facts),
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
