/* A partner's statement: only what belongs to this partner. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_sheet *const sheets[] = {
	&partner_statement_sheet,
	&partner_earnings_sheet,
	&partner_not_paid_sheet,
	&partner_next_tier_sheet,
	&partner_registrations_sheet,
	&partner_campaigns_sheet,
	&partner_about_sheet,
};

const struct report partner_report = {
	.title = "Cash-back statement",
	.subtitle = "{partner_name} · MPN ID {mpn_id} · as of {as_of:day}",
	.head = "partner_head",
	.sheets = sheets,
	.sheet_count = ARRAY_LEN(sheets),
};
