/* The pool, with a connection for each process and one report of all failures. */
#include "reports/batch.h"

#include <malloc.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/pool.h"

#define FAILURES_TOLD 10
#define KEPT_MEMORY (32 << 20)
#define OWN_MAPPING (4 << 20) /* from this size on, an allocation is */

/* What a workbook took is there for the next one: giving it back to the system each time, and
 * getting it again, is a tenth of what the system is asked for. */
static void keep_memory(void)
{
	mallopt(M_TRIM_THRESHOLD, KEPT_MEMORY);
	mallopt(M_MMAP_THRESHOLD, OWN_MAPPING);
}

/* In a worker: one item. */
static int perform(void *context, size_t item, struct str *ret_text, struct error *err)
{
	struct report_batch *batch = context;

	if (!batch->db.connection) {
		keep_memory();
		if (db_open(&batch->db, batch->url, err) < 0)
			return -1;
	}
	if (batch->perform(batch->context, &batch->db, item, ret_text, err) == 0)
		return 0;
	db_close(&batch->db); /* the next item gets a fresh one */
	return -1;
}

static int collect(const struct report_batch *batch, struct pool_result *results, size_t count,
	struct error *err)
{
	size_t failed = 0;

	for (size_t i = 0; i < count; i++) {
		if (results[i].err.count == 0) {
			batch->done(batch->context, i, str_text(&results[i].text));
		} else if (failed++ < FAILURES_TOLD) {
			error_wrap(&results[i].err, "workbook of %s", batch->whose(batch->context, i));
			error_absorb(err, &results[i].err);
		}
	}
	if (failed > FAILURES_TOLD)
		error_also(err, err->code, "%zu more workbooks failed", failed - FAILURES_TOLD);
	return failed > 0 ? -1 : 0;
}

int report_batch_run(struct report_batch *batch, size_t count, struct error *err)
{
	struct pool_work work = {perform, batch, batch->progress, "workbooks"};
	struct pool_result *results AUTOFREE = mem_alloc((count + 1) * sizeof(*results));

	int result = pool_run(&work, count, batch->jobs, results, err);
	if (result == 0)
		result = collect(batch, results, count, err);
	pool_results_release(results, count);
	return result;
}
