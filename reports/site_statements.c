/* The workbooks of final statements, copied into the partner's folder. What is put there is what
 * was published, byte for byte: a copy that is there stays when its original has been moved away,
 * and a file that has been changed is not handed on. */
#include "pipeline/base/mem.h"
#include "pipeline/edge/hash.h"
#include "reports/site_page.h"

static int is_published(const char *path, const char *sha256, bool *ret_is, struct error *err)
{
	char there[HASH_TEXT];

	*ret_is = false;
	if (!path_exists(path))
		return 0;
	if (hash_file(path, there, err) < 0)
		return -1;
	*ret_is = strcmp(there, sha256) == 0;
	return 0;
}

static int check_original(const char *path, const char *period, bool published, struct error *err)
{
	if (published || !path_exists(path))
		return 0;
	error_set(err, EXIT_DATA, "%s: is not the workbook that was published, so it is not handed on",
		path);
	return error_hint(err, "put it aside; `cashback statement approve %s` makes it again as it was",
		period);
}

static int put_statement(struct site_partner *partner, int index, struct error *err)
{
	const struct site_row row = {&partner->statements, index};
	const char *period = site_cell(&row, "period"), *sha256 = site_cell(&row, "sha256");
	char *name AUTOFREE = mem_printf("%s.xlsx", period);
	char *copy AUTOFREE = path_join(partner->folder.path, name);
	char *original AUTOFREE = mem_printf("%s/%s/statements/%s", partner->job->site->output, period,
		site_cell(&row, "file_name"));

	if (is_published(copy, sha256, &partner->downloads[index], err) < 0)
		return -1;
	if (partner->downloads[index]) {
		site_keep(&partner->folder, name);
		return 0;
	}
	if (is_published(original, sha256, &partner->downloads[index], err) < 0 ||
		check_original(original, period, partner->downloads[index], err) < 0)
		return -1;
	return partner->downloads[index] ? site_put_copy(&partner->folder, name, original, err) : 0;
}

int site_put_statements(struct site_partner *partner, struct error *err)
{
	int count = partner->statements.count;

	partner->downloads = mem_alloc((size_t)(count + 1) * sizeof(*partner->downloads));
	for (int i = 0; i < count; i++)
		if (put_statement(partner, i, err) < 0)
			return -1;
	return 0;
}
