/*
 * What a feed is: its columns, their types and constraints, and its key, as schemas/feeds/NAME.json
 * (a Frictionless Table Schema) says. Nothing about the columns is written down anywhere else; only
 * the place of each value in the row of C comes from core/table.h.
 */
#ifndef CASHBACK_CORE_FEED_H
#define CASHBACK_CORE_FEED_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/base/error.h"
#include "pipeline/core/conf.h"
#include "pipeline/core/table.h"

struct feed_field {
	char *name;
	enum column_type type; /* string, integer, date, number */
	bool required;
	bool key;          /* part of the feed's key */
	size_t max_length; /* bytes of UTF-8; 0: no limit */
	char **words;      /* the values that are allowed; none: all */
	size_t word_count;
	size_t at; /* where the row of C holds it */
};

struct feed_schema {
	enum feed_id feed;
	const struct table *table;
	const char *json; /* the schema's own text */
	struct feed_field *fields;
	int field_count;
	int *keys; /* places in fields */
	int key_count;
};

/* A schema that does not agree with the table of C is a defect of the program (EXIT_BUG). */
int feed_schema_load(struct feed_schema *schema, enum feed_id feed, struct error *err);
/* The place in fields; -1 where the feed has no such column. */
int feed_field_find(const struct feed_schema *schema, struct span name);
void feed_schema_release(struct feed_schema *schema);

#endif
