/* The partner's registrations and what became of them. The account is shown where the partner
 * holds it, never where it merely claims it. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"registration_id", "Registration", REPORT_CODE},
	{"identification_number", "Number given", REPORT_CODE},
	{"registered_on", "Registered on", REPORT_DATE},
	{"state", "State", REPORT_TEXT, .width = 30, .words = words_registration},
	{"reseller_id", "Account", REPORT_CODE},
	{"found_in", "Account found", REPORT_TEXT, .width = 14, .words = words_found_in},
	{"terms_version", "Terms version", REPORT_CODE},
	{"terms_signed_on", "Terms signed on", REPORT_DATE},
};

static const struct report_table tables[] = {{
	.query = "partner_registrations",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "There is no registration.",
}};

const struct report_sheet partner_registrations_sheet = {
	.name = "Registrations",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
