/* Matching returns to sales: those with a reference first, then the others, newest sale first. */
#include "stages/transform/returns.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/order.h"

/* One way of looking: by reference, or by account and customer. What a return looks for is a key;
 * the sales that have a key that is looked for are sorted by it, and within it by what is taken
 * first. */
struct way {
	bool (*key)(const struct line *line, struct pair *ret_key); /* of a return; false: not this way */
	bool (*sale_key)(const struct line *line, struct pair *ret_key);
	int (*order)(const struct sales *sales, const struct line *a, const struct line *b);
	bool any_date; /* the sale may be dated after the return */
};

struct matching {
	struct returns *returns;
	const struct sales *sales;
	const struct way *way;
	int64_t *taken;      /* by line: units of a sale that were returned so far */
	struct keyed *backs; /* returns in their own order; the index is the line */
	size_t back_count, back_cap;
	struct pairs keys;    /* what the returns of this way look for */
	struct keyed *offers; /* sales that they may take back: what is looked for, and the line */
	size_t offer_count, offer_cap;
};

static bool reference_key(const struct line *line, struct pair *ret_key)
{
	*ret_key = (struct pair){line->reference, line->sku};
	return line->reference != 0;
}

static bool invoice_key(const struct line *line, struct pair *ret_key)
{
	*ret_key = (struct pair){line->invoice, line->sku};
	return true;
}

/* A blank customer or account matches nothing. */
static bool customer_key(const struct line *line, struct pair *ret_key)
{
	*ret_key = (struct pair){(uint64_t)line->account << 32 | line->customer, line->sku};
	return line->account && line->customer;
}

/* Also where it is blank: then no sale has it. */
static bool unreferenced_key(const struct line *line, struct pair *ret_key)
{
	customer_key(line, ret_key);
	return !line->reference;
}

static int by_number(const struct sales *sales, const struct line *a, const struct line *b)
{
	(void)sales;
	return number_order(a->number, b->number);
}

static int newest_first(const struct sales *sales, const struct line *a, const struct line *b)
{
	return line_order(sales, b, a);
}

/* Those with a reference first. */
static const struct way ways[] = {
	{reference_key, invoice_key, by_number, true},
	{unreferenced_key, customer_key, newest_first, false},
};

static int offer_order(const void *a, const void *b, void *context)
{
	const struct matching *m = context;
	const struct line *lines = m->sales->lines;

	return m->way->order(m->sales, &lines[((const struct keyed *)a)->index],
		&lines[((const struct keyed *)b)->index]);
}

static int own_order(const void *a, const void *b, void *context)
{
	const struct sales *sales = context;

	return line_order(sales, &sales->lines[((const struct keyed *)a)->index],
		&sales->lines[((const struct keyed *)b)->index]);
}

/* Takes up to *units of one sale. */
static void take(struct matching *m, uint32_t sale, uint32_t back, int64_t *units)
{
	struct returns *returns = m->returns;
	int64_t left = m->sales->lines[sale].quantity - m->taken[sale];
	int64_t taken = *units < left ? *units : left;
	date_t sold = m->sales->lines[sale].date, returned = m->sales->lines[back].date;

	if (taken == 0)
		return;
	*units -= taken;
	m->taken[sale] += taken;
	MEM_GROW(returns->takes, returns->take_count, returns->take_cap);
	returns->takes[returns->take_count++] = (struct take){
		.sale = sale, .back = back, .units = taken, .date = returned > sold ? returned : sold};
}

/* The first offer with this key. */
static size_t first_offer(const struct matching *m, uint32_t key)
{
	size_t low = 0, high = m->offer_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (m->offers[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void list_unmatched(struct returns *returns, uint32_t back, int64_t units)
{
	MEM_GROW(returns->unmatched, returns->unmatched_count, returns->unmatched_cap);
	returns->unmatched[returns->unmatched_count++] = (struct unmatched){back, units};
}

static void match_one(struct matching *m, uint32_t back, uint32_t key)
{
	const struct line *lines = m->sales->lines;
	date_t latest = m->way->any_date ? DATE_MAX : lines[back].date;
	int64_t units = -lines[back].quantity;

	for (size_t i = first_offer(m, key);
		i < m->offer_count && m->offers[i].key == key && units > 0; i++)
		if (lines[m->offers[i].index].date <= latest)
			take(m, m->offers[i].index, back, &units);
	if (units > 0)
		list_unmatched(m->returns, back, units);
}

static void list_offers(struct matching *m)
{
	struct pair key;

	for (size_t i = 0; i < m->sales->line_count; i++) {
		const struct line *sale = &m->sales->lines[i];
		if (!sale->carded || sale->quantity <= 0 || !m->way->sale_key(sale, &key))
			continue;
		uint32_t found = pairs_find(&m->keys, key.a, key.b);
		if (found == PAIR_NONE)
			continue;
		MEM_GROW(m->offers, m->offer_count, m->offer_cap);
		m->offers[m->offer_count++] = (struct keyed){found, (uint32_t)i, 0};
	}
	keyed_sort(m->offers, m->offer_count, offer_order, m);
}

static void match_this_way(struct matching *m, const struct way *way)
{
	const struct line *lines = m->sales->lines;
	struct pair key;

	m->way = way;
	m->offer_count = 0;
	for (size_t i = 0; i < m->back_count; i++)
		if (way->key(&lines[m->backs[i].index], &key))
			pairs_add(&m->keys, key.a, key.b);
	list_offers(m);
	for (size_t i = 0; i < m->back_count; i++)
		if (way->key(&lines[m->backs[i].index], &key))
			match_one(m, m->backs[i].index, pairs_find(&m->keys, key.a, key.b));
	pairs_release(&m->keys);
}

/* The returns, by date, invoice number and line number. */
static void list_backs(struct matching *m)
{
	const struct sales *sales = m->sales;

	for (size_t i = 0; i < sales->line_count; i++) {
		const struct line *line = &sales->lines[i];
		if (!line->carded || line->quantity >= 0)
			continue;
		uint64_t day = (uint64_t)(line->date - date_from_civil(1, 1, 1));
		MEM_GROW(m->backs, m->back_count, m->back_cap);
		m->backs[m->back_count++] =
			(struct keyed){day << 32 | sales->rank[line->invoice], (uint32_t)i, 0};
	}
	keyed_sort(m->backs, m->back_count, own_order, (void *)sales);
}

/* The takes of a sale keep their order of matching. */
static void sort_takes(struct returns *returns)
{
	size_t count = returns->take_count;
	struct keyed *order AUTOFREE = mem_alloc(count * sizeof(*order));
	struct take *sorted = mem_alloc(count * sizeof(*sorted));

	for (size_t i = 0; i < count; i++)
		order[i] = (struct keyed){returns->takes[i].sale, (uint32_t)i, 0};
	keyed_sort(order, count, NULL, NULL);
	for (size_t i = 0; i < count; i++)
		sorted[i] = returns->takes[order[i].index];
	free(returns->takes);
	returns->takes = sorted;
}

/* Steps that double, and then halves between the last two. */
size_t returns_first(const struct returns *returns, uint32_t sale, size_t from)
{
	const struct take *takes = returns->takes;
	size_t low = from > 0 && takes[from - 1].sale >= sale ? 0 : from, high = low, step = 1;

	for (; high < returns->take_count && takes[high].sale < sale; step *= 2) {
		low = high + 1;
		high += step;
	}
	if (high > returns->take_count)
		high = returns->take_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (takes[middle].sale < sale)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void returns_match(struct returns *returns, const struct sales *sales)
{
	struct matching m = {.returns = returns, .sales = sales};

	*returns = (struct returns){0};
	m.taken = mem_alloc(sales->line_count * sizeof(*m.taken));
	list_backs(&m);
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		match_this_way(&m, &ways[i]);
	sort_takes(returns);
	free(m.taken);
	free(m.offers);
	free(m.backs);
}

void returns_release(struct returns *returns)
{
	free(returns->takes);
	free(returns->unmatched);
	*returns = (struct returns){0};
}
