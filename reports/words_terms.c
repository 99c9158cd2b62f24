/* How campaigns count and pay, in the words of their partners. */
#include "reports/words.h"

/* -is: the sale's own value is known; -by, -none and the like: see queries/partner_not_paid.sql. */
const struct words words_not_paid[] = {
	{"terms-not-accepted", "Your registration for this campaign lacks the accepted terms: the "
		"version asked for has to be signed."},
	{"terms-not-signed", "This campaign asks for its terms, version {terms_version}, signed; your "
		"registration of {registered_on:day} has none."},
	{"terms-other", "This campaign asks for its terms, version {terms_version}, signed; your "
		"registration of {registered_on:day} has version {terms_given}."},
	{"registered-late", "Your registration of {registered_on:day} came after the last day to "
		"register for this campaign."},
	{"registered-late-by", "Your registration of {registered_on:day} came after {register_by:day}, "
		"the last day to register for this campaign."},
	{"number-not-found", "The number on your registration leads to no account."},
	{"account-taken", "Another partner registered first for the account of this sale."},
	{"membership-inactive", "Your partner membership was not active on {event_date:day}."},
	{"membership-before", "The sale is dated {event_date:day}; your partner membership began on "
		"{membership_start:day}."},
	{"membership-after", "The sale is dated {event_date:day}; your partner membership ended on "
		"{membership_end:day}."},
	{"before-registration", "The sale is dated {event_date:day}; your registration for this "
		"campaign is dated {registered_on:day}."},
	{"agreement-unknown", "The agreement that this sale names is not on file, so its license "
		"type is not known."},
	{"agreement-unknown-is", "Agreement {fact}, which this sale names, is not on file, so its "
		"license type is not known. This campaign covers {license_types}."},
	{"agreement-inactive", "The sale is not under an agreement that was in force on "
		"{event_date:day}."},
	{"agreement-inactive-none", "The sale names no agreement; this campaign asks for one that is in "
		"force on the day of the sale."},
	{"agreement-inactive-is", "Agreement {fact}, which this sale names, was not in force on "
		"{event_date:day}."},
	{"license-type", "This campaign does not cover the license type of this sale."},
	{"license-type-none", "This sale has no license type; this campaign covers {license_types}."},
	{"license-type-is", "The license type of this sale is {fact}; this campaign covers "
		"{license_types}."},
	{"currency", "The sale is in another currency than the campaign."},
	{"currency-is", "The sale is in {fact}; this campaign counts sales in {currency}."},
	{"stacking", "The sale counts in another campaign, and may not count in both."},
	{"stacking-here", "The sale counts in {other}, and may not count in both."},
	{"late-return", "The return of {event_date:day} came after the campaign's last day for "
		"returns. Your cash-back stays as it was."},
	{"late-return-by", "The return of {event_date:day} came after {returns_by:day}, the campaign's "
		"last day for returns. Your cash-back stays as it was."},
	/* of lines that count */
	{"before-start", "Dated before the campaign's start: counts towards the thresholds, is not "
		"paid."},
	{"capped", "The campaign's cap or budget limits this amount."},
	{"not-counted", "Does not count: below the campaign's minimum, or not a new customer."},
	{"not-counted-return", "What is left of the sale does not count."},
	{"below-minimum", "Below the least quantity that is paid; the quantity so far is "
		"{measure_after}."},
	{"below-threshold", "Below the first threshold; the count so far is {measure_after}."},
	{"above-maximum", "Units above the campaign's maximum are not paid."},
	{NULL, NULL},
};

const struct words words_paid_at[] = {
	{"flat", "{rate} each"},
	{"rate", "{rate} each, from {minimum} on"},
	{"changed", "{rate} each, from {minimum} on; {low_rate} before"},
	{"lost", "Nothing below {first}; {low_rate} each before"},
	{"below", "Nothing below {first}"},
	{"step", "{rate} each, for {minimum} to {maximum}"},
	{"first-step", "{rate} each, from {first} on"},
	{"first-steps", "Nothing below {first}, then step by step up to {rate} each"},
	{"two-steps", "{low_rate} each up to {low_maximum}, then {rate}"},
	{"steps", "{low_rate} to {rate} each, step by step"},
	{"once", "{rate} for {minimum} reached"},
	{"once-more", "{rate} more for {minimum} reached"},
	{"once-kept", "{minimum} is reached already"},
	{"once-lost", "{low_minimum} is not reached any more"},
	{"several", "Takes back sales of several groups"},
	{NULL, NULL},
};

const struct words words_counts[] = {
	{"transactions", "Deals (invoices)"},
	{"customers", "Customers"},
	{"new_customers", "New customers"},
	{NULL, NULL},
};

const struct words words_next_tier[] = {
	{"open", "{missing} more by {until:day} would add {adds} {currency}, if no cap stands against it."},
	{"top", "The highest tier is reached. Sales count up to {until:day}."},
	{"top-once", "The highest tier is reached, and is paid once."},
	{"top-full", "The most that is paid is reached: further units are not paid."},
	{"ended", "Ended on {until:day}: only returns can still change it."},
	{NULL, NULL},
};

const struct words words_term[] = {
	{"name", "Name"},
	{"runs", "Runs"},
	{"measured", "What is counted"},
	{"pays", "How it pays"},
	{"minimum", "What a deal needs"},
	{"registration", "Registration"},
	{"terms", "Terms"},
	{"license", "License types"},
	{"agreement", "Agreement"},
	{"stacking", "Other campaigns"},
	{"returns", "Returns"},
	{"cap", "Limit"},
	{"payable", "Paid from"},
	{"final", "Final"},
	{NULL, NULL},
};

const struct words words_term_says[] = {
	{"name", "{name}"},
	{"runs", "Sales from {start_date:day} to {end_date:day}."},
	{"runs-from", "Sales from {start_date:day} to {end_date:day}; those from {count_from:day} on count "
		"towards the thresholds and are not paid."},
	{"transaction", "The units of each SKU on one invoice."},
	{"customer", "The units of each SKU that one customer buys."},
	{"partner", "The units of each SKU, over all your sales."},
	{"transactions-campaign", "Deals (invoices), over the whole campaign."},
	{"transactions-quarter", "Deals (invoices), for each calendar quarter."},
	{"transactions-month", "Deals (invoices), for each month."},
	{"customers-campaign", "Customers, over the whole campaign."},
	{"customers-quarter", "Customers, for each calendar quarter."},
	{"customers-month", "Customers, for each month."},
	{"new_customers-campaign", "New customers: nothing was sold to them in the {lookback_days} days "
		"before {count_from:day}."},
	{"units-retrospective", "The tier that is reached pays its rate on all units."},
	{"units-stepped", "Each tier pays its rate on its own units."},
	{"once-retrospective", "The highest threshold reached pays its amount, once."},
	{"once-stepped", "Each threshold reached pays its amount, once."},
	{"each-retrospective", "Each one counted pays the amount of the highest threshold reached."},
	{"each-stepped", "Each one counted pays the amount of the threshold that it stands above."},
	{"minimum-both", "At least {minimum_quantity} units and {minimum_amount} {currency}, net of "
		"returns."},
	{"minimum-amount", "At least {minimum_amount} {currency}, net of returns."},
	{"minimum-quantity", "At least {minimum_quantity} units, net of returns."},
	{"register-by", "By {register_by:day}."},
	{"register-from", "Sales count from the day of your registration on."},
	{"register-by-and-from", "By {register_by:day}. Sales count from the day of your registration "
		"on."},
	{"terms", "Version {terms_version}, signed."},
	{"license", "{license_types}."},
	{"agreement", "The sale's agreement has to be in force on the day of the sale."},
	{"stacking", "A sale that counts in {names} does not count here."},
	{"returns", "Returns up to {returns_by:day} take back what they no longer earn."},
	{"cap", "At most {partner_cap} {currency} for each partner."},
	{"budget", "The campaign has a budget: first come, first served."},
	{"cap-and-budget", "At most {partner_cap} {currency} for each partner; the campaign has a "
		"budget: first come, first served."},
	{"payable", "{calculation_date:day}: on no statement before."},
	{"final", "Nothing changes after {final_date:day}."},
	{NULL, NULL},
};

const struct words words_card[] = {
	{"product", "Counts towards the thresholds."},
	{"unit", "Each unit."},
	{"unit-to", "Each unit, up to {maximum}."},
	{"retrospective", "Each unit, once {minimum} are reached."},
	{"retrospective-to", "Each unit up to {maximum}, once {minimum} are reached."},
	{"stepped", "Each unit from the one with number {minimum} on."},
	{"stepped-to", "Each of the units {minimum} to {maximum}."},
	{"threshold-once", "Once, when {minimum} are reached."},
	{"threshold-each", "Each one counted, from {minimum} on."},
	{NULL, NULL},
};
