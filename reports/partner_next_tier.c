/* How far the next tier is, and what it would add: the groups that can still grow come first. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column columns[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"name", "Name", REPORT_TEXT, .width = 26, .most = 30},
	{"what", "What counts", REPORT_TEXT, .width = 14, .words = words_counts},
	{"measured", "Counted with", REPORT_CODE},
	{"measure", "Reached", REPORT_INTEGER},
	{"next_threshold", "Next tier", REPORT_INTEGER},
	{"missing", "Missing", REPORT_INTEGER, .formula = "F#-E#"},
	{"share", "Progress", REPORT_SHARE, .width = 16},
	{"currency", "Currency", REPORT_CODE},
	{"adds", "Would add", REPORT_MONEY, .width = 10},
	{"until", "Until", REPORT_DATE},
	{"says", "What it takes", REPORT_TEXT, .width = 34, .most = 40, .words = words_next_tier},
};

static const struct report_table tables[] = {{
	.query = "partner_next_tier",
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.empty = "There is no campaign with tiers that count several sales together.",
}};

const struct report_sheet partner_next_tier_sheet = {
	.name = "Next tier",
	.list = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
};
