/* Rows that follow one another share most of their texts: those are looked up once. */
#include "stages/transform/liner.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

static text_id look_up(const struct liner *liner, const struct latest *latest, struct span text)
{
	text_id found;

	if (liner->accounts && latest == &liner->account) {
		found = dict_find(&liner->accounts->texts, text);
		return found ? liner->accounts->ids[found] : liner->other;
	}
	found = dict_find(&liner->sales->texts, text);
	return found ? found : liner->other;
}

static text_id text_of(const struct liner *liner, struct latest *latest, struct span text)
{
	if (span_blank(text))
		return 0;
	if (span_equal(latest->text, text))
		return latest->id;
	latest->id = liner->texts ? dict_add(liner->texts, text) : look_up(liner, latest, text);
	latest->text = liner->texts ? dict_text(liner->texts, latest->id) : text;
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
	text_id number = text_of(liner, &liner->agreement, row->agreement_number);
	const struct agreement *agreement = agreement_of(liner, number);

	return (struct line){
		.agreement = number,
		.account = or_else(
			text_of(liner, &liner->account, row->reseller_id), agreement->account),
		.license_type = or_else(
			text_of(liner, &liner->license_type, row->license_type), agreement->license_type),
		.currency = or_else(
			text_of(liner, &liner->currency, row->currency), liner->sales->currency),
		.sku = text_of(liner, &liner->sku, row->sku),
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
		*id = text_of(liner, latest, text);
}

void liner_complete(struct liner *liner, struct line *line, const struct invoice_row *row)
{
	add_other(liner, &liner->agreement, &line->agreement, row->agreement_number);
	add_other(liner, &liner->account, &line->account, row->reseller_id);
	add_other(liner, &liner->license_type, &line->license_type, row->license_type);
	add_other(liner, &liner->currency, &line->currency, row->currency);
	add_other(liner, &liner->sku, &line->sku, row->sku);
	line->invoice = text_of(liner, &liner->invoice, row->invoice_number);
	line->customer = or_else(text_of(liner, &liner->customer, row->customer_id),
		agreement_of(liner, line->agreement)->customer);
	line->reference = text_of(liner, &liner->reference, row->reference_invoice);
}

struct account_customer liner_customer(const struct liner *liner, const struct invoice_row *row,
	const struct line *line)
{
	const struct agreement *agreement = agreement_of(liner, line->agreement);
	struct account_customer found = {row->reseller_id, row->customer_id};

	if (!found.account.len)
		found.account = sales_text(liner->sales, agreement->account);
	if (!found.customer.len)
		found.customer = sales_text(liner->sales, agreement->customer);
	return found.account.len && found.customer.len ? found : (struct account_customer){0};
}

void few_texts_add(struct few_texts *few, const struct dict *all, text_id id)
{
	text_id number = dict_add(&few->texts, dict_text(all, id));

	MEM_REACH(few->ids, number, few->cap);
	few->ids[number] = id;
}

void few_texts_release(struct few_texts *few)
{
	dict_release(&few->texts);
	free(few->ids);
	*few = (struct few_texts){0};
}
