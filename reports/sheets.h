/* Every sheet and every workbook, each defined in the file of its name. */
#ifndef CASHBACK_REPORTS_SHEETS_H
#define CASHBACK_REPORTS_SHEETS_H

#include "reports/report.h"

extern const struct report_sheet partner_statement_sheet, partner_earnings_sheet,
	partner_not_paid_sheet, partner_next_tier_sheet, partner_registrations_sheet,
	partner_campaigns_sheet, partner_about_sheet;

extern const struct report_sheet summary_overview_sheet, summary_payments_sheet,
	summary_campaigns_sheet, summary_accruals_sheet, summary_movements_sheet,
	summary_exceptions_sheet, summary_conflicts_sheet, summary_unposted_sheet,
	summary_unmatched_returns_sheet, summary_quarantine_sheet, summary_quarantined_rows_sheet,
	summary_counted_sheet, summary_control_totals_sheet, summary_about_sheet;

extern const struct report_sheet statement_balance_sheet, statement_lines_sheet,
	statement_adjustments_sheet;

extern const struct report partner_report; /* one a partner: $1 is its MPN ID */
extern const struct report summary_report;

extern const struct report_sheet audit_terms_sheet, audit_control_totals_sheet,
	audit_exceptions_sheet, audit_sample_sheet, audit_differences_sheet;

extern const struct report statement_report; /* one a partner and period */
extern const struct report audit_report;     /* needs the tables of queries/audit_scope.sql */

#endif
