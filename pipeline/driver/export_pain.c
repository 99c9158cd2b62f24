/*
 * ISO 20022 pain.001.001.09, Customer Credit Transfer Initiation: one message, one payment
 * information, one transaction for each payment. Sums are formed in whole ten-thousandths.
 */
#include <inttypes.h>

#include "pipeline/base/iban.h"
#include "pipeline/base/latin.h"
#include "pipeline/base/mem.h"
#include "pipeline/core/party.h"
#include "pipeline/driver/export_render.h"
#include "pipeline/edge/xml.h"

#define NAME_SPACE "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
#define ID_MAX 35            /* Max35Text */
#define REMITTANCE_MAX 140   /* Max140Text */
#define LINK_SHOWN 16        /* digits of the chain's head for the partner's bank statement */
#define LINK_IN_ID 8

struct pain {
	const struct export_file *file;
	struct xml_writer xml;
	char *message, *count;
	char total[MONEY_TEXT];
};

static void put_latin(struct xml_writer *xml, const char *element, const char *text, size_t limit)
{
	struct str latin AUTOSTR = STR_INIT;

	latin_add(&latin, span_of(text), limit);
	xml_text(xml, element, str_text(&latin));
}

/* <Dbtr><Nm>... */
static void put_party(struct xml_writer *xml, const char *element, const char *name)
{
	xml_open(xml, element);
	put_latin(xml, "Nm", name, PARTY_NAME_MAX);
	xml_close(xml);
}

static void put_account(struct xml_writer *xml, const char *element, const char *account)
{
	xml_open(xml, element);
	xml_open(xml, "Id");
	if (iban_begins(span_of(account))) {
		xml_text(xml, "IBAN", account);
	} else {
		xml_open(xml, "Othr");
		put_latin(xml, "Id", account, PARTY_ACCOUNT_MAX);
		xml_close(xml);
	}
	xml_close(xml);
	xml_close(xml);
}

static void put_bank(struct xml_writer *xml, const char *element, const char *bank)
{
	xml_open(xml, element);
	xml_open(xml, "FinInstnId");
	if (bic_valid(span_of(bank))) {
		xml_text(xml, "BICFI", bank);
	} else {
		xml_open(xml, "ClrSysMmbId");
		put_latin(xml, "MmbId", bank, PARTY_BANK_MAX);
		xml_close(xml);
	}
	xml_close(xml);
	xml_close(xml);
}

static void put_group_header(struct pain *pain)
{
	struct xml_writer *xml = &pain->xml;

	xml_open(xml, "GrpHdr");
	xml_text(xml, "MsgId", pain->message);
	xml_text(xml, "CreDtTm", pain->file->exported_at);
	xml_text(xml, "NbOfTxs", pain->count);
	xml_text(xml, "CtrlSum", pain->total);
	put_party(xml, "InitgPty", pain->file->payer_name);
	xml_close(xml);
}

/* Who pays, when, and how much altogether; the transactions come next, in the same element. */
static void put_payer(struct pain *pain)
{
	const struct export_file *file = pain->file;
	struct xml_writer *xml = &pain->xml;

	xml_text(xml, "PmtInfId", pain->message);
	xml_text(xml, "PmtMtd", "TRF");
	xml_text(xml, "NbOfTxs", pain->count);
	xml_text(xml, "CtrlSum", pain->total);
	xml_open(xml, "ReqdExctnDt");
	xml_text(xml, "Dt", file->execution_date);
	xml_close(xml);
	put_party(xml, "Dbtr", file->payer_name);
	put_account(xml, "DbtrAcct", file->payer_account);
	put_bank(xml, "DbtrAgt", file->payer_bank);
}

static void put_payment_ids(struct xml_writer *xml, const char *id)
{
	xml_open(xml, "PmtId");
	put_latin(xml, "InstrId", id, ID_MAX);
	put_latin(xml, "EndToEndId", id, ID_MAX);
	xml_close(xml);
}

static int put_transaction(struct pain *pain, int row, struct error *err)
{
	const struct export_file *file = pain->file;
	const struct db_result *rows = &file->payments;
	const char *bank = db_cell(rows, row, PAYMENT_BANK);
	char amount[MONEY_TEXT], *id AUTOFREE = export_payment_id(file, row);
	char *words AUTOFREE = mem_printf("%s %.*s", id, LINK_SHOWN, file->link);
	struct xml_writer *xml = &pain->xml;
	struct money money;

	if (export_amount(db_cell(rows, row, PAYMENT_AMOUNT), file->currency, amount, &money, err) < 0)
		return -1;
	xml_open(xml, "CdtTrfTxInf");
	put_payment_ids(xml, id);
	xml_open(xml, "Amt");
	xml_text_with(xml, "InstdAmt", "Ccy", file->currency, amount);
	xml_close(xml);
	if (bank)
		put_bank(xml, "CdtrAgt", bank);
	put_party(xml, "Cdtr", db_cell(rows, row, PAYMENT_NAME));
	put_account(xml, "CdtrAcct", db_cell(rows, row, PAYMENT_ACCOUNT));
	xml_open(xml, "RmtInf");
	put_latin(xml, "Ustrd", words, REMITTANCE_MAX);
	xml_close(xml);
	xml_close(xml);
	return 0;
}

static int add_up(struct pain *pain, struct error *err)
{
	const struct export_file *file = pain->file;
	struct money total = MONEY_ZERO, amount;

	for (int row = 0; row < file->payments.count; row++) {
		if (export_amount(db_cell(&file->payments, row, PAYMENT_AMOUNT), file->currency,
				pain->total, &amount, err) < 0)
			return -1;
		if (!money_add(total, amount, &total))
			return error_set(err, EXIT_DATA, "the sum of the payments of export %s is too large",
				file->number);
	}
	money_format(total, currency_places(span_of(file->currency)), pain->total);
	return 0;
}

static int put_message(struct pain *pain, struct error *err)
{
	int result = 0;

	xml_open(&pain->xml, "CstmrCdtTrfInitn");
	put_group_header(pain);
	xml_open(&pain->xml, "PmtInf");
	put_payer(pain);
	for (int row = 0; row < pain->file->payments.count && result == 0; row++)
		result = put_transaction(pain, row, err);
	return result;
}

int export_render_pain(const struct export_file *file, struct str *out, struct error *err)
{
	char *message AUTOFREE = mem_printf("%s-%s-%s-%.*s", file->period, file->currency,
		file->number, LINK_IN_ID, file->link);
	char *count AUTOFREE = mem_printf("%d", file->payments.count);
	struct pain pain = {.file = file, .message = message, .count = count};

	if (add_up(&pain, err) < 0)
		return -1;
	xml_begin(&pain.xml, "Document", NAME_SPACE);
	int result = put_message(&pain, err);
	xml_finish(&pain.xml, out);
	return result;
}
