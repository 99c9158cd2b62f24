/* Payments and journals as CSV: UTF-8, a header, commas, lines that end in LF. */
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/driver/export_render.h"
#include "pipeline/edge/csvin.h"

int export_amount(const char *cell, const char *currency, char text[MONEY_TEXT],
	struct money *ret_amount, struct error *err)
{
	int places = currency_places(span_of(currency));

	if (number_money(span_of(cell), &number_plain, ret_amount) != NUMBER_OK || places < 0)
		return error_set(err, EXIT_DATA, "the database has an amount of %s %s, which is none", cell,
			currency);
	money_format(*ret_amount, places, text);
	return 0;
}

char *export_payment_id(const struct export_file *file, int row)
{
	const char *statement = db_cell(&file->payments, row, PAYMENT_STATEMENT);
	const char *correction = db_cell(&file->payments, row, PAYMENT_CORRECTION);

	if (strcmp(correction, "0") == 0)
		return mem_strdup(statement);
	return mem_printf("%s-C%s", statement, correction);
}

static void put_line(struct str *out, const char *const *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			str_add_char(out, ',');
		csvin_put_cell(out, span_of(cells[i]), ',');
	}
	str_add_char(out, '\n');
}

static int put_payment(const struct export_file *file, int row, struct str *out, struct error *err)
{
	const struct db_result *rows = &file->payments;
	char amount[MONEY_TEXT], *id AUTOFREE = export_payment_id(file, row);
	struct money money;

	if (export_amount(db_cell(rows, row, PAYMENT_AMOUNT), file->currency, amount, &money, err) < 0)
		return -1;
	const char *const cells[] = {
		file->number, id, db_cell(rows, row, PAYMENT_STATEMENT), file->period,
		db_cell(rows, row, PAYMENT_MPN_ID), db_cell(rows, row, PAYMENT_PARTNER),
		db_cell(rows, row, PAYMENT_NAME), db_cell(rows, row, PAYMENT_ACCOUNT),
		db_cell(rows, row, PAYMENT_BANK), file->currency, amount,
		db_cell(rows, row, PAYMENT_CORRECTION), file->execution_date, file->link,
	};
	put_line(out, cells, ARRAY_LEN(cells));
	return 0;
}

int export_render_payments(const struct export_file *file, struct str *out, struct error *err)
{
	static const char *const header[] = {"export", "payment", "statement_number", "period",
		"mpn_id", "partner_name", "payee_name", "payee_account", "payee_bank", "currency",
		"amount", "correction", "execution_date", "chain_head"};

	put_line(out, header, ARRAY_LEN(header));
	for (int row = 0; row < file->payments.count; row++)
		if (put_payment(file, row, out, err) < 0)
			return -1;
	return 0;
}

static int put_journal_line(const struct db_result *lines, int row, struct str *out,
	struct error *err)
{
	const char *cells[JOURNAL_CREDIT + 1];
	const char *currency = db_cell(lines, row, JOURNAL_CURRENCY);
	char debit[MONEY_TEXT], credit[MONEY_TEXT];
	struct money money;

	for (int i = 0; i < JOURNAL_DEBIT; i++)
		cells[i] = db_cell(lines, row, i);
	if (export_amount(db_cell(lines, row, JOURNAL_DEBIT), currency, debit, &money, err) < 0 ||
		export_amount(db_cell(lines, row, JOURNAL_CREDIT), currency, credit, &money, err) < 0)
		return -1;
	cells[JOURNAL_DEBIT] = debit;
	cells[JOURNAL_CREDIT] = credit;
	put_line(out, cells, ARRAY_LEN(cells));
	return 0;
}

int export_render_journal(const struct db_result *lines, const char *journal, struct str *out,
	struct error *err)
{
	static const char *const header[JOURNAL_CREDIT + 1] = {"period", "journal", "line", "date",
		"entry", "account", "campaign_id", "export", "currency", "debit", "credit"};

	put_line(out, header, ARRAY_LEN(header));
	for (int row = 0; row < lines->count; row++)
		if (strcmp(db_cell(lines, row, JOURNAL_NUMBER), journal) == 0 &&
			put_journal_line(lines, row, out, err) < 0)
			return -1;
	return 0;
}
