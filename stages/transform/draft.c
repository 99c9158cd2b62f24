/* Registrations for a campaign that nobody could register for. */
#include "stages/transform/draft.h"

#include <string.h>

#include "pipeline/base/mem.h"

static const struct campaign *draft_of(const struct transform *t, const char *id)
{
	for (size_t c = 0; c < t->campaigns.count; c++)
		if (strcmp(t->campaigns.items[c].id, id) == 0)
			return &t->campaigns.items[c];
	return NULL;
}

static bool has_registrations(const struct sales *sales, const char *id)
{
	for (size_t i = 0; i < sales->registration_count; i++)
		if (span_is(sales_text(sales, sales->registrations[i].campaign_id), id))
			return true;
	return false;
}

static struct registration assume(const struct registration *from, text_id campaign, text_id terms,
	date_t start)
{
	struct registration registration = *from;

	registration.campaign_id = campaign;
	registration.terms_version = terms;
	if (registration.registered_on > start)
		registration.registered_on = start;
	registration.terms_signed_on = registration.registered_on;
	return registration;
}

static int64_t register_everybody(struct sales *sales, const struct campaign *draft)
{
	size_t before = sales->registration_count;
	text_id id = dict_find(&sales->texts, span_of(draft->id));
	text_id terms = draft->terms_version ? dict_find(&sales->texts, span_of(draft->terms_version)) : 0;

	sales->registrations =
		mem_resize(sales->registrations, before * 2, sizeof(*sales->registrations));
	for (size_t i = 0; i < before; i++) {
		const struct registration *from = &sales->registrations[i];
		if (span_is(sales_text(sales, from->status), "approved"))
			sales->registrations[sales->registration_count++] =
				assume(from, id, terms, draft->start);
	}
	sales_sort_registrations(sales);
	return (int64_t)(sales->registration_count - before);
}

int64_t draft_register_everybody(struct transform *t, const char *folder, struct error *err)
{
	struct campaign named CLEANUP(campaign_release) = {0};

	if (campaign_load(&named, folder, err) < 0)
		return -1;
	const struct campaign *draft = draft_of(t, named.id);
	if (!draft || has_registrations(&t->sales, draft->id))
		return 0;
	return register_everybody(&t->sales, draft);
}
