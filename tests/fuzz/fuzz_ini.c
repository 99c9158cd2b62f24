/*
 * INI files: what is read, written plainly and read again, is the same; the same text with CRLF at
 * its line ends says the same; problems name the file and a line that it has; and variables of the
 * environment are put in where they stand, and nowhere else.
 */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/ini.h"

static void add_entry(const struct ini_entry *entry, bool lines, struct str *out)
{
	str_addf(out, "[%s] %s = \"%s\"", entry->section, entry->key, entry->value);
	if (lines)
		str_addf(out, " on %zu", entry->line);
	str_add(out, "\n");
}

static void show(const struct ini *ini, struct str *out)
{
	for (size_t i = 0; i < ini->section_count; i++)
		str_addf(out, "[%s] on %zu\n", ini->sections[i].name, ini->sections[i].line);
	for (size_t i = 0; i < ini->count; i++)
		add_entry(&ini->entries[i], true, out);
}

static size_t line_count(struct span text)
{
	size_t lines = 1;

	for (size_t i = 0; i < text.len; i++)
		lines += text.at[i] == '\n';
	return lines;
}

/* Each is "PATH:LINE: words". */
static void check_problems(const struct error *err, const char *path, size_t lines)
{
	for (size_t i = 0; i < err->count; i++) {
		const char *at = err->items[i].message;
		size_t prefix = strlen(path);
		MUST(strncmp(at, path, prefix) == 0 && at[prefix] == ':', "a problem names its file");
		char *end;
		unsigned long line = strtoul(at + prefix + 1, &end, 10);
		MUST(line >= 1 && line <= lines && *end == ':', "a problem names its line");
	}
}

static struct span without_mark(struct span text)
{
	if (span_starts(text, span_of("\xEF\xBB\xBF")))
		text = (struct span){text.at + 3, text.len - 3};
	return text;
}

/* Without what surrounds its text. */
static bool cut_line(struct span *rest, struct span *ret_line)
{
	if (!span_cut(rest, '\n', ret_line))
		return false;
	if (ret_line->len > 0 && ret_line->at[ret_line->len - 1] == '\r')
		ret_line->len--;
	*ret_line = span_trim(*ret_line);
	return true;
}

static struct span line_of(struct span text, size_t number)
{
	struct span line = SPAN_NONE;

	text = without_mark(text);
	while (number-- > 0)
		cut_line(&text, &line);
	return line;
}

/* The entry as its line has it. */
static void check_entry(const struct ini_entry *entry, struct span line)
{
	size_t length = strlen(entry->key);

	MUST(span_starts(line, span_of(entry->key)), "'%s' is on line %zu", entry->key, entry->line);
	struct span rest = span_trim((struct span){line.at + length, line.len - length});
	MUST(rest.len > 0 && rest.at[0] == '=', "'%s' is all of its key", entry->key);
	rest = span_trim((struct span){rest.at + 1, rest.len - 1});
	if (rest.len >= 2 && rest.at[0] == '"' && rest.at[rest.len - 1] == '"')
		rest = (struct span){rest.at + 1, rest.len - 2};
	MUST(span_is(rest, entry->value), "the value of '%s' is as it stands", entry->key);
}

static bool is_good_line(struct span line)
{
	struct span rest = line, key;

	if (!span_is_utf8(line) || (line.len > 0 && memchr(line.at, '\0', line.len)))
		return false;
	if (line.len == 0 || line.at[0] == '#' || line.at[0] == ';')
		return true;
	if (line.at[0] == '[')
		return line.at[line.len - 1] == ']';
	span_cut(&rest, '=', &key);
	return rest.at && span_trim(key).len > 0 && !memmem(key.at, key.len, "://", 3);
}

static bool is_repeated(const struct ini *ini, size_t entry)
{
	for (size_t i = 0; i < entry; i++)
		if (strcmp(ini->entries[i].section, ini->entries[entry].section) == 0 &&
			strcmp(ini->entries[i].key, ini->entries[entry].key) == 0)
			return true;
	return false;
}

static void check_distinct(const struct ini *ini)
{
	for (size_t i = 0; i < ini->count; i++)
		MUST(!is_repeated(ini, i), "'%s' is there once", ini->entries[i].key);
	for (size_t i = 0; i < ini->section_count; i++)
		MUST(ini_section_line(ini, ini->sections[i].name) == ini->sections[i].line,
			"[%s] is there once", ini->sections[i].name);
}

/* Of a file with problems: a line that is none, or an entry or a section that is there twice. */
static void check_refused(const struct ini *ini, struct span text)
{
	struct span rest = without_mark(text), line;
	size_t sections = 0;
	bool good = true;

	while (cut_line(&rest, &line)) {
		good = good && is_good_line(line);
		sections += line.len > 0 && line.at[0] == '[';
	}
	bool repeated = sections > ini->section_count;
	for (size_t i = 0; i < ini->count && !repeated; i++)
		repeated = is_repeated(ini, i);
	MUST(!good || repeated, "a file is refused for what is wrong with it");
}

/* Of a file without problems: each line is blank, a comment, a section or an entry. */
static void check_complete(const struct ini *ini, struct span text)
{
	size_t entries = 0, sections = 0;
	struct span rest = without_mark(text), line;

	while (cut_line(&rest, &line)) {
		bool section = line.len > 0 && line.at[0] == '[';
		sections += section;
		MUST(is_good_line(line), "'%.*s' is a line of such a file", SPAN_ARG(line));
		entries += line.len > 0 && !section && line.at[0] != '#' && line.at[0] != ';';
	}
	MUST(ini->count == entries && ini->section_count == sections, "every line is read");
}

static void check_lines(const struct ini *ini, struct span text)
{
	for (size_t i = 0; i < ini->count; i++)
		check_entry(&ini->entries[i], line_of(text, ini->entries[i].line));
	for (size_t i = 0; i < ini->section_count; i++)
		MUST(span_starts(line_of(text, ini->sections[i].line), span_of("[")),
			"[%s] is on line %zu", ini->sections[i].name, ini->sections[i].line);
}

/* 0, and everything that was read in `out`; or -1. */
static int read_text(struct span text, enum ini_expand expand, struct str *out, struct ini *ini)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	const char *path = fuzz_file(text);
	int result = ini_load(ini, path, expand, &err);

	MUST((result < 0) == (err.count > 0) && (result == 0 || err.code == EXIT_CONFIG),
		"it fails with problems, and only with them");
	check_problems(&err, path, line_count(text));
	if (expand == INI_LITERAL)
		check_lines(ini, text);
	show(ini, out);
	return result;
}

/* Sections in the order of their lines, and entries where they stand. */
static void write_plainly(const struct ini *ini, struct str *out)
{
	size_t entry = 0, section = 0;

	str_add(out, "# written again\n");
	while (entry < ini->count || section < ini->section_count) {
		bool opens = section < ini->section_count &&
			(entry == ini->count || ini->sections[section].line < ini->entries[entry].line);
		if (opens) {
			str_addf(out, "[%s]\n", ini->sections[section++].name);
			continue;
		}
		str_addf(out, "%s=\"%s\"\n", ini->entries[entry].key, ini->entries[entry].value);
		entry++;
	}
}

static void compare_entries(const struct ini *one, const struct ini *other)
{
	struct str first AUTOSTR = STR_INIT, second AUTOSTR = STR_INIT;

	for (size_t i = 0; i < one->count; i++)
		add_entry(&one->entries[i], false, &first);
	for (size_t i = 0; i < other->count; i++)
		add_entry(&other->entries[i], false, &second);
	MUST(strcmp(str_text(&first), str_text(&second)) == 0,
		"written again, a file says the same\nonce:\n%s\nagain:\n%s", str_text(&first),
		str_text(&second));
}

static void write_and_read(const struct ini *ini)
{
	struct str text AUTOSTR = STR_INIT, shown AUTOSTR = STR_INIT;
	struct ini again;

	write_plainly(ini, &text);
	int result = read_text((struct span){text.s, text.len}, INI_LITERAL, &shown, &again);
	MUST(result == 0, "what was read can be written and read again:\n%s", text.s);
	compare_entries(ini, &again);
	ini_release(&again);
}

/* `from` with `to` in the place of each `what`. */
static void replace(struct span from, const char *what, const char *to, struct str *out)
{
	size_t length = strlen(what);

	while (from.len > 0) {
		bool here = from.len >= length && memcmp(from.at, what, length) == 0;
		if (here)
			str_add(out, to);
		else
			str_add_char(out, from.at[0]);
		size_t used = here ? length : 1;
		from = (struct span){from.at + used, from.len - used};
	}
}

static void read_with_crlf(struct span text, const char *expected)
{
	struct str changed AUTOSTR = STR_INIT, shown AUTOSTR = STR_INIT;
	struct ini ini;

	if (memchr(text.at, '\r', text.len))
		return;
	replace(text, "\n", "\r\n", &changed);
	read_text((struct span){str_text(&changed), changed.len}, INI_LITERAL, &shown, &ini);
	MUST(strcmp(str_text(&shown), expected) == 0, "CRLF says the same as LF");
	ini_release(&ini);
}

/* How many variables a value names that are not V, the only one that is set. */
static size_t unset_variables(const char *value)
{
	size_t count = 0;

	for (const char *at = value; (at = strstr(at, "${")); at += 2) {
		size_t length = strspn(at + 2, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
									   "0123456789_");
		bool variable = length > 0 && at[2 + length] == '}';
		count += variable && !(length == 1 && at[2] == 'V');
	}
	return count;
}

/* The values of a file without problems, where the environment is asked: ${V} is " v ". */
static void read_with_environment(struct span text, const struct ini *literal)
{
	struct str shown AUTOSTR = STR_INIT;
	size_t unset = 0;
	struct ini ini;
	int result = read_text(text, INI_ENVIRONMENT, &shown, &ini);

	MUST(ini.count == literal->count, "the environment adds no entries");
	for (size_t i = 0; i < ini.count; i++)
		unset += unset_variables(literal->entries[i].value);
	MUST((result < 0) == (unset > 0), "a variable that is not set is a problem, and no other is");
	for (size_t i = 0; i < ini.count && unset == 0; i++) {
		struct str expected AUTOSTR = STR_INIT;
		replace(span_of(literal->entries[i].value), "${V}", " v ", &expected);
		MUST(strcmp(str_text(&expected), ini.entries[i].value) == 0,
			"variables are put in where they stand: %s, not %s", ini.entries[i].value,
			str_text(&expected));
	}
	ini_release(&ini);
}

static void set_environment(void)
{
	static bool done;

	if (done)
		return;
	clearenv();
	setenv("V", " v ", 1);
	done = true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = {data, size};
	struct str shown AUTOSTR = STR_INIT;
	struct span text = fuzz_rest(&input);
	struct ini ini;

	set_environment();
	int result = read_text(text, INI_LITERAL, &shown, &ini);
	if (result == 0) {
		check_distinct(&ini);
		check_complete(&ini, text);
		write_and_read(&ini);
		read_with_environment(text, &ini);
	} else {
		check_refused(&ini, text);
	}
	read_with_crlf(text, str_text(&shown));
	ini_release(&ini);
	return 0;
}
