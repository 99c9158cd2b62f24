/* The scanner against libxml2: what that refuses, this refuses as well. */
#include "reports/xml_scan.h"

#include <libxml/parser.h>

#include "tests/support/test.h"

#define BEGIN "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"

static const char sheet[] = BEGIN "\n<worksheet xmlns=\"http://x/main\" xmlns:r=\"http://x/r\"><dimension ref=\"A1:B2\"/>"
	"<sheetData><row r=\"1\" spans=\"1:2\" ht=\"18\" customHeight=\"1\">"
	"<c r=\"A1\" s=\"3\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> a &lt;b&gt; &amp; \xC3\xA9\n"
	"</t></is></c><c r=\"B1\" s=\"4\"><f>SUM(A1:A2)&amp;\"x\"</f><v>-12.5</v></c></row>"
	"<row r=\"2\"><c r=\"A2\"/><c r=\"B2\"><v>1</v></c></row></sheetData>"
	"<oddFooter>&amp;L\xE2\x82\xAC &#10;&#x41;</oddFooter></worksheet>\n";

/* What was seen: `<name attribute=value`, `>name`, and text in brackets. */
static void note_start(void *context, struct span name, const struct xml_attributes *attributes)
{
	str_addf(context, "<%.*s", SPAN_ARG(name));
	for (size_t i = 0; i < attributes->count; i++)
		str_addf(context, " %.*s=%.*s", SPAN_ARG(attributes->items[i].name),
			SPAN_ARG(attributes->items[i].value));
}

static void note_end(void *context, struct span name)
{
	str_addf(context, ">%.*s", SPAN_ARG(name));
}

static void note_text(void *context, struct span text)
{
	str_addf(context, "[%.*s]", SPAN_ARG(text));
}

/* In two pieces, which meet at `cut`; true: it was taken. */
static bool scan_cut(struct span bytes, size_t cut, struct str *seen)
{
	struct xml_scan scan = {
		.start = note_start, .end = note_end, .text = note_text, .context = seen};

	size_t taken = xml_scan_take(&scan, (struct span){bytes.at, cut});
	assert_true(taken <= cut);
	taken += xml_scan_take(&scan, (struct span){bytes.at + taken, bytes.len - taken});
	xml_scan_end(&scan, (struct span){bytes.at + taken, bytes.len - taken});
	xml_scan_release(&scan);
	return scan.problem == NULL;
}

static bool is_taken(struct span bytes)
{
	struct str seen AUTOSTR = STR_INIT;

	return scan_cut(bytes, bytes.len, &seen);
}

static bool is_xml(struct span bytes)
{
	xmlDoc *document = xmlReadMemory(bytes.at, (int)bytes.len, "", NULL,
		XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET);

	xmlFreeDoc(document);
	return document != NULL;
}

static void elements_attributes_and_text_are_seen_in_their_order(void **state)
{
	struct str seen AUTOSTR = STR_INIT;

	(void)state;
	assert_true(scan_cut(span_of(BEGIN "\n<a b=\"1\" c:d=\"&lt;\">x &amp; y<e/>"
								 "&#65;&#xE9;<f></f></a>\n"), 0, &seen));
	assert_string_equal(str_text(&seen), "<a b=1 c:d=&lt;[x & y]<e>e[A\xC3\xA9]<f>f>a");
}

static void a_document_may_come_in_pieces_that_are_cut_anywhere(void **state)
{
	struct str whole AUTOSTR = STR_INIT;

	(void)state;
	assert_true(scan_cut(span_of(sheet), 0, &whole));
	for (size_t cut = 0; cut < strlen(sheet); cut++) {
		struct str seen AUTOSTR = STR_INIT;
		assert_true(scan_cut(span_of(sheet), cut, &seen));
		assert_string_equal(str_text(&seen), str_text(&whole));
	}
}

static void what_is_not_well_formed_is_refused(void **state)
{
	static const char *const wrong[] = {"", " ", "text", "<a>", "<a/><b/>", "</a>", "<a></b>",
		"<a><b></a></b>", "x<a/>", "<a/>x", "<a>&</a>", "<a>&nbsp;</a>", "<a>&#0;</a>",
		"<a>&#x110000;</a>", "<a b=1/>", "<a b=\"1/>", "<a b=\"1\" b=\"2\"/>", "<a b=\"<\"/>",
		"<a b=\"&\"/>", "<a  b=\"1\"/>", "<1/>", "<a>\x01</a>", "<a>\xC3</a>", "<a b=\"\xFF\"/>",
		"<>", "< a/>", "<a/>" BEGIN, BEGIN "<a/>", "<a", "<!DOCTYPE a><a/>",
		"<a><!-- b --></a>", "<a><![CDATA[b]]></a>"};

	(void)state;
	assert_true(is_taken(span_of(BEGIN "<a b=\"1\"><c/></a>")));
	assert_false(is_taken(span_of("<a/>")));
	assert_false(is_taken(span_of(" " BEGIN "<a/>")));
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		char *document AUTOFREE = mem_printf(BEGIN "%s", wrong[i]);
		if (is_taken(span_of(document)))
			fail_msg("taken: %s", wrong[i]);
	}
}

/* What a write that failed leaves behind: a part of it is missing. */
static void whatever_is_missing_libxml_refuses_no_more_than_the_scanner(void **state)
{
	size_t length = strlen(sheet), refused = 0;

	(void)state;
	assert_true(is_xml(span_of(sheet)));
	for (size_t from = 0; from < length; from++)
		for (size_t to = from + 1; to <= length; to++) {
			struct str cut AUTOSTR = STR_INIT;
			str_add_bytes(&cut, sheet, from);
			str_add(&cut, sheet + to);
			struct span bytes = {str_text(&cut), cut.len};
			if (is_taken(bytes) && !is_xml(bytes))
				fail_msg("taken without bytes %zu to %zu", from, to);
			refused += !is_taken(bytes);
		}
	assert_true(refused > length * length / 4);
}

static void whatever_byte_is_another_libxml_refuses_no_more_than_the_scanner(void **state)
{
	static const char others[] = "<>/\"'&=; ?!-]x\x01\x80\xC3\xFF";
	char changed[sizeof(sheet)];

	(void)state;
	for (size_t at = 0; at < strlen(sheet); at++)
		for (const char *other = others; *other; other++) {
			memcpy(changed, sheet, sizeof(sheet));
			changed[at] = *other;
			if (is_taken(span_of(changed)) && !is_xml(span_of(changed)))
				fail_msg("taken with %#x at byte %zu", *other, at);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_attributes_and_text_are_seen_in_their_order),
		cmocka_unit_test(a_document_may_come_in_pieces_that_are_cut_anywhere),
		cmocka_unit_test(what_is_not_well_formed_is_refused),
		cmocka_unit_test(whatever_is_missing_libxml_refuses_no_more_than_the_scanner),
		cmocka_unit_test(whatever_byte_is_another_libxml_refuses_no_more_than_the_scanner),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
