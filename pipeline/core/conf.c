/* pipeline.conf: a table of options, and the readers of their types. */
#include "pipeline/core/conf.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/date.h"
#include "pipeline/base/mem.h"
#include "pipeline/core/conf_check.h"
#include "pipeline/core/ini.h"
#include "pipeline/edge/db.h"
#include "pipeline/edge/files.h"

const char *const feed_names[FEED_COUNT] = {"partners", "agreements", "invoices", "registrations"};

enum option_type {
	OPTION_TEXT,
	OPTION_SECRET, /* the URL of a database, shown as *** */
	OPTION_PATH,
	OPTION_COUNT,
	OPTION_MONEY, /* empty: MONEY_NONE */
	OPTION_CHOICE,
	OPTION_MARK,  /* one byte of ASCII, or: tab */
	OPTION_GROUP, /* one character of UTF-8; empty: none */
	OPTION_CURRENCY, /* from here on: text, and checked */
	OPTION_TIMEZONE,
	OPTION_DATE_FORMAT,
	OPTION_LIMIT, /* 100, or 0.1% */
	OPTION_ROLE_PREFIX,
};

struct option {
	const char *section, *key;
	enum option_type type;
	size_t offset;
	const char *fallback;
	const char *choices[4];
};

#define IN(field) offsetof(struct conf, field)

static const struct option options[] = {
	{"pipeline", "var", OPTION_PATH, IN(var), "var", {0}},
	{"pipeline", "campaigns", OPTION_PATH, IN(campaigns), "campaigns/*", {0}},
	{"pipeline", "currency", OPTION_CURRENCY, IN(currency), "CAD", {0}},
	{"pipeline", "timezone", OPTION_TIMEZONE, IN(timezone), "UTC", {0}},
	{"pipeline", "jobs", OPTION_COUNT, IN(jobs), "0", {0}},
	{"database", "url", OPTION_SECRET, IN(database_url), "", {0}},
	{"database", "role_prefix", OPTION_ROLE_PREFIX, IN(role_prefix), "cashback_", {0}},
	{"ledger", "hold_above", OPTION_MONEY, IN(hold_above), "", {0}},
	{"ledger", "chain_heads", OPTION_PATH, IN(chain_heads), "chain-heads.txt", {0}},
	{"statement", "minimum_payout", OPTION_MONEY, IN(minimum_payout), "0.00", {0}},
	{"statement", "approval", OPTION_CHOICE, IN(approval), "two", {"two", "one"}},
	{"payer", "name", OPTION_TEXT, IN(payer_name), "", {0}},
	{"payer", "account", OPTION_TEXT, IN(payer_account), "", {0}},
	{"payer", "bank", OPTION_TEXT, IN(payer_bank), "", {0}},
	{"reports", "output", OPTION_PATH, IN(output), "out", {0}},
	{"reports", "site", OPTION_CHOICE, IN(site), "yes", {"yes", "no"}},
	{"reports", "contact", OPTION_TEXT, IN(contact), "", {0}},
};

#undef IN
#define IN(field) offsetof(struct feed_conf, field)

/* The same for each feed; the section is `feed NAME`. */
static const struct option feed_options[] = {
	{NULL, "files", OPTION_TEXT, IN(files), "", {0}},
	{NULL, "query", OPTION_TEXT, IN(query), "", {0}},
	{NULL, "source_url", OPTION_SECRET, IN(source_url), "", {0}},
	{NULL, "delivery", OPTION_CHOICE, IN(delivery), "changes", {"changes", "snapshot"}},
	{NULL, "replaces", OPTION_CHOICE, IN(replaces), "row", {"row", "invoice"}},
	{NULL, "encoding", OPTION_CHOICE, IN(encoding), "utf-8", {"utf-8", "windows-1252", "iso-8859-1"}},
	{NULL, "delimiter", OPTION_MARK, IN(delimiter), ",", {0}},
	{NULL, "decimal", OPTION_MARK, IN(numbers.decimal), ".", {0}},
	{NULL, "thousands", OPTION_GROUP, IN(numbers.thousands), "", {0}},
	{NULL, "negative", OPTION_CHOICE, IN(numbers.negative), "leading",
		{"leading", "trailing", "parentheses"}},
	{NULL, "date_format", OPTION_DATE_FORMAT, IN(date_format), "%Y-%m-%d", {0}},
	{NULL, "max_rejects", OPTION_LIMIT, IN(max_rejects), "100", {0}},
	{NULL, "extra_columns", OPTION_CHOICE, IN(extra_columns_error), "ignore", {"ignore", "error"}},
};

#undef IN

struct load {
	struct conf *conf;
	struct ini ini;
	struct error *err;
};

static char *in_dir(const struct conf *conf, const char *value)
{
	return path_join(conf->dir, value);
}

static const char *set_choice(const struct option *o, const char *value, void *target)
{
	for (int i = 0; i < 4 && o->choices[i]; i++) {
		if (strcmp(value, o->choices[i]) != 0)
			continue;
		if (o->offset == offsetof(struct feed_conf, extra_columns_error) && !o->section)
			*(bool *)target = i == 1;
		else
			*(int *)target = i;
		return NULL;
	}
	return "is not one of the words that this key knows";
}

static const char *set_mark(const char *value, char *target)
{
	bool tab = strcmp(value, "tab") == 0;

	if (value[0] == '\0')
		return "must not be empty";
	if ((!tab && strlen(value) > 1) || value[0] == '"')
		return "is not one character of ASCII such as ; (or: tab)";
	*target = tab ? '\t' : value[0];
	return NULL;
}

/* A mark of thousands may also be a no-break space or another character beyond ASCII. */
static const char *set_group(const char *value, char *target)
{
	size_t length = strlen(value), first = 1;

	while (((unsigned char)value[first - 1] & 0x80) && ((unsigned char)value[first] & 0xC0) == 0x80)
		first++;
	if (length > 4 || (length > 0 && first != length) || value[0] == '"')
		return "is not one character";
	memcpy(target, value, length + 1);
	return NULL;
}

static const char *set_number(const struct option *o, const char *value, void *target)
{
	int64_t count;

	if (o->type == OPTION_MONEY) {
		*(struct money *)target = MONEY_NONE;
		if (value[0] == '\0')
			return NULL;
		if (number_money(span_of(value), &number_plain, target) != NUMBER_OK ||
			((struct money *)target)->e4 < 0)
			return "is not an amount such as 1000.00";
		return NULL;
	}
	if (number_integer(span_of(value), &number_plain, &count) != NUMBER_OK || count < 0 ||
		count > 1024)
		return "is not a whole number from 0 to 1024";
	*(int *)target = (int)count;
	return NULL;
}

static bool valid_limit(const char *text)
{
	size_t length = strlen(text);
	struct money percent;
	int64_t count;

	if (length > 0 && text[length - 1] == '%')
		return number_money((struct span){text, length - 1}, &number_plain, &percent) == NUMBER_OK &&
			   percent.e4 >= 0;
	return number_integer(span_of(text), &number_plain, &count) == NUMBER_OK && count >= 0;
}

/* The C library takes a name that it does not know for UTC, without a word. */
static bool known_timezone(const char *name)
{
	char *path AUTOFREE = mem_printf("/usr/share/zoneinfo/%s", name);

	return strcmp(name, "UTC") == 0 || (name[0] && path_exists(path) && !path_is_dir(path));
}

/* Names of roles are written into SQL, and have 63 bytes. */
static bool valid_role_prefix(const char *text)
{
	size_t good = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return text[good] == '\0' && good > 0 && good <= 50 && !strchr("0123456789", text[0]);
}

static const char *set_text(struct load *load, const struct option *o, const char *value,
	char **target)
{
	*target = o->type == OPTION_PATH ? in_dir(load->conf, value) : mem_strdup(value);
	if (o->type == OPTION_SECRET && value[0] && !db_url_valid(value))
		return "is not a PostgreSQL connection URL: " DB_URL_FORM;
	if (o->type == OPTION_PATH && value[0] == '\0')
		return "must not be empty";
	if (o->type == OPTION_CURRENCY && currency_places(span_of(value)) < 0)
		return "is not an ISO 4217 currency code";
	if (o->type == OPTION_TIMEZONE && !known_timezone(value))
		return "is not a time zone of this system, such as America/Toronto (package tzdata)";
	if (o->type == OPTION_DATE_FORMAT && !date_format_complete(value))
		return "does not read a year, a month and a day, as %Y-%m-%d does";
	if (o->type == OPTION_LIMIT && !valid_limit(value))
		return "is neither a count such as 100 nor a percentage such as 0.1%";
	if (o->type == OPTION_ROLE_PREFIX && !valid_role_prefix(value))
		return "is not 1 to 50 of a-z 0-9 _, beginning with a letter";
	return NULL;
}

/* NULL, or what is wrong with the value. */
static const char *set_option(struct load *load, const struct option *o, const char *value,
	void *target)
{
	switch (o->type) {
	case OPTION_CHOICE:
		return set_choice(o, value, target);
	case OPTION_MARK:
		return set_mark(value, target);
	case OPTION_GROUP:
		return set_group(value, target);
	case OPTION_COUNT:
	case OPTION_MONEY:
		return set_number(o, value, target);
	default:
		return set_text(load, o, value, target);
	}
}

static void note_origin(struct load *load, const char *section, const char *key, const char *value,
	const struct ini_entry *entry)
{
	struct conf *conf = load->conf;

	MEM_GROW(conf->origins, conf->origin_count, conf->origin_cap);
	conf->origins[conf->origin_count++] = (struct conf_origin){
		.section = mem_strdup(section),
		.key = mem_strdup(key),
		.value = mem_strdup(value),
		.origin = entry ? mem_printf("%s:%zu", conf->path, entry->line) : mem_strdup("default"),
	};
}

static void load_option(struct load *load, const char *section, const struct option *o, void *base)
{
	struct ini_entry *entry = ini_get(&load->ini, section, o->key);
	const char *value = entry ? entry->value : o->fallback;
	const char *shown = o->type == OPTION_SECRET && value[0] ? "***" : value;
	const char *wrong = set_option(load, o, value, (char *)base + o->offset);
	char *choices AUTOFREE = wrong && o->choices[0] ? ini_choices(o->choices) : NULL;

	if (choices)
		ini_problem(load->conf->path, entry ? entry->line : 0, load->err, "%s = %s: write %s", o->key,
			shown, choices);
	else if (wrong)
		ini_problem(load->conf->path, entry ? entry->line : 0, load->err, "%s = %s: %s", o->key,
			shown, wrong);
	note_origin(load, section, o->key, shown, entry);
}

static bool starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Blanks around the header cells of a file are dropped, so they are here. */
static void add_column(struct column_settings *settings, struct ini_entry *entry)
{
	bool header = starts_with(entry->key, "column.");
	struct span text = header ? span_trim(span_of(entry->value)) : span_of(entry->value);

	settings->items =
		mem_resize(settings->items, settings->count + 1, sizeof(*settings->items));
	settings->items[settings->count++] = (struct column_setting){
		.column = mem_strdup(strchr(entry->key, '.') + 1),
		.text = mem_strndup(text.at, text.len),
		.line = entry->line,
	};
	entry->used = true;
}

static void load_columns(struct load *load, const char *section, struct feed_conf *feed)
{
	for (size_t i = 0; i < load->ini.count; i++) {
		struct ini_entry *entry = &load->ini.entries[i];
		bool column = starts_with(entry->key, "column.");
		if (strcmp(entry->section, section) != 0 || (!column && !starts_with(entry->key, "value.")))
			continue;
		add_column(column ? &feed->columns : &feed->values, entry);
		note_origin(load, section, entry->key, entry->value, entry);
	}
}

static void load_feed(struct load *load, int id)
{
	struct feed_conf *feed = &load->conf->feeds[id];
	char *section AUTOFREE = mem_printf("feed %s", feed_names[id]);

	feed->given = ini_has_section(&load->ini, section);
	for (size_t i = 0; i < ARRAY_LEN(feed_options); i++)
		load_option(load, section, &feed_options[i], feed);
	load_columns(load, section, feed);
	conf_check_feed(load->conf, (enum feed_id)id, &load->ini, load->err);
}

static bool known_section(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (strcmp(options[i].section, name) == 0)
			return true;
	for (int id = 0; id < FEED_COUNT; id++)
		if (starts_with(name, "feed ") && strcmp(name + strlen("feed "), feed_names[id]) == 0)
			return true;
	return false;
}

static void refuse_unknown(struct load *load)
{
	for (size_t i = 0; i < load->ini.section_count; i++) {
		const struct ini_section *section = &load->ini.sections[i];
		if (!known_section(section->name))
			ini_problem(load->conf->path, section->line, load->err, "unknown section [%s]",
				section->name);
	}
	for (size_t i = 0; i < load->ini.count; i++) {
		const struct ini_entry *entry = &load->ini.entries[i];
		if (!entry->used && (!entry->section[0] || known_section(entry->section)))
			ini_problem(load->conf->path, entry->line, load->err, "unknown key '%s' in section [%s]",
				entry->key, entry->section);
	}
}

/* One pair of eyes is enough only where there is one person: with the database of this folder. */
static void check_approval(struct load *load)
{
	const struct conf *conf = load->conf;
	const struct ini_entry *entry = ini_get(&load->ini, "statement", "approval");

	if (conf->approval == APPROVAL_ONE && conf->database_url[0])
		ini_problem(conf->path, entry ? entry->line : 0, load->err,
			"approval = one: only the embedded database knows it; with [database] url write two");
}

int conf_load(struct conf *conf, const char *path, struct error *err)
{
	struct load load = {.conf = conf, .err = err};

	*conf = (struct conf){.path = mem_strdup(path), .dir = path_folder(path)};
	if (ini_load(&load.ini, path, INI_ENVIRONMENT, err) < 0 && err->code != EXIT_CONFIG) {
		error_hint(err, "name the configuration with --config FILE");
		ini_release(&load.ini);
		return -1;
	}
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		load_option(&load, options[i].section, &options[i], conf);
	for (int id = 0; id < FEED_COUNT; id++)
		load_feed(&load, id);
	check_approval(&load);
	refuse_unknown(&load);
	ini_release(&load.ini);
	return err->count > 0 ? -1 : 0;
}

int conf_jobs(const struct conf *conf)
{
	cpu_set_t cores;

	if (conf->jobs > 0)
		return conf->jobs;
	if (sched_getaffinity(0, sizeof(cores), &cores) < 0)
		return 1;
	return CPU_COUNT(&cores);
}

int conf_jobs_that_wait(const struct conf *conf)
{
	int cores = conf_jobs(conf);

	return conf->jobs > 0 || cores == 1 ? cores : cores + (cores + 1) / 2;
}

const char *conf_relative(const struct conf *conf, const char *path)
{
	size_t length = strlen(conf->dir);

	if (strncmp(path, conf->dir, length) == 0 && path[length] == '/')
		return path + length + 1;
	return path;
}

static void release_columns(struct column_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++) {
		free(settings->items[i].column);
		free(settings->items[i].text);
	}
	free(settings->items);
}

static void release_texts(const struct option *table, size_t count, void *base)
{
	for (size_t i = 0; i < count; i++) {
		enum option_type type = table[i].type;
		if (type == OPTION_TEXT || type == OPTION_SECRET || type == OPTION_PATH ||
			type >= OPTION_CURRENCY)
			free(*(char **)((char *)base + table[i].offset));
	}
}

void conf_release(struct conf *conf)
{
	release_texts(options, ARRAY_LEN(options), conf);
	for (int id = 0; id < FEED_COUNT; id++) {
		release_texts(feed_options, ARRAY_LEN(feed_options), &conf->feeds[id]);
		release_columns(&conf->feeds[id].columns);
		release_columns(&conf->feeds[id].values);
	}
	for (size_t i = 0; i < conf->origin_count; i++) {
		free(conf->origins[i].section);
		free(conf->origins[i].key);
		free(conf->origins[i].value);
		free(conf->origins[i].origin);
	}
	free(conf->origins);
	free(conf->path);
	free(conf->dir);
	*conf = (struct conf){0};
}
