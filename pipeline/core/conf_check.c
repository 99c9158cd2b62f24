/* Keys of a feed's section, taken together. */
#include "pipeline/core/conf_check.h"

#include <string.h>

#include "pipeline/base/mem.h"

struct check {
	const char *path;
	char *section;
	struct ini *ini;
	struct error *err;
};

/* 0 where the key has its default. */
static size_t line_of(const struct check *check, const char *key)
{
	const struct ini_entry *entry = ini_get(check->ini, check->section, key);

	return entry ? entry->line : 0;
}

/* The later one of two keys. */
static size_t last_line_of(const struct check *check, const char *one, const char *other)
{
	size_t first = line_of(check, one), second = line_of(check, other);

	return first > second ? first : second;
}

static void check_source(const struct check *check, const struct feed_conf *feed)
{
	bool files = feed->files[0], query = feed->query[0], url = feed->source_url[0];

	if (files && query)
		ini_problem(check->path, last_line_of(check, "files", "query"), check->err,
			"[%s] needs either files or query, and has both", check->section);
	else if (!files && !query)
		ini_problem(check->path, ini_section_line(check->ini, check->section), check->err,
			"[%s] needs either files or query", check->section);
	if (query != url)
		ini_problem(check->path, line_of(check, query ? "query" : "source_url"), check->err,
			"[%s] query and source_url go together, and %s is missing", check->section,
			query ? "source_url" : "query");
}

static bool may_be_mark(char c)
{
	return !memchr("0123456789-()", c, 13);
}

static void check_marks(const struct check *check, const struct number_style *numbers)
{
	char decimal[2] = {numbers->decimal, '\0'};

	if (strcmp(decimal, numbers->thousands) == 0)
		ini_problem(check->path, last_line_of(check, "decimal", "thousands"), check->err,
			"[%s] decimal and thousands are the same character", check->section);
	if (!may_be_mark(numbers->decimal))
		ini_problem(check->path, line_of(check, "decimal"), check->err,
			"decimal = %s: cannot be told from a digit or a sign", decimal);
	if (numbers->thousands[0] && !may_be_mark(numbers->thousands[0]))
		ini_problem(check->path, line_of(check, "thousands"), check->err,
			"thousands = %s: cannot be told from a digit or a sign", numbers->thousands);
}

void conf_check_feed(const struct conf *conf, enum feed_id id, struct ini *ini, struct error *err)
{
	const struct feed_conf *feed = &conf->feeds[id];
	char *section AUTOFREE = mem_printf("feed %s", feed_names[id]);
	struct check check = {conf->path, section, ini, err};

	if (!feed->given) {
		ini_problem(conf->path, 0, err, "section [%s] is missing", section);
		return;
	}
	check_source(&check, feed);
	if (feed->numbers.decimal) /* else it has been refused already */
		check_marks(&check, &feed->numbers);
	if (id != FEED_INVOICES && feed->replaces == REPLACES_INVOICE)
		ini_problem(conf->path, line_of(&check, "replaces"), err,
			"[%s] replaces = invoice: only the invoices feed knows this", section);
}
