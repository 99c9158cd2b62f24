/*
 * pipeline.conf. One table of options (conf.c) says each key's section, type, bounds and default;
 * it feeds the reader and `cashback check -v`. Paths come out absolute or relative to the
 * working directory such that they can be opened; `conf.dir` is the folder of the file, and
 * delivered files are named relative to it.
 */
#ifndef CASHBACK_CORE_CONF_H
#define CASHBACK_CORE_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/base/error.h"
#include "pipeline/base/money.h"
#include "pipeline/base/number.h"

enum feed_id { FEED_PARTNERS, FEED_AGREEMENTS, FEED_INVOICES, FEED_REGISTRATIONS };
#define FEED_COUNT 4

extern const char *const feed_names[FEED_COUNT];

enum delivery { DELIVERY_CHANGES, DELIVERY_SNAPSHOT };
enum replaces { REPLACES_ROW, REPLACES_INVOICE };
enum encoding { ENCODING_UTF8, ENCODING_WINDOWS_1252, ENCODING_ISO_8859_1 };
enum site_pages { SITE_YES, SITE_NO };
enum approval { APPROVAL_TWO, APPROVAL_ONE };

/* `column.NAME = header` and `value.NAME = constant`. */
struct column_setting {
	char *column, *text;
	size_t line;
};

struct column_settings {
	struct column_setting *items;
	size_t count;
};

struct feed_conf {
	bool given; /* the section is there */
	char *files;
	char *query, *source_url; /* "" where not given */
	int delivery;             /* enum delivery */
	int replaces;             /* enum replaces */
	int encoding;             /* enum encoding */
	char delimiter;
	struct number_style numbers;
	char *date_format;
	char *max_rejects; /* "100" or "0.1%" */
	bool extra_columns_error;
	struct column_settings columns, values;
};

/* For `check -v`: every key, its value as text, and where it came from. */
struct conf_origin {
	char *section, *key, *value, *origin;
};

struct conf {
	char *path, *dir;
	char *var, *campaigns, *currency, *timezone;
	int jobs; /* 0: one a core */
	char *database_url;
	char *role_prefix; /* of the database's group roles: PREFIXowner, loader, reader, approver */
	struct feed_conf feeds[FEED_COUNT];
	struct money hold_above; /* MONEY_NONE: never held */
	char *chain_heads;       /* the file that keeps the head of each posting, outside of var */
	struct money minimum_payout;
	int approval; /* enum approval */
	char *payer_name, *payer_account, *payer_bank; /* "" where not given */
	char *output;
	int site;      /* enum site_pages: are the portal's pages made? */
	char *contact; /* where partners ask; "" where not given */
	struct conf_origin *origins;
	size_t origin_count, origin_cap;
};

/* All problems at once, each with file and line (EXIT_CONFIG; EXIT_NOINPUT: no such file). */
int conf_load(struct conf *conf, const char *path, struct error *err);
/* The number of processes to use: conf->jobs, or the number of cores that this process may use. */
int conf_jobs(const struct conf *conf);
/* The same for work that waits for a server and a disk now and then: half as many again, where nothing
 * is configured and there are several cores. */
int conf_jobs_that_wait(const struct conf *conf);
/* A path as pipeline.conf would write it: below conf->dir without that prefix. */
const char *conf_relative(const struct conf *conf, const char *path);
void conf_release(struct conf *conf);

#endif
