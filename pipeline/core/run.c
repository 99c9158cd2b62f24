/* Run folders. run_results.json is replaced as a whole whenever a stage finishes, so that a run
 * that was cut off goes on with the first stage that it does not name. */
#include "pipeline/core/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/json.h"

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
	char *path AUTOFREE = run_path(run, "run_results.json");

	return json_write_file(path, run->results, err);
}

/* An id is the time of its making (UTC), which sorts; a number follows where one is taken. */
static int make_folder(struct run *run, const char *runs, struct error *err)
{
	char stamp[32];
	struct tm tm;
	time_t now = time(NULL);

	gmtime_r(&now, &tm);
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm);
	for (int n = 1; n < 10000; n++) {
		run->id = n == 1 ? mem_strdup(stamp) : mem_printf("%s-%d", stamp, n);
		run->dir = path_join(runs, run->id);
		if (mkdir(run->dir, 0700) == 0)
			return 0;
		if (errno != EEXIST)
			return error_errno(err, EXIT_CANTCREAT, "%s: the folder cannot be made", run->dir);
		free(run->id);
		free(run->dir);
		run->id = run->dir = NULL;
	}
	return error_set(err, EXIT_CANTCREAT, "%s: no name is left for a new run", runs);
}

int run_create(struct run *run, const struct conf *conf, date_t as_of, struct error *err)
{
	char *runs AUTOFREE = runs_dir(conf);

	*run = (struct run){.as_of = as_of, .results = json_object()};
	json_put_text(run->results, "status", "running");
	json_object_set_new(run->results, "stages", json_object());
	if (dir_make(runs, err) < 0 || make_folder(run, runs, err) < 0 ||
		write_results(run, err) < 0 || write_run(run, err) < 0) {
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
	char *results AUTOFREE = run_path(run, "run_results.json");
	if (strchr(id, '/') || json_read_file(begun, &value, err) < 0) {
		error_set(err, EXIT_NOINPUT, "%s: there is no such run", id);
		error_hint(err, "`cashback status` lists the runs");
		run_release(run);
		return -1;
	}
	if (json_read_file(results, &run->results, err) < 0 ||
		!date_parse_iso(span_of(json_text_of(value, "as_of", "")), &run->as_of)) {
		error_set(err, EXIT_DATA, "%s: the run's files are damaged", run->dir);
		run_release(run);
		return -1;
	}
	return 0;
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
