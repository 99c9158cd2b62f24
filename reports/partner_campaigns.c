/* The terms and the card of each campaign that the partner takes part in, as they stand. */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_column terms[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"label", "Term", REPORT_TEXT, .width = 18, .words = words_term},
	{"code", "What it says", REPORT_TEXT, .width = 60, .words = words_term_says},
};

static const struct report_column cards[] = {
	{"campaign_id", "Campaign", REPORT_CODE},
	{"sku", "SKU", REPORT_CODE},
	{"what", "What it pays for", REPORT_TEXT, .words = words_card},
	{"minimum", "From", REPORT_INTEGER},
	{"maximum", "To", REPORT_INTEGER},
	{"currency", "Currency", REPORT_CODE},
	{"rate", "Amount", REPORT_RATE, .width = 10},
	{"valid_from", "Valid from", REPORT_DATE},
	{"valid_to", "Valid to", REPORT_DATE},
};

static const struct report_table tables[] = {
	{
		.heading = "Terms",
		.query = "partner_terms",
		.columns = terms,
		.column_count = ARRAY_LEN(terms),
		.empty = "There is no campaign that you take part in.",
	},
	{
		.heading = "Rates and thresholds",
		.query = "partner_cards",
		.columns = cards,
		.column_count = ARRAY_LEN(cards),
	},
};

static const char *const notes[] = {
	"From, to: units, or a threshold's number of deals or customers. An SKU that ends in * stands for "
	"every SKU that begins so.",
};

const struct report_sheet partner_campaigns_sheet = {
	.name = "Campaigns",
	.one_page = true,
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
	.notes = notes,
	.note_count = ARRAY_LEN(notes),
};
