/* A small store for tests of intake. */
#include "tests/support/intake_lab.h"

#include <stdio.h>

#include "pipeline/edge/files.h"

/* A folder of the store, by any name instead of a hash. */
static void name_folder(char target[HASH_TEXT], const char *name)
{
	snprintf(target, HASH_TEXT, "%s", name);
}

char *add_campaign(struct intake_lab *lab, const char *id, const char *lines)
{
	struct campaign_folder folder = {.dir = store_campaign_path(lab->var, id)};
	char *all AUTOFREE = mem_printf("id = %s\n%s", id, lines);

	write_dollar_conf(&folder, all);
	scratch_write(folder.dir, "rate_card.csv", good_card);
	name_folder(manifest_add_campaign(&lab->manifest, id, id)->sha256, id);
	return folder.dir;
}

int intake_lab_set_up(void **state)
{
	struct intake_lab *lab = mem_alloc(sizeof(*lab));
	char *dir AUTOFREE = scratch_folder();

	lab->var = path_join(dir, "var");
	lab->campaign.dir = add_campaign(lab, "cloud", "");
	lab->manifest.as_of = DAY(10, 31);
	lab->manifest.currency = mem_strdup("CAD");
	*state = lab;
	return 0;
}

int intake_lab_tear_down(void **state)
{
	struct intake_lab *lab = *state;

	transform_release(&lab->t);
	transform_release(&lab->t); /* a second time does no harm */
	manifest_release(&lab->manifest);
	error_release(&lab->err);
	free(lab->campaign.dir);
	free(lab->var);
	free(lab);
	return 0;
}

void write_table(struct intake_lab *lab, const char *staged, const char *file,
	const struct table *table, const void *rows, size_t count)
{
	char *folder AUTOFREE = store_staged_path(lab->var, staged, NULL);
	char *path AUTOFREE = path_join(folder, file);
	struct pgcopy_writer w;

	dir_make(folder, &lab->err);
	assert_int_equal(pgcopy_create(&w, path, &lab->err), 0);
	for (size_t i = 0; i < count; i++)
		table_write(table, &w, (const char *)rows + i * table->row_size);
	assert_int_equal(pgcopy_commit(&w, &lab->err), 0);
}

const char *stage(struct intake_lab *lab, enum feed_id feed, const void *rows, size_t count)
{
	static const struct table *const tables[] = {[FEED_PARTNERS] = &table_partners,
		[FEED_AGREEMENTS] = &table_agreements, [FEED_REGISTRATIONS] = &table_registrations,
		[FEED_INVOICES] = &table_invoices};
	char *name AUTOFREE = mem_printf("file-%zu", lab->staged++);
	char *file AUTOFREE = mem_printf("%s.copy", tables[feed]->name);
	struct manifest_input *input = manifest_add_input(&lab->manifest, feed, name);

	name_folder(input->staged, name);
	write_table(lab, name, file, tables[feed], rows, count);
	if (feed == FEED_INVOICES)
		write_table(lab, name, "quarantine.copy", &table_quarantine, NULL, 0);
	return input->staged;
}

int try_reading(struct intake_lab *lab, const char *watched)
{
	struct transform_source source = {
		lab->var, &lab->manifest, watched ? span_of(watched) : SPAN_NONE, lab->jobs};

	return transform_read(&lab->t, &source, &lab->err);
}

int try_lines(struct intake_lab *lab, keep_function *keep)
{
	struct asked asked = {keep, &lab->t.registrations, &lab->t.eligibility};

	registrations_settle(&lab->t.registrations, &lab->t.sales);
	eligibility_init(asked.all, &lab->t.sales);
	return intake_lines(&lab->t.intake, &lab->t.sales, &lab->t.cards, &asked, &lab->err);
}

static bool keep_all(const struct registrations *registrations, const struct sales *sales,
	struct eligibility *found, struct candidates list, const struct line *line, uint32_t index)
{
	(void)registrations;
	(void)sales;
	(void)found;
	(void)index;
	assert_int_equal(line->carded, list.count > 0);
	return true;
}

void read_all(struct intake_lab *lab)
{
	if (try_reading(lab, NULL) < 0 || try_lines(lab, keep_all) < 0)
		fail_msg("%s", error_text(&lab->err));
}

void assert_text(struct intake_lab *lab, text_id id, const char *expected)
{
	assert_true(span_is(sales_text(&lab->t.sales, id), expected));
}

const struct line *line_of(struct intake_lab *lab, const char *invoice)
{
	for (size_t i = 0; i < lab->t.sales.line_count; i++)
		if (span_is(sales_text(&lab->t.sales, lab->t.sales.lines[i].invoice), invoice))
			return &lab->t.sales.lines[i];
	return NULL;
}
