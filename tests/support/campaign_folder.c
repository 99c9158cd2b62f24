/* Campaign folders for tests. */
#include "tests/support/campaign_folder.h"

#include <string.h>

#include "pipeline/base/str.h"

/* A valid campaign of each kind, a key a line; a test gives the lines that it wants otherwise. */
static const char *const dollar_keys[] = {"id = cloud", "name = Cloud", "kind = dollar_per_sku",
	"start = 2026-07-01", "end = 2026-09-30", "currency = CAD", "tiers = retrospective",
	"returns_days = 30", "scope = partner", NULL};
static const char *const frequency_keys[] = {"id = deals", "name = Deals", "kind = frequency",
	"start = 2026-07-01", "end = 2026-09-30", "currency = CAD", "tiers = retrospective",
	"returns_days = 30", "count = customers", "per = campaign", "pay = once", NULL};

const char good_card[] = "sku,rate,min_quantity,max_quantity\nABC,1.00,,\n";
const char good_products[] = "sku\nABC-*\n";
const char good_thresholds[] = "threshold,amount\n3,150.00\n6,400.00\n";

int campaign_folder_set_up(void **state)
{
	struct campaign_folder *f = mem_alloc(sizeof(*f));

	f->dir = scratch_folder();
	*state = f;
	return 0;
}

int campaign_folder_tear_down(void **state)
{
	struct campaign_folder *f = *state;

	campaign_release(&f->campaign);
	error_release(&f->err);
	free(f->dir);
	free(f);
	return 0;
}

/* Does some line of `lines` begin with the key of `line`? */
static bool gives(const char *lines, const char *line)
{
	struct span rest = span_of(lines), one;
	struct span key = {line, strcspn(line, " =")};

	while (span_cut(&rest, '\n', &one))
		if (span_starts(one, key) && one.len > key.len && one.at[key.len] == ' ')
			return true;
	return false;
}

/* [campaign], the keys that `lines` does not give, and `lines`, from line 2 on. */
static void write_conf(struct campaign_folder *f, const char *const *keys, const char *lines)
{
	struct str text AUTOSTR = STR_INIT;

	str_addf(&text, "[campaign]\n%s\n", lines);
	for (size_t i = 0; keys[i]; i++)
		if (!gives(lines, keys[i]))
			str_addf(&text, "%s\n", keys[i]);
	scratch_write(f->dir, "campaign.conf", text.s);
}

void write_dollar_conf(struct campaign_folder *f, const char *lines)
{
	write_conf(f, dollar_keys, lines);
}

void write_frequency_conf(struct campaign_folder *f, const char *lines)
{
	write_conf(f, frequency_keys, lines);
}

int load_dollar(struct campaign_folder *f, const char *lines, const char *card)
{
	write_dollar_conf(f, lines);
	scratch_write(f->dir, "rate_card.csv", card);
	return campaign_load(&f->campaign, f->dir, &f->err);
}

int load_frequency(struct campaign_folder *f, const char *lines, const char *products,
	const char *thresholds)
{
	write_frequency_conf(f, lines);
	scratch_write(f->dir, "products.csv", products);
	scratch_write(f->dir, "thresholds.csv", thresholds);
	return campaign_load(&f->campaign, f->dir, &f->err);
}

void assert_only(struct campaign_folder *f, int result, const char *where, const char *text)
{
	assert_int_equal(result, -1);
	assert_problem(&f->err, text);
	assert_int_equal(f->err.count, 1);
	assert_int_equal(f->err.code, EXIT_CONFIG);
	char *wanted AUTOFREE = mem_printf("%s/%s: ", f->dir, where);
	assert_problem(&f->err, wanted);
	error_release(&f->err);
}
