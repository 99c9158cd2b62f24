/* Store and stage, file by file. */
#include "stages/extract/intaking.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/manifest.h"
#include "pipeline/core/sums.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/json.h"
#include "pipeline/edge/outfile.h"
#include "pipeline/edge/pool.h"
#include "stages/extract/reading.h"

#define LARGE ((uint64_t)1024 * 1024) /* a file that takes longer than starting a thread */

/* What is left to be done of a file that was read: to put it in place. */
struct placing {
	struct outfile copy;  /* of its bytes */
	char *temp, *folder;  /* of its rows; NULL: they are there already */
};

struct intaking {
	struct deliveries *deliveries;
	const struct extract_feeds *feeds;
	const struct conf *conf;
	size_t *order; /* of the files: largest first */
	size_t *place; /* of each file in that order */
	uint64_t size; /* of all that are new */
	struct placing *placings; /* in that order */
};

static void placing_release(struct placing *placing)
{
	outfile_release(&placing->copy);
	free(placing->temp);
	free(placing->folder);
	placing->temp = placing->folder = NULL;
}

/* Puts the folder in its place; another process may have staged the same content meanwhile. */
static int publish(const struct placing *placing, struct error *err)
{
	if (outfile_publish_folder(placing->temp, placing->folder, err) == 0)
		return 0;
	if (!path_is_dir(placing->folder))
		return -1;
	error_release(err);
	return dir_remove(placing->temp, err);
}

/* Of a file that has left the inbox, and has to be read again. */
static int bytes_are_gone(const char *label, const char *object, struct error *err)
{
	error_set(err, EXIT_DATA, "%s: the store has lost its bytes: %s is gone", label, object);
	return error_hint(err, "bring the store back from a backup, or deliver the file again");
}

/* It decides how long the stage takes, so it gets a thread more. */
static bool outweighs_all(const struct intaking *intaking, const struct delivered *file)
{
	return reading_form(file->name) == GZIN_GZIP && file->size > LARGE &&
		file->size > intaking->size / 2;
}

static int stage_rows(const struct intaking *intaking, const struct delivered *file,
	const char *bytes, const char *temp, struct error *err)
{
	char *label AUTOFREE = delivered_label(file);
	struct reading reading = {
		.dialect = &intaking->feeds->items[file->feed].dialect,
		.path = bytes,
		.name = label,
		.form = reading_form(file->name),
		.folder = temp,
		.ahead = outweighs_all(intaking, file),
	};

	if (!path_exists(bytes))
		return bytes_are_gone(label, bytes, err);
	if (reading_stage(&reading, err) == 0)
		return 0;
	struct error ignored CLEANUP(error_release) = ERROR_INIT;
	dir_remove(temp, &ignored);
	return -1;
}

/* Two files with the same content have one folder, but each its own temporary one. */
static int stage_object(const struct intaking *intaking, const struct delivered *file, size_t item,
	struct error *err)
{
	struct placing *placing = &intaking->placings[item];
	const char *var = intaking->conf->var;
	char *temp_name AUTOFREE =
		mem_printf(".%s.%ld-%zu.tmp", file->staged, (long)getpid(), item);
	char *temp AUTOFREE = store_staged_path(var, temp_name, NULL);
	char *folder AUTOFREE = store_staged_path(var, file->staged, NULL);
	char *bytes AUTOFREE = object_path(var, &file->object, &placing->copy);

	if (path_is_dir(folder))
		return 0;
	if (stage_rows(intaking, file, bytes, temp, err) < 0)
		return -1;
	placing->temp = mem_strdup(temp);
	placing->folder = mem_strdup(folder);
	return 0;
}

static int take_object(const struct intaking *intaking, struct delivered *file,
	struct outfile *ret_copy, struct error *err)
{
	struct object known = {.size = 0};

	if (file->object.sha256[0])
		return 0; /* a query's result */
	if (file->known) {
		known.size = file->known->size;
		memcpy(known.sha256, file->known->sha256, sizeof(known.sha256));
	}
	if (file->path)
		return object_take(intaking->conf->var, file->path, file->known ? &known : NULL,
			&file->object, ret_copy, err);
	file->object = known;
	return 0;
}

/* In a process of the pool. */
static int take_in(void *context, size_t item, struct str *ret_text, struct error *err)
{
	const struct intaking *intaking = context;
	struct delivered *file = &intaking->deliveries->items[intaking->order[item]];

	if (take_object(intaking, file, &intaking->placings[item].copy, err) < 0)
		return -1;
	file->retracted = file->known && file->known->retracted &&
		strcmp(file->known->sha256, file->object.sha256) == 0;
	extract_feed_key(&intaking->feeds->items[file->feed], file->object.sha256,
		reading_form(file->name), file->staged);
	if (!file->retracted && stage_object(intaking, file, item, err) < 0)
		return -1;
	str_addf(ret_text, "%s %" PRIu64 " %s %d", file->object.sha256, file->object.size, file->staged,
		file->retracted);
	return 0;
}

/* There too, also after a failure: the bytes of a file that cannot be read are kept. The bytes come
 * before the rows that were read of them. */
static int put_in_place(void *context, size_t item, struct error *err)
{
	const struct intaking *intaking = context;
	const struct delivered *file = &intaking->deliveries->items[intaking->order[item]];
	struct placing *placing = &intaking->placings[item];
	int result = object_place(intaking->conf->var, &file->object, &placing->copy, err);

	if (result == 0 && placing->temp)
		result = publish(placing, err);
	placing_release(placing);
	return result;
}

static int take_result(struct delivered *file, struct pool_result *result, struct error *err)
{
	int retracted = 0;

	/* What its process died of does not name the file. */
	if (result->err.code == EXIT_BUG || result->err.code == EXIT_OSERR)
		error_wrap(&result->err, "%s", file->name);
	if (result->err.code != 0)
		return error_absorb(err, &result->err);
	if (sscanf(str_text(&result->text), "%64s %" SCNu64 " %64s %d", file->object.sha256,
			&file->object.size, file->staged, &retracted) != 4)
		return error_also(err, EXIT_BUG, "%s: its reader gave no answer", file->name);
	file->retracted = retracted != 0;
	return 0;
}

static int read_summary(const struct intaking *intaking, struct delivered *file, struct error *err)
{
	char *path AUTOFREE = store_staged_path(intaking->conf->var, file->staged, "summary.json");
	char *sums AUTOFREE = store_staged_path(intaking->conf->var, file->staged, SUMS_NAME);
	json_t *summary AUTOJSON = NULL;

	if (json_read_file(path, &summary, err) < 0 ||
		hash_file(sums, file->staged_sha256, err) < 0)
		return -1;
	return tally_from_json(&file->tally, summary, file->name, err);
}

/* New to the data, or taken in by this very run when it was cut off before its end. */
static bool is_fresh(const struct delivered *file, const char *run_id)
{
	return !file->known || file->known->retracted ||
		strcmp(file->known->staged, file->staged) != 0 || strcmp(file->known->since, run_id) == 0;
}

/* A query's result is another one every night. */
static void note_replaced(struct delivered *file, const char *run_id)
{
	const struct store_file *known = file->known;

	if (!known || strcmp(file->name, QUERY_NAME) == 0)
		return;
	if (!file->fresh || strcmp(known->since, run_id) == 0)
		memcpy(file->replaced, known->replaced, sizeof(file->replaced));
	else if (strcmp(known->sha256, file->object.sha256) != 0)
		memcpy(file->replaced, known->sha256, sizeof(file->replaced));
}

static int finish(struct intaking *intaking, struct pool_result *results, const char *run_id,
	struct error *err)
{
	size_t before = err->count;

	for (size_t i = 0; i < intaking->deliveries->count; i++) {
		struct delivered *file = &intaking->deliveries->items[i];
		struct error problem = ERROR_INIT;
		if (take_result(file, &results[intaking->place[i]], err) < 0)
			continue;
		file->fresh = !file->retracted && is_fresh(file, run_id);
		note_replaced(file, run_id);
		if (!file->retracted && read_summary(intaking, file, &problem) < 0)
			error_absorb(err, &problem);
	}
	return err->count > before ? -1 : 0;
}

static int by_size(const void *a, const void *b, void *context)
{
	const struct deliveries *deliveries = context;
	size_t left = *(const size_t *)a, right = *(const size_t *)b;
	uint64_t left_size = deliveries->items[left].size, right_size = deliveries->items[right].size;

	if (left_size != right_size)
		return left_size > right_size ? -1 : 1;
	return left < right ? -1 : 1;
}

static void set_order(struct intaking *intaking)
{
	size_t count = intaking->deliveries->count;

	intaking->order = mem_resize(NULL, count + 1, sizeof(*intaking->order));
	for (size_t i = 0; i < count; i++) {
		const struct delivered *file = &intaking->deliveries->items[i];
		intaking->order[i] = i;
		intaking->size += file->known ? 0 : file->size;
	}
	qsort_r(intaking->order, count, sizeof(*intaking->order), by_size, intaking->deliveries);
	intaking->place = mem_resize(NULL, count + 1, sizeof(*intaking->place));
	for (size_t i = 0; i < count; i++)
		intaking->place[intaking->order[i]] = i;
}

/* What a run that was cut off left behind. */
static int clear_leftovers(const struct conf *conf, const char *name, struct error *err)
{
	char *folder AUTOFREE = mem_printf("%s/store/%s", conf->var, name);
	struct names names CLEANUP(names_release) = {0};

	if (dir_make(folder, err) < 0 || dir_list(folder, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTOFREE = path_join(folder, names.items[i]);
		if (names.items[i][0] == '.' && dir_remove(path, err) < 0)
			return -1;
	}
	return 0;
}

int intaking_run(struct deliveries *deliveries, const struct extract_feeds *feeds,
	const struct extract *extract, struct error *err)
{
	const struct conf *conf = extract->conf;
	struct intaking intaking = {.deliveries = deliveries, .feeds = feeds, .conf = conf};
	struct pool_work work = {take_in, &intaking, extract->progress, "files", put_in_place};

	if (clear_leftovers(conf, "objects", err) < 0 || clear_leftovers(conf, "staged", err) < 0)
		return -1;
	set_order(&intaking);
	intaking.placings = mem_alloc((deliveries->count + 1) * sizeof(*intaking.placings));
	for (size_t i = 0; i < deliveries->count; i++)
		intaking.placings[i].copy = (struct outfile)OUTFILE_INIT;
	struct pool_result *results = mem_alloc((deliveries->count + 1) * sizeof(*results));
	int result = pool_run(&work, deliveries->count, conf_jobs(conf), results, err);
	if (result == 0)
		result = finish(&intaking, results, extract->run_id, err);
	pool_results_release(results, deliveries->count);
	free(results);
	free(intaking.order);
	free(intaking.place);
	free(intaking.placings);
	return result;
}
