/* One pass over the bytes, one decoded character at a time. */
#include "reports/cell_text.h"

#include <stdbool.h>
#include <stdint.h>

#include "reports/visible.h"

#define ELLIPSIS 0x2026

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* _xHHHH_ in a file stands for one character; as data it has to say that it does not. */
static bool looks_escaped(struct span s)
{
	if (s.len < 7 || s.at[0] != '_' || s.at[1] != 'x' || s.at[6] != '_')
		return false;
	return is_hex(s.at[2]) && is_hex(s.at[3]) && is_hex(s.at[4]) && is_hex(s.at[5]);
}

/* Most text is printable ASCII, and has no escape in it. */
static bool stays_as_it_is(struct span bytes)
{
	if (bytes.len >= CELL_TEXT_MAX - 8)
		return false;
	for (size_t i = 0; i < bytes.len; i++)
		if (bytes.at[i] < ' ' || bytes.at[i] > '~' || bytes.at[i] == '_')
			return false;
	return true;
}

void cell_text_add(struct str *out, struct span bytes)
{
	size_t units = 0;

	if (stays_as_it_is(bytes)) {
		str_add_span(out, bytes);
		return;
	}
	while (bytes.len > 0) {
		if (units >= CELL_TEXT_MAX - 8) {
			visible_put(out, ELLIPSIS);
			return;
		}
		if (looks_escaped(bytes)) {
			str_add(out, "_x005F");
			units += 6;
		}
		uint32_t code = visible_take(&bytes);
		visible_put(out, code);
		units += code >= 0x10000 ? 2 : 1;
	}
}

/* The characters of the word at text, and the blanks after it. */
static int word_width(const char **text)
{
	int width = 0;

	while (**text && **text != ' ' && **text != '\n')
		width += (*(*text)++ & 0xC0) != 0x80;
	return width;
}

int cell_text_lines(const char *text, int width)
{
	int lines = 1, used = 0;

	while (*text) {
		if (*text == '\n') {
			lines++;
			used = 0;
			text++;
		} else if (*text == ' ') {
			used++;
			text++;
		} else {
			int word = word_width(&text);
			if (used > 0 && used + word > width) {
				lines++;
				used = 0;
			}
			lines += (used + word - 1) / width;
			used = used + word > width ? (used + word - 1) % width + 1 : used + word;
		}
	}
	return lines;
}

int cell_text_width(const char *text)
{
	int longest = 0, line = 0;

	for (; *text; text++) {
		if (*text == '\n')
			line = 0;
		else if ((*text & 0xC0) != 0x80 && ++line > longest)
			longest = line;
	}
	return longest;
}
