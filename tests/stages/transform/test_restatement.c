/* Re-delivery: which lines stand when files bring the same ones again. */
#include "stages/transform/restatement.h"

#include <stdio.h>

#include "tests/support/cm.h"
#include "tests/support/world.h"

enum { MANY = 3000 };

struct delivered {
	uint32_t file;
	char invoice[16];
	int64_t number, quantity;
};

/* What was delivered, in order; read when it is asked what stands. */
struct redelivery {
	bool whole_invoices;
	struct disputes disputes;
	struct delivered items[MANY + 1];
	size_t count;
	uint32_t last_file;
};

static struct redelivery *redelivery_new(bool whole_invoices)
{
	struct redelivery *d = mem_alloc(sizeof(*d));

	d->whole_invoices = whole_invoices;
	return d;
}

/* Line numbers begin at 11, so that none is an invoice's number in the dictionary. */
static void deliver(struct redelivery *d, uint32_t file, const char *invoice, int64_t number,
	int64_t quantity)
{
	struct delivered *delivery = &d->items[d->count++];

	*delivery = (struct delivered){.file = file, .number = 10 + number, .quantity = quantity};
	snprintf(delivery->invoice, sizeof(delivery->invoice), "%s", invoice);
	d->last_file = file;
}

/* Marks what stands: files from the last to the first, lines in their order. */
static void read_back(struct redelivery *d, bool *standing)
{
	struct restatement r;

	restatement_init(&r, d->whole_invoices, &d->disputes);
	for (size_t i = 0; i < d->count; i++)
		disputes_deliver(&d->disputes, d->items[i].file, span_of(d->items[i].invoice));
	for (uint32_t file = d->last_file + 1; file-- > 0;)
		for (size_t i = 0; i < d->count; i++)
			if (d->items[i].file == file)
				standing[i] = restatement_stands(
					&r, file, span_of(d->items[i].invoice), d->items[i].number);
	restatement_release(&r);
	restatement_release(&r); /* a second time does no harm */
}

/* The quantities that stand, in the order of delivery; ends the delivery. */
static void assert_standing(struct redelivery *d, const int64_t *quantities, size_t count)
{
	bool standing[MANY + 1] = {false};
	size_t found = 0;

	read_back(d, standing);
	for (size_t i = 0; i < d->count; i++)
		if (standing[i]) {
			assert_true(found < count);
			assert_int_equal(d->items[i].quantity, quantities[found++]);
		}
	assert_int_equal(found, count);
	disputes_release(&d->disputes);
	free(d);
}

#define STAND(d, ...)                                                                              \
	assert_standing(d, (const int64_t[]){__VA_ARGS__}, ARRAY_LEN(((const int64_t[]){__VA_ARGS__})))

static void a_line_of_a_later_file_replaces_its_line_only(void **state)
{
	struct redelivery *d = redelivery_new(false);

	(void)state;
	deliver(d, 0, "I-1", 1, 10);
	deliver(d, 0, "I-1", 2, 20);
	deliver(d, 0, "I-2", 1, 30);
	deliver(d, 1, "I-1", 1, 11);
	STAND(d, 20, 30, 11);
}

static void a_line_that_comes_again_and_again_stands_as_it_came_last(void **state)
{
	struct redelivery *d = redelivery_new(false);

	(void)state;
	deliver(d, 0, "I-1", 1, 10);
	deliver(d, 0, "I-1", 2, 20);
	deliver(d, 1, "I-1", 1, 11);
	deliver(d, 1, "I-9", 2, 90);
	deliver(d, 2, "I-1", 1, 12);
	STAND(d, 20, 90, 12);
}

static void a_whole_invoice_replaces_all_its_earlier_lines(void **state)
{
	struct redelivery *d = redelivery_new(true);

	(void)state;
	deliver(d, 0, "I-1", 1, 10);
	deliver(d, 0, "I-1", 2, 20);
	deliver(d, 0, "I-1", 3, 30);
	deliver(d, 0, "I-2", 1, 40);
	deliver(d, 1, "I-1", 4, 11);
	deliver(d, 1, "I-1", 5, 12);
	STAND(d, 40, 11, 12);
}

static void a_whole_invoice_may_use_the_same_line_numbers(void **state)
{
	struct redelivery *d = redelivery_new(true);

	(void)state;
	deliver(d, 0, "I-1", 1, 10);
	deliver(d, 0, "I-1", 2, 20);
	deliver(d, 1, "I-1", 2, 21);
	deliver(d, 2, "I-1", 1, 12);
	STAND(d, 12);
}

static void many_invoices_are_told_apart(void **state)
{
	struct redelivery *d = redelivery_new(true);
	int64_t standing[MANY];
	char name[16];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "I-%d", i);
		deliver(d, 0, name, 1, i);
		standing[i] = i + 1;
	}
	deliver(d, 1, "I-0", 1, MANY);
	assert_standing(d, standing, MANY);
}

static void a_file_that_contradicts_itself_replaces_nothing_of_the_invoice(void **state)
{
	struct redelivery *d = redelivery_new(true);

	(void)state;
	disputes_add(&d->disputes, 1, span_of("I-1"));
	deliver(d, 0, "I-1", 1, 10);
	deliver(d, 0, "I-2", 1, 20);
	deliver(d, 1, "I-1", 2, 11);
	deliver(d, 1, "I-2", 1, 21);
	deliver(d, 2, "I-1", 3, 12);
	STAND(d, 21, 12);
}

static void the_first_file_of_an_invoice_counts_though_it_contradicts_itself(void **state)
{
	struct redelivery *d = redelivery_new(true);

	(void)state;
	disputes_add(&d->disputes, 0, span_of("I-1"));
	disputes_add(&d->disputes, 1, span_of("I-1"));
	deliver(d, 0, "I-1", 1, 10);
	deliver(d, 0, "I-1", 2, 20);
	deliver(d, 1, "I-1", 3, 30);
	STAND(d, 10, 20);
}

static void disputes_matter_only_where_whole_invoices_are_replaced(void **state)
{
	struct redelivery *d = redelivery_new(false);

	(void)state;
	disputes_add(&d->disputes, 1, span_of("I-1"));
	deliver(d, 0, "I-1", 1, 10);
	deliver(d, 1, "I-1", 1, 11);
	STAND(d, 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_of_a_later_file_replaces_its_line_only),
		cmocka_unit_test(a_line_that_comes_again_and_again_stands_as_it_came_last),
		cmocka_unit_test(a_whole_invoice_replaces_all_its_earlier_lines),
		cmocka_unit_test(a_whole_invoice_may_use_the_same_line_numbers),
		cmocka_unit_test(many_invoices_are_told_apart),
		cmocka_unit_test(a_file_that_contradicts_itself_replaces_nothing_of_the_invoice),
		cmocka_unit_test(the_first_file_of_an_invoice_counts_though_it_contradicts_itself),
		cmocka_unit_test(disputes_matter_only_where_whole_invoices_are_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
