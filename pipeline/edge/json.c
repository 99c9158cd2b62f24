/* jansson, with our errors. */
#include "pipeline/edge/json.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/outfile.h"

#define JSON_LIMIT ((size_t)1024 * 1024 * 1024)

/* jansson would leave out of an array or object what it has no memory for. */
__attribute__((constructor)) static void never_out_of_memory(void)
{
	json_set_alloc_funcs(mem_alloc, free);
}

void json_release_at(json_t **value)
{
	json_decref(*value);
}

int json_parse(const char *text, size_t length, const char *what, json_t **ret_value,
	struct error *err)
{
	json_error_t where;
	json_t *value = json_loadb(text, length, JSON_REJECT_DUPLICATES, &where);

	if (!value)
		return error_set(err, EXIT_DATA, "%s:%d: not JSON: %s", what, where.line, where.text);
	*ret_value = value;
	return 0;
}

int json_read_file(const char *path, json_t **ret_value, struct error *err)
{
	struct str text AUTOSTR = STR_INIT;

	if (file_read(path, JSON_LIMIT, &text, err) < 0)
		return -1;
	return json_parse(str_text(&text), text.len, path, ret_value, err);
}

char *json_text(const json_t *value)
{
	char *text = json_dumps(value, JSON_INDENT(2) | JSON_ENCODE_ANY);

	if (!text)
		mem_exhausted();
	return text;
}

int json_write_file(const char *path, const json_t *value, struct error *err)
{
	char *text AUTOFREE = json_text(value);
	struct outfile out = OUTFILE_INIT;

	if (outfile_open(&out, path, err) < 0)
		return -1;
	outfile_write(&out, text, strlen(text));
	outfile_write(&out, "\n", 1);
	return outfile_commit(&out, err);
}

const char *json_text_of(const json_t *object, const char *key, const char *fallback)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : fallback;
}

long long json_int_of(const json_t *object, const char *key, long long fallback)
{
	const json_t *value = json_object_get(object, key);

	return json_is_integer(value) ? json_integer_value(value) : fallback;
}

/* Every byte that is not part of valid UTF-8 becomes U+FFFD. */
static json_t *lossy(const char *text)
{
	struct str clean AUTOSTR = STR_INIT;

	while (*text) {
		size_t length = 4;
		json_t *one = NULL;
		while (length > 0 && !(strnlen(text, length) == length &&
								 (one = json_stringn(text, length))))
			length--;
		json_decref(one);
		if (length == 0)
			str_add(&clean, "\xEF\xBF\xBD");
		else
			str_add_bytes(&clean, text, length);
		text += length ? length : 1;
	}
	return json_string(str_text(&clean));
}

static json_t *text_value(const char *text)
{
	json_t *value = text ? json_string(text) : json_null();

	return value ? value : lossy(text);
}

void json_put_text(json_t *object, const char *key, const char *text)
{
	if (json_object_set_new(object, key, text_value(text)) < 0)
		mem_exhausted();
}

void json_append_text(json_t *array, const char *text)
{
	if (json_array_append_new(array, text_value(text)) < 0)
		mem_exhausted();
}

void json_put_int(json_t *object, const char *key, long long value)
{
	if (json_object_set_new(object, key, json_integer(value)) < 0)
		mem_exhausted();
}
