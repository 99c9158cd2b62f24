/* One workbook from the first query to the file in its place. */
#include "reports/report.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/edge/embedded.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/hash.h"
#include "pipeline/edge/outfile.h"
#include "reports/report_writer.h"

const char *report_value(const void *writer, struct span name)
{
	const struct report_writer *w = writer;

	for (size_t i = 0; i < w->value_count; i++)
		if (span_is(name, w->values[i].name))
			return w->values[i].text;
	return NULL;
}

char *report_sentence(const struct report_writer *w, const char *sentence)
{
	struct str text = STR_INIT;

	words_fill(&text, sentence, report_value, w);
	if (text.len == 0)
		str_add(&text, "");
	return str_detach(&text);
}

static void add_value(struct report_writer *w, const char *name, const char *text)
{
	if (!text)
		return;
	MEM_GROW(w->values, w->value_count, w->value_cap);
	w->values[w->value_count++] = (struct report_value){mem_strdup(name), mem_strdup(text)};
}

int report_params(const struct report_job *job, const char *ret_params[REPORT_PARAMS])
{
	int count = 0;

	if (job->mpn_id)
		ret_params[count++] = job->mpn_id;
	if (job->period)
		ret_params[count++] = job->period;
	if (job->minimum_payout)
		ret_params[count++] = job->minimum_payout;
	return count;
}

static int read_head(struct report_writer *w, struct error *err)
{
	const char *params[REPORT_PARAMS];
	int param_count = report_params(w->job, params);
	struct db_result head;

	if (!w->job->report->head)
		return 0;
	char *name AUTOFREE = mem_printf("queries/%s.sql", w->job->report->head);
	if (database_query_kept(w->job->db, name, params, param_count, &head, err) < 0)
		return -1;
	for (int i = 0; head.count > 0 && i < head.columns; i++)
		add_value(w, db_column(&head, i), db_cell(&head, 0, i));
	int count = head.count;
	db_result_release(&head);
	if (count != 1)
		return error_set(err, EXIT_DATA, "schemas/%s gives %d rows, not one", name, count);
	return 0;
}

static int prepare(struct report_writer *w, struct error *err)
{
	char as_of[DATE_TEXT];

	add_value(w, "as_of", date_format(w->job->as_of, as_of));
	add_value(w, "version", CASHBACK_VERSION);
	add_value(w, "mpn_id", w->job->mpn_id);
	add_value(w, "period", w->job->period);
	if (read_head(w, err) < 0)
		return -1;
	w->title = report_sentence(w, w->job->report->title);
	w->subtitle = report_sentence(w, w->job->report->subtitle);
	return 0;
}

static int write_book(struct report_writer *w, const char *temp, struct error *err)
{
	struct book_about about = {w->title, w->subtitle, w->job->as_of};
	char *folder_of AUTOFREE = mem_strdup(temp);
	const char *scratch = w->job->scratch ? w->job->scratch : dirname(folder_of);

	if (book_open(&w->book, temp, scratch, &about, err) < 0)
		return -1;
	for (int i = 0; i < w->job->report->sheet_count; i++)
		if (report_sheet_write(w, w->job->report->sheets[i], err) < 0)
			return -1;
	if (book_close(w->book, err) < 0)
		return -1;
	return book_check(temp, book_expected(w->book), err);
}

static void writer_release(struct report_writer *w)
{
	book_release(&w->book);
	for (size_t i = 0; i < w->value_count; i++) {
		free(w->values[i].name);
		free(w->values[i].text);
	}
	free(w->values);
	free(w->title);
	free(w->subtitle);
}

/* One snapshot for all queries. Their plans are made once, for any partner: to make one for each
 * costs more than it saves. Where several are made there is a process a core already. */
#define BEGIN                                                                                      \
	"BEGIN ISOLATION LEVEL REPEATABLE READ %s;"                                                    \
	"SET LOCAL plan_cache_mode = force_generic_plan%s"
#define BESIDE "; SET LOCAL max_parallel_workers_per_gather = 0"

static int begin(const struct report_job *job, struct error *err)
{
	char *sql AUTOFREE = mem_printf(BEGIN, job->report->gather ? "READ WRITE" : "READ ONLY",
		job->alone ? "" : BESIDE);

	return db_exec(job->db, sql, err);
}

/* A read-only transaction cannot make temporary tables, so it becomes one when they are there. */
static int gather(const struct report_job *job, struct error *err)
{
	if (!job->report->gather)
		return 0;
	char *name AUTOFREE = mem_printf("queries/%s.sql", job->report->gather);
	const struct embedded_file *file = embedded_find(name);
	if (!file)
		return error_set(err, EXIT_BUG, "there is no schemas/%s", name);
	if (db_exec(job->db, file->text, err) < 0)
		return error_wrap(err, "schemas/%s", name);
	return db_exec(job->db, "SET TRANSACTION READ ONLY", err);
}

static int write_in_transaction(const struct report_job *job, const char *temp, struct error *err)
{
	struct report_writer w = {.job = job};
	struct error ignored = ERROR_INIT;

	if (begin(job, err) < 0)
		return -1;
	int result = gather(job, err);
	if (result == 0)
		result = prepare(&w, err);
	if (result == 0)
		result = write_book(&w, temp, err);
	writer_release(&w);
	if (db_exec(job->db, "ROLLBACK", &ignored) < 0)
		error_release(&ignored);
	return result;
}

static int same_bytes(const char *one, const char *other, bool *ret_same, struct error *err)
{
	*ret_same = false;
	return path_exists(other) ? file_equal(one, other, ret_same, err) : 0;
}

/* Nobody gets a file that is not the one that was recorded, or that can still be written to. */
static int seal(const struct report_job *job, const char *temp, struct error *err)
{
	char sha256[HASH_TEXT];

	if (job->sha256) {
		if (hash_file(temp, sha256, err) < 0)
			return -1;
		if (strcmp(sha256, job->sha256) != 0)
			return error_set(err, EXIT_DATA,
				"%s: cannot be made again as it was: its SHA-256 would be %s, and was %s", job->path,
				sha256, job->sha256);
	}
	if (job->read_only && chmod(temp, 0444) < 0)
		return error_errno(err, EXIT_IOERR, "%s: cannot be made read-only", temp);
	return 0;
}

static int publish(const struct report_job *job, const char *temp,
	enum report_outcome *ret_outcome, struct error *err)
{
	bool same;

	if (seal(job, temp, err) < 0 || same_bytes(temp, job->path, &same, err) < 0)
		return -1;
	*ret_outcome = same ? REPORT_UNCHANGED : REPORT_WRITTEN;
	if (!same || job->read_only)
		return outfile_publish(temp, job->path, err);
	return unlink(temp) == 0 ? 0 : error_errno(err, EXIT_IOERR, "%s: cannot be removed", temp);
}

static char *temp_name(const char *path)
{
	char *folder AUTOFREE = mem_strdup(path), *name AUTOFREE = mem_strdup(path);

	return mem_printf("%s/.%s.tmp", dirname(folder), basename(name));
}

int report_render(const struct report_job *job, enum report_outcome *ret_outcome,
	struct error *err)
{
	struct report_job sized = *job;
	char *temp AUTOFREE = temp_name(job->path);

	if (sized.rows_per_sheet == 0)
		sized.rows_per_sheet = BOOK_ROWS;
	unlink(temp); /* of one that was killed: it may be read-only */
	int result = write_in_transaction(&sized, temp, err);
	if (result == 0)
		result = publish(job, temp, ret_outcome, err);
	if (result < 0)
		unlink(temp);
	return result;
}
