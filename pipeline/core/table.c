/* The stage tables' columns, and rows written and read by them. */
#include "pipeline/core/table.h"

#include <stddef.h>
#include <string.h>

#include "pipeline/base/mem.h"

static const struct table_column partners_columns[] = {
#define AT(field) offsetof(struct partner_row, field)
	{"mpn_id", COLUMN_TEXT, AT(mpn_id), 0},
	{"name", COLUMN_TEXT, AT(name), 0},
	{"membership_start", COLUMN_DATE, AT(membership_start), 0},
	{"membership_end", COLUMN_DATE, AT(membership_end), 0},
	{"email", COLUMN_TEXT, AT(email), 0},
	{"province", COLUMN_TEXT, AT(province), 0},
	{"payee_name", COLUMN_TEXT, AT(payee_name), 0},
	{"payee_account", COLUMN_TEXT, AT(payee_account), 0},
	{"payee_bank", COLUMN_TEXT, AT(payee_bank), 0},
	{"source_line", COLUMN_INT, AT(source_line), 0},
#undef AT
};

static const struct table_column agreements_columns[] = {
#define AT(field) offsetof(struct agreement_row, field)
	{"agreement_number", COLUMN_TEXT, AT(agreement_number), 0},
	{"license_type", COLUMN_TEXT, AT(license_type), 0},
	{"reseller_id", COLUMN_TEXT, AT(reseller_id), 0},
	{"customer_id", COLUMN_TEXT, AT(customer_id), 0},
	{"start_date", COLUMN_DATE, AT(start_date), 0},
	{"end_date", COLUMN_DATE, AT(end_date), 0},
	{"source_line", COLUMN_INT, AT(source_line), 0},
#undef AT
};

static const struct table_column invoices_columns[] = {
#define AT(field) offsetof(struct invoice_row, field)
	{"invoice_number", COLUMN_TEXT, AT(invoice_number), 0},
	{"line_number", COLUMN_INT, AT(line_number), 0},
	{"invoice_date", COLUMN_DATE, AT(invoice_date), 0},
	{"reseller_id", COLUMN_TEXT, AT(reseller_id), 0},
	{"agreement_number", COLUMN_TEXT, AT(agreement_number), 0},
	{"customer_id", COLUMN_TEXT, AT(customer_id), 0},
	{"license_type", COLUMN_TEXT, AT(license_type), 0},
	{"sku", COLUMN_TEXT, AT(sku), 0},
	{"quantity", COLUMN_INT, AT(quantity), 0},
	{"unit_price", COLUMN_MONEY, AT(unit_price), 0},
	{"net_amount", COLUMN_MONEY, AT(net_amount), 0},
	{"currency", COLUMN_TEXT, AT(currency), 0},
	{"reference_invoice", COLUMN_TEXT, AT(reference_invoice), 0},
	{"source_line", COLUMN_INT, AT(source_line), 0},
#undef AT
};

static const struct table_column registrations_columns[] = {
#define AT(field) offsetof(struct registration_row, field)
	{"registration_id", COLUMN_TEXT, AT(registration_id), 0},
	{"campaign_id", COLUMN_TEXT, AT(campaign_id), 0},
	{"mpn_id", COLUMN_TEXT, AT(mpn_id), 0},
	{"identification_number", COLUMN_TEXT, AT(identification_number), 0},
	{"registered_on", COLUMN_DATE, AT(registered_on), 0},
	{"status", COLUMN_TEXT, AT(status), 0},
	{"terms_version", COLUMN_TEXT, AT(terms_version), 0},
	{"terms_signed_on", COLUMN_DATE, AT(terms_signed_on), 0},
	{"source_line", COLUMN_INT, AT(source_line), 0},
#undef AT
};

static const struct table_column quarantine_columns[] = {
#define AT(field) offsetof(struct quarantine_row, field)
	{"feed", COLUMN_TEXT, AT(feed), 0},
	{"source_line", COLUMN_INT, AT(source_line), 0},
	{"byte_offset", COLUMN_INT, AT(byte_offset), 0},
	{"column_name", COLUMN_TEXT, AT(column_name), 0},
	{"reason", COLUMN_TEXT, AT(reason), 0},
	{"value", COLUMN_TEXT, AT(value), 0},
	{"row_key", COLUMN_TEXT, AT(row_key), 0},
	{"raw", COLUMN_TEXT, AT(raw), 0},
#undef AT
};

static const struct table_column partner_result_columns[] = {
#define AT(field) offsetof(struct partner_result, field)
	{"mpn_id", COLUMN_TEXT, AT(mpn_id), 0},
	{"name", COLUMN_TEXT, AT(name), 0},
	{"email", COLUMN_TEXT, AT(email), 0},
	{"province", COLUMN_TEXT, AT(province), 0},
	{"membership_start", COLUMN_DATE, AT(membership_start), 0},
	{"membership_end", COLUMN_DATE, AT(membership_end), 0},
#undef AT
};

static const struct table_column payee_result_columns[] = {
#define AT(field) offsetof(struct payee_result, field)
	{"mpn_id", COLUMN_TEXT, AT(mpn_id), 0},
	{"payee_name", COLUMN_TEXT, AT(payee_name), 0},
	{"payee_account", COLUMN_TEXT, AT(payee_account), 0},
	{"payee_bank", COLUMN_TEXT, AT(payee_bank), 0},
#undef AT
};

static const struct table_column campaign_result_columns[] = {
#define AT(field) offsetof(struct campaign_result, field)
	{"campaign_id", COLUMN_TEXT, AT(campaign_id), 0},
	{"name", COLUMN_TEXT, AT(name), 0},
	{"kind", COLUMN_TEXT, AT(kind), 0},
	{"currency", COLUMN_TEXT, AT(currency), 0},
	{"start_date", COLUMN_DATE, AT(start_date), 0},
	{"end_date", COLUMN_DATE, AT(end_date), 0},
	{"partner_cap", COLUMN_AMOUNT, AT(partner_cap), AT(places)},
	{"budget", COLUMN_AMOUNT, AT(budget), AT(places)},
	{"calculation_date", COLUMN_DATE, AT(calculation_date), 0},
	{"final_date", COLUMN_DATE, AT(final_date), 0},
	{"definition_sha256", COLUMN_TEXT, AT(definition_sha256), 0},
#undef AT
};

static const struct table_column registration_result_columns[] = {
#define AT(field) offsetof(struct registration_result, field)
	{"mpn_id", COLUMN_TEXT, AT(mpn_id), 0},
	{"registration_id", COLUMN_TEXT, AT(registration_id), 0},
	{"campaign_id", COLUMN_TEXT, AT(campaign_id), 0},
	{"identification_number", COLUMN_TEXT, AT(identification_number), 0},
	{"reseller_id", COLUMN_TEXT, AT(reseller_id), 0},
	{"found_in", COLUMN_TEXT, AT(found_in), 0},
	{"state", COLUMN_TEXT, AT(state), 0},
	{"registered_on", COLUMN_DATE, AT(registered_on), 0},
	{"terms_signed_on", COLUMN_DATE, AT(terms_signed_on), 0},
	{"terms_version", COLUMN_TEXT, AT(terms_version), 0},
	{"source_file", COLUMN_TEXT, AT(source_file), 0},
	{"source_line", COLUMN_INT, AT(source_line), 0},
#undef AT
};

static const struct table_column earning_result_columns[] = {
#define AT(field) offsetof(struct earning_result, field)
	{"mpn_id", COLUMN_TEXT, AT(mpn_id), 0},
	{"campaign_id", COLUMN_TEXT, AT(campaign_id), 0},
	{"invoice_number", COLUMN_TEXT, AT(invoice_number), 0},
	{"line_number", COLUMN_INT, AT(line_number), 0},
	{"sku", COLUMN_TEXT, AT(sku), 0},
	{"reseller_id", COLUMN_TEXT, AT(reseller_id), 0},
	{"customer_id", COLUMN_TEXT, AT(customer_id), 0},
	{"event_date", COLUMN_DATE, AT(event_date), 0},
	{"quantity", COLUMN_INT, AT(quantity), 0},
	{"currency", COLUMN_TEXT, AT(currency), 0},
	{"amount", COLUMN_AMOUNT, AT(amount), AT(places)},
	{"withheld", COLUMN_AMOUNT, AT(withheld), AT(places)},
	{"measure_before", COLUMN_INT, AT(measure_before), 0},
	{"measure_after", COLUMN_INT, AT(measure_after), 0},
	{"note", COLUMN_TEXT, AT(note), 0},
	{"source_file", COLUMN_TEXT, AT(source_file), 0},
	{"source_line", COLUMN_INT, AT(source_line), 0},
	{"entry_line", COLUMN_INT, AT(entry_line), 0},
	{"measured", COLUMN_TEXT, AT(measured), 0},
#undef AT
};

static const struct table_column exclusion_result_columns[] = {
#define AT(field) offsetof(struct exclusion_result, field)
	{"mpn_id", COLUMN_TEXT, AT(mpn_id), 0},
	{"campaign_id", COLUMN_TEXT, AT(campaign_id), 0},
	{"invoice_number", COLUMN_TEXT, AT(invoice_number), 0},
	{"line_number", COLUMN_INT, AT(line_number), 0},
	{"sku", COLUMN_TEXT, AT(sku), 0},
	{"reseller_id", COLUMN_TEXT, AT(reseller_id), 0},
	{"customer_id", COLUMN_TEXT, AT(customer_id), 0},
	{"event_date", COLUMN_DATE, AT(event_date), 0},
	{"quantity", COLUMN_INT, AT(quantity), 0},
	{"reason", COLUMN_TEXT, AT(reason), 0},
	{"source_file", COLUMN_TEXT, AT(source_file), 0},
	{"source_line", COLUMN_INT, AT(source_line), 0},
	{"fact", COLUMN_TEXT, AT(fact), 0},
#undef AT
};

static const struct table_column unmatched_return_result_columns[] = {
#define AT(field) offsetof(struct unmatched_return_result, field)
	{"invoice_number", COLUMN_TEXT, AT(invoice_number), 0},
	{"line_number", COLUMN_INT, AT(line_number), 0},
	{"sku", COLUMN_TEXT, AT(sku), 0},
	{"reseller_id", COLUMN_TEXT, AT(reseller_id), 0},
	{"customer_id", COLUMN_TEXT, AT(customer_id), 0},
	{"invoice_date", COLUMN_DATE, AT(invoice_date), 0},
	{"quantity", COLUMN_INT, AT(quantity), 0},
	{"unmatched_quantity", COLUMN_INT, AT(unmatched_quantity), 0},
	{"source_file", COLUMN_TEXT, AT(source_file), 0},
	{"source_line", COLUMN_INT, AT(source_line), 0},
#undef AT
};

static const struct table_column payout_result_columns[] = {
#define AT(field) offsetof(struct payout_result, field)
	{"mpn_id", COLUMN_TEXT, AT(mpn_id), 0},
	{"campaign_id", COLUMN_TEXT, AT(campaign_id), 0},
	{"currency", COLUMN_TEXT, AT(currency), 0},
	{"amount", COLUMN_AMOUNT, AT(amount), AT(places)},
	{"withheld", COLUMN_AMOUNT, AT(withheld), AT(places)},
	{"measure", COLUMN_INT, AT(measure), 0},
	{"next_threshold", COLUMN_INT, AT(next_threshold), 0},
#undef AT
};

static const struct table_column counted_result_columns[] = {
#define AT(field) offsetof(struct counted_result, field)
	{"campaign_id", COLUMN_TEXT, AT(campaign_id), 0},
	{"reason", COLUMN_TEXT, AT(reason), 0},
	{"lines", COLUMN_INT, AT(lines), 0},
	{"quantity", COLUMN_INT, AT(quantity), 0},
#undef AT
};

static const struct table_column campaign_terms_result_columns[] = {
#define AT(field) offsetof(struct campaign_terms_result, field)
	{"campaign_id", COLUMN_TEXT, AT(campaign_id), 0},
	{"tiers", COLUMN_TEXT, AT(tiers), 0},
	{"scope", COLUMN_TEXT, AT(scope), 0},
	{"count_by", COLUMN_TEXT, AT(count_by), 0},
	{"per", COLUMN_TEXT, AT(per), 0},
	{"pay", COLUMN_TEXT, AT(pay), 0},
	{"count_from", COLUMN_DATE, AT(count_from), 0},
	{"returns_days", COLUMN_INT, AT(returns_days), 0},
	{"terms_version", COLUMN_TEXT, AT(terms_version), 0},
	{"register_by", COLUMN_DATE, AT(register_by), 0},
	{"license_types", COLUMN_TEXT, AT(license_types), 0},
	{"sales_from", COLUMN_TEXT, AT(sales_from), 0},
	{"require_active_agreement", COLUMN_TEXT, AT(require_active_agreement), 0},
	{"minimum_quantity", COLUMN_INT, AT(minimum_quantity), 0},
	{"minimum_amount", COLUMN_AMOUNT, AT(minimum_amount), AT(places)},
	{"lookback_days", COLUMN_INT, AT(lookback_days), 0},
	{"exclusive_group", COLUMN_TEXT, AT(exclusive_group), 0},
	{"priority", COLUMN_INT, AT(priority), 0},
#undef AT
};

static const struct table_column campaign_card_result_columns[] = {
#define AT(field) offsetof(struct campaign_card_result, field)
	{"campaign_id", COLUMN_TEXT, AT(campaign_id), 0},
	{"card_file", COLUMN_TEXT, AT(card_file), 0},
	{"card_line", COLUMN_INT, AT(card_line), 0},
	{"entry_line", COLUMN_INT, AT(entry_line), 0},
	{"sku", COLUMN_TEXT, AT(sku), 0},
	{"valid_from", COLUMN_DATE, AT(valid_from), 0},
	{"valid_to", COLUMN_DATE, AT(valid_to), 0},
	{"minimum", COLUMN_INT, AT(minimum), 0},
	{"maximum", COLUMN_INT, AT(maximum), 0},
	{"rate", COLUMN_AMOUNT, AT(rate), AT(places)},
#undef AT
};

static const struct table_column standing_result_columns[] = {
#define AT(field) offsetof(struct standing_result, field)
	{"mpn_id", COLUMN_TEXT, AT(mpn_id), 0},
	{"campaign_id", COLUMN_TEXT, AT(campaign_id), 0},
	{"entry_line", COLUMN_INT, AT(entry_line), 0},
	{"measured", COLUMN_TEXT, AT(measured), 0},
	{"currency", COLUMN_TEXT, AT(currency), 0},
	{"measure", COLUMN_INT, AT(measure), 0},
	{"next_threshold", COLUMN_INT, AT(next_threshold), 0},
	{"next_adds", COLUMN_AMOUNT, AT(next_adds), AT(places)},
	{"until", COLUMN_DATE, AT(until), 0},
#undef AT
};

const struct table table_partners = {"partners", sizeof(struct partner_row), partners_columns,
	ARRAY_LEN(partners_columns)};
const struct table table_agreements = {"agreements", sizeof(struct agreement_row), agreements_columns,
	ARRAY_LEN(agreements_columns)};
const struct table table_invoices = {"invoices", sizeof(struct invoice_row), invoices_columns,
	ARRAY_LEN(invoices_columns)};
const struct table table_registrations = {"registrations", sizeof(struct registration_row), registrations_columns,
	ARRAY_LEN(registrations_columns)};
const struct table table_quarantine = {"quarantine", sizeof(struct quarantine_row), quarantine_columns,
	ARRAY_LEN(quarantine_columns)};
const struct table table_partner_result = {"partner", sizeof(struct partner_result), partner_result_columns,
	ARRAY_LEN(partner_result_columns)};
const struct table table_payee_result = {"payee", sizeof(struct payee_result), payee_result_columns,
	ARRAY_LEN(payee_result_columns)};
const struct table table_campaign_result = {"campaign", sizeof(struct campaign_result), campaign_result_columns,
	ARRAY_LEN(campaign_result_columns)};
const struct table table_registration_result = {"registration", sizeof(struct registration_result), registration_result_columns,
	ARRAY_LEN(registration_result_columns)};
const struct table table_earning_result = {"earning", sizeof(struct earning_result), earning_result_columns,
	ARRAY_LEN(earning_result_columns)};
const struct table table_exclusion_result = {"exclusion", sizeof(struct exclusion_result), exclusion_result_columns,
	ARRAY_LEN(exclusion_result_columns)};
const struct table table_unmatched_return_result = {"unmatched_return", sizeof(struct unmatched_return_result), unmatched_return_result_columns,
	ARRAY_LEN(unmatched_return_result_columns)};
const struct table table_payout_result = {"payout", sizeof(struct payout_result), payout_result_columns,
	ARRAY_LEN(payout_result_columns)};
const struct table table_counted_result = {"counted", sizeof(struct counted_result), counted_result_columns,
	ARRAY_LEN(counted_result_columns)};
const struct table table_campaign_terms_result = {"campaign_terms", sizeof(struct campaign_terms_result),
	campaign_terms_result_columns, ARRAY_LEN(campaign_terms_result_columns)};
const struct table table_campaign_card_result = {"campaign_card", sizeof(struct campaign_card_result),
	campaign_card_result_columns, ARRAY_LEN(campaign_card_result_columns)};
const struct table table_standing_result = {"standing", sizeof(struct standing_result),
	standing_result_columns, ARRAY_LEN(standing_result_columns)};

static inline struct span text_of(const struct table_column *column, const void *row)
{
	return *(const struct span *)((const char *)row + column->at);
}

static inline unsigned char *write_column(const struct table_column *column, unsigned char *at,
	const char *row)
{
	const void *value = row + column->at;

	switch (column->type) {
	case COLUMN_TEXT:
		return pgcopy_put_text(at, text_of(column, row));
	case COLUMN_INT:
		return pgcopy_put_int(at, *(const int64_t *)value);
	case COLUMN_DATE:
		return pgcopy_put_date(at, *(const date_t *)value);
	case COLUMN_MONEY:
		return pgcopy_put_money(at, *(const struct money *)value, MONEY_PLACES);
	case COLUMN_AMOUNT:
		return pgcopy_put_money(at, *(const struct money *)value,
			*(const int *)(row + column->places_at));
	}
	return at;
}

void table_write(const struct table *table, struct pgcopy_writer *w, const void *row)
{
	size_t room = (size_t)table->column_count * PGCOPY_ROOM;

	pgcopy_row(w, table->column_count);
	unsigned char *at = pgcopy_reserve(w, room);
	for (int i = 0; i < table->column_count; i++) {
		const struct table_column *column = &table->columns[i];
		size_t length = column->type == COLUMN_TEXT ? text_of(column, row).len : 0;
		if (length > PGCOPY_SHORT) {
			pgcopy_used(w, at);
			at = pgcopy_reserve(w, room + length);
		}
		at = write_column(column, at, row);
	}
	pgcopy_used(w, at);
}

static bool read_column(const struct table_column *column, struct span field, char *row)
{
	void *at = row + column->at;

	switch (column->type) {
	case COLUMN_TEXT:
		*(struct span *)at = field;
		return true;
	case COLUMN_INT:
		return pgcopy_to_int(field, at);
	case COLUMN_DATE:
		return pgcopy_to_date(field, at);
	case COLUMN_MONEY:
	case COLUMN_AMOUNT:
		return pgcopy_to_money(field, at);
	}
	return false;
}

int table_read_columns(const struct table *table, uint64_t columns, struct pgcopy_reader *r,
	void *row, struct error *err)
{
	struct span field;
	int more = pgcopy_next(r, table->column_count, err);

	for (int i = 0; more == 1 && i < table->column_count; i++)
		if (!pgcopy_field(r, &field) ||
			((columns >> i & 1) && !read_column(&table->columns[i], field, row)))
			return pgcopy_damaged(r, err);
	return more;
}

int table_read(const struct table *table, struct pgcopy_reader *r, void *row, struct error *err)
{
	return table_read_columns(table, TABLE_ALL, r, row, err);
}

bool table_take(const struct table *table, uint64_t columns, const struct span *fields, void *row)
{
	for (; columns; columns &= columns - 1) {
		int i = __builtin_ctzll(columns);
		if (i == table->column_count)
			break;
		if (!read_column(&table->columns[i], fields[i], row))
			return false;
	}
	return true;
}

int table_column(const struct table *table, const char *name)
{
	int i = 0;

	while (strcmp(table->columns[i].name, name) != 0)
		i++;
	return i;
}

uint64_t table_columns(const struct table *table, const char *const *names)
{
	uint64_t columns = 0;

	for (; *names; names++)
		for (int i = 0; i < table->column_count; i++)
			if (strcmp(table->columns[i].name, *names) == 0)
				columns |= UINT64_C(1) << i;
	return columns;
}
