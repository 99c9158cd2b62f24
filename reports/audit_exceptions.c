/* What is out of the ordinary, and need not be wrong: where an auditor looks first. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column late_files[] = {
	{"source_file", "File", REPORT_CODE},
	{"run_id", "Posted by run", REPORT_CODE},
	{"lines", "Lines", REPORT_INTEGER, .total = true},
	{"earliest", "Earliest sale", REPORT_DATE},
	{"currency", "Currency", REPORT_CODE},
	{"amount", "Amount", REPORT_MONEY, .total = true},
};

static const struct report_column replaced[] = {
	{"run_id", "Run", REPORT_CODE},
	{"feed", "Feed", REPORT_CODE},
	{"source_file", "File", REPORT_CODE},
	{"sha256_before", "SHA-256 before", REPORT_CODE},
	{"sha256", "SHA-256 now", REPORT_CODE},
};

static const struct report_column postings[] = {
	{"mpn_id", "MPN ID", REPORT_CODE},
	{"campaign_id", "Campaign", REPORT_CODE},
	{"invoice_number", "Invoice", REPORT_CODE},
	{"line_number", "Line", REPORT_ORDINAL},
	{"run_id", "Run", REPORT_CODE},
	{"event_date", "Date", REPORT_DATE},
	{"currency", "Currency", REPORT_CODE},
	{"amount", "Amount", REPORT_MONEY, .total = true},
};

static const struct report_column unmatched[] = {
	{"invoice_number", "Invoice", REPORT_CODE},
	{"line_number", "Line", REPORT_ORDINAL},
	{"invoice_date", "Date", REPORT_DATE},
	{"sku", "SKU", REPORT_CODE},
	{"quantity", "Quantity", REPORT_INTEGER},
	{"unmatched_quantity", "Without a sale", REPORT_INTEGER},
	{"source_file", "File", REPORT_CODE},
	{"source_line", "Line in file", REPORT_ORDINAL},
};

static const struct report_column late_returns[] = {
	{"mpn_id", "MPN ID", REPORT_CODE},
	{"campaign_id", "Campaign", REPORT_CODE},
	{"invoice_number", "Invoice", REPORT_CODE},
	{"line_number", "Line", REPORT_ORDINAL},
	{"event_date", "Date", REPORT_DATE},
	{"sku", "SKU", REPORT_CODE},
	{"quantity", "Quantity", REPORT_INTEGER},
	{"source_file", "File", REPORT_CODE},
	{"source_line", "Line in file", REPORT_ORDINAL},
};

static const struct report_column registered_after[] = {
	{"mpn_id", "MPN ID", REPORT_CODE},
	{"campaign_id", "Campaign", REPORT_CODE},
	{"registration_id", "Registration", REPORT_CODE},
	{"reseller_id", "Account", REPORT_CODE},
	{"registered_on", "Registered on", REPORT_DATE},
	{"first_sale", "First sale", REPORT_DATE},
	{"source_file", "File", REPORT_CODE},
	{"source_line", "Line in file", REPORT_ORDINAL},
};

static const struct report_column conflicts[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"reseller_id", "Account", REPORT_CODE},
	{"holder_mpn_id", "Paid partner", REPORT_CODE},
	{"holder_registration_id", "Its registration", REPORT_CODE},
	{"claimant_mpn_id", "Other partner", REPORT_CODE},
	{"claimant_registration_id", "Its registration", REPORT_CODE},
};

#define LIST(words, name, of, none)                                                                \
	{                                                                                              \
		.heading = (words), .query = (name), .columns = (of), .column_count = ARRAY_LEN(of),       \
		.empty = (none)                                                                            \
	}

static const struct report_table tables[] = {
	LIST("Late files: sales dated on or before the day of an earlier posting", "audit_late_files",
		late_files, "None."),
	LIST("Files whose content was replaced", "audit_replaced", replaced, "None."),
	LIST("Restatements: lines that were posted again", "audit_restated", postings, "None."),
	LIST("Returns without a sale", "audit_unmatched", unmatched, "None."),
	LIST("Late returns", "audit_late_returns", late_returns, "None."),
	LIST("Claw-backs over the amount asked for, the largest first", "audit_clawbacks", postings,
		"None."),
	LIST("Registrations after the account's first sale", "audit_registered_after", registered_after,
		"None."),
	LIST("Accounts that two partners claim", "audit_conflicts", conflicts, "None."),
};

static const struct report_fact facts[] = {
	{"From", "{starts}", .date = true},
	{"To", "{ends}", .date = true},
	{"Claw-backs from", "{clawback}"},
};

const struct report_sheet audit_exceptions_sheet = {
	.name = "3 Exceptions",
	.facts = facts,
	.fact_count = ARRAY_LEN(facts),
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
