/* The audit's workbook: what was settled, whether everything adds up, what an auditor looks at
 * first, a sample, and what does not agree. Its queries also read temporary tables of the session,
 * which the audit fills (schemas/queries/audit_scope.sql). */
#include "pipeline/base/mem.h"
#include "reports/sheets.h"

static const struct report_sheet *const sheets[] = {
	&audit_terms_sheet,
	&audit_control_totals_sheet,
	&audit_exceptions_sheet,
	&audit_sample_sheet,
	&audit_differences_sheet,
};

const struct report audit_report = {
	.title = "Audit of {operand}",
	.subtitle = "{operand} · as of {as_of:day} · sample {seed}",
	.head = "audit_head",
	.sheets = sheets,
	.sheet_count = ARRAY_LEN(sheets),
};
