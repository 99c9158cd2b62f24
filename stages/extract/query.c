/* Queries, through a cursor, so that no result has to fit into memory. */
#include "stages/extract/query.h"

#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/csvin.h"
#include "pipeline/edge/db.h"
#include "pipeline/edge/outfile.h"

#define BEGIN_SNAPSHOT "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
#define FETCH_SOME "FETCH 10000 FROM cashback_feed"

struct query {
	const char *var, *url;
	struct db db;
};

static void put_header(struct outfile *out, const struct db_result *rows)
{
	struct str line AUTOSTR = STR_INIT;

	for (int i = 0; i < rows->columns; i++) {
		if (i > 0)
			str_add_char(&line, ',');
		csvin_put_cell(&line, span_of(db_column(rows, i)), ',');
	}
	str_add_char(&line, '\n');
	outfile_write(out, line.s, line.len);
}

static void put_rows(struct outfile *out, const struct db_result *rows)
{
	struct str line AUTOSTR = STR_INIT;

	for (int row = 0; row < rows->count; row++) {
		str_reset(&line);
		for (int i = 0; i < rows->columns; i++) {
			if (i > 0)
				str_add_char(&line, ',');
			csvin_put_cell(&line, span_of(db_cell(rows, row, i)), ',');
		}
		str_add_char(&line, '\n');
		outfile_write(out, line.s, line.len);
	}
}

static int write_result(struct query *query, struct outfile *out, struct error *err)
{
	for (bool first = true;; first = false) {
		struct db_result rows CLEANUP(db_result_release) = {0};
		if (db_query(&query->db, FETCH_SOME, NULL, 0, &rows, err) < 0)
			return -1;
		if (first)
			put_header(out, &rows);
		put_rows(out, &rows);
		if (rows.count == 0)
			return 0;
	}
}

static int run_query(struct query *query, const char *sql, const char *temp, struct error *err)
{
	struct outfile out CLEANUP(outfile_release) = OUTFILE_INIT;
	char *declare AUTOFREE = mem_printf("DECLARE cashback_feed NO SCROLL CURSOR FOR %s", sql);

	if (outfile_open(&out, temp, err) < 0 || db_exec(&query->db, declare, err) < 0 ||
		write_result(query, &out, err) < 0 || db_exec(&query->db, "CLOSE cashback_feed", err) < 0)
		return -1;
	return outfile_commit(&out, err);
}

static int take_one(struct query *query, struct delivered *file, const char *sql, struct error *err)
{
	char *temp AUTOFREE = object_temp(query->var, err);

	if (!temp || run_query(query, sql, temp, err) < 0 ||
		object_keep(query->var, temp, &file->object, err) < 0)
		return error_wrap(err, "feed %s: query", feed_names[file->feed]);
	return 0;
}

static bool is_query(const struct delivered *file, const struct conf *conf)
{
	return conf->feeds[file->feed].query[0] != '\0';
}

/* All queries of one source, in one transaction. */
static int take_source(struct query *query, struct deliveries *deliveries, const struct conf *conf,
	struct error *err)
{
	if (db_exec(&query->db, BEGIN_SNAPSHOT, err) < 0)
		return -1;
	for (size_t i = 0; i < deliveries->count; i++) {
		struct delivered *file = &deliveries->items[i];
		const struct feed_conf *feed = &conf->feeds[file->feed];
		if (is_query(file, conf) && strcmp(feed->source_url, query->url) == 0 &&
			take_one(query, file, feed->query, err) < 0)
			return -1;
	}
	return db_exec(&query->db, "COMMIT", err);
}

static int open_source(const struct conf *conf, enum feed_id feed, struct deliveries *deliveries,
	struct error *err)
{
	struct query query = {.var = conf->var, .url = conf->feeds[feed].source_url};
	int result = db_open(&query.db, query.url, err);

	if (result < 0)
		error_wrap(err, "feed %s: source_url", feed_names[feed]);
	else
		result = take_source(&query, deliveries, conf, err);
	db_close(&query.db);
	return result;
}

int query_take(struct deliveries *deliveries, const struct conf *conf, struct error *err)
{
	for (size_t i = 0; i < deliveries->count; i++) {
		const struct delivered *file = &deliveries->items[i];
		if (is_query(file, conf) && file->object.sha256[0] == '\0' &&
			open_source(conf, file->feed, deliveries, err) < 0)
			return -1;
	}
	return 0;
}
