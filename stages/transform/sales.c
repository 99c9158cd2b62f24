/* The arrays that are settled: their order and look-ups. */
#include "stages/transform/sales.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

int line_order(const struct sales *sales, const struct line *a, const struct line *b)
{
	if (a->date != b->date)
		return number_order(a->date, b->date);
	if (a->invoice != b->invoice)
		return number_order(sales->rank[a->invoice], sales->rank[b->invoice]);
	return number_order(a->number, b->number);
}

static int by_text(const struct sales *sales, text_id a, text_id b)
{
	return span_compare(sales_text(sales, a), sales_text(sales, b));
}

static int registration_order(const void *a, const void *b, void *sales)
{
	const struct registration *left = a, *right = b;

	if (left->registered_on != right->registered_on)
		return number_order(left->registered_on, right->registered_on);
	return by_text(sales, left->id, right->id);
}

static int partner_order(const void *a, const void *b, void *sales)
{
	return by_text(sales, ((const struct partner *)a)->mpn_id, ((const struct partner *)b)->mpn_id);
}

void sales_sort_registrations(struct sales *sales)
{
	if (sales->registration_count > 1)
		qsort_r(sales->registrations, sales->registration_count, sizeof(*sales->registrations),
			registration_order, sales);
}

void sales_finish_parties(struct sales *sales)
{
	sales_sort_registrations(sales);
	if (sales->partner_count > 0)
		qsort_r(sales->partners, sales->partner_count, sizeof(*sales->partners), partner_order,
			sales);
	sales->party_ids = sales->texts.count;
	sales->partner_of = mem_alloc(sales->party_ids * sizeof(*sales->partner_of));
	sales->agreement_of = mem_alloc(sales->party_ids * sizeof(*sales->agreement_of));
	for (size_t i = 0; i < sales->partner_count; i++)
		sales->partner_of[sales->partners[i].mpn_id] = (uint32_t)i + 1;
	for (size_t i = 0; i < sales->agreement_count; i++)
		sales->agreement_of[sales->agreements[i].number] = (uint32_t)i + 1;
}

void sales_finish(struct sales *sales)
{
	sales->rank = dict_ranks(&sales->texts);
}

void sales_release(struct sales *sales)
{
	dict_release(&sales->texts);
	free(sales->rank);
	free(sales->partners);
	free(sales->agreements);
	free(sales->registrations);
	free(sales->lines);
	free(sales->files);
	free(sales->partner_of);
	free(sales->agreement_of);
	*sales = (struct sales){0};
}
