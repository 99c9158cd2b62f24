/* Telling wrong files by their first bytes. */
#include "stages/extract/sniff.h"

#include <string.h>
#include <strings.h>

#include "pipeline/base/mem.h"

static const struct form {
	const char *begins; /* in any case of letters */
	size_t length;
	const char *what, *hint;
} forms[] = {
	{"\x1F\x8B", 2, "is gzipped, but its name does not end in .gz", "deliver it as NAME.gz"},
	{"PK\x03\x04", 4, "is a workbook (.xlsx) or another zip file",
		"save it as CSV and deliver that"},
	{"\xD0\xCF\x11\xE0", 4, "is a workbook (.xls, or one with a password)",
		"save it as CSV and deliver that"},
	{"version https://git-lfs", 23, "is a pointer of Git LFS, not the file itself",
		"run `git lfs pull` where it comes from"},
	{"<!doctype", 9, "is an HTML page", "look into it: downloads fail with such pages"},
	{"<html", 5, "is an HTML page", "look into it: downloads fail with such pages"},
	{"<head", 5, "is an HTML page", "look into it: downloads fail with such pages"},
	{"<!--", 4, "is an HTML page", "look into it: downloads fail with such pages"},
	{"{\"", 2, "is JSON", "look into it: downloads fail with such answers"},
	{"-----BEGIN PGP", 14, "is encrypted or signed by PGP", "decrypt it before it is delivered"},
	{"<?xml", 5, "is XML", "export it as CSV and deliver that"},
	{"%PDF-", 5, "is a PDF", "export it as CSV and deliver that"},
	{"BZh", 3, "is compressed by bzip2", "deliver it plain or gzipped"},
	{"\x28\xB5\x2F\xFD", 4, "is compressed by zstd", "deliver it plain or gzipped"},
	{"\xFD\x37zXZ", 5, "is compressed by xz", "deliver it plain or gzipped"},
	{"\xFF\xFE", 2, "is UTF-16", "export it as UTF-8"},
	{"\xFE\xFF", 2, "is UTF-16", "export it as UTF-8"},
};

static const struct form *form_of(struct span head)
{
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (head.len >= forms[i].length &&
			strncasecmp(head.at, forms[i].begins, forms[i].length) == 0)
			return &forms[i];
	return NULL;
}

/* Pages and other text may begin with a byte order mark and empty lines. */
static struct span skip_blank(struct span head)
{
	struct span mark = span_of("\xEF\xBB\xBF");

	if (span_starts(head, mark))
		head = (struct span){head.at + mark.len, head.len - mark.len};
	while (head.len > 0 && strchr(" \t\r\n", head.at[0]) && head.at[0])
		head = (struct span){head.at + 1, head.len - 1};
	return head;
}

/* Without a byte order mark: every other byte of Latin text is NUL. */
static bool looks_like_utf16(struct span head)
{
	if (head.len < 4)
		return false;
	return (head.at[0] == '\0' && head.at[2] == '\0') || (head.at[1] == '\0' && head.at[3] == '\0');
}

static int refuse(const char *what, const char *hint, struct error *err)
{
	error_set(err, EXIT_DATA, "%s", what);
	return error_hint(err, "%s", hint);
}

/* What a copy leaves that reserved its room first and did not get on. */
static bool looks_unwritten(struct span head)
{
	return head.len >= 2 && head.at[0] == '\0' && head.at[1] == '\0';
}

int sniff_text(struct span head, enum gzin_form file, struct error *err)
{
	const struct form *form = form_of(skip_blank(head));

	if (form == &forms[0] && file == GZIN_GZIP)
		return refuse("is gzipped twice", "gzip it once", err);
	if (form)
		return refuse(form->what, form->hint, err);
	if (looks_unwritten(head))
		return refuse("begins with NUL bytes", "deliver it again; it was not written completely", err);
	if (looks_like_utf16(head))
		return refuse("is UTF-16", "export it as UTF-8", err);
	return 0;
}

int sniff_gzip(struct span head, struct error *err)
{
	const struct form *form = form_of(head);

	if (head.len == 0 || form == &forms[0])
		return 0;
	if (form)
		return refuse(form->what, form->hint, err);
	return refuse("is not gzipped, although its name ends in .gz",
		"deliver it under a name without .gz, or gzip it", err);
}

/* A break within a quoted cell may be a CRLF. */
int sniff_line_ends(struct span header, struct error *err)
{
	const char *end = header.at + header.len;
	const char *at = header.len > 0 ? memchr(header.at, '\r', header.len) : NULL;

	while (at && at + 1 < end && at[1] == '\n')
		at = memchr(at + 1, '\r', (size_t)(end - at - 1));
	if (!at)
		return 0;
	return refuse("has lines that end in CR alone, or in CR CR LF",
		"export it with lines that end in LF or CRLF", err);
}

int sniff_separator_line(struct span line, char delimiter, struct error *err)
{
	if (line.len == 7 && line.at[0] == '"' && line.at[6] == '"')
		line = (struct span){line.at + 1, 5};
	if (line.len != 5 || strncasecmp(line.at, "sep=", 4) != 0)
		return 0;
	if (line.at[4] == delimiter)
		return 1;
	error_set(err, EXIT_DATA, "says sep=%c, and another delimiter is declared", line.at[4]);
	return error_hint(err, "is it the right file? Otherwise correct `delimiter` of the feed");
}
