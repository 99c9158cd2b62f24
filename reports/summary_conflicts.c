/* Accounts that two partners claim in one campaign. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"reseller_id", "Account", REPORT_CODE},
	{"holder_mpn_id", "Paid: MPN ID", REPORT_CODE},
	{"holder_name", "Paid: partner", REPORT_TEXT, .width = 24},
	{"holder_registration_id", "Paid: registration", REPORT_CODE},
	{"claimant_mpn_id", "Claims: MPN ID", REPORT_CODE},
	{"claimant_name", "Claims: partner", REPORT_TEXT, .width = 24},
	{"claimant_registration_id", "Claims: registration", REPORT_CODE},
};

static const struct report_table tables[] = {{
	.query = "summary_conflicts",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "No account is claimed twice.",
}};

const struct report_sheet summary_conflicts_sheet = {
	.name = "Conflicts",
	.title = "Conflicts: accounts claimed twice. The holder is paid until one registration is "
			 "rejected",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
