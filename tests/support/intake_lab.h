/*
 * A store with one campaign ("cloud": SKU ABC, all of July to September), a manifest that names what
 * is in it, and what transform reads of it.
 */
#ifndef CASHBACK_TESTS_INTAKE_LAB_H
#define CASHBACK_TESTS_INTAKE_LAB_H

#include "pipeline/core/table.h"
#include "stages/transform/transform.h"
#include "tests/support/campaign_folder.h"

#define DAY(month, day) date_from_civil(2026, month, day)

struct intake_lab {
	struct campaign_folder campaign;
	char *var;
	struct manifest manifest;
	struct transform t;
	struct error err;
	size_t staged;
	int jobs; /* threads; 0: one */
};

int intake_lab_set_up(void **state);
int intake_lab_tear_down(void **state);
#define INTAKE_TEST(name)                                                                          \
	cmocka_unit_test_setup_teardown(name, intake_lab_set_up, intake_lab_tear_down)

/* One more campaign, of the same SKU and dates; `lines` as in campaign_folder.h. The caller frees
 * the name of its folder. */
char *add_campaign(struct intake_lab *lab, const char *id, const char *lines);
/* A table in the folder `staged` of the store. */
void write_table(struct intake_lab *lab, const char *staged, const char *file,
	const struct table *table, const void *rows, size_t count);
/* One more delivered file of a feed; files come in the order of their feeds. Returns its folder. */
const char *stage(struct intake_lab *lab, enum feed_id feed, const void *rows, size_t count);
#define STAGE(lab, feed, ...)                                                                      \
	stage(lab, feed, (__VA_ARGS__), sizeof(__VA_ARGS__) / sizeof((__VA_ARGS__)[0]))

#define S(text) {(text), sizeof(text) - 1}
#define SALE(invoice, date, stock, units)                                                          \
	{                                                                                              \
		.invoice_number = S(invoice), .line_number = 1, .invoice_date = (date), .sku = S(stock),   \
		.quantity = (units), .net_amount = {50000}, .source_line = 2                               \
	}

/* The first look. `watched`: an invoice, or NULL. */
int try_reading(struct intake_lab *lab, const char *watched);
/* The second, which asks `keep` (with lab) about lines. */
typedef bool keep_function(const struct registrations *registrations, const struct sales *sales,
	struct eligibility *found, struct candidates list, const struct line *line, uint32_t index);
int try_lines(struct intake_lab *lab, keep_function *keep);
/* Both, keeping all lines that are asked about. The test fails where that fails. */
void read_all(struct intake_lab *lab);

void assert_text(struct intake_lab *lab, text_id id, const char *expected);
/* The first line of that invoice that was kept, or NULL. */
const struct line *line_of(struct intake_lab *lab, const char *invoice);

#endif
