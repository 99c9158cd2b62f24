/* Lines that stand, and lines that later files took away. A line that was taken away has invoice
 * 0 until restatement_finish. */
#include "stages/transform/restatement.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

void restatement_init(struct restatement *r, struct sales *sales, bool whole_invoices)
{
	*r = (struct restatement){.sales = sales, .whole_invoices = whole_invoices};
}

void restatement_dispute(struct restatement *r, uint32_t file, struct span invoice)
{
	text_id id = dict_add(&r->disputed, invoice);

	pairs_add(&r->disputes, file, id);
	r->first_file = mem_resize(r->first_file, r->disputed.count, sizeof(*r->first_file));
	r->first_file[id] = 0;
}

bool restatement_admits(struct restatement *r, uint32_t file, struct span invoice)
{
	text_id id = r->whole_invoices ? dict_find(&r->disputed, invoice) : 0;

	if (!id)
		return true;
	if (!r->first_file[id])
		r->first_file[id] = file + 1;
	return r->first_file[id] == file + 1 || pairs_find(&r->disputes, file, id) == PAIR_NONE;
}

static void drop(struct restatement *r, uint32_t index)
{
	r->sales->lines[index].invoice = 0;
}

static void drop_earlier(struct restatement *r, uint32_t file, text_id invoice)
{
	if (invoice >= r->last_cap)
		return;
	for (uint32_t at = r->last[invoice]; at; at = r->previous[at - 1])
		if (r->sales->lines[at - 1].origin.file < file)
			drop(r, at - 1);
}

static void drop_same(struct restatement *r, text_id invoice, int64_t number)
{
	uint32_t index = pairs_find(&r->keys, invoice, (uint64_t)number);

	if (index != PAIR_NONE)
		drop(r, index);
}

void restatement_supersede(struct restatement *r, uint32_t file, struct span invoice,
	int64_t number)
{
	text_id id = dict_find(&r->sales->texts, invoice);

	if (r->whole_invoices)
		drop_earlier(r, file, id);
	else
		drop_same(r, id, number);
}

static void chain(struct restatement *r, uint32_t index, text_id invoice)
{
	size_t known = r->last_cap;

	MEM_REACH(r->last, invoice, r->last_cap);
	memset(r->last + known, 0, (r->last_cap - known) * sizeof(*r->last));
	MEM_REACH(r->previous, index, r->previous_cap);
	r->previous[index] = r->last[invoice];
	r->last[invoice] = index + 1;
}

void restatement_place(struct restatement *r, const struct line *line)
{
	struct sales *sales = r->sales;
	uint32_t index = pairs_add(&r->keys, line->invoice, (uint64_t)line->number);

	if (index == sales->line_count) {
		MEM_GROW(sales->lines, sales->line_count, r->line_cap);
		sales->line_count++;
		if (r->whole_invoices)
			chain(r, index, line->invoice);
	}
	sales->lines[index] = *line;
}

void restatement_finish(struct restatement *r)
{
	struct sales *sales = r->sales;
	size_t kept = 0;

	for (size_t i = 0; i < sales->line_count; i++)
		if (sales->lines[i].invoice)
			sales->lines[kept++] = sales->lines[i];
	sales->line_count = kept;
	pairs_release(&r->keys);
	pairs_release(&r->disputes);
	dict_release(&r->disputed);
	free(r->previous);
	free(r->last);
	free(r->first_file);
}
