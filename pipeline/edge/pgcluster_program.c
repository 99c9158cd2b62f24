/* Where PostgreSQL's programs are: Debian's folders first, then PATH. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/pgcluster.h"

#define DEBIAN_FOLDER "/usr/lib/postgresql"

/* The major version that made the data; 0 where there is none yet. */
static int64_t data_version(const char *place)
{
	struct str text AUTOSTR = STR_INIT;
	struct error ignored = ERROR_INIT;
	int64_t version = 0;
	char *path AUTOFREE = place ? mem_printf("%s/data/PG_VERSION", place) : NULL;

	if (path && file_read(path, 64, &text, &ignored) == 0)
		number_integer(span_trim(process_last_line(str_text(&text))), &number_plain, &version);
	error_release(&ignored);
	return version;
}

/* The newest version below Debian's folder that has the program; with `wanted`, only that one. */
static int64_t debian_version(const char *name, int64_t wanted)
{
	struct names versions CLEANUP(names_release) = {0};
	struct error ignored = ERROR_INIT;
	int64_t newest = 0, version;

	if (dir_list(DEBIAN_FOLDER, &versions, &ignored) < 0)
		error_release(&ignored);
	for (size_t i = 0; i < versions.count; i++) {
		char *path AUTOFREE =
			mem_printf("%s/%s/bin/%s", DEBIAN_FOLDER, versions.items[i], name);
		if (number_integer(span_of(versions.items[i]), &number_plain, &version) == NUMBER_OK &&
			access(path, X_OK) == 0 && version > newest && (!wanted || version == wanted))
			newest = version;
	}
	return newest;
}

/* The folder that pg_ctl is really in: a link in PATH may lead to all of them. */
static char *folder_on_path(void)
{
	struct span rest = span_of(getenv("PATH")), part;
	char real[PATH_MAX];

	while (span_cut(&rest, ':', &part)) {
		char *path AUTOFREE = mem_printf("%.*s/pg_ctl", SPAN_ARG(part));
		if (span_blank(part) || access(path, X_OK) != 0 || !realpath(path, real))
			continue;
		*strrchr(real, '/') = '\0';
		return mem_strdup(real);
	}
	return NULL;
}

static int missing(const char *name, int64_t wanted, struct error *err)
{
	if (wanted > 0) {
		error_set(err, EXIT_CONFIG,
			"PostgreSQL %d, which made the database, is not installed (%s is missing)", (int)wanted,
			name);
		return error_hint(err, "install the package postgresql-%d", (int)wanted);
	}
	error_set(err, EXIT_CONFIG, "PostgreSQL is not installed (%s is missing)", name);
	return error_hint(err,
		"install the package postgresql, or set [database] url in pipeline.conf");
}

int pgcluster_program(const char *place, const char *name, char **ret_path, struct error *err)
{
	int64_t wanted = data_version(place);
	int64_t found = debian_version(name, wanted);
	char *folder AUTOFREE = found ? NULL : folder_on_path();
	char *path AUTOFREE = found    ? mem_printf(DEBIAN_FOLDER "/%d/bin/%s", (int)found, name)
						  : folder ? mem_printf("%s/%s", folder, name)
								   : NULL;

	if (!path || access(path, X_OK) != 0)
		return missing(name, wanted, err);
	*ret_path = mem_strdup(path);
	return 0;
}
