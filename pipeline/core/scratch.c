/* var/audit: the server's folder, and files beside it. */
#include "pipeline/core/scratch.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/files.h"

/* What a command that was killed has left. */
static const char empty[] = "DROP SCHEMA IF EXISTS audit CASCADE;"
							"DROP SCHEMA IF EXISTS staged CASCADE;"
							"SET synchronous_commit = off; SET jit = off";

int scratch_open(struct scratch *scratch, const struct conf *conf, struct error *err)
{
	char *var AUTOFREE = mem_printf("%s/audit", conf->var);

	*scratch = (struct scratch){.folder = mem_printf("%s/files", var)};
	if (pgserver_acquire_passing(&scratch->server, var, err) == 0 &&
		db_open(&scratch->db, scratch->server.url, err) == 0 &&
		db_exec(&scratch->db, empty, err) == 0 && dir_remove(scratch->folder, err) == 0 &&
		dir_make(scratch->folder, err) == 0)
		return 0;
	error_wrap(err, "the scratch database");
	scratch_close(scratch);
	return -1;
}

void scratch_close(struct scratch *scratch)
{
	struct error ignored CLEANUP(error_release) = ERROR_INIT;

	db_close(&scratch->db);
	pgserver_discard(&scratch->server, &ignored);
	free(scratch->folder);
	*scratch = (struct scratch){0};
}
