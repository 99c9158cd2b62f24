/* max_rejects. */
#include "stages/extract/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/base/mem.h"

#define WORST_SHOWN 3

/* What this run read first of one feed. */
struct feed_count {
	int64_t read, rejected;
	int64_t by_reason[REJECT_COUNT];
	const struct delivered *example[REJECT_COUNT]; /* the first file that has it */
};

static void add_file(struct feed_count *count, const struct delivered *file)
{
	count->read += file->tally.totals.read;
	count->rejected += file->tally.totals.rejected;
	for (int i = 0; i < REJECT_COUNT; i++) {
		if (file->tally.rejected[i] > 0 && !count->example[i])
			count->example[i] = file;
		count->by_reason[i] += file->tally.rejected[i];
	}
}

/* conf.c has checked that the limit is a count or a percentage. */
static bool is_over(const struct feed_count *count, const char *limit)
{
	size_t length = strlen(limit);
	struct money percent = MONEY_ZERO;
	int64_t rows = 0;

	if (length > 0 && limit[length - 1] == '%') {
		number_money((struct span){limit, length - 1}, &number_plain, &percent);
		return (__int128)count->rejected * 100 * MONEY_SCALE > (__int128)percent.e4 * count->read;
	}
	number_integer(span_of(limit), &number_plain, &rows);
	return count->rejected > rows;
}

static int worst_reason(const struct feed_count *count, const bool *shown)
{
	int worst = REJECT_NONE;

	for (int i = 0; i < REJECT_COUNT; i++)
		if (!shown[i] && count->by_reason[i] > count->by_reason[worst])
			worst = i;
	return worst;
}

/* A cell that cannot be read as its column. */
static char *describe_type(const struct extract_feed *feed, const struct tally_example *example)
{
	int field = feed_field_find(&feed->schema, span_of(example->column));
	enum column_type type = field >= 0 ? feed->schema.fields[field].type : COLUMN_TEXT;

	if (type == COLUMN_DATE)
		return mem_printf("%s '%s' is not a date of the form %s", example->column, example->value,
			feed->conf.date_format);
	return mem_printf("%s '%s' is not a %s with the marks and the sign that are declared",
		example->column, example->value, type == COLUMN_INT ? "whole number" : "number");
}

static char *describe_constraint(const struct extract_feed *feed,
	const struct tally_example *example)
{
	int field = feed_field_find(&feed->schema, span_of(example->column));

	if (field >= 0 && feed->schema.fields[field].required && example->value[0] == '\0')
		return mem_printf("%s is blank, and required", example->column);
	if (field >= 0 && feed->schema.fields[field].word_count > 0)
		return mem_printf("%s '%s' is not one of the words that are allowed", example->column,
			example->value);
	return mem_printf("%s '%s' is too long, too large or too precise", example->column,
		example->value);
}

/* What is wrong with the first row of a reason. */
static char *describe(const struct extract_feed *feed, int reason,
	const struct tally_example *example)
{
	switch (reason) {
	case REJECT_TYPE:
		return describe_type(feed, example);
	case REJECT_CONSTRAINT:
		return describe_constraint(feed, example);
	case REJECT_ENCODING:
		return mem_printf("%s '%s' is not text in the declared encoding", example->column,
			example->value);
	case REJECT_KEY_CONFLICT:
		return mem_printf("%s '%s' has other values on another line", example->column,
			example->value);
	case REJECT_MISSING_CELL:
		return mem_printf("has fewer cells than the header: none for %s",
			example->column[0] ? example->column : "its last column");
	case REJECT_EXTRA_CELL:
		return mem_printf("has more cells than the header: '%s' follows", example->value);
	default:
		return mem_strdup("has a stray quote, is too large, or is the beginning of another file");
	}
}

static void name_reason(const struct feed_count *count, const struct extract_feed *feed, int reason,
	struct error *err)
{
	const struct delivered *file = count->example[reason];
	const struct tally_example *example = &file->tally.examples[reason];
	char *what AUTOFREE = describe(feed, reason, example), *label AUTOFREE = delivered_label(file);

	error_also(err, EXIT_DATA, "%s:%" PRIi64 ": %s: %s, %" PRIi64 " %s in all", label,
		example->line, what, reject_names[reason], count->by_reason[reason],
		count->by_reason[reason] == 1 ? "row" : "rows");
}

static void refuse(const struct feed_count *count, const struct extract_feed *feed,
	struct error *err)
{
	const char *name = feed_names[feed->schema.feed];
	bool shown[REJECT_COUNT] = {[REJECT_NONE] = false};

	error_also(err, EXIT_DATA, "feed %s: %" PRIi64 " of %" PRIi64
		" newly read rows were rejected, and max_rejects is %s; nothing was taken in",
		name, count->rejected, count->read, feed->conf.max_rejects);
	error_hint(err,
		"deliver corrected files under the same names; or correct in [feed %s] how the files are "
		"written, or raise max_rejects",
		name);
	for (int i = 0; i < WORST_SHOWN; i++) {
		int reason = worst_reason(count, shown);
		if (reason == REJECT_NONE)
			break;
		shown[reason] = true;
		name_reason(count, feed, reason, err);
	}
}

int limits_check(const struct deliveries *deliveries, const struct extract_feeds *feeds,
	struct error *err)
{
	struct feed_count counts[FEED_COUNT] = {0};
	int result = 0;

	for (size_t i = 0; i < deliveries->count; i++)
		if (deliveries->items[i].fresh)
			add_file(&counts[deliveries->items[i].feed], &deliveries->items[i]);
	for (int feed = 0; feed < FEED_COUNT; feed++) {
		if (!is_over(&counts[feed], feeds->items[feed].conf.max_rejects))
			continue;
		refuse(&counts[feed], &feeds->items[feed], err);
		result = -1;
	}
	return result;
}
