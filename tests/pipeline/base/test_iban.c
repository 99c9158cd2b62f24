/* Check digits, lengths and forms of account and bank numbers. */
#include "pipeline/base/iban.h"

#include "tests/support/test.h"

static const char *fault(const char *account)
{
	return iban_fault(span_of(account));
}

static void assert_normal(const char *account, const char *expected)
{
	char *normal AUTOFREE = account_normal(span_of(account));

	assert_string_equal(normal, expected);
}

static void an_iban_with_good_check_digits_has_no_fault(void **state)
{
	static const char *const good[] = {"GB29NWBK60161331926819", "DE89370400440532013000",
		"FR1420041010050500013M02606", "MT84MALT011000012345MTLCAST001S", "NO9386011117947",
		"LC55HEMM000100010012001200023015", "BR1800360305000010009795493C1"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_null(fault(good[i]));
}

static void blanks_and_small_letters_do_not_count(void **state)
{
	(void)state;
	assert_null(fault(" gb29 NWBK 6016 1331 9268 19 "));
	assert_normal("gb29 nwbk 6016 1331 9268 19", "GB29NWBK60161331926819");
}

static void one_wrong_digit_is_found(void **state)
{
	char account[] = "GB29NWBK60161331926819";

	(void)state;
	for (size_t i = 2; account[i]; i++) {
		char before = account[i];
		if (before < '0' || before > '9')
			continue;
		account[i] = before == '9' ? '0' : (char)(before + 1);
		assert_non_null(fault(account));
		account[i] = before;
	}
}

static void two_digits_that_changed_places_are_found(void **state)
{
	(void)state;
	assert_non_null(strstr(fault("GB29NWBK60161331926891"), "check digits"));
	assert_non_null(strstr(fault("GB29NWBK60163131926819"), "check digits"));
}

/* They stand for 97, 98 and 02, and leave the same remainder. */
static void check_digits_that_are_never_given_out_are_wrong(void **state)
{
	(void)state;
	assert_null(fault("BE97000000000002"));
	assert_non_null(fault("BE00000000000002"));
	assert_null(fault("BE98000000000081"));
	assert_non_null(fault("BE01000000000081"));
	assert_null(fault("BE02000000000063"));
	assert_non_null(fault("BE99000000000063"));
}

static void a_wrong_length_for_its_country_is_found(void **state)
{
	(void)state;
	assert_non_null(strstr(fault("GB29NWBK6016133192681"), "length"));
	assert_non_null(strstr(fault("GB29NWBK601613319268190"), "length"));
}

static void other_characters_are_found(void **state)
{
	(void)state;
	assert_non_null(strstr(fault("GB29-NWBK-6016-1331-9268-19"), "letters and digits"));
	assert_non_null(strstr(fault("GB29NWBK6016133192681\xC3\xA9"), "letters and digits"));
}

static void two_letters_and_two_digits_begin_an_iban(void **state)
{
	(void)state;
	assert_true(iban_begins(span_of("GB29")));
	assert_true(iban_begins(span_of("g b 2 9 x")));
	assert_false(iban_begins(span_of("000305001234567")));
	assert_false(iban_begins(span_of("GBX9")));
	assert_false(iban_begins(span_of("GB2")));
	assert_false(iban_begins(span_of("")));
}

static void another_account_keeps_what_is_within(void **state)
{
	(void)state;
	assert_normal(" 00305 1234-567 ", "00305 1234-567");
}

static void a_bic_has_eight_or_eleven_characters_of_its_form(void **state)
{
	(void)state;
	assert_true(bic_valid(span_of("ROYCCAT2")));
	assert_true(bic_valid(span_of("ROYCCAT2XXX")));
	assert_false(bic_valid(span_of("ROYCCAT2XX")));
	assert_false(bic_valid(span_of("00030500")));
	assert_false(bic_valid(span_of("royccat2")));
	assert_false(bic_valid(span_of("ROYC1AT2")));
	assert_false(bic_valid(span_of("ROYCCAT-")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_iban_with_good_check_digits_has_no_fault),
		cmocka_unit_test(blanks_and_small_letters_do_not_count),
		cmocka_unit_test(one_wrong_digit_is_found),
		cmocka_unit_test(two_digits_that_changed_places_are_found),
		cmocka_unit_test(check_digits_that_are_never_given_out_are_wrong),
		cmocka_unit_test(a_wrong_length_for_its_country_is_found),
		cmocka_unit_test(other_characters_are_found),
		cmocka_unit_test(two_letters_and_two_digits_begin_an_iban),
		cmocka_unit_test(another_account_keeps_what_is_within),
		cmocka_unit_test(a_bic_has_eight_or_eleven_characters_of_its_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
