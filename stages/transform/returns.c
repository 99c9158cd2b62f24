/* Matching returns to sales: those with a reference first, then the others, newest sale first. */
#include "stages/transform/returns.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

struct matching {
	struct returns *returns;
	const struct sales *sales;
	int64_t *left;     /* by line: units of a sale that nobody returned yet */
	uint32_t *sorted;  /* sales in the order of the current way of looking */
	size_t sale_count;
	uint32_t *backs; /* returns in their own order */
	size_t back_count;
};

/* By what a return looks for, and within that by what it takes first. */
static int by_reference_key(const struct line *a, const struct line *b)
{
	if (a->invoice != b->invoice)
		return number_order(a->invoice, b->invoice);
	return number_order(a->sku, b->sku);
}

static int by_customer_key(const struct line *a, const struct line *b)
{
	if (a->account != b->account)
		return number_order(a->account, b->account);
	if (a->customer != b->customer)
		return number_order(a->customer, b->customer);
	return number_order(a->sku, b->sku);
}

static int reference_order(const void *a, const void *b, void *context)
{
	const struct sales *sales = context;
	const struct line *left = &sales->lines[*(const uint32_t *)a];
	const struct line *right = &sales->lines[*(const uint32_t *)b];
	int order = by_reference_key(left, right);

	return order ? order : number_order(left->number, right->number);
}

/* Newest first. */
static int customer_order(const void *a, const void *b, void *context)
{
	const struct sales *sales = context;
	const struct line *left = &sales->lines[*(const uint32_t *)a];
	const struct line *right = &sales->lines[*(const uint32_t *)b];
	int order = by_customer_key(left, right);

	return order ? order : line_order(sales, right, left);
}

static int own_order(const void *a, const void *b, void *context)
{
	const struct sales *sales = context;

	return line_order(sales, &sales->lines[*(const uint32_t *)a],
		&sales->lines[*(const uint32_t *)b]);
}

/* Takes up to *units of one sale. */
static void take(struct matching *m, uint32_t sale, uint32_t back, int64_t *units)
{
	struct returns *returns = m->returns;
	int64_t taken = *units < m->left[sale] ? *units : m->left[sale];
	date_t sold = m->sales->lines[sale].date, returned = m->sales->lines[back].date;

	if (taken == 0)
		return;
	*units -= taken;
	m->left[sale] -= taken;
	MEM_GROW(returns->takes, returns->take_count, returns->take_cap);
	returns->takes[returns->take_count++] = (struct take){
		.sale = sale, .back = back, .units = taken, .date = returned > sold ? returned : sold};
}

/* The first of the sorted sales whose key is not below that of `wanted`. */
static size_t first_sale(const struct matching *m, const struct line *wanted,
	int (*by_key)(const struct line *, const struct line *))
{
	size_t low = 0, high = m->sale_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (by_key(&m->sales->lines[m->sorted[middle]], wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void match_one(struct matching *m, uint32_t back, const struct line *wanted,
	int (*by_key)(const struct line *, const struct line *), date_t latest)
{
	int64_t units = -m->sales->lines[back].quantity;

	for (size_t i = first_sale(m, wanted, by_key); i < m->sale_count && units > 0; i++) {
		const struct line *sale = &m->sales->lines[m->sorted[i]];
		if (by_key(sale, wanted) != 0)
			break;
		if (sale->date <= latest)
			take(m, m->sorted[i], back, &units);
	}
	if (units == 0)
		return;
	MEM_GROW(m->returns->unmatched, m->returns->unmatched_count, m->returns->unmatched_cap);
	m->returns->unmatched[m->returns->unmatched_count++] = (struct unmatched){back, units};
}

static void match_with_reference(struct matching *m)
{
	qsort_r(m->sorted, m->sale_count, sizeof(*m->sorted), reference_order, (void *)m->sales);
	for (size_t i = 0; i < m->back_count; i++) {
		const struct line *back = &m->sales->lines[m->backs[i]];
		struct line wanted = {.invoice = back->reference, .sku = back->sku};
		if (back->reference)
			match_one(m, m->backs[i], &wanted, by_reference_key, DATE_MAX);
	}
}

static void match_without_reference(struct matching *m)
{
	size_t kept = 0;

	/* A blank customer or account matches nothing. */
	for (size_t i = 0; i < m->sale_count; i++) {
		const struct line *sale = &m->sales->lines[m->sorted[i]];
		if (sale->account && sale->customer)
			m->sorted[kept++] = m->sorted[i];
	}
	m->sale_count = kept;
	qsort_r(m->sorted, m->sale_count, sizeof(*m->sorted), customer_order, (void *)m->sales);
	for (size_t i = 0; i < m->back_count; i++) {
		const struct line *back = &m->sales->lines[m->backs[i]];
		if (!back->reference)
			match_one(m, m->backs[i], back, by_customer_key, back->date);
	}
}

static void list_lines(struct matching *m)
{
	const struct sales *sales = m->sales;

	m->left = mem_alloc(sales->line_count * sizeof(*m->left));
	m->sorted = mem_alloc(sales->line_count * sizeof(*m->sorted));
	m->backs = mem_alloc(sales->line_count * sizeof(*m->backs));
	for (size_t i = 0; i < sales->line_count; i++) {
		const struct line *line = &sales->lines[i];
		if (line->carded && line->quantity > 0) {
			m->sorted[m->sale_count++] = (uint32_t)i;
			m->left[i] = line->quantity;
		} else if (line->carded && line->quantity < 0) {
			m->backs[m->back_count++] = (uint32_t)i;
		}
	}
	qsort_r(m->backs, m->back_count, sizeof(*m->backs), own_order, (void *)sales);
}

/* Counting sort of the takes by sale, from the last one on: their order of matching stays. */
static void index_takes(struct returns *returns, size_t line_count)
{
	struct take *sorted = mem_alloc(returns->take_count * sizeof(*sorted));
	uint32_t *first = mem_alloc((line_count + 1) * sizeof(*first));

	for (size_t i = 0; i < returns->take_count; i++)
		first[returns->takes[i].sale]++;
	for (size_t i = 1; i <= line_count; i++)
		first[i] += first[i - 1];
	for (size_t i = returns->take_count; i-- > 0;)
		sorted[--first[returns->takes[i].sale]] = returns->takes[i];
	free(returns->takes);
	returns->takes = sorted;
	returns->first_take = first;
}

void returns_match(struct returns *returns, const struct sales *sales)
{
	struct matching m = {.returns = returns, .sales = sales};

	*returns = (struct returns){0};
	list_lines(&m);
	match_with_reference(&m);
	match_without_reference(&m);
	index_takes(returns, sales->line_count);
	free(m.left);
	free(m.sorted);
	free(m.backs);
}

void returns_release(struct returns *returns)
{
	free(returns->takes);
	free(returns->first_take);
	free(returns->unmatched);
	*returns = (struct returns){0};
}
