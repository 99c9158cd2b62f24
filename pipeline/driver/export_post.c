/* What is to be paid, who cannot be paid, and the rows that say so for ever. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/chain.h"
#include "pipeline/core/ledger.h"
#include "pipeline/core/party.h"
#include "pipeline/driver/export.h"
#include "pipeline/driver/statement.h"
#include "pipeline/edge/json.h"

/* Columns of export_candidates.sql. */
enum {
	STATEMENT, MPN_ID, PARTNER, CURRENCY, AMOUNT, CORRECTION, VERSION, PAYEE_NAME, PAYEE_ACCOUNT,
	PAYEE_BANK, HELD_FOR, CHANGED, REPEATED,
};

static bool is_true(const struct db_result *rows, int row, int column)
{
	const char *cell = db_cell(rows, row, column);

	return cell && cell[0] == 't';
}

static struct party payee_of(const struct db_result *rows, int row)
{
	return (struct party){db_cell(rows, row, PAYEE_NAME), db_cell(rows, row, PAYEE_ACCOUNT),
		db_cell(rows, row, PAYEE_BANK)};
}

static int check_period(const struct exporting *x, struct error *err)
{
	struct closing closing CLEANUP(closing_release) = {0};
	struct period period;

	if (period_read(x->period, &period, err) < 0 ||
		closing_read(x->db, &period, &closing, err) < 0)
		return -1;
	if (closing.final)
		return statement_check_seals(x->db, x->period, err);
	if (!closing.there) {
		error_set(err, EXIT_USAGE, "period %s is not closed", x->period);
		return error_hint(err, "`cashback statement close %s` makes its statements, and "
			"`cashback statement approve %s` makes them final", x->period, x->period);
	}
	error_set(err, EXIT_DATA, "period %s is a draft: its statements are not final", x->period);
	return error_hint(err, "`cashback statement approve %s` makes them final", x->period);
}

static void block(struct exporting *x, const struct db_result *rows, int row, char *reason,
	char *hint)
{
	MEM_GROW(x->blocked, x->blocked_count, x->blocked_cap);
	x->blocked[x->blocked_count++] = (struct export_blocked){
		.statement = mem_strdup(db_cell(rows, row, STATEMENT)),
		.mpn_id = mem_strdup(db_cell(rows, row, MPN_ID)),
		.partner = mem_strdup(db_cell(rows, row, PARTNER)),
		.currency = mem_strdup(db_cell(rows, row, CURRENCY)),
		.amount = mem_strdup(db_cell(rows, row, AMOUNT)),
		.reason = reason,
		.hint = hint,
	};
}

/* True where nothing stands against this payment. */
static bool payable(struct exporting *x, const struct db_result *rows, int row)
{
	const char *mpn_id = db_cell(rows, row, MPN_ID), *version = db_cell(rows, row, VERSION);
	const char *held_for = db_cell(rows, row, HELD_FOR);
	struct party payee = payee_of(rows, row);
	char *fault = version ? party_fault(&payee) : mem_strdup("there are no payee details");

	if (fault) {
		block(x, rows, row, fault,
			mem_printf("deliver payee_name, payee_account and payee_bank of partner %s in the "
				"partners feed; after the next run export again", mpn_id));
		return false;
	}
	if (held_for) {
		block(x, rows, row, mem_printf("the partner is on hold: %s", held_for),
			mem_printf("`cashback hold lift %s --reason TEXT` when it is settled, and export again", mpn_id));
		return false;
	}
	if (!is_true(rows, row, CHANGED))
		return true;
	block(x, rows, row, mem_strdup("the payee details changed since the last payment"),
		mem_printf("`cashback payee list --partner %s` shows them; ask the partner on a known "
			"number, then `cashback payee confirm %s %s` and export again", mpn_id, mpn_id, version));
	return false;
}

static json_t *payment_of(const struct db_result *rows, int row, int64_t export_number)
{
	json_t *payment = json_object();
	struct party payee = payee_of(rows, row);
	char *account AUTOFREE = party_account(&payee), *bank AUTOFREE = party_bank(&payee);

	json_put_text(payment, "mpn_id", db_cell(rows, row, MPN_ID));
	json_put_text(payment, "statement_number", db_cell(rows, row, STATEMENT));
	json_put_text(payment, "correction", db_cell(rows, row, CORRECTION));
	json_put_int(payment, "export_number", export_number);
	json_put_text(payment, "currency", db_cell(rows, row, CURRENCY));
	json_put_text(payment, "amount", db_cell(rows, row, AMOUNT));
	json_put_text(payment, "payee_version", db_cell(rows, row, VERSION));
	json_put_text(payment, "payee_name", payee.name);
	json_put_text(payment, "payee_account", account);
	json_put_text(payment, "payee_bank", bank);
	return payment;
}

static int add_export(const struct exporting *x, int64_t number, const char *currency,
	struct error *err)
{
	const struct conf *conf = &x->context->conf;
	const struct party payer = {conf->payer_name, conf->payer_account, conf->payer_bank};
	char now[LEDGER_TIME], *name AUTOFREE = mem_printf("%" PRId64, number);
	char *account AUTOFREE = party_account(&payer), *bank AUTOFREE = party_bank(&payer);
	const char *const params[] = {name, x->period, currency, x->link, payer.name, account, bank,
		x->execution_date, ledger_now(now)};

	return database_query(x->db, "queries/export_add.sql", params, ARRAY_LEN(params), NULL, err);
}

static int add_payments(const struct exporting *x, const json_t *payments, struct error *err)
{
	char *text AUTOFREE = json_dumps(payments, JSON_COMPACT);

	if (!text)
		mem_exhausted();
	const char *const params[] = {text};
	return database_query(x->db, "queries/export_add_payments.sql", params, 1, NULL, err);
}

/* The payments of one currency that are still to do: `todo` by row. */
static int post_currency(struct exporting *x, const struct db_result *rows, bool *todo,
	const char *currency, struct error *err)
{
	json_t *payments AUTOJSON = json_array();
	int64_t number = ++x->last_export;

	for (int row = 0; row < rows->count; row++) {
		if (!todo[row] || strcmp(db_cell(rows, row, CURRENCY), currency) != 0)
			continue;
		todo[row] = false;
		json_array_append_new(payments, payment_of(rows, row, number));
	}
	if (add_export(x, number, currency, err) < 0)
		return -1;
	return add_payments(x, payments, err);
}

static int read_number(struct db *db, const char *sql, const char *const *params, int param_count,
	int64_t *ret_number, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (db_query(db, sql, params, param_count, &rows, err) < 0)
		return -1;
	*ret_number = strtoll(db_cell(&rows, 0, 0), NULL, 10);
	return 0;
}

/* One payment file for each currency. */
static int post_payments(struct exporting *x, const struct db_result *rows, struct error *err)
{
	bool *todo AUTOFREE = mem_alloc((size_t)rows->count + 1);

	if (read_number(x->db, "SELECT coalesce(max(export_number), 0) FROM cashback.payment_export",
			NULL, 0, &x->last_export, err) < 0)
		return -1;
	x->first_export = x->last_export + 1;
	for (int row = 0; row < rows->count; row++)
		todo[row] = !is_true(rows, row, REPEATED) && payable(x, rows, row);
	for (int row = 0; row < rows->count; row++)
		if (todo[row] &&
			post_currency(x, rows, todo, db_cell(rows, row, CURRENCY), err) < 0)
			return -1;
	return 0;
}

/* A statement that is paid again has been paid before. */
static int check_correction(struct exporting *x, const struct db_result *rows, struct error *err)
{
	if (!x->statement)
		return 0;
	if (rows->count == 0) {
		error_set(err, EXIT_USAGE, "--correct %s: period %s has no such statement with a payment",
			x->statement, x->period);
		return error_hint(err, "`cashback statement list %s` shows its statements", x->period);
	}
	const char *correction = db_cell(rows, 0, CORRECTION);
	if (strcmp(correction, "0") == 0) {
		error_set(err, EXIT_USAGE, "--correct %s: it was not paid yet", x->statement);
		return error_hint(err, "`cashback statement export %s` pays it", x->period);
	}
	if (is_true(rows, 0, REPEATED))
		x->repeated = mem_printf("statement %s was paid again already, to the same account; --date "
			"with another day pays it once more", x->statement);
	return 0;
}

/* Periods before this one are booked too: what they accrued is taken back here. */
static int book_periods(struct exporting *x, bool *ret_now, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	*ret_now = false;
	if (database_query(x->db, "queries/journal_unbooked.sql", &x->period, 1, &rows, err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++) {
		const char *const period = db_cell(&rows, row, 0);
		if (database_query(x->db, "queries/journal_period.sql", &period, 1, NULL, err) < 0)
			return -1;
		if (strcmp(period, x->period) == 0)
			*ret_now = true;
		else
			names_add(&x->booked, period);
	}
	return 0;
}

static int book(struct exporting *x, struct error *err)
{
	int64_t journal = 1;
	bool now;

	if (book_periods(x, &now, err) < 0)
		return -1;
	if (x->last_export < x->first_export)
		return 0;
	if (!now && read_number(x->db, "SELECT coalesce(max(journal), 0) + 1 "
			"FROM cashback.journal_entry WHERE period = $1", &x->period, 1, &journal, err) < 0)
		return -1;
	char *number AUTOFREE = mem_printf("%" PRId64, journal);
	char *first AUTOFREE = mem_printf("%" PRId64, x->first_export);
	char *last AUTOFREE = mem_printf("%" PRId64, x->last_export);
	const char *const params[] = {x->period, number, first, last};
	return database_query(x->db, "queries/journal_paid.sql", params, ARRAY_LEN(params), NULL, err);
}

/* The transaction, begun by the caller. */
static int post(struct exporting *x, struct error *err)
{
	const char *asked = x->context->cli.date ? x->execution_date : NULL;
	const char *const params[] = {x->period, x->statement, asked};
	struct db_result rows CLEANUP(db_result_release) = {0};
	int64_t posting;

	if (ledger_lock(x->db, err) < 0 || check_period(x, err) < 0 ||
		chain_head(x->db, &posting, x->link, err) < 0 ||
		database_query(x->db, "queries/export_candidates.sql", params, ARRAY_LEN(params), &rows,
			err) < 0 ||
		check_correction(x, &rows, err) < 0 || post_payments(x, &rows, err) < 0 ||
		book(x, err) < 0)
		return -1;
	return db_commit(x->db, err);
}

int export_post(struct exporting *x, struct error *err)
{
	if (db_begin(x->db, err) < 0)
		return -1;
	int result = post(x, err);
	db_rollback(x->db);
	return result;
}
