/* Re-delivery: which lines stand when files bring the same ones again. */
#include "stages/transform/restatement.h"

#include <stdio.h>

#include "tests/support/cm.h"
#include "tests/support/world.h"

struct redelivery {
	struct sales sales;
	struct restatement r;
};

static struct redelivery *redelivery_new(bool whole_invoices)
{
	struct redelivery *d = mem_alloc(sizeof(*d));

	restatement_init(&d->r, &d->sales, whole_invoices);
	return d;
}

/* A line as take_line of intake.c has it; `kept`: it is of interest. Line numbers begin at 11, so
 * that none is an invoice's number in the dictionary. */
static void deliver(struct redelivery *d, uint32_t file, const char *invoice, int64_t number,
	int64_t quantity, bool kept)
{
	struct line line = {.number = 10 + number, .quantity = quantity, .origin = {file, 1}};

	if (!restatement_admits(&d->r, file, span_of(invoice)))
		return;
	restatement_supersede(&d->r, file, span_of(invoice), line.number);
	if (!kept)
		return;
	line.invoice = dict_add(&d->sales.texts, span_of(invoice));
	restatement_place(&d->r, &line);
}

/* The quantities that stand, in their order; ends the delivery. */
static void assert_standing(struct redelivery *d, const int64_t *quantities, size_t count)
{
	restatement_finish(&d->r);
	assert_int_equal(d->sales.line_count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(d->sales.lines[i].quantity, quantities[i]);
	sales_release(&d->sales);
	free(d);
}

#define STAND(d, ...)                                                                              \
	assert_standing(d, (const int64_t[]){__VA_ARGS__}, ARRAY_LEN(((const int64_t[]){__VA_ARGS__})))

static void a_line_of_a_later_file_replaces_its_line_only(void **state)
{
	struct redelivery *d = redelivery_new(false);

	(void)state;
	deliver(d, 0, "I-1", 1, 10, true);
	deliver(d, 0, "I-1", 2, 20, true);
	deliver(d, 0, "I-2", 1, 30, true);
	deliver(d, 1, "I-1", 1, 11, true);
	STAND(d, 11, 20, 30);
}

static void a_line_that_is_of_no_interest_any_more_is_gone(void **state)
{
	struct redelivery *d = redelivery_new(false);

	(void)state;
	deliver(d, 0, "I-1", 1, 10, true);
	deliver(d, 0, "I-1", 2, 20, true);
	deliver(d, 1, "I-1", 1, 11, false);
	deliver(d, 1, "I-9", 2, 90, false);
	STAND(d, 20);
}

static void a_line_can_come_back(void **state)
{
	struct redelivery *d = redelivery_new(false);

	(void)state;
	deliver(d, 0, "I-1", 1, 10, true);
	deliver(d, 1, "I-1", 1, 11, false);
	deliver(d, 2, "I-1", 1, 12, true);
	STAND(d, 12);
}

static void a_whole_invoice_replaces_all_its_earlier_lines(void **state)
{
	struct redelivery *d = redelivery_new(true);

	(void)state;
	deliver(d, 0, "I-1", 1, 10, true);
	deliver(d, 0, "I-1", 2, 20, true);
	deliver(d, 0, "I-1", 3, 30, true);
	deliver(d, 0, "I-2", 1, 40, true);
	deliver(d, 1, "I-1", 4, 11, true);
	deliver(d, 1, "I-1", 5, 12, true);
	STAND(d, 40, 11, 12);
}

static void a_whole_invoice_of_no_interest_replaces_too(void **state)
{
	struct redelivery *d = redelivery_new(true);

	(void)state;
	deliver(d, 0, "I-1", 1, 10, true);
	deliver(d, 0, "I-2", 1, 20, true);
	deliver(d, 1, "I-1", 9, 11, false);
	STAND(d, 20);
}

static void a_whole_invoice_may_use_the_same_line_numbers(void **state)
{
	struct redelivery *d = redelivery_new(true);

	(void)state;
	deliver(d, 0, "I-1", 1, 10, true);
	deliver(d, 0, "I-1", 2, 20, true);
	deliver(d, 1, "I-1", 2, 21, true);
	deliver(d, 2, "I-1", 1, 12, true);
	STAND(d, 12);
}

static void many_invoices_are_told_apart(void **state)
{
	enum { MANY = 3000 };
	struct redelivery *d = redelivery_new(true);
	int64_t *standing = mem_alloc((MANY - 1) * sizeof(*standing));
	char (*names)[16] = mem_alloc(MANY * sizeof(*names));

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof(names[i]), "I-%d", i);
		deliver(d, 0, names[i], 1, i, true);
		if (i > 0)
			standing[i - 1] = i;
	}
	deliver(d, 1, names[0], 1, 1, false);
	assert_standing(d, standing, MANY - 1);
	free(standing);
	free(names);
}

static void a_text_that_is_no_invoice_so_far_replaces_nothing(void **state)
{
	enum { OTHERS = 100 };
	struct redelivery *d = redelivery_new(true);
	char names[OTHERS][16];

	(void)state;
	deliver(d, 0, "I-1", 1, 10, true);
	for (int i = 0; i < OTHERS; i++) {
		snprintf(names[i], sizeof(names[i]), "C-%d", i);
		dict_add(&d->sales.texts, span_of(names[i]));
		deliver(d, 1, names[i], 1, 1, false);
	}
	STAND(d, 10);
}

static void a_file_that_contradicts_itself_replaces_nothing_of_the_invoice(void **state)
{
	struct redelivery *d = redelivery_new(true);

	(void)state;
	restatement_dispute(&d->r, 1, span_of("I-1"));
	deliver(d, 0, "I-1", 1, 10, true);
	deliver(d, 0, "I-2", 1, 20, true);
	deliver(d, 1, "I-1", 2, 11, true);
	deliver(d, 1, "I-2", 1, 21, true);
	deliver(d, 2, "I-1", 3, 12, true);
	STAND(d, 21, 12);
}

static void the_first_file_of_an_invoice_counts_though_it_contradicts_itself(void **state)
{
	struct redelivery *d = redelivery_new(true);

	(void)state;
	restatement_dispute(&d->r, 0, span_of("I-1"));
	restatement_dispute(&d->r, 1, span_of("I-1"));
	deliver(d, 0, "I-1", 1, 10, true);
	deliver(d, 0, "I-1", 2, 20, true);
	deliver(d, 1, "I-1", 3, 30, true);
	STAND(d, 10, 20);
}

static void disputes_matter_only_where_whole_invoices_are_replaced(void **state)
{
	struct redelivery *d = redelivery_new(false);

	(void)state;
	restatement_dispute(&d->r, 1, span_of("I-1"));
	deliver(d, 0, "I-1", 1, 10, true);
	deliver(d, 1, "I-1", 1, 11, true);
	STAND(d, 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_of_a_later_file_replaces_its_line_only),
		cmocka_unit_test(a_line_that_is_of_no_interest_any_more_is_gone),
		cmocka_unit_test(a_line_can_come_back),
		cmocka_unit_test(a_whole_invoice_replaces_all_its_earlier_lines),
		cmocka_unit_test(a_whole_invoice_of_no_interest_replaces_too),
		cmocka_unit_test(a_whole_invoice_may_use_the_same_line_numbers),
		cmocka_unit_test(many_invoices_are_told_apart),
		cmocka_unit_test(a_text_that_is_no_invoice_so_far_replaces_nothing),
		cmocka_unit_test(a_file_that_contradicts_itself_replaces_nothing_of_the_invoice),
		cmocka_unit_test(the_first_file_of_an_invoice_counts_though_it_contradicts_itself),
		cmocka_unit_test(disputes_matter_only_where_whole_invoices_are_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
