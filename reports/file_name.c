/* Percent-encoding with the smallest alphabet. */
#include "reports/file_name.h"

#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/str.h"

#define ENDING ".xlsx"

static const char hex[] = "0123456789ABCDEF";

static bool is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

char *file_name_of(const char *id, const char *ending)
{
	struct str name = STR_INIT;

	for (const unsigned char *c = (const unsigned char *)id; *c; c++) {
		if (is_plain(*c)) {
			str_add_char(&name, (char)*c);
			continue;
		}
		str_add_char(&name, '%');
		str_add_char(&name, hex[*c >> 4]);
		str_add_char(&name, hex[*c & 15]);
	}
	str_add(&name, ending);
	return str_detach(&name);
}

char *workbook_file_name(const char *mpn_id)
{
	return file_name_of(mpn_id, ENDING);
}

/* The value of an upper-case digit; -1: it is none. */
static int digit(char c)
{
	const char *at = c ? strchr(hex, c) : NULL;

	return at ? (int)(at - hex) : -1;
}

bool file_name_is_ours(const char *name, const char *ending)
{
	size_t length = strlen(name), ends = strlen(ending);

	if (length <= ends || strcmp(name + length - ends, ending) != 0)
		return false;
	for (const char *end = name + length - ends; name < end; name++) {
		if (is_plain((unsigned char)*name))
			continue;
		if (*name != '%' || end - name < 3 || digit(name[1]) < 0 || digit(name[2]) < 0)
			return false;
		int byte = digit(name[1]) << 4 | digit(name[2]);
		if (byte == 0 || is_plain((unsigned char)byte))
			return false;
		name += 2;
	}
	return true;
}

bool workbook_file_name_is_ours(const char *name)
{
	return file_name_is_ours(name, ENDING);
}
