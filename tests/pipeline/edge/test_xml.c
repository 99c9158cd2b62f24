/* XML in memory: what stands in it, and that it is the same again. */
#include "pipeline/edge/xml.h"

#include "tests/support/test.h"

static void a_document_has_its_elements_indented(void **state)
{
	struct xml_writer xml;
	struct str text AUTOSTR = STR_INIT;

	(void)state;
	xml_begin(&xml, "Outer", "urn:space");
	xml_open(&xml, "Inner");
	xml_text_with(&xml, "Amt", "Ccy", "CAD", "1.00");
	xml_close(&xml);
	xml_text(&xml, "Last", "");
	xml_finish(&xml, &text);
	assert_string_equal(text.s, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
								"<Outer xmlns=\"urn:space\">\n"
								"  <Inner>\n"
								"    <Amt Ccy=\"CAD\">1.00</Amt>\n"
								"  </Inner>\n"
								"  <Last></Last>\n"
								"</Outer>\n");
}

static void signs_of_xml_are_escaped(void **state)
{
	struct xml_writer xml;
	struct str text AUTOSTR = STR_INIT;

	(void)state;
	xml_begin(&xml, "D", "u");
	xml_text_with(&xml, "A", "v", "\"<", "a<b>&é");
	xml_finish(&xml, &text);
	assert_non_null(strstr(text.s, "<A v=\"&quot;&lt;\">a&lt;b&gt;&amp;é</A>"));
}

static void what_is_open_is_closed_in_the_end(void **state)
{
	struct xml_writer xml;
	struct str text AUTOSTR = STR_INIT;

	(void)state;
	xml_begin(&xml, "D", "u");
	xml_open(&xml, "E");
	xml_text(&xml, "F", "x");
	xml_finish(&xml, &text);
	assert_non_null(strstr(text.s, "</E>\n</D>\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_has_its_elements_indented),
		cmocka_unit_test(signs_of_xml_are_escaped),
		cmocka_unit_test(what_is_open_is_closed_in_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
