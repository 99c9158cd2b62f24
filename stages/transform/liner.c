/* Rows that follow one another share most of their texts: those are looked up once. */
#include "stages/transform/liner.h"

text_id liner_text(const struct liner *liner, struct latest *latest, struct span text)
{
	if (span_blank(text))
		return 0;
	if (span_equal(latest->text, text))
		return latest->id;
	if (liner->texts) {
		latest->id = dict_add(liner->texts, text);
		latest->text = dict_text(liner->texts, latest->id);
	} else {
		text_id found = dict_find(&liner->sales->texts, text);
		latest->id = found ? found : liner->other;
		latest->text = text;
	}
	return latest->id;
}

static const struct agreement *agreement_of(const struct liner *liner, text_id number)
{
	static const struct agreement none;
	const struct agreement *agreement = sales_agreement(liner->sales, number);

	return agreement ? agreement : &none;
}

static text_id or_else(text_id own, text_id of_agreement)
{
	return own ? own : of_agreement;
}

struct line liner_make(struct liner *liner, uint32_t file, const struct invoice_row *row)
{
	text_id number = liner_text(liner, &liner->agreement, row->agreement_number);
	const struct agreement *agreement = agreement_of(liner, number);

	return (struct line){
		.agreement = number,
		.account = or_else(
			liner_text(liner, &liner->account, row->reseller_id), agreement->account),
		.license_type = or_else(
			liner_text(liner, &liner->license_type, row->license_type), agreement->license_type),
		.currency = or_else(
			liner_text(liner, &liner->currency, row->currency), liner->sales->currency),
		.sku = liner_text(liner, &liner->sku, row->sku),
		.date = row->invoice_date,
		.number = row->line_number,
		.quantity = row->quantity,
		.net_amount = row->net_amount,
		.origin = origin_of(file, row->source_line),
	};
}

static void add_other(const struct liner *liner, struct latest *latest, text_id *id,
	struct span text)
{
	if (*id == liner->other)
		*id = liner_text(liner, latest, text);
}

void liner_complete(struct liner *liner, struct line *line, const struct invoice_row *row)
{
	add_other(liner, &liner->agreement, &line->agreement, row->agreement_number);
	add_other(liner, &liner->account, &line->account, row->reseller_id);
	add_other(liner, &liner->license_type, &line->license_type, row->license_type);
	add_other(liner, &liner->currency, &line->currency, row->currency);
	add_other(liner, &liner->sku, &line->sku, row->sku);
	line->invoice = liner_text(liner, &liner->invoice, row->invoice_number);
	line->customer = or_else(liner_text(liner, &liner->customer, row->customer_id),
		agreement_of(liner, line->agreement)->customer);
	line->reference = liner_text(liner, &liner->reference, row->reference_invoice);
}

struct span liner_customer(const struct liner *liner, const struct invoice_row *row,
	const struct line *line)
{
	if (row->customer_id.len)
		return row->customer_id;
	return sales_text(liner->sales, agreement_of(liner, line->agreement)->customer);
}
