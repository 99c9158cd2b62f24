/* Keys of a late file, looked for in those that sort after it. */
#include "stages/load/lost.h"

#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/table.h"
#include "pipeline/edge/keyset.h"

#define NOBODY 1 /* the number of a key that no other file has; an input's is 2 + its place */

struct late {
	const struct load *load;
	size_t input;
	bool whole_invoices; /* [feed invoices] replaces = invoice */
	struct keyset keys;
	struct str key; /* scratch */
	int64_t *lost;
};

typedef void (*take_key)(struct late *late, size_t input, struct key key);

static const struct table *const tables[FEED_COUNT] = {
	[FEED_PARTNERS] = &table_partners,
	[FEED_AGREEMENTS] = &table_agreements,
	[FEED_INVOICES] = &table_invoices,
	[FEED_REGISTRATIONS] = &table_registrations,
};

static struct key invoice_key(struct late *late, struct span number, int64_t line)
{
	if (late->whole_invoices)
		return key_of(number.at, number.len);
	str_reset(&late->key);
	str_add_bytes(&late->key, &line, sizeof(line));
	str_add_span(&late->key, number);
	return key_of(late->key.s, late->key.len);
}

static struct key key_of_row(struct late *late, enum feed_id feed, const void *row)
{
	const struct invoice_row *invoice = row;
	struct span id = feed == FEED_PARTNERS	   ? ((const struct partner_row *)row)->mpn_id
					 : feed == FEED_AGREEMENTS ? ((const struct agreement_row *)row)->agreement_number
											   : ((const struct registration_row *)row)->registration_id;

	if (feed == FEED_INVOICES)
		return invoice_key(late, invoice->invoice_number, invoice->line_number);
	return key_of(id.at, id.len);
}

/* Every row of a file that extract accepted. */
static int read_keys(struct late *late, size_t input, take_key take, struct error *err)
{
	const struct manifest_input *from = &late->load->manifest.inputs[input];
	const struct table *table = tables[from->feed];
	char *name AUTOFREE = mem_printf("%s.copy", table->name);
	char *path AUTOFREE = store_staged_path(late->load->conf->var, from->staged, name);
	void *row AUTOFREE = mem_alloc(table->row_size);
	struct pgcopy_reader reader;
	int more;

	if (pgcopy_open(&reader, path, err) < 0)
		return -1;
	while ((more = table_read(table, &reader, row, err)) == 1)
		take(late, input, key_of_row(late, from->feed, row));
	pgcopy_close(&reader);
	return more;
}

static void note_own(struct late *late, size_t input, struct key key)
{
	(void)input;
	*keyset_at(&late->keys, key) = NOBODY;
}

static void note_winner(struct late *late, size_t input, struct key key)
{
	if (keyset_get(&late->keys, key))
		*keyset_at(&late->keys, key) = 2 + input;
}

static bool is_older(const struct late *late, size_t input)
{
	const struct manifest_input *inputs = late->load->manifest.inputs;

	return strcmp(inputs[input].since, inputs[late->input].since) < 0;
}

static void count_own(struct late *late, size_t input, struct key key)
{
	uint64_t winner = keyset_get(&late->keys, key);

	(void)input;
	if (winner > NOBODY && is_older(late, winner - 2))
		late->lost[winner - 2]++;
}

/* The place after the last file of the late one's feed. */
static size_t end_of_feed(const struct late *late, bool *ret_older)
{
	const struct manifest *manifest = &late->load->manifest;
	size_t end = late->input + 1;

	*ret_older = false;
	for (; end < manifest->input_count; end++) {
		if (manifest->inputs[end].feed != manifest->inputs[late->input].feed)
			break;
		*ret_older |= is_older(late, end);
	}
	return end;
}

static int compare(struct late *late, size_t end, struct error *err)
{
	int result = read_keys(late, late->input, note_own, err);

	for (size_t i = late->input + 1; i < end && result == 0; i++)
		result = read_keys(late, i, note_winner, err);
	if (result == 0)
		result = read_keys(late, late->input, count_own, err);
	keyset_release(&late->keys);
	str_release(&late->key);
	return result;
}

int lost_count(const struct load *load, size_t input, int64_t *lost, struct error *err)
{
	const struct manifest *manifest = &load->manifest;
	const struct manifest_input *from = &manifest->inputs[input];
	struct late late = {.load = load, .input = input, .lost = lost,
		.whole_invoices = manifest->replaces == REPLACES_INVOICE};
	bool older;
	size_t end = end_of_feed(&late, &older);

	if (!older)
		return 0;
	if (manifest->delivery[from->feed] == DELIVERY_CHANGES)
		return compare(&late, end, err);
	/* Of a snapshot only the last file counts. */
	if (is_older(&late, end - 1))
		lost[end - 1] = from->totals.accepted;
	return 0;
}
