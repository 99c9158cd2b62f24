/*
 * The files of an export as text: ISO 20022 pain.001.001.09 (docs/payments.md), and CSV. Nothing
 * but the database's rows goes into them: no clock, no configuration.
 */
#ifndef CASHBACK_DRIVER_EXPORT_RENDER_H
#define CASHBACK_DRIVER_EXPORT_RENDER_H

#include "pipeline/base/money.h"
#include "pipeline/edge/db.h"

/* A row of cashback.payment_export, and its payments as export_payments.sql has them. */
struct export_file {
	const char *number, *period, *currency, *link;
	const char *payer_name, *payer_account, *payer_bank, *execution_date, *exported_at;
	struct db_result payments;
};

/* Columns of export_payments.sql. */
enum export_payment {
	PAYMENT_STATEMENT, PAYMENT_MPN_ID, PAYMENT_PARTNER, PAYMENT_CORRECTION, PAYMENT_AMOUNT,
	PAYMENT_NAME, PAYMENT_ACCOUNT, PAYMENT_BANK,
};

/* Columns of journal_lines.sql that are looked at one by one. */
enum { JOURNAL_NUMBER = 1, JOURNAL_CURRENCY = 8, JOURNAL_DEBIT = 9, JOURNAL_CREDIT = 10 };

int export_render_pain(const struct export_file *file, struct str *out, struct error *err);
int export_render_payments(const struct export_file *file, struct str *out, struct error *err);
/* The lines of one journal, of those of a period. */
int export_render_journal(const struct db_result *lines, const char *journal, struct str *out,
	struct error *err);

/* An amount that the database wrote, with its currency's places. */
int export_amount(const char *cell, const char *currency, char text[MONEY_TEXT],
	struct money *ret_amount, struct error *err);
/* A statement's number, and of a correction which: what the bank and the partner see. */
char *export_payment_id(const struct export_file *file, int row);

#endif
