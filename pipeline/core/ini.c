/* INI with line numbers. A reader of our own: the packaged ones cut long lines and cannot tell
 * on which line a value stood. */
#include "pipeline/core/ini.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/files.h"

#define INI_LIMIT (4 * 1024 * 1024)

struct parse {
	struct ini *ini;
	enum ini_expand expand;
	struct error *err;
	char *section;
	size_t line;
};

int ini_problem(const char *path, size_t line, struct error *err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	char *text AUTOFREE = mem_vprintf(fmt, args);
	va_end(args);
	if (line > 0)
		error_also(err, EXIT_CONFIG, "%s:%zu: %s", path, line, text);
	else
		error_also(err, EXIT_CONFIG, "%s: %s", path, text);
	return -1;
}

char *ini_choices(const char *const *choices)
{
	struct str text = STR_INIT;

	for (size_t i = 0; choices[i]; i++) {
		if (i > 0)
			str_add(&text, choices[i + 1] ? ", " : " or ");
		str_add(&text, choices[i]);
	}
	return str_detach(&text);
}

static bool is_name(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!isalnum((unsigned char)name.at[i]) && name.at[i] != '_')
			return false;
	return name.len > 0;
}

/* Replaces each ${NAME}; an unset variable is a problem, never silently empty. */
static void expand_environment(struct parse *p, struct span value, struct str *out)
{
	while (value.len > 0) {
		const char *close = memchr(value.at, '}', value.len);
		bool opens = value.len > 3 && value.at[0] == '$' && value.at[1] == '{' && close;
		struct span name = {value.at + 2, opens ? (size_t)(close - value.at) - 2 : 0};
		if (!opens || !is_name(name)) {
			str_add_char(out, value.at[0]);
			value = (struct span){value.at + 1, value.len - 1};
			continue;
		}
		char *wanted AUTOFREE = mem_strndup(name.at, name.len);
		const char *found = getenv(wanted);
		if (!found)
			ini_problem(p->ini->path, p->line, p->err, "environment variable %s is not set", wanted);
		str_add(out, found ? found : "");
		value = (struct span){close + 1, value.len - name.len - 3};
	}
}

static struct span unquote(struct span value)
{
	if (value.len >= 2 && value.at[0] == '"' && value.at[value.len - 1] == '"')
		return (struct span){value.at + 1, value.len - 2};
	return value;
}

static struct ini_entry *find(const struct ini *ini, const char *section, const char *key)
{
	for (size_t i = 0; i < ini->count; i++)
		if (strcmp(ini->entries[i].section, section) == 0 && strcmp(ini->entries[i].key, key) == 0)
			return &ini->entries[i];
	return NULL;
}

static void add_entry(struct parse *p, struct span key, struct span value)
{
	struct ini *ini = p->ini;
	struct str text = STR_INIT;
	char *name = mem_strndup(key.at, key.len);
	struct ini_entry *before = find(ini, p->section, name);

	if (before)
		ini_problem(ini->path, p->line, p->err, "'%s' is given twice, first on line %zu", name,
			before->line);
	if (p->expand == INI_ENVIRONMENT)
		expand_environment(p, unquote(value), &text);
	else
		str_add_span(&text, unquote(value));
	MEM_GROW(ini->entries, ini->count, ini->cap);
	ini->entries[ini->count++] = (struct ini_entry){.section = mem_strdup(p->section),
		.key = name,
		.value = str_detach(&text),
		.line = p->line,
		.used = before != NULL}; /* said already */
}

static void begin_section(struct parse *p, struct span line)
{
	if (line.at[line.len - 1] != ']') {
		ini_problem(p->ini->path, p->line, p->err, "a section begins with [ and ends with ]");
		return;
	}
	struct ini *ini = p->ini;
	struct span name = span_trim((struct span){line.at + 1, line.len - 2});
	free(p->section);
	p->section = mem_strndup(name.at, name.len);
	size_t before = ini_section_line(ini, p->section);
	if (before > 0) {
		ini_problem(ini->path, p->line, p->err, "section [%s] is given twice, first on line %zu",
			p->section, before);
		return;
	}
	MEM_GROW(ini->sections, ini->section_count, ini->section_cap);
	ini->sections[ini->section_count++] =
		(struct ini_section){.name = mem_strdup(p->section), .line = p->line};
}

static void parse_line(struct parse *p, struct span line)
{
	struct span key, rest;

	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	line = span_trim(line);
	if (!span_is_utf8(line) || (line.len > 0 && memchr(line.at, '\0', line.len))) {
		ini_problem(p->ini->path, p->line, p->err, "is not UTF-8 text: save the file as UTF-8");
		return;
	}
	if (line.len == 0 || line.at[0] == '#' || line.at[0] == ';')
		return;
	if (line.at[0] == '[') {
		begin_section(p, line);
		return;
	}
	rest = line;
	span_cut(&rest, '=', &key);
	key = span_trim(key);
	/* A URL on a line of its own may hold a password: nothing of the line is shown. */
	if (!rest.at || span_blank(key) || memmem(key.at, key.len, "://", 3)) {
		ini_problem(p->ini->path, p->line, p->err, "neither [section] nor key = value");
		return;
	}
	add_entry(p, key, span_trim(rest));
}

int ini_load(struct ini *ini, const char *path, enum ini_expand expand, struct error *err)
{
	struct str text AUTOSTR = STR_INIT;
	struct span line;
	size_t problems = err->count;

	*ini = (struct ini){.path = mem_strdup(path)};
	if (file_read(path, INI_LIMIT, &text, err) < 0)
		return -1;
	struct span rest = {str_text(&text), text.len};
	if (span_starts(rest, span_of("\xEF\xBB\xBF")))
		rest = (struct span){rest.at + 3, rest.len - 3};
	struct parse p = {.ini = ini, .expand = expand, .err = err, .section = mem_strdup("")};
	while (span_cut(&rest, '\n', &line)) {
		p.line++;
		parse_line(&p, line);
	}
	free(p.section);
	return err->count > problems ? -1 : 0;
}

struct ini_entry *ini_get(struct ini *ini, const char *section, const char *key)
{
	struct ini_entry *entry = find(ini, section, key);

	if (entry)
		entry->used = true;
	return entry;
}

size_t ini_section_line(const struct ini *ini, const char *section)
{
	for (size_t i = 0; i < ini->section_count; i++)
		if (strcmp(ini->sections[i].name, section) == 0)
			return ini->sections[i].line;
	return 0;
}

bool ini_has_section(const struct ini *ini, const char *section)
{
	return ini_section_line(ini, section) > 0;
}

void ini_release(struct ini *ini)
{
	for (size_t i = 0; i < ini->count; i++) {
		free(ini->entries[i].section);
		free(ini->entries[i].key);
		free(ini->entries[i].value);
	}
	for (size_t i = 0; i < ini->section_count; i++)
		free(ini->sections[i].name);
	free(ini->sections);
	free(ini->entries);
	free(ini->path);
	*ini = (struct ini){0};
}
