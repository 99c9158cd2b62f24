/* Control totals and counts of a delivered file. */
#include "stages/extract/tally.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/json.h"

void tally_init(struct tally *tally)
{
	*tally = (struct tally){0};
}

static void release_examples(struct tally *tally)
{
	for (int i = 0; i < REJECT_COUNT; i++) {
		free(tally->examples[i].column);
		free(tally->examples[i].value);
	}
}

void tally_release(struct tally *tally)
{
	release_examples(tally);
	tally_init(tally);
}

void tally_accept(struct tally *tally, uint64_t key)
{
	tally->totals.accepted++;
	tally->keys += key;
}

static int overflow(const char *what, struct error *err)
{
	error_set(err, EXIT_DATA, "the sum of %s is too large to be counted", what);
	return error_hint(err, "look for a value that cannot be meant, and deliver the file corrected");
}

int tally_accept_invoice(struct tally *tally, const struct invoice_row *row, struct error *err)
{
	struct control_totals *totals = &tally->totals;

	if (__builtin_add_overflow(totals->quantity, row->quantity, &totals->quantity))
		return overflow("quantity", err);
	if (!money_add(totals->net_amount, row->net_amount, &totals->net_amount))
		return overflow("net_amount", err);
	return 0;
}

void tally_reject(struct tally *tally, enum reject reject, int64_t line, const char *column,
	const char *value)
{
	tally->totals.rejected++;
	if (tally->rejected[reject]++ > 0)
		return;
	tally->examples[reject] = (struct tally_example){line, mem_strdup(column), mem_strdup(value)};
}

void tally_deliver(struct tally *tally, struct money amount)
{
	if (money_is_none(tally->delivered))
		return;
	if (money_is_none(amount) || !money_add(tally->delivered, amount, &tally->delivered))
		tally->delivered = MONEY_NONE;
}

int tally_check(const struct tally *tally, const char *name, struct error *err)
{
	const struct control_totals *totals = &tally->totals;
	int64_t rejected = 0;

	for (int i = 0; i < REJECT_COUNT; i++)
		rejected += tally->rejected[i];
	if (totals->read == totals->accepted + totals->rejected + totals->duplicates &&
		rejected == totals->rejected)
		return 0;
	error_set(err, EXIT_DATA,
		"%s: %" PRIi64 " rows were read, but %" PRIi64 " accepted, %" PRIi64 " rejected (%" PRIi64
		" by reason) and %" PRIi64 " duplicates do not add up to them",
		name, totals->read, totals->accepted, totals->rejected, rejected, totals->duplicates);
	return error_hint(err, "remove its folder below var/store/staged and run again");
}

static json_t *rejects_to_json(const struct tally *tally)
{
	json_t *list = json_object();

	for (int i = 0; i < REJECT_COUNT; i++) {
		if (tally->rejected[i] == 0)
			continue;
		json_t *value = json_object();
		json_put_int(value, "rows", tally->rejected[i]);
		json_put_int(value, "line", tally->examples[i].line);
		json_put_text(value, "column", tally->examples[i].column);
		json_put_text(value, "value", tally->examples[i].value);
		json_object_set_new(list, reject_names[i], value);
	}
	return list;
}

json_t *tally_to_json(const struct tally *tally, enum feed_id feed)
{
	json_t *value = json_object();
	char text[MONEY_TEXT], keys[17];

	snprintf(keys, sizeof(keys), "%016" PRIx64, tally->keys);
	json_put_int(value, "read", tally->totals.read);
	json_put_int(value, "accepted", tally->totals.accepted);
	json_put_int(value, "rejected", tally->totals.rejected);
	json_put_int(value, "duplicates", tally->totals.duplicates);
	json_put_text(value, "keys", keys);
	if (feed == FEED_INVOICES) {
		json_put_int(value, "quantity", tally->totals.quantity);
		json_put_text(value, "net_amount", money_format(tally->totals.net_amount, 2, text));
		json_put_text(value, "delivered_net_amount",
			money_is_none(tally->delivered) ? NULL : money_format(tally->delivered, 2, text));
	}
	json_object_set_new(value, "rejects", rejects_to_json(tally));
	return value;
}

/* true where the text is an amount; "" is MONEY_NONE. */
static bool read_amount(const json_t *value, const char *key, struct money *ret)
{
	const char *text = json_text_of(value, key, "");

	*ret = MONEY_NONE;
	return text[0] == '\0' || number_money(span_of(text), &number_plain, ret) == NUMBER_OK;
}

static void read_rejects(struct tally *tally, const json_t *list)
{
	for (int i = 0; i < REJECT_COUNT; i++) {
		const json_t *value = json_object_get(list, reject_names[i]);
		tally->rejected[i] = json_int_of(value, "rows", 0);
		tally->examples[i] = (struct tally_example){
			.line = json_int_of(value, "line", 0),
			.column = mem_strdup(json_text_of(value, "column", "")),
			.value = mem_strdup(json_text_of(value, "value", "")),
		};
	}
}

int tally_from_json(struct tally *tally, const json_t *value, const char *name, struct error *err)
{
	struct control_totals *totals = &tally->totals;

	tally_init(tally);
	totals->read = json_int_of(value, "read", -1);
	totals->accepted = json_int_of(value, "accepted", 0);
	totals->rejected = json_int_of(value, "rejected", 0);
	totals->duplicates = json_int_of(value, "duplicates", 0);
	totals->quantity = json_int_of(value, "quantity", 0);
	snprintf(totals->keys, sizeof(totals->keys), "%s", json_text_of(value, "keys", ""));
	read_rejects(tally, json_object_get(value, "rejects"));
	if (!read_amount(value, "net_amount", &totals->net_amount) ||
		!read_amount(value, "delivered_net_amount", &tally->delivered))
		return error_set(err, EXIT_DATA, "%s: its stored totals cannot be read", name);
	if (money_is_none(totals->net_amount))
		totals->net_amount = MONEY_ZERO;
	return tally_check(tally, name, err);
}
