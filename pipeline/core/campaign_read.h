/*
 * How the parts of the campaign loader share their work. Only the campaign*.c files include this;
 * everybody else uses campaign.h.
 *
 * Each part goes on after a problem, so that the user sees all of them at once: what could not be
 * read is left at a value that no later check takes for given (NULL, DATE_NONE, MONEY_NONE, or no
 * row at all).
 */
#ifndef CASHBACK_CORE_CAMPAIGN_READ_H
#define CASHBACK_CORE_CAMPAIGN_READ_H

#include "pipeline/base/number.h"
#include "pipeline/core/campaign.h"
#include "pipeline/core/ini.h"

#define IDENTIFIER_MAX 64 /* bytes (rules: the feeds) */
#define PRIORITY_NONE INT64_MIN

struct campaign_source {
	struct campaign *campaign;
	struct ini ini;  /* campaign.conf; kept for the lines of its keys */
	uint64_t known;  /* a bit for each key that was given and read; see campaign_knows */
	bool kind_known; /* otherwise nothing that depends on the kind is looked at */
	struct error *err;
};

/* The whole of campaign_load, with the source left open for more checks. */
int campaign_read(struct campaign_source *source, struct campaign *campaign, const char *folder,
	struct error *err);
void campaign_source_release(struct campaign_source *source);

/* campaign_conf.c: campaign.conf, by a table of keys. */
void campaign_read_conf(struct campaign_source *source);
/* campaign_card.c: the card files of the campaign's kind. */
void campaign_read_cards(struct campaign_source *source);
/* campaign_check.c and campaign_payout.c: what concerns several values at once. */
void campaign_check_keys(struct campaign_source *source);
void campaign_check_entries(struct campaign_source *source);
void campaign_check_payout(struct campaign_source *source);

/* The key is given, and its value is one that it can have. */
bool campaign_knows(const struct campaign_source *source, const char *key);
/* The line of a key; 0: it is not given. */
size_t campaign_line(struct campaign_source *source, const char *key);
/* Adds a problem at a key's line in campaign.conf; a key that is not given names its section. */
void campaign_key_problem(struct campaign_source *source, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Adds a problem in a card file. */
void campaign_card_problem(struct campaign_source *source, const char *file, size_t line,
	const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* campaign_csv.c: a card file, row by row. */
#define CARD_COLUMNS_MAX 6

struct card_column {
	const char *name;
	bool required; /* the column must be there */
};

struct card_row {
	const char *file; /* its name in the folder */
	size_t line;
	struct span cells[CARD_COLUMNS_MAX]; /* in the order of the form's columns; trimmed */
};

/* What a card file looks like, and who takes its rows. */
struct card_form {
	const char *file;
	struct card_column columns[CARD_COLUMNS_MAX]; /* ends with a NULL name where there are fewer */
	void (*take)(struct campaign_source *source, const struct card_row *row, void *context);
};

/* Problems of the file's form are added to the source's error; rows that have none are taken. */
void campaign_read_card(struct campaign_source *source, const struct card_form *form,
	void *context);

/* An amount that is not negative and has at most `places` decimal places as it is written. NULL,
 * or what to say about it; the caller frees that. */
char *campaign_amount(struct span text, int places, struct money *ret_amount);

#endif
