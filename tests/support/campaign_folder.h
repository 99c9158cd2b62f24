/* A campaign folder of a test: a valid campaign of either kind, with some lines otherwise. */
#ifndef CASHBACK_TESTS_CAMPAIGN_FOLDER_H
#define CASHBACK_TESTS_CAMPAIGN_FOLDER_H

#include "pipeline/core/campaign.h"
#include "tests/support/test.h"

extern const char good_card[], good_products[], good_thresholds[];

/* The state of a test: its folder, and what was read from it. */
struct campaign_folder {
	char *dir;
	struct campaign campaign;
	struct error err;
};

int campaign_folder_set_up(void **state);
int campaign_folder_tear_down(void **state);
#define FOLDER_TEST(name)                                                                          \
	cmocka_unit_test_setup_teardown(name, campaign_folder_set_up, campaign_folder_tear_down)

/* campaign.conf: [campaign], then `lines` from line 2 on, then the other keys that are needed. */
void write_dollar_conf(struct campaign_folder *f, const char *lines);
void write_frequency_conf(struct campaign_folder *f, const char *lines);
int load_dollar(struct campaign_folder *f, const char *lines, const char *card);
int load_frequency(struct campaign_folder *f, const char *lines, const char *products,
	const char *thresholds);

/* `result` is -1, and the only problem begins with the folder and `where` (FILE:LINE) and says
 * `text`. It is taken away, so that a test can go on. */
void assert_only(struct campaign_folder *f, int result, const char *where, const char *text);

#endif
