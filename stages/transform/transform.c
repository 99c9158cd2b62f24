/* The paragraphs of the rules, one after the other. */
#include "stages/transform/transform.h"

int transform_settle(struct transform *t, struct error *err)
{
	registrations_settle(&t->registrations, &t->sales);
	returns_match(&t->returns, &t->sales);
	eligibility_settle(&t->eligibility, &t->sales, &t->cards, &t->registrations);
	for (size_t c = 0; c < t->sales.campaign_count; c++)
		if (settle_campaign(&t->settlement, &t->sales, &t->registrations, &t->returns, c,
				&t->eligibility.claims[c], err) < 0)
			return -1;
	return settlement_finish(&t->settlement, &t->sales, &t->eligibility.exclusions, err);
}

void transform_release(struct transform *t)
{
	settlement_release(&t->settlement);
	if (t->eligibility.claims)
		eligibility_release(&t->eligibility, t->sales.campaign_count);
	returns_release(&t->returns);
	registrations_release(&t->registrations);
	cards_release(&t->cards);
	sales_release(&t->sales);
}
