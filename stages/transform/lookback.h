/*
 * New customers (rules: frequency): a customer is new to a partner when no account that one of
 * the partner's approved registrations names sold anything to it in the days before the campaign
 * counts.
 */
#ifndef CASHBACK_TRANSFORM_LOOKBACK_H
#define CASHBACK_TRANSFORM_LOOKBACK_H

#include "stages/transform/registrations.h"
#include "stages/transform/sales.h"

struct lookback {
	struct pairs known; /* partner, customer */
};

/* Empty for campaigns that do not ask for new customers: then every customer is new. */
void lookback_init(struct lookback *lookback, const struct sales *sales,
	const struct registrations *registrations, const struct campaign *campaign);
bool lookback_is_new(const struct lookback *lookback, uint32_t partner, text_id customer);
void lookback_release(struct lookback *lookback);

/* Is the date in the campaign's look-back window? */
bool lookback_window(const struct campaign *campaign, date_t date);
/* In that of any campaign? Then sales of every SKU matter, of accounts that a registration names. */
bool lookback_any(const struct sales *sales, date_t date);

#endif
