/* Feed schemas, read from the Table Schemas that the build embeds. */
#include "pipeline/core/feed.h"

#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/embedded.h"
#include "pipeline/edge/json.h"

static const struct table *const feed_tables[FEED_COUNT] = {
	[FEED_PARTNERS] = &table_partners,
	[FEED_AGREEMENTS] = &table_agreements,
	[FEED_INVOICES] = &table_invoices,
	[FEED_REGISTRATIONS] = &table_registrations,
};

static const struct {
	const char *name;
	enum column_type type;
} types[] = {
	{"string", COLUMN_TEXT},
	{"integer", COLUMN_INT},
	{"date", COLUMN_DATE},
	{"number", COLUMN_MONEY},
};

static int load_type(struct feed_field *field, const json_t *value)
{
	const char *name = json_text_of(value, "type", "");

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (strcmp(types[i].name, name) != 0)
			continue;
		field->type = types[i].type;
		return 0;
	}
	return -1;
}

static void load_constraints(struct feed_field *field, const json_t *constraints)
{
	const json_t *words = json_object_get(constraints, "enum");

	field->required = json_is_true(json_object_get(constraints, "required"));
	field->max_length = (size_t)json_int_of(constraints, "maxLength", 0);
	field->word_count = json_array_size(words);
	field->words = mem_alloc((field->word_count + 1) * sizeof(*field->words));
	for (size_t i = 0; i < field->word_count; i++)
		field->words[i] = mem_strdup(json_string_value(json_array_get(words, i)));
}

/* Field i of the schema is column i of the table. */
static int load_field(struct feed_schema *schema, int i, const json_t *value, struct error *err)
{
	struct feed_field *field = &schema->fields[i];
	const struct table_column *column = &schema->table->columns[i];

	field->name = mem_strdup(json_text_of(value, "name", ""));
	load_constraints(field, json_object_get(value, "constraints"));
	field->at = column->at;
	if (load_type(field, value) < 0 || field->type != column->type ||
		strcmp(field->name, column->name) != 0)
		return error_set(err, EXIT_BUG,
			"schemas/feeds/%s.json: field %d is not column '%s' of its table",
			feed_names[schema->feed], i + 1, column->name);
	return 0;
}

static int load_fields(struct feed_schema *schema, const json_t *fields, struct error *err)
{
	int count = (int)json_array_size(fields);

	/* The table has one column more: source_line. */
	if (count + 1 != schema->table->column_count)
		return error_set(err, EXIT_BUG,
			"schemas/feeds/%s.json: has %d fields, its table %d columns", feed_names[schema->feed],
			count, schema->table->column_count);
	schema->fields = mem_alloc((size_t)count * sizeof(*schema->fields));
	schema->field_count = count;
	for (int i = 0; i < count; i++)
		if (load_field(schema, i, json_array_get(fields, (size_t)i), err) < 0)
			return -1;
	return 0;
}

static int load_keys(struct feed_schema *schema, const json_t *keys, struct error *err)
{
	schema->key_count = (int)json_array_size(keys);
	schema->keys = mem_alloc(((size_t)schema->key_count + 1) * sizeof(*schema->keys));
	for (int i = 0; i < schema->key_count; i++) {
		const char *name = json_string_value(json_array_get(keys, (size_t)i));
		schema->keys[i] = feed_field_find(schema, span_of(name));
		if (schema->keys[i] < 0)
			return error_set(err, EXIT_BUG,
				"schemas/feeds/%s.json: the key is not made of its fields",
				feed_names[schema->feed]);
		schema->fields[schema->keys[i]].key = true;
	}
	return 0;
}

int feed_schema_load(struct feed_schema *schema, enum feed_id feed, struct error *err)
{
	char *name AUTOFREE = mem_printf("feeds/%s.json", feed_names[feed]);
	const struct embedded_file *file = embedded_find(name);
	json_t *value AUTOJSON = NULL;

	*schema = (struct feed_schema){.feed = feed, .table = feed_tables[feed]};
	if (!file)
		return error_set(err, EXIT_BUG, "schemas/%s: is not in the program", name);
	schema->json = file->text;
	if (json_parse(file->text, file->length, name, &value, err) < 0)
		return -1;
	if (load_fields(schema, json_object_get(value, "fields"), err) < 0 ||
		load_keys(schema, json_object_get(value, "primaryKey"), err) < 0) {
		feed_schema_release(schema);
		return -1;
	}
	return 0;
}

int feed_field_find(const struct feed_schema *schema, struct span name)
{
	for (int i = 0; i < schema->field_count; i++)
		if (span_is(name, schema->fields[i].name))
			return i;
	return -1;
}

void feed_schema_release(struct feed_schema *schema)
{
	for (int i = 0; i < schema->field_count; i++) {
		free(schema->fields[i].name);
		for (size_t word = 0; word < schema->fields[i].word_count; word++)
			free(schema->fields[i].words[word]);
		free(schema->fields[i].words);
	}
	free(schema->fields);
	free(schema->keys);
	*schema = (struct feed_schema){0};
}
