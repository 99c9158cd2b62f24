/*
 * Campaign folders of any bytes: each problem names a file of the folder; a folder without problems
 * holds a campaign that nobody needs to check again: entries and tiers in their order and apart
 * from each other, and a payout that never falls as its measure grows. Whether a good folder is
 * refused is not asked here.
 *
 * Input: kind, tiers, pay and currency in one byte; then lines of campaign.conf, the rate card or
 * products, and the thresholds, with a line of one dash between them.
 */
#include "tests/fuzz/fuzz.h"

#include <inttypes.h>
#include <stdio.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/campaign.h"
#include "pipeline/edge/files.h"
#include "stages/transform/curve.h"

#define BETWEEN "\n-\n"
#define MEASURES_MAX 256

enum { CONF, CARD, THRESHOLDS, FILES };

static const char *const names[2][FILES] = {
	{"campaign.conf", "rate_card.csv", NULL},
	{"campaign.conf", "products.csv", "thresholds.csv"},
};

static void write_file(const char *name, struct span text)
{
	char *path AUTOFREE = path_join(fuzz_folder(), name);
	FILE *file = fopen(path, "wb");

	MUST(file && fwrite(text.at, 1, text.len, file) == text.len && fclose(file) == 0,
		"a scratch file can be written");
}

static void remove_files(void)
{
	for (int i = 0; i < 2 * FILES; i++) {
		const char *name = names[i / FILES][i % FILES];
		char *path AUTOFREE = name ? path_join(fuzz_folder(), name) : NULL;
		if (path)
			remove(path);
	}
}

/* What every campaign needs, where the input does not give it. */
static void put_conf(uint8_t choice, struct span lines, struct str *out)
{
	bool frequency = choice & 1;

	str_addf(out,
		"[campaign]\nid = a\nname = A\nkind = %s\nstart = 2026-07-01\nend = 2026-09-30\n"
		"currency = %s\ntiers = %s\nreturns_days = 30\n",
		campaign_kind_name[frequency], choice & 8 ? "JPY" : "CAD",
		campaign_tiers_name[choice >> 1 & 1]);
	if (frequency)
		str_addf(out, "per = campaign\ncount = customers\npay = %s\n",
			campaign_pay_name[choice >> 2 & 1]);
	else
		str_add(out, "scope = partner\n");
	str_add_span(out, lines);
}

/* The part before the next line of one dash. */
static struct span cut_part(struct span *rest)
{
	const char *found = rest->len ? memmem(rest->at, rest->len, BETWEEN, strlen(BETWEEN)) : NULL;
	struct span part = *rest;

	if (!found) {
		*rest = (struct span){"", 0};
		return part;
	}
	part.len = (size_t)(found - part.at);
	*rest = (struct span){found + strlen(BETWEEN), rest->len - part.len - strlen(BETWEEN)};
	return part;
}

static void write_folder(uint8_t choice, struct span text)
{
	struct str conf AUTOSTR = STR_INIT;
	const char *const *files = names[choice & 1];

	remove_files();
	put_conf(choice, cut_part(&text), &conf);
	write_file(files[CONF], (struct span){conf.s, conf.len});
	write_file(files[CARD], cut_part(&text));
	if (files[THRESHOLDS])
		write_file(files[THRESHOLDS], text);
}

/* "FOLDER/FILE:LINE: words", or the file alone. */
static void check_problem(const struct problem *problem)
{
	const char *folder = fuzz_folder(), *at = problem->message;
	size_t length = strlen(folder);

	MUST(strncmp(at, folder, length) == 0 && at[length] == '/', "a problem names its file: %s", at);
	MUST(span_is_utf8(span_of(at)), "a problem is UTF-8: %s", at);
}

static void check_tiers(const struct tier *tiers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		MUST(tiers[i].minimum >= 1 && tiers[i].maximum >= tiers[i].minimum, "a tier has units");
		MUST(tiers[i].rate.e4 >= 0, "a rate is not negative");
	}
}

static void check_entries(const struct campaign *campaign)
{
	MUST(campaign->entry_count > 0, "a campaign has a card");
	for (size_t i = 0; i < campaign->entry_count; i++) {
		const struct card_entry *entry = &campaign->entries[i], *next = entry + 1;
		check_tiers(entry->tiers, entry->tier_count);
		for (size_t j = 1; j < entry->tier_count; j++)
			MUST(entry->tiers[j].minimum > entry->tiers[j - 1].maximum, "tiers do not overlap");
		MUST(entry->valid_from <= entry->valid_to, "an entry is in force some day");
		if (i + 1 == campaign->entry_count)
			continue;
		int order = strcmp(entry->sku, next->sku);
		bool same = order == 0 && entry->prefix == next->prefix;
		MUST(order <= 0 && !(order == 0 && entry->prefix && !next->prefix),
			"entries have an order");
		MUST(!same || entry->valid_to < next->valid_from, "entries of an SKU do not overlap");
	}
}

/* One unit around each end of a tier, ascending. */
static size_t measures_of(struct ladder ladder, int64_t *measures)
{
	size_t count = 0;

	measures[count++] = 0;
	for (size_t i = 0; i < ladder.count && count + 6 < MEASURES_MAX; i++)
		for (int step = 0; step < 6; step++) {
			int64_t end = step < 3 ? ladder.tiers[i].minimum : ladder.tiers[i].maximum;
			int64_t measure;
			if (!__builtin_add_overflow(end, step % 3 - 1, &measure) &&
				measure > measures[count - 1] && measure < UNITS_NO_LIMIT)
				measures[count++] = measure;
		}
	return count;
}

static void check_payout(const struct campaign *campaign, struct ladder ladder)
{
	int64_t measures[MEASURES_MAX];
	size_t count = measures_of(ladder, measures);
	struct money before = MONEY_ZERO, payout;

	for (size_t i = 0; i < count; i++) {
		if (!curve_payout(campaign, ladder, measures[i], 0, &payout))
			return; /* more than an amount holds */
		MUST(payout.e4 >= before.e4, "%" PRIi64 " units pay no less than fewer do", measures[i]);
		MUST(money_has_places(payout, campaign->places), "a payout has the currency's places");
		before = payout;
	}
}

static void check_campaign(const struct campaign *campaign)
{
	check_entries(campaign);
	check_tiers(campaign->thresholds, campaign->threshold_count);
	for (size_t i = 1; i < campaign->threshold_count; i++)
		MUST(campaign->thresholds[i].minimum > campaign->thresholds[i - 1].minimum,
			"thresholds ascend");
	MUST(campaign->start <= campaign->end && campaign->count_from <= campaign->start,
		"dates are the right way round");
	if (campaign->kind == KIND_FREQUENCY)
		check_payout(campaign,
			(struct ladder){campaign->thresholds, campaign->threshold_count});
	for (size_t i = 0; i < campaign->entry_count && campaign->kind == KIND_DOLLAR_PER_SKU; i++)
		check_payout(campaign,
			(struct ladder){campaign->entries[i].tiers, campaign->entries[i].tier_count});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = {data, size};
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct campaign campaign;

	uint8_t choice = fuzz_byte(&input);
	write_folder(choice, fuzz_rest(&input));
	int result = campaign_load(&campaign, fuzz_folder(), &err);
	MUST((result < 0) == (err.count > 0), "it fails with problems, and only with them");
	for (size_t i = 0; i < err.count; i++)
		check_problem(&err.items[i]);
	if (result == 0)
		check_campaign(&campaign);
	campaign_release(&campaign);
	return 0;
}
