/* The files of a folder: put there where they are not there yet, taken away where nobody put them. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/embedded.h"
#include "pipeline/edge/hash.h"
#include "pipeline/edge/outfile.h"
#include "reports/site_page.h"

int site_folder_open(struct site_folder *folder, const char *path, struct error *err)
{
	*folder = (struct site_folder){.path = mem_strdup(path)};
	return dir_make(path, err);
}

void site_keep(struct site_folder *folder, const char *name)
{
	names_add(&folder->files, name);
}

static int same_bytes(const char *path, const void *bytes, size_t length, bool *ret_same,
	struct error *err)
{
	struct str there AUTOSTR = STR_INIT;
	struct stat about;

	*ret_same = false;
	if (stat(path, &about) < 0 || (size_t)about.st_size != length)
		return 0;
	if (file_read(path, length, &there, err) < 0)
		return -1;
	*ret_same = there.len == length && memcmp(str_text(&there), bytes, length) == 0;
	return 0;
}

static int put(struct site_folder *folder, const char *name, const void *bytes, size_t length,
	struct error *err)
{
	char *path AUTOFREE = path_join(folder->path, name);
	bool same;

	site_keep(folder, name);
	if (same_bytes(path, bytes, length, &same, err) < 0)
		return -1;
	return same ? 0 : outfile_put(path, bytes, length, err);
}

int site_put_page(struct site_folder *folder, const char *name, struct page *page,
	struct error *err)
{
	int result = put(folder, name, str_text(&page->out), page->out.len, err);

	page_release(page);
	return result;
}

int site_put_style(struct site_folder *folder, struct error *err)
{
	const struct embedded_file *style = embedded_find("reports/site/" SITE_STYLE);

	return put(folder, SITE_STYLE, style->text, style->length, err);
}

/* Copies keep the rights of what they are copies of: a final statement is read-only here too. */
static int keep_mode(const char *from, const char *to, struct error *err)
{
	struct stat wanted, there;

	if (stat(from, &wanted) < 0 || stat(to, &there) < 0)
		return error_errno(err, EXIT_IOERR, "%s: cannot be looked at", to);
	if (wanted.st_mode != there.st_mode && chmod(to, wanted.st_mode & 07777) < 0)
		return error_errno(err, EXIT_IOERR, "%s: its rights cannot be set", to);
	return 0;
}

int site_put_copy(struct site_folder *folder, const char *name, const char *from,
	struct error *err)
{
	char *path AUTOFREE = path_join(folder->path, name);
	char wanted[HASH_TEXT], there[HASH_TEXT] = "";

	site_keep(folder, name);
	if (hash_file(from, wanted, err) < 0 ||
		(path_exists(path) && hash_file(path, there, err) < 0))
		return -1;
	if (strcmp(wanted, there) != 0 && file_copy(from, path, err) < 0)
		return -1;
	return keep_mode(from, path, err);
}

/* What is left over ------------------------------------------------------------------------------ */

static bool ends_with(const char *name, const char *ending)
{
	size_t length = strlen(name), ends = strlen(ending);

	return length > ends && strcmp(name + length - ends, ending) == 0;
}

/* `.NAME.tmp` is of a writer that was killed. */
static bool is_ours(const char *name)
{
	if (name[0] == '.')
		return ends_with(name, ".html.tmp") || ends_with(name, ".xlsx.tmp") ||
			   strcmp(name, "." SITE_STYLE ".tmp") == 0;
	return ends_with(name, ".html") || ends_with(name, ".xlsx");
}

int site_folder_finish(struct site_folder *folder, struct error *err)
{
	struct names there CLEANUP(names_release) = {0};

	names_sort(&folder->files);
	if (dir_list(folder->path, &there, err) < 0)
		return -1;
	for (size_t i = 0; i < there.count; i++) {
		char *path AUTOFREE = path_join(folder->path, there.items[i]);
		if (!is_ours(there.items[i]) || names_has(&folder->files, there.items[i]) || path_is_dir(path))
			continue;
		if (unlink(path) < 0 && errno != ENOENT)
			return error_errno(err, EXIT_IOERR, "%s: cannot be removed", path);
	}
	return 0;
}

void site_folder_release(struct site_folder *folder)
{
	free(folder->path);
	names_release(&folder->files);
	*folder = (struct site_folder){0};
}
