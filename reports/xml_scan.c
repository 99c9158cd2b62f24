/* From one tag to the next: memchr finds their ends, and text is looked at only between them. */
#include "reports/xml_scan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "reports/visible.h"

#define DECLARATION "?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?"

static void wrong(struct xml_scan *scan, const char *what)
{
	if (!scan->problem)
		scan->problem = what;
}

static struct span between(const char *from, const char *to)
{
	return (struct span){from, (size_t)(to - from)};
}

static const char *find(struct span text, char c)
{
	return text.len > 0 ? memchr(text.at, c, text.len) : NULL;
}

/* Characters --------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool all_blank(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_blank(text.at[i]))
			return false;
	return true;
}

/* Eight bytes at a time: is there one that is no printable ASCII? */
static bool is_plain(struct span text)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	const char *at = text.at, *end = text.at + text.len;
	uint64_t eight, odd = 0;

	for (; end - at >= (ptrdiff_t)sizeof(eight); at += sizeof(eight)) {
		memcpy(&eight, at, sizeof(eight));
		odd |= ((eight - ones * ' ') & ~eight) | eight;
	}
	odd &= tops;
	for (; at < end; at++)
		odd |= (unsigned char)*at < ' ' || (unsigned char)*at > '\x7f';
	return odd == 0;
}

static bool is_text(struct span text)
{
	if (is_plain(text))
		return true;
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < ' ' && !is_blank(text.at[i]))
			return false;
	return span_is_utf8(text);
}

/* Entities ----------------------------------------------------------------------------------- */

static uint32_t named(struct span name)
{
	static const struct {
		const char *name, character;
	} entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};

	for (size_t i = 0; i < ARRAY_LEN(entities); i++)
		if (span_is(name, entities[i].name))
			return (uint32_t)entities[i].character;
	return 0;
}

/* #10 or #xA; 0: it is no character's. */
static uint32_t numbered(struct span name)
{
	bool hex = name.len > 1 && name.at[1] == 'x';
	uint64_t code = 0;

	for (size_t i = hex ? 2 : 1; i < name.len; i++) {
		char c = name.at[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
		if (digit < 0 || code > 0x10FFFF)
			return 0;
		code = code * (hex ? 16 : 10) + (uint64_t)digit;
	}
	return code <= 0x10FFFF && (code >= ' ' || code == '\n' || code == '\t' || code == '\r')
		? (uint32_t)code : 0;
}

bool xml_decode(struct span text, struct str *out)
{
	const char *end = text.at + text.len, *from;

	for (; (from = find(text, '&')); text = between(from + 1, end)) {
		const char *to = find(between(from, end), ';');
		if (!to)
			return false;
		struct span name = between(from + 1, to);
		uint32_t code = name.len > 0 && name.at[0] == '#' ? numbered(name) : named(name);
		if (code == 0)
			return false;
		str_add_span(out, between(text.at, from));
		visible_put(out, code);
		from = to;
	}
	str_add_span(out, text);
	return true;
}

/* Tags --------------------------------------------------------------------------------------- */

enum { NAME_FIRST = 1, NAME_LATER = 2 };

static const unsigned char name_class[256] = {
	['a' ... 'z'] = NAME_FIRST | NAME_LATER,
	['A' ... 'Z'] = NAME_FIRST | NAME_LATER,
	['_'] = NAME_FIRST | NAME_LATER,
	['0' ... '9'] = NAME_LATER,
	[':'] = NAME_LATER,
	['-'] = NAME_LATER,
	['.'] = NAME_LATER,
};

/* Behind the name that begins here; the beginning, where none does. */
static const char *name_end(const char *at, const char *end)
{
	if (at == end || !(name_class[(unsigned char)*at] & NAME_FIRST))
		return at;
	while (++at < end && name_class[(unsigned char)*at])
		continue;
	return at;
}

static bool is_value(struct xml_scan *scan, struct span value)
{
	str_reset(&scan->decoded);
	return xml_decode(value, &scan->decoded);
}

/* The value between two quotes, the first of which stands here; NULL: it is none. */
static const char *take_value(struct xml_scan *scan, const char *at, const char *end,
	struct span *ret)
{
	bool entities = false;
	const char *from = at + 1;

	if (at == end || *at != '"')
		return NULL;
	for (at = from; at < end && *at != '"' && *at != '<'; at++)
		entities |= *at == '&';
	if (at == end || *at != '"')
		return NULL;
	*ret = between(from, at);
	return !entities || is_value(scan, *ret) ? at + 1 : NULL;
}

static const char *take_attribute(struct xml_scan *scan, const char *at, const char *end,
	struct xml_attribute *ret)
{
	const char *from = at + 1;

	if (*at != ' ')
		return NULL;
	at = name_end(from, end);
	if (at == from || at == end || *at != '=')
		return NULL;
	ret->name = between(from, at);
	return take_value(scan, at + 1, end, &ret->value);
}

static bool is_repeated(const struct xml_attributes *attributes, struct span name)
{
	for (size_t i = 0; i < attributes->count; i++)
		if (span_equal(attributes->items[i].name, name))
			return true;
	return false;
}

static bool take_attributes(struct xml_scan *scan, const char *at, const char *end,
	struct xml_attributes *ret)
{
	ret->count = 0;
	while (at < end) {
		struct xml_attribute *next = &ret->items[ret->count];
		if (ret->count == XML_ATTRIBUTES || !(at = take_attribute(scan, at, end, next)) ||
			is_repeated(ret, next->name))
			return false;
		ret->count++;
	}
	return true;
}

static void open_element(struct xml_scan *scan, struct span name)
{
	if (scan->complete)
		wrong(scan, "there is more than one outermost element");
	str_add_char(&scan->open, '/');
	str_add_span(&scan->open, name);
}

static void close_element(struct xml_scan *scan, struct span name)
{
	size_t start = scan->open.len - name.len;

	if (name.len == 0 || scan->open.len <= name.len || scan->open.s[start - 1] != '/' ||
		memcmp(scan->open.s + start, name.at, name.len) != 0) {
		wrong(scan, "an element ends that is not open");
		return;
	}
	scan->open.len = start - 1;
	scan->open.s[scan->open.len] = '\0';
	scan->complete = scan->open.len == 0;
	scan->end(scan->context, name);
}

static void take_element(struct xml_scan *scan, struct span tag)
{
	struct xml_attributes attributes;
	const char *end = tag.at + tag.len, *behind;
	bool empty = tag.len > 0 && end[-1] == '/';

	end -= empty;
	behind = name_end(tag.at, end);
	struct span name = between(tag.at, behind);
	if (name.len == 0 || !take_attributes(scan, behind, end, &attributes)) {
		wrong(scan, "a tag is broken");
		return;
	}
	open_element(scan, name);
	if (scan->problem)
		return;
	scan->start(scan->context, name, &attributes);
	if (empty)
		close_element(scan, name);
}

static void take_tag(struct xml_scan *scan, struct span tag)
{
	if (!scan->declared) {
		scan->declared = span_is(tag, DECLARATION);
		if (!scan->declared)
			wrong(scan, "it does not begin as XML");
	} else if (!is_text(tag)) {
		wrong(scan, "a tag is broken");
	} else if (tag.len > 0 && tag.at[0] == '/') {
		close_element(scan, between(tag.at + 1, tag.at + tag.len));
	} else {
		take_element(scan, tag);
	}
}

/* Text --------------------------------------------------------------------------------------- */

static void take_text(struct xml_scan *scan, struct span text)
{
	if (!scan->declared || (scan->open.len == 0 && !all_blank(text))) {
		wrong(scan, "text stands outside of all elements");
		return;
	}
	if (!is_text(text)) {
		wrong(scan, "there are bytes that are no text");
		return;
	}
	if (find(text, '&')) {
		if (!is_value(scan, text))
			wrong(scan, "there is an entity that nobody knows");
		text = (struct span){str_text(&scan->decoded), scan->decoded.len};
	}
	if (scan->open.len > 0 && !scan->problem)
		scan->text(scan->context, text);
}

size_t xml_scan_take(struct xml_scan *scan, struct span bytes)
{
	const char *at = bytes.at, *end = bytes.at + bytes.len, *next;

	while (!scan->problem && at < end) {
		if (*at == '<') {
			next = find(between(at, end), '>');
			if (!next)
				break;
			take_tag(scan, between(at + 1, next));
			at = next + 1;
		} else {
			next = find(between(at, end), '<');
			if (!next)
				break;
			take_text(scan, between(at, next));
			at = next;
		}
	}
	return (size_t)(at - bytes.at);
}

void xml_scan_end(struct xml_scan *scan, struct span rest)
{
	if (!all_blank(rest) || !scan->complete)
		wrong(scan, "the XML breaks off");
}

void xml_scan_release(struct xml_scan *scan)
{
	str_release(&scan->open);
	str_release(&scan->decoded);
}

struct span xml_attribute(const struct xml_attributes *attributes, const char *name)
{
	for (size_t i = 0; i < attributes->count; i++)
		if (span_is(attributes->items[i].name, name))
			return attributes->items[i].value;
	return (struct span){"", 0};
}
