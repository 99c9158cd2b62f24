/* Whom a payment file can carry, and what it says of them. */
#include "pipeline/core/party.h"

#include "tests/support/test.h"

#define IBAN "GB29 NWBK 6016 1331 9268 19"

static void assert_fault(const char *name, const char *account, const char *bank, const char *words)
{
	const struct party party = {name, account, bank};
	char *fault AUTOFREE = party_fault(&party);

	if (!words) {
		assert_null(fault);
		return;
	}
	assert_non_null(fault);
	if (!strstr(fault, words))
		fail_msg("'%s' does not say '%s'", fault, words);
}

static void an_iban_needs_no_bank_and_another_account_does(void **state)
{
	(void)state;
	assert_fault("One", IBAN, NULL, NULL);
	assert_fault("One", IBAN, "NWBKGB2L", NULL);
	assert_fault("One", "0030512345", "000300012", NULL);
	assert_fault("One", "0030512345", " ", "no bank is given, and the account is not an IBAN");
}

static void what_is_missing_is_named(void **state)
{
	(void)state;
	assert_fault(NULL, IBAN, NULL, "no name");
	assert_fault("  ", IBAN, NULL, "no name");
	assert_fault("One", NULL, NULL, "no account");
	assert_fault(NULL, NULL, NULL, "no name");
}

static void a_bad_iban_is_named_with_what_is_wrong(void **state)
{
	(void)state;
	assert_fault("One", "GB29NWBK60161331926818", NULL, "GB29NWBK60161331926818");
	assert_fault("One", "GB29NWBK60161331926818", NULL, "check digits are wrong");
}

static void a_name_must_leave_something_to_read(void **state)
{
	(void)state;
	assert_fault("ᓄᓇᕗᑦ", IBAN, NULL, "no letter");
	assert_fault("ᓄᓇᕗᑦ Inc.", IBAN, NULL, NULL);
}

static void what_the_file_cannot_carry_is_refused_and_not_bent(void **state)
{
	(void)state;
	assert_fault("One", "00305_1", "1", "the account '00305_1' has characters");
	assert_fault("One", "12345678901234567890123456789012345", "1", "more than 34 characters");
	assert_fault("One", "1", "Banque é", "the bank 'Banque é' has characters");
	assert_fault("One", "1", "123456789012345678901234567890123456", "more than 35 characters");
}

static void a_bic_is_written_in_capitals_and_other_banks_as_they_are(void **state)
{
	const struct party bic = {"One", IBAN, " royccat2 "}, other = {"One", "1", " a-1 "},
		none = {"One", IBAN, ""};
	char *first AUTOFREE = party_bank(&bic), *second AUTOFREE = party_bank(&other);

	(void)state;
	assert_string_equal(first, "ROYCCAT2");
	assert_string_equal(second, "a-1");
	assert_null(party_bank(&none));
}

static struct conf payer(const char *name, const char *account, const char *bank)
{
	return (struct conf){.path = (char *)"pipeline.conf", .payer_name = (char *)name,
		.payer_account = (char *)account, .payer_bank = (char *)bank};
}

static void a_payer_without_keys_is_named_by_them(void **state)
{
	struct conf conf = payer("", IBAN, " ");
	struct error err CLEANUP(error_release) = ERROR_INIT;

	(void)state;
	assert_int_equal(party_check_payer(&conf, &err), -1);
	assert_int_equal(err.code, EXIT_CONFIG);
	assert_problem(&err, "pipeline.conf: [payer] does not say who pays: set name, bank");
}

static void a_payer_that_is_not_there_is_fine_until_something_is_paid(void **state)
{
	struct conf none = payer("", "", ""), bad = payer("One", "GB00", "ROYCCAT2");
	struct error err CLEANUP(error_release) = ERROR_INIT;

	(void)state;
	assert_int_equal(party_check_payer_given(&none, &err), 0);
	assert_no_problem(&err);
	assert_int_equal(party_check_payer_given(&bad, &err), -1);
	assert_problem(&err, "[payer] the account 'GB00'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_iban_needs_no_bank_and_another_account_does),
		cmocka_unit_test(what_is_missing_is_named),
		cmocka_unit_test(a_bad_iban_is_named_with_what_is_wrong),
		cmocka_unit_test(a_name_must_leave_something_to_read),
		cmocka_unit_test(what_the_file_cannot_carry_is_refused_and_not_bent),
		cmocka_unit_test(a_bic_is_written_in_capitals_and_other_banks_as_they_are),
		cmocka_unit_test(a_payer_without_keys_is_named_by_them),
		cmocka_unit_test(a_payer_that_is_not_there_is_fine_until_something_is_paid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
