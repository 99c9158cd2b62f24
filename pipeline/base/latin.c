/* One table, by code point. */
#include "pipeline/base/latin.h"

#include <stdint.h>

#include "pipeline/base/mem.h"

static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
							  "/-?:().,'+ ";

/* ASCII that is not in the set. */
static const struct {
	char from, to;
} ascii[] = {
	{'"', '\''}, {'&', '+'}, {'*', '.'}, {';', ','}, {'<', '('}, {'>', ')'}, {'[', '('},
	{']', ')'}, {'{', '('}, {'}', ')'}, {'\\', '/'}, {'_', '-'}, {'`', '\''}, {'|', '/'},
	{'~', '-'}, {'\t', ' '}, {'\n', ' '}, {'\r', ' '},
};

/* U+00A0 to U+00BF and U+00C0 to U+017F, a word for each. "." stands for itself, "_" for a blank. */
static const char latin_1_signs[] = "_ . . . . . . . . . a ' . - . . . . 2 3 ' . . . , 1 o ' . . . ?";
static const char latin_letters[] =
	"A A A A A A AE C E E E E I I I I D N O O O O O . O U U U U Y TH ss "
	"a a a a a a ae c e e e e i i i i d n o o o o o . o u u u u y th y "
	"A a A a A a C c C c C c C c D d D d E e E e E e E e E e G g G g G g G g H h H h I i I i I i I i "
	"I i IJ ij J j K k k L l L l L l L l L l N n N n N n n N n O o O o O o OE oe R r R r R r S s S s "
	"S s S s T t T t T t U u U u U u U u U u U u W w Y y Y Z z Z z Z z s";

/* Signs from elsewhere that stand for one of the set. */
static const struct {
	uint32_t from, to;
	const char *text;
} signs[] = {
	{0x0218, 0x0218, "S"}, {0x0219, 0x0219, "s"}, {0x021A, 0x021A, "T"}, {0x021B, 0x021B, "t"},
	{0x02BC, 0x02BC, "'"}, {0x1E9E, 0x1E9E, "SS"}, {0x2000, 0x200A, " "}, {0x2010, 0x2015, "-"},
	{0x2018, 0x201B, "'"}, {0x201C, 0x201F, "'"}, {0x2026, 0x2026, "..."}, {0x202F, 0x202F, " "},
	{0x2039, 0x203A, "'"}, {0x20AC, 0x20AC, "EUR"}, {0x2212, 0x2212, "-"},
};

static struct span word(const char *words, size_t index)
{
	struct span rest = span_of(words), found = SPAN_NONE;

	do
		if (!span_cut(&rest, ' ', &found))
			return span_of(".");
	while (index-- > 0);
	return span_is(found, "_") ? span_of(" ") : found;
}

static struct span of_ascii(const char *at)
{
	if (strchr(allowed, *at) && *at)
		return (struct span){at, 1};
	for (size_t i = 0; i < ARRAY_LEN(ascii); i++)
		if (ascii[i].from == *at)
			return (struct span){&ascii[i].to, 1};
	return span_of(".");
}

static struct span of_sign(uint32_t character)
{
	if (character >= 0xA0 && character < 0xC0)
		return word(latin_1_signs, character - 0xA0);
	if (character >= 0xC0 && character < 0x180)
		return word(latin_letters, character - 0xC0);
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (character >= signs[i].from && character <= signs[i].to)
			return span_of(signs[i].text);
	/* an accent by itself, after its letter */
	return character >= 0x0300 && character < 0x0370 ? span_of("") : span_of(".");
}

/* The next character of text that is UTF-8, and cuts it off; a stray byte is one by itself. */
static uint32_t next_character(struct span *text)
{
	unsigned char first = (unsigned char)text->at[0];
	size_t more = first < 0xC0 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
	uint32_t character = more == 0 ? first : first & (0x3Fu >> more);

	text->at++;
	text->len--;
	for (; more > 0 && text->len > 0; more--) {
		character = character << 6 | ((unsigned char)text->at[0] & 0x3F);
		text->at++;
		text->len--;
	}
	return character;
}

/* Blanks at the beginning and after a blank are left out. */
static void add(struct str *out, size_t begin, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		bool after_blank = out->len == begin || out->s[out->len - 1] == ' ';
		if (text.at[i] != ' ' || !after_blank)
			str_add_char(out, text.at[i]);
	}
}

void latin_add(struct str *out, struct span utf8, size_t limit)
{
	size_t begin = out->len;

	while (utf8.len > 0 && out->len - begin < limit) {
		const char *at = utf8.at;
		uint32_t character = next_character(&utf8);
		add(out, begin, character < 0x80 ? of_ascii(at) : of_sign(character));
	}
	if (out->len - begin > limit)
		out->len = begin + limit;
	while (out->len > begin && out->s[out->len - 1] == ' ')
		out->len--;
	if (out->s)
		out->s[out->len] = '\0';
}

bool latin_is(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!text.at[i] || !strchr(allowed, text.at[i]))
			return false;
	return true;
}
