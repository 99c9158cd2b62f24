/* Finding delivered files. */
#include "stages/extract/delivered.h"

#include <string.h>
#include <sys/stat.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/files.h"

struct find {
	struct deliveries *deliveries;
	const struct conf *conf;
	const struct store *store;
	struct error *err;
};

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);

	return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* Names that are never inputs. */
static bool is_passed_over(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	return name[0] == '.' || ends_with(name, ".ctl") || ends_with(name, ".tmp") ||
		ends_with(name, ".part");
}

static void add(struct find *find, enum feed_id feed, const char *name, const char *path,
	uint64_t size)
{
	struct deliveries *deliveries = find->deliveries;

	MEM_GROW(deliveries->items, deliveries->count, deliveries->cap);
	deliveries->items[deliveries->count++] = (struct delivered){
		.feed = feed,
		.name = mem_strdup(name),
		.path = path ? mem_strdup(path) : NULL,
		.size = size,
		.known = store_find(find->store, feed, name),
	};
}

static void add_path(struct find *find, enum feed_id feed, const char *path)
{
	const char *name = conf_relative(find->conf, path);
	struct error problem = ERROR_INIT;
	struct stat st;

	if (is_passed_over(path))
		return;
	if (!span_is_utf8(span_of(name))) {
		error_also(find->err, EXIT_DATA, "%s: its name is not UTF-8", name);
		error_hint(find->err, "deliver it under a name of plain letters");
		return;
	}
	if (stat(path, &st) < 0) {
		error_errno(&problem, EXIT_NOINPUT, "%s: cannot be looked at", name);
		error_absorb(find->err, &problem);
	} else if (!S_ISREG(st.st_mode)) {
		error_also(find->err, EXIT_DATA, "%s: is %s, not a file", name,
			S_ISDIR(st.st_mode) ? "a folder" : "a device or pipe");
		error_hint(find->err, "narrow `files` in [feed %s], or move it away", feed_names[feed]);
	} else {
		add(find, feed, name, path, (uint64_t)st.st_size);
	}
}

/* Adds what the globs of one feed match. */
static void add_globs(struct find *find, enum feed_id feed)
{
	struct span globs = span_trim(span_of(find->conf->feeds[feed].files)), glob;
	struct names paths CLEANUP(names_release) = {0};
	struct error problem = ERROR_INIT;

	while (span_cut(&globs, ' ', &glob)) {
		glob = span_trim(glob);
		char *relative AUTOFREE = mem_strndup(glob.at, glob.len);
		char *pattern AUTOFREE = path_join(find->conf->dir, relative);
		if (glob.len > 0 && files_glob(pattern, &paths, &problem) < 0)
			error_absorb(find->err, &problem);
	}
	names_sort(&paths);
	for (size_t i = 0; i < paths.count; i++)
		add_path(find, feed, paths.items[i]);
}

/* A feed is files or a query; what the other gave before is not part of it any more. */
static bool takes_part(const struct feed_conf *conf, const struct store_file *file)
{
	return (conf->query[0] != '\0') == (strcmp(file->name, QUERY_NAME) == 0);
}

/* Adds what is in the store and not in the inbox. */
static void add_stored(struct find *find, enum feed_id feed, size_t from)
{
	size_t found = find->deliveries->count;

	for (size_t i = 0; i < find->store->file_count; i++) {
		const struct store_file *file = &find->store->files[i];
		bool there = !takes_part(&find->conf->feeds[feed], file);
		for (size_t k = from; k < found && !there; k++)
			there = find->deliveries->items[k].known == file;
		if (file->feed == feed && !there)
			add(find, feed, file->name, NULL, 0);
	}
}

static void find_feed(struct find *find, enum feed_id feed)
{
	const struct feed_conf *conf = &find->conf->feeds[feed];
	size_t from = find->deliveries->count, problems = find->err->count;

	if (conf->query[0])
		add(find, feed, QUERY_NAME, NULL, 0);
	else
		add_globs(find, feed);
	add_stored(find, feed, from);
	if (find->deliveries->count == from && find->err->count == problems) {
		error_also(find->err, EXIT_NOINPUT, "feed %s: no file matches %s", feed_names[feed],
			conf->files);
		error_hint(find->err,
			"deliver the file, or correct `files` in [feed %s]; paths are relative to %s",
			feed_names[feed], find->conf->path);
	}
}

static int by_feed_and_name(const void *a, const void *b)
{
	const struct delivered *left = a, *right = b;

	if (left->feed != right->feed)
		return left->feed < right->feed ? -1 : 1;
	return strcmp(left->name, right->name);
}

int deliveries_find(struct deliveries *deliveries, const struct conf *conf,
	const struct store *store, struct error *err)
{
	struct find find = {deliveries, conf, store, err};
	size_t before = err->count;

	*deliveries = (struct deliveries){0};
	for (int feed = 0; feed < FEED_COUNT; feed++)
		find_feed(&find, (enum feed_id)feed);
	if (deliveries->count > 0)
		qsort(deliveries->items, deliveries->count, sizeof(*deliveries->items), by_feed_and_name);
	return err->count > before ? -1 : 0;
}

char *delivered_label(const struct delivered *file)
{
	if (!file->path && strcmp(file->name, QUERY_NAME) == 0)
		return mem_printf("feed %s: query", feed_names[file->feed]);
	return mem_strdup(file->name);
}

void deliveries_release(struct deliveries *deliveries)
{
	for (size_t i = 0; i < deliveries->count; i++) {
		free(deliveries->items[i].name);
		free(deliveries->items[i].path);
		tally_release(&deliveries->items[i].tally);
	}
	free(deliveries->items);
	*deliveries = (struct deliveries){0};
}
