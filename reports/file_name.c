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

char *workbook_file_name(const char *mpn_id)
{
	struct str name = STR_INIT;

	for (const unsigned char *c = (const unsigned char *)mpn_id; *c; c++) {
		if (is_plain(*c)) {
			str_add_char(&name, (char)*c);
			continue;
		}
		str_add_char(&name, '%');
		str_add_char(&name, hex[*c >> 4]);
		str_add_char(&name, hex[*c & 15]);
	}
	str_add(&name, ENDING);
	return str_detach(&name);
}

/* The value of an upper-case digit; -1: it is none. */
static int digit(char c)
{
	const char *at = c ? strchr(hex, c) : NULL;

	return at ? (int)(at - hex) : -1;
}

bool workbook_file_name_is_ours(const char *name)
{
	size_t length = strlen(name);

	if (length <= strlen(ENDING) || strcmp(name + length - strlen(ENDING), ENDING) != 0)
		return false;
	for (const char *end = name + length - strlen(ENDING); name < end; name++) {
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
