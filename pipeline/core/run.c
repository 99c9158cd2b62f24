/* Run folders. run_results.json is replaced as a whole whenever a stage finishes, so that a run
 * that was cut off goes on with the first stage that it does not name. */
#include "pipeline/core/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/looks.h"
#include "pipeline/core/sums.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/json.h"

#define RESULTS_NAME "run_results.json"

#define STAMP "%Y%m%dT%H%M%SZ"
#define STAMP_LENGTH 16

const char *const stage_names[STAGE_COUNT] = {"extract", "transform", "load", "render"};

static char *runs_dir(const struct conf *conf)
{
	return path_join(conf->var, "runs");
}

char *run_path(const struct run *run, const char *name)
{
	return path_join(run->dir, name);
}

static int write_run(const struct run *run, struct error *err)
{
	json_t *value AUTOJSON = json_object();
	char *path AUTOFREE = run_path(run, "run.json");
	char as_of[DATE_TEXT];

	json_put_text(value, "run_id", run->id);
	json_put_text(value, "as_of", date_format(run->as_of, as_of));
	return json_write_file(path, value, err);
}

static int write_results(const struct run *run, struct error *err)
{
	char *path AUTOFREE = run_path(run, RESULTS_NAME);

	return json_write_file(path, run->results, err);
}

/* The time that an id begins with; false where it is not one of ours. */
static bool time_of(const char *id, time_t *ret_time)
{
	struct tm tm = {0};
	const char *rest = id ? strptime(id, STAMP, &tm) : NULL;

	*ret_time = rest ? timegm(&tm) : 0;
	return rest && rest - id == STAMP_LENGTH;
}

static char *make_id(time_t when, const char *suffix)
{
	char stamp[32];
	struct tm tm;

	gmtime_r(&when, &tm);
	strftime(stamp, sizeof(stamp), STAMP, &tm);
	return mem_printf("%s%s", stamp, suffix);
}

char *run_new_id(const char *newest, const char *suffix)
{
	char *id = make_id(time(NULL), suffix);
	time_t last;

	if (!time_of(newest, &last) || strcmp(id, newest) > 0)
		return id;
	free(id);
	return make_id(last + 1, suffix);
}

int run_newest(const struct conf *conf, char **ret_id, struct error *err)
{
	struct names ids CLEANUP(names_release) = {0};
	time_t when;

	*ret_id = NULL;
	if (run_list(conf, &ids, err) < 0)
		return -1;
	for (size_t i = ids.count; i > 0 && !*ret_id; i--)
		if (time_of(ids.items[i - 1], &when))
			*ret_id = mem_strdup(ids.items[i - 1]);
	return 0;
}

static int make_folder(const struct run *run, const char *runs, struct error *err)
{
	if (dir_make(runs, err) < 0)
		return -1;
	if (mkdir(run->dir, 0700) < 0)
		return error_errno(err, EXIT_CANTCREAT, "%s: the folder cannot be made", run->dir);
	return 0;
}

int run_create(struct run *run, const struct conf *conf, const char *id, date_t as_of,
	struct error *err)
{
	char *runs AUTOFREE = runs_dir(conf);

	*run = (struct run){.id = mem_strdup(id), .dir = path_join(runs, id), .as_of = as_of,
		.results = json_object()};
	json_put_text(run->results, "status", "running");
	json_object_set_new(run->results, "stages", json_object());
	if (make_folder(run, runs, err) < 0 || write_results(run, err) < 0 ||
		write_run(run, err) < 0) {
		run_release(run);
		return -1;
	}
	return 0;
}

int run_open(struct run *run, const struct conf *conf, const char *id, struct error *err)
{
	char *runs AUTOFREE = runs_dir(conf);
	json_t *value AUTOJSON = NULL;

	*run = (struct run){.id = mem_strdup(id), .dir = path_join(runs, id)};
	char *begun AUTOFREE = run_path(run, "run.json");
	char *results AUTOFREE = run_path(run, RESULTS_NAME);
	if (strchr(id, '/') || !path_exists(begun)) {
		error_set(err, EXIT_NOINPUT, "%s: there is no such run", id);
		error_hint(err, "`cashback status` lists the runs");
		run_release(run);
		return -1;
	}
	int result = json_read_file(begun, &value, err);
	if (result == 0)
		result = json_read_file(results, &run->results, err);
	if (result == 0 && !date_parse_iso(span_of(json_text_of(value, "as_of", "")), &run->as_of))
		result = error_set(err, EXIT_DATA, "%s: the run's files are damaged", run->dir);
	if (result < 0)
		run_release(run);
	return result;
}

int run_list(const struct conf *conf, struct names *ret_ids, struct error *err)
{
	char *runs AUTOFREE = runs_dir(conf);

	if (!path_exists(runs))
		return 0;
	return dir_list(runs, ret_ids, err);
}

static bool unfinished(const struct run *run)
{
	const char *status = run_status(run);

	return strcmp(status, "running") == 0 || strcmp(status, "posted") == 0;
}

int run_open_unfinished(struct run *run, const struct conf *conf, struct error *err)
{
	struct names ids CLEANUP(names_release) = {0};

	if (run_list(conf, &ids, err) < 0)
		return -1;
	for (size_t i = ids.count; i > 0; i--) {
		char *begun AUTOFREE = mem_printf("%s/runs/%s/run.json", conf->var, ids.items[i - 1]);
		if (!path_exists(begun))
			continue; /* cut off before it had begun */
		if (run_open(run, conf, ids.items[i - 1], err) < 0)
			return -1;
		if (unfinished(run))
			return 1;
		run_release(run);
	}
	return 0;
}

const char *run_status(const struct run *run)
{
	return json_text_of(run->results, "status", "running");
}

int run_set_status(struct run *run, const char *status, struct error *err)
{
	json_put_text(run->results, "status", status);
	return write_results(run, err);
}

static void hash_finished_results(const struct run *run, char ret_sha256[HASH_TEXT])
{
	json_t *finished AUTOJSON = json_copy(run->results);
	struct hash hash;

	json_put_text(finished, "status", "finished");
	char *text AUTOFREE = json_text(finished);
	hash_init(&hash);
	hash_add(&hash, text, strlen(text));
	hash_add(&hash, "\n", 1);
	hash_finish(&hash, ret_sha256);
}

int run_seal(const struct run *run, const struct conf *conf, char ret_sha256[HASH_TEXT],
	struct error *err)
{
	struct sums sums CLEANUP(sums_release) = {0}, known CLEANUP(sums_release) = {0};
	char *path AUTOFREE = run_path(run, SUMS_NAME);

	looks_known(&known, conf, run);
	if (sums_of_folder(&sums, run->dir, &known, err) < 0)
		return -1;
	for (size_t i = 0; i < sums.count; i++)
		if (strcmp(sums.items[i].name, RESULTS_NAME) == 0)
			hash_finished_results(run, sums.items[i].sha256);
	if (sums_write(&sums, path, ret_sha256, err) < 0)
		return -1;
	return looks_keep(&sums, conf, run, err);
}

const json_t *run_stage_summary(const struct run *run, const char *stage)
{
	return json_object_get(json_object_get(run->results, "stages"), stage);
}

bool run_stage_done(const struct run *run, const char *stage)
{
	return run_stage_summary(run, stage) != NULL;
}

int run_stage_finish(struct run *run, const char *stage, json_t *summary, struct error *err)
{
	json_t *stages = json_object_get(run->results, "stages");
	bool later = false;

	json_object_set(stages, stage, summary);
	for (int i = 0; i < STAGE_COUNT && strcmp(run_status(run), "running") == 0; i++) {
		if (later)
			json_object_del(stages, stage_names[i]);
		later |= strcmp(stage, stage_names[i]) == 0;
	}
	return write_results(run, err);
}

void run_release(struct run *run)
{
	free(run->id);
	free(run->dir);
	json_decref(run->results);
	*run = (struct run){0};
}
