/* Whatever a feed delivered stays text: escaping, addresses, and the elements around it. */
#include "reports/page.h"

#include "tests/support/test.h"

static void assert_page(struct page *page, const char *expected)
{
	assert_string_equal(str_text(&page->out), expected);
	page_release(page);
}

static void text_never_becomes_an_element(void **state)
{
	struct page page = {0};

	(void)state;
	page_element(&page, "b", NULL, "<script>alert('1')</script> & \"more\"");
	assert_page(&page,
		"<b>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;more&quot;</b>");
}

static void an_attribute_never_ends_early(void **state)
{
	struct page page = {0};

	(void)state;
	page_open(&page, "b");
	page_attribute(&page, "class", "a\" onclick='x' b=\"");
	page_close(&page);
	assert_page(&page, "<b class=\"a&quot; onclick=&#39;x&#39; b=&quot;\"></b>");
}

static void a_path_cannot_be_a_scheme_a_query_or_a_fragment(void **state)
{
	struct page page = {0};

	(void)state;
	page_open(&page, "a");
	page_href(&page, "javascript:x?%4D#\xC3\xA9.html");
	page_close(&page);
	assert_page(&page, "<a href=\"javascript%3Ax%3F%254D%23%C3%A9.html\"></a>");
}

static void what_html_forbids_can_be_seen(void **state)
{
	struct page page = {0};

	(void)state;
	page_element(&page, "b", NULL, "a\x01\x7F\xFF\xEF\xBF\xBF" "b");
	assert_page(&page, "<b>a\xE2\x90\x81\xE2\x90\xA1\xEF\xBF\xBD\xEF\xBF\xBD" "b</b>");
}

static void an_element_without_content_has_no_end(void **state)
{
	struct page page = {0};

	(void)state;
	page_open(&page, "meta");
	page_attribute(&page, "charset", "utf-8");
	page_close(&page);
	assert_page(&page, "<meta charset=\"utf-8\">\n");
}

static void no_text_is_no_text(void **state)
{
	struct page page = {0};

	(void)state;
	page_element(&page, "td", "code", NULL);
	assert_page(&page, "<td class=\"code\"></td>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_never_becomes_an_element),
		cmocka_unit_test(an_attribute_never_ends_early),
		cmocka_unit_test(a_path_cannot_be_a_scheme_a_query_or_a_fragment),
		cmocka_unit_test(what_html_forbids_can_be_seen),
		cmocka_unit_test(an_element_without_content_has_no_end),
		cmocka_unit_test(no_text_is_no_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
