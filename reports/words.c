/* Every sentence that stands for a code, in one place. */
#include "reports/words.h"

#include <stdio.h>

#include "pipeline/base/date.h"
#include "pipeline/base/money.h"

const struct words words_reason[] = {
	{"terms-not-accepted", "The terms are not accepted"},
	{"registered-late", "Registered after the last day"},
	{"number-not-found", "The number leads to no account"},
	{"account-taken", "Another partner registered first"},
	{"membership-inactive", "Membership not active on the day of the sale"},
	{"before-registration", "Sold before your registration"},
	{"agreement-unknown", "The agreement is not on file"},
	{"agreement-inactive", "No agreement in force on the day of the sale"},
	{"license-type", "License type that the campaign does not cover"},
	{"currency", "Another currency than the campaign's"},
	{"stacking", "Counts in another campaign"},
	{"late-return", "Returned after the last day for returns"},
	{NULL, NULL},
};

const struct words words_registration[] = {
	{"active", "Active: the sales of this account count."},
	{"unknown-campaign", "There is no campaign with this name."},
	{"unknown-partner", "The partner is not on file."},
	{"not-approved", "Not approved: pending, rejected or withdrawn."},
	{"terms-not-accepted", "Terms not accepted: the version asked for has to be signed."},
	{"registered-late", "Registered after the last day to register."},
	{"number-not-found", "The number leads to no account: please check it."},
	{"account-taken", "Another partner registered first for this account: please contact us."},
	{NULL, NULL},
};

const struct words words_next_step[] = {
	{"active", "The sales of this account count."},
	{"unknown-campaign", "Choose one of the campaigns of the board, and register again."},
	{"unknown-partner", "Ask us to put your MPN ID on file."},
	{"not-approved", "A pending registration needs nothing from you: its decision follows. Ask us "
		"where you expected another one."},
	{"terms-not-accepted", "Sign the terms of this campaign, as its page names them. The registration "
		"becomes active with the next delivery after that."},
	{"registered-late", "The last day to register has passed. Ask us where the date "
		"{registered_on:day} is not right."},
	{"number-not-found", "Register again with the number of an invoice or an agreement that you "
		"have sold under, written exactly as it is there."},
	{"account-taken", "Contact us: only we can settle whose account it is. Until then its sales "
		"are not paid to you."},
	{NULL, NULL},
};

const struct words words_found_in[] = {
	{"invoice", "by the invoice"},
	{"agreement", "by the agreement"},
	{NULL, NULL},
};

const struct words words_kind[] = {
	{"dollar_per_sku", "Dollar per SKU"},
	{"frequency", "Frequency"},
	{NULL, NULL},
};

const struct words words_counted[] = {
	{"no-reseller", "The sale names no reseller account."},
	{"not-registered", "No partner is registered for the account."},
	{"not-approved", "The registration for the account is not approved."},
	{NULL, NULL},
};

const struct words words_quarantine[] = {
	{"type-error", "The value is not of the column's type."},
	{"missing-cell", "The row has fewer cells than the header."},
	{"extra-cell", "The row has more cells than the header."},
	{"encoding-error", "The row is not in the feed's encoding."},
	{"constraint-error", "The value breaks a rule of the column."},
	{"row-error", "The row cannot be read as a record."},
	{"duplicate-row", "The row stands in the file twice."},
	{"key-conflict", "The same key stands in the file with different values."},
	{NULL, NULL},
};

const struct words words_part[] = {
	{"earned", "Earned"},
	{"clawed-back", "Clawed back"},
	{"adjusted", "Adjusted"},
	{NULL, NULL},
};

const struct words words_outcome[] = {
	{"paid", "Paid."},
	{"due", "Due, unless below the minimum payout."},
	{"nothing", "Nothing is due."},
	{"negative", "Carried forward: it is set off against what is earned next."},
	{"below-minimum", "Carried forward: below the minimum payout of {minimum_payout}."},
	{"on-hold", "Carried forward: payments are on hold. {hold_reason}"},
	{NULL, NULL},
};

const struct words words_adjustment[] = {
	{"late", "Came after the statement of its time."},
	{"changed", "What this line earns has changed."},
	{"vanished", "This line is gone, or counts no more."},
	{"moved", "{lines} lines have changed, and add up to nothing."},
	{"manual", "Entry {line_number} by hand: {reason}"},
	{NULL, NULL},
};

const struct words words_open[] = {
	{"nothing", "Nothing is open."},
	{"negative", "Set off against what is earned next."},
	{"below-minimum", "Below the minimum payout of {minimum_payout}."},
	{"on-hold", "On hold: {hold_reason}"},
	{NULL, NULL},
};

const struct words words_totals[] = {
	{"totals", "{to_pay} of {partners} partners would be paid"},
	{NULL, NULL},
};

const struct words words_taken[] = {
	{"taken", "{files} files, {rows} rows, {quarantined} of them rejected"},
	{NULL, NULL},
};

const struct words words_attention[] = {
	{"conflicts", "Accounts that two partners claim"},
	{"holds", "Partners on hold"},
	{"payees", "Partners whose payee is missing or not confirmed"},
	{"late", "Files with late lines"},
	{"replaced", "Files whose content was replaced"},
	{"lost", "Rows of new files that lost to older ones"},
	{"spent", "Campaigns whose budget is used up"},
	{"unposted", "Lines that changed after the final date"},
	{"unmatched", "Returns that found no sale"},
	{"quarantine", "Delivered rows that were not taken in"},
	{"counted", "Sales that belong to no registered partner"},
	{NULL, NULL},
};

const struct words words_exception[] = {
	{"late", "Lines: {lines}. The earliest is dated {earliest:day}."},
	{"payee-missing", "No payee was delivered: the partners feed has no account."},
	{"payee-changed", "Other details than those that were paid to last: version {version} has to be "
		"confirmed."},
	{NULL, NULL},
};

const char *words_find(const struct words *table, const char *code)
{
	if (!code)
		return "";
	for (; table->code; table++)
		if (strcmp(table->code, code) == 0)
			return table->sentence;
	return code;
}

static const char *const months[] = {
	"January", "February", "March", "April", "May", "June", "July", "August", "September",
	"October", "November", "December",
};

void words_add_day(struct str *out, const char *iso)
{
	date_t date;
	int year, month, day;

	if (!date_parse_iso(span_of(iso), &date)) {
		str_add(out, iso);
		return;
	}
	date_to_civil(date, &year, &month, &day);
	str_addf(out, "%d %s %d", day, months[month - 1], year);
}

/* The digits behind the point that are shown: all but zeros at the end, and at least `places`. */
static size_t decimals(const char *digits, size_t places)
{
	size_t shown = strlen(digits);

	while (shown > places && digits[shown - 1] == '0')
		shown--;
	return shown;
}

void words_add_amount(struct str *out, const char *decimal, int places)
{
	bool negative = *decimal == '-';
	const char *digits = decimal + negative;
	size_t whole = strcspn(digits, "."), least = places > 0 ? (size_t)places : 0;
	const char *behind = digits[whole] ? digits + whole + 1 : "";
	size_t shown = decimals(behind, least);

	if (negative)
		str_add(out, "\u2212");
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			str_add_char(out, ',');
		str_add_char(out, digits[i]);
	}
	if (shown > 0 || least > 0)
		str_add_char(out, '.');
	str_add_bytes(out, behind, shown);
	for (; shown < least; shown++)
		str_add_char(out, '0');
}

static int places_of(const char *currency)
{
	return currency ? currency_places(span_of(currency)) : 2;
}

static void add_value(struct str *out, struct span name, words_lookup lookup, const void *context)
{
	struct span rest = name, key;

	span_cut(&rest, ':', &key);
	const char *value = lookup(context, key);
	if (!value)
		return;
	if (span_is(rest, "day"))
		words_add_day(out, value);
	else if (span_is(rest, "amount"))
		words_add_amount(out, value, places_of(lookup(context, span_of("currency"))));
	else
		str_add(out, value);
}

void words_fill(struct str *out, const char *sentence, words_lookup lookup, const void *context)
{
	const char *open, *close;

	while ((open = strchr(sentence, '{')) && (close = strchr(open, '}'))) {
		str_add_bytes(out, sentence, (size_t)(open - sentence));
		add_value(out, (struct span){open + 1, (size_t)(close - open - 1)}, lookup, context);
		sentence = close + 1;
	}
	str_add(out, sentence);
}
