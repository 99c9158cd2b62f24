/* JSON files, by jansson: read whole, written complete or not at all, keys in insertion order. */
#ifndef CASHBACK_EDGE_JSON_H
#define CASHBACK_EDGE_JSON_H

#include <jansson.h>

#include "pipeline/base/error.h"

/* `json_t *v AUTOJSON = ...` gives its reference back when it goes out of scope. */
#define AUTOJSON __attribute__((cleanup(json_release_at)))
void json_release_at(json_t **value);

/* EXIT_NOINPUT where there is no such file, EXIT_DATA where it is not JSON. */
int json_read_file(const char *path, json_t **ret_value, struct error *err);
int json_parse(const char *text, size_t length, const char *what, json_t **ret_value,
	struct error *err);
int json_write_file(const char *path, const json_t *value, struct error *err);
/* The text that json_write_file writes; the caller frees it. */
char *json_text(const json_t *value);

/* Members, with a default where they are missing or of another type. */
const char *json_text_of(const json_t *object, const char *key, const char *fallback);
long long json_int_of(const json_t *object, const char *key, long long fallback);

/* Adds a text member; NULL gives JSON null. Text that is not UTF-8 is given with U+FFFD. */
void json_put_text(json_t *object, const char *key, const char *text);
void json_append_text(json_t *array, const char *text);
void json_put_int(json_t *object, const char *key, long long value);

#endif
