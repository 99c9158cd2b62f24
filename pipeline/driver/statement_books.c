/*
 * The workbooks of a period's statements. A file is there complete or not at all, so one that is
 * there is not made again. A final one is never replaced: it is held against its SHA-256.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/driver/statement.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/hash.h"
#include "reports/batch.h"
#include "reports/file_name.h"
#include "reports/sheets.h"

struct books {
	const struct period *period;
	bool final;
	char *folder, *scratch;
	struct db_result partners; /* statement_partners.sql */
	char **made;               /* SHA-256 of each that has no record yet; NULL: it has */
};

static const char *partner_of(const struct books *books, size_t item)
{
	return db_cell(&books->partners, (int)item, 0);
}

/* NULL: none yet, and none ever for a draft. */
static const char *recorded(const struct books *books, size_t item)
{
	return books->final ? db_cell(&books->partners, (int)item, 1) : NULL;
}

static char *path_of(const struct books *books, size_t item)
{
	char *name AUTOFREE = workbook_file_name(partner_of(books, item));

	return path_join(books->folder, name);
}

/* In a worker ---------------------------------------------------------------------------------- */

/* sha256: what it has to be, or NULL. */
static int render(const struct books *books, struct db *db, size_t item, const char *sha256,
	struct error *err)
{
	char *path AUTOFREE = path_of(books, item);
	enum report_outcome outcome;
	struct report_job job = {
		.report = &statement_report,
		.db = db,
		.mpn_id = partner_of(books, item),
		.period = books->period->name,
		.as_of = books->period->ends,
		.path = path,
		.scratch = books->scratch,
		.sha256 = sha256,
		.read_only = books->final,
	};

	return report_render(&job, &outcome, err);
}

static int check_unchanged(const char *path, const char *wanted, struct error *err)
{
	char sha256[HASH_TEXT];

	if (hash_file(path, sha256, err) < 0)
		return -1;
	if (strcmp(sha256, wanted) == 0)
		return 0;
	error_set(err, EXIT_DATA, "%s: is not the workbook that was published: its SHA-256 is %s, not %s",
		path, sha256, wanted);
	return error_hint(err, "put it aside and approve again: it is made again as it was");
}

static int add_hash(const char *path, struct str *text, struct error *err)
{
	char sha256[HASH_TEXT];

	if (hash_file(path, sha256, err) < 0)
		return -1;
	str_add(text, sha256);
	return 0;
}

/* A final one that is there without a record: an approval was cut off between the two, and makes
 * the same again; or it belongs to an approval that this database does not know (a restored one),
 * and stays as it is. */
static int make_over(const struct books *books, struct db *db, size_t item, const char *path,
	struct error *err)
{
	char sha256[HASH_TEXT];

	if (hash_file(path, sha256, err) < 0)
		return -1;
	if (render(books, db, item, sha256, err) == 0)
		return 0;
	return error_hint(err, "%s was published before: put it aside and approve again", path);
}

static int make_book(void *context, struct db *db, size_t item, struct str *ret_text,
	struct error *err)
{
	const struct books *books = context;
	char *path AUTOFREE = path_of(books, item);
	const char *wanted = recorded(books, item);
	bool there = path_exists(path);

	if (there && wanted)
		return check_unchanged(path, wanted, err);
	if (there && !books->final)
		return 0;
	int result = there ? make_over(books, db, item, path, err)
					   : render(books, db, item, wanted, err);
	if (result < 0)
		return -1;
	return books->final && !wanted ? add_hash(path, ret_text, err) : 0;
}

static void keep_hash(void *context, size_t item, const char *text)
{
	struct books *books = context;

	books->made[item] = text[0] ? mem_strdup(text) : NULL;
}

static const char *whose(const void *context, size_t item)
{
	return partner_of(context, item);
}

/* All of them ---------------------------------------------------------------------------------- */

static int record_one(const struct books *books, struct db *db, size_t item, struct error *err)
{
	char *name AUTOFREE = workbook_file_name(partner_of(books, item));
	const char *const params[] = {partner_of(books, item), books->period->name, name,
		books->made[item]};

	if (!books->made[item])
		return 0;
	return database_query(db, "queries/statement_workbook.sql", params, ARRAY_LEN(params), NULL,
		err);
}

static int record_all(const struct books *books, struct db *db, struct error *err)
{
	if (db_begin(db, err) < 0)
		return -1;
	for (int item = 0; item < books->partners.count; item++)
		if (record_one(books, db, (size_t)item, err) < 0) {
			db_rollback(db);
			return -1;
		}
	return db_commit(db, err);
}

/* What was published is recorded, also where others failed. */
static int make_all(struct books *books, const struct command_context *context,
	struct database *database, struct error *err)
{
	struct error failed = ERROR_INIT;
	struct report_batch batch = {
		.url = database->url,
		.jobs = conf_jobs_that_wait(&context->conf),
		.perform = make_book,
		.done = keep_hash,
		.whose = whose,
		.context = books,
	};

	int result = report_batch_run(&batch, (size_t)books->partners.count, err);
	if (books->final && record_all(books, &database->db, &failed) < 0)
		result = error_absorb(err, &failed);
	return result;
}

static int begin(struct books *books, const struct conf *conf, struct db *db, struct error *err)
{
	const char *const name = books->period->name;
	char *above AUTOFREE = path_join(conf->output, name);

	books->folder = statement_folder(conf, books->period, books->final);
	books->scratch = path_join(above, ".parts");
	if (database_query(db, "queries/statement_partners.sql", &name, 1, &books->partners, err) < 0 ||
		dir_make(books->folder, err) < 0 || dir_remove(books->scratch, err) < 0)
		return -1;
	books->made = mem_alloc((size_t)(books->partners.count + 1) * sizeof(*books->made));
	return dir_make(books->scratch, err);
}

static void books_release(struct books *books)
{
	for (int i = 0; books->made && i < books->partners.count; i++)
		free(books->made[i]);
	free(books->made);
	free(books->folder);
	free(books->scratch);
	db_result_release(&books->partners);
}

int statement_books(const struct command_context *context, struct database *database,
	const struct period *period, bool final, struct error *err)
{
	struct books books CLEANUP(books_release) = {.period = period, .final = final};

	if (begin(&books, &context->conf, &database->db, err) < 0 ||
		make_all(&books, context, database, err) < 0)
		return -1;
	return dir_remove(books.scratch, err);
}

char *statement_folder(const struct conf *conf, const struct period *period, bool final)
{
	return mem_printf("%s/%s/%s", conf->output, period->name, final ? "statements" : "draft");
}

int statement_books_remove(const struct conf *conf, const struct period *period,
	struct error *err)
{
	char *folder AUTOFREE = statement_folder(conf, period, false);
	char *above AUTOFREE = path_join(conf->output, period->name);

	if (dir_remove(folder, err) < 0)
		return -1;
	rmdir(above); /* where nothing else is in it */
	return 0;
}
