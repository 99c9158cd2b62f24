/* A later row takes the place of an earlier one with the same key. */
#include "stages/transform/parties.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "stages/transform/staged.h"

/* One feed being read into its array. */
struct reading {
	struct sales *sales;
	struct pairs keys; /* of the feed's rows: parallel to the array */
	size_t cap;
};

/* The place of the row with this key: a new one at the end, or that of the row it replaces. */
#define PLACE(reading, array, count, key)                                                          \
	({                                                                                             \
		uint32_t place_ = pairs_add(&(reading)->keys, (key), 0);                                   \
		if (place_ == (count)) {                                                                   \
			MEM_GROW((array), (count), (reading)->cap);                                            \
			(count)++;                                                                             \
		}                                                                                          \
		&(array)[place_];                                                                          \
	})

static void take_partner(void *context, uint32_t file, const void *data)
{
	struct reading *reading = context;
	const struct partner_row *row = data;
	struct sales *sales = reading->sales;
	text_id mpn_id = dict_add(&sales->texts, row->mpn_id);

	(void)file;
	*PLACE(reading, sales->partners, sales->partner_count, mpn_id) = (struct partner){
		.mpn_id = mpn_id,
		.name = dict_add(&sales->texts, row->name),
		.email = dict_add(&sales->texts, row->email),
		.province = dict_add(&sales->texts, row->province),
		.payee_name = dict_add(&sales->texts, row->payee_name),
		.payee_account = dict_add(&sales->texts, row->payee_account),
		.payee_bank = dict_add(&sales->texts, row->payee_bank),
		.membership_start = row->membership_start,
		.membership_end = row->membership_end,
	};
}

static void take_agreement(void *context, uint32_t file, const void *data)
{
	struct reading *reading = context;
	const struct agreement_row *row = data;
	struct sales *sales = reading->sales;
	text_id number = dict_add(&sales->texts, row->agreement_number);

	(void)file;
	*PLACE(reading, sales->agreements, sales->agreement_count, number) = (struct agreement){
		.number = number,
		.license_type = dict_add(&sales->texts, row->license_type),
		.account = dict_add(&sales->texts, row->reseller_id),
		.customer = dict_add(&sales->texts, row->customer_id),
		.start = row->start_date,
		.end = row->end_date,
	};
}

static void take_registration(void *context, uint32_t file, const void *data)
{
	struct reading *reading = context;
	const struct registration_row *row = data;
	struct sales *sales = reading->sales;
	text_id id = dict_add(&sales->texts, row->registration_id);
	bool signed_by_now =
		row->terms_signed_on != DATE_NONE && sales_date_has_come(sales, row->terms_signed_on);

	*PLACE(reading, sales->registrations, sales->registration_count, id) = (struct registration){
		.id = id,
		.campaign_id = dict_add(&sales->texts, row->campaign_id),
		.mpn_id = dict_add(&sales->texts, row->mpn_id),
		.number = dict_add(&sales->texts, row->identification_number),
		.status = dict_add(&sales->texts, row->status),
		.terms_version = dict_add(&sales->texts, row->terms_version),
		.registered_on = row->registered_on,
		.terms_signed_on = signed_by_now ? row->terms_signed_on : DATE_NONE,
		.origin = origin_of(file, row->source_line),
	};
}

/* Registrations after the as-of do not exist; restatement comes first. */
static void drop_future_registrations(struct sales *sales)
{
	size_t kept = 0;

	for (size_t i = 0; i < sales->registration_count; i++)
		if (sales_date_has_come(sales, sales->registrations[i].registered_on))
			sales->registrations[kept++] = sales->registrations[i];
	sales->registration_count = kept;
}

static const struct {
	enum feed_id feed;
	const struct table *table;
	void (*take)(void *context, uint32_t file, const void *row);
} feeds[] = {
	{FEED_PARTNERS, &table_partners, take_partner},
	{FEED_AGREEMENTS, &table_agreements, take_agreement},
	{FEED_REGISTRATIONS, &table_registrations, take_registration},
};

int parties_read(struct sales *sales, const char *var, const struct manifest *manifest,
	struct error *err)
{
	int result = 0;

	for (size_t i = 0; i < ARRAY_LEN(feeds) && result == 0; i++) {
		struct reading reading = {.sales = sales};
		struct staged_reading rows = {.var = var, .manifest = manifest, .feed = feeds[i].feed,
			.table = feeds[i].table, .columns = TABLE_ALL, .take = feeds[i].take,
			.context = &reading};
		result = staged_read(&rows, err);
		pairs_release(&reading.keys);
	}
	drop_future_registrations(sales);
	if (result == 0)
		sales_finish_parties(sales);
	return result;
}
