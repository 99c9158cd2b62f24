/* The first line or invoice that is seen stands. */
#include "stages/transform/restatement.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

void disputes_add(struct disputes *disputes, uint32_t file, struct span invoice)
{
	text_id id = dict_add(&disputes->invoices, invoice);

	pairs_add(&disputes->items, file, id);
	MEM_REACH(disputes->first_file, id, disputes->first_cap);
	disputes->first_file[id] = 0;
}

void disputes_deliver(struct disputes *disputes, uint32_t file, struct span invoice)
{
	text_id id = dict_find(&disputes->invoices, invoice);

	if (id && (!disputes->first_file[id] || file < disputes->first_file[id]))
		disputes->first_file[id] = file + 1;
}

/* May this file's version of the invoice stand? */
static bool admits(const struct disputes *disputes, uint32_t file, struct span invoice)
{
	text_id id = dict_find(&disputes->invoices, invoice);

	return !id || disputes->first_file[id] == file + 1 ||
		   pairs_find(&disputes->items, file, id) == PAIR_NONE;
}

void disputes_release(struct disputes *disputes)
{
	dict_release(&disputes->invoices);
	pairs_release(&disputes->items);
	free(disputes->first_file);
	*disputes = (struct disputes){0};
}

void restatement_init(struct restatement *r, bool whole_invoices, const struct disputes *disputes)
{
	*r = (struct restatement){.whole_invoices = whole_invoices, .disputes = disputes};
}

/* Within one file a key stands once. */
static bool line_stands(struct restatement *r, text_id invoice, int64_t number)
{
	size_t known = r->keys.count;

	return pairs_add(&r->keys, invoice, (uint64_t)number) == known;
}

/* One file's version stands, with all its lines. */
static bool version_stands(struct restatement *r, uint32_t file, struct span invoice, text_id id)
{
	size_t known = r->standing_cap;

	MEM_REACH(r->standing, id, r->standing_cap);
	memset(r->standing + known, 0, (r->standing_cap - known) * sizeof(*r->standing));
	if (!r->standing[id] && admits(r->disputes, file, invoice))
		r->standing[id] = file + 1;
	return r->standing[id] == file + 1;
}

bool restatement_stands(struct restatement *r, uint32_t file, struct span invoice, int64_t number)
{
	text_id id = dict_add(&r->invoices, invoice);

	return r->whole_invoices ? version_stands(r, file, invoice, id) : line_stands(r, id, number);
}

void restatement_release(struct restatement *r)
{
	dict_release(&r->invoices);
	pairs_release(&r->keys);
	free(r->standing);
	*r = (struct restatement){0};
}
