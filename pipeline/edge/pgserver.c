/*
 * Whose server it is, where its data lies, and who uses it now. Three files in var/pg: `start`, a
 * lock held while somebody starts or stops it; `users`, on which each user holds a shared lock;
 * `keep`, which is there where the server is to stay without users.
 */
#include "pipeline/edge/pgserver.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/outfile.h"

#define ROOT_FOLDER "/var/lib/cashback"
#define ROOT_RUNS_AS "postgres"
#define ID_BYTES 8

static char *own_file(const struct pgserver *server, const char *name)
{
	return mem_printf("%s/pg/%s", server->var, name);
}

/* The file's lock (LOCK_SH, LOCK_EX), waited for. The descriptor holds it. */
static int lock_file(const struct pgserver *server, const char *name, int operation,
	struct error *err)
{
	char *path AUTOFREE = own_file(server, name);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int result = fd < 0 ? -1 : 0;

	while (fd >= 0 && (result = flock(fd, operation)) < 0 && errno == EINTR)
		;
	if (result == 0)
		return fd;
	error_errno(err, EXIT_CANTCREAT, "%s: cannot be locked", path);
	if (fd >= 0)
		close(fd);
	return -1;
}

static int open_var(struct pgserver *server, const char *var, struct error *err)
{
	char *folder AUTOFREE = path_join(var, "pg");
	char real[PATH_MAX];

	*server = (struct pgserver){.users_fd = -1};
	if (dir_make(folder, err) < 0)
		return -1;
	if (!realpath(var, real))
		return error_errno(err, EXIT_IOERR, "%s: cannot be found", var);
	server->var = mem_strdup(real);
	server->process = getpid();
	return 0;
}

static void release_fields(struct pgserver *server)
{
	if (server->users_fd >= 0)
		close(server->users_fd);
	pgcluster_release(&server->cluster);
	free(server->var);
	free(server->url);
	*server = (struct pgserver){.users_fd = -1};
}

/* Not root: the data is in var, and the server is this user's. */
static int place_in_var(struct pgserver *server, struct error *err)
{
	char *id AUTOFREE = own_file(server, "id");
	const struct passwd *self = getpwuid(geteuid());

	if (path_exists(id)) {
		error_set(err, EXIT_NOPERM, "%s: its database was made by root", server->var);
		return error_hint(err, "run as root, or use a var of your own");
	}
	if (!self)
		return error_set(err, EXIT_CONFIG, "user id %d has no name, and PostgreSQL asks for one",
			(int)geteuid());
	server->cluster = (struct pgcluster){.place = mem_printf("%s/pg", server->var),
		.lock = own_file(server, "lock"),
		.user = {geteuid(), getegid()},
		.users = {mem_strdup(self->pw_name)}};
	return 0;
}

/* ID.var says whose data it is. Two folders with one id would share one ledger. */
static int check_owner(const struct pgserver *server, const char *owner, struct error *err)
{
	struct str recorded AUTOSTR = STR_INIT;
	struct stat theirs, ours;
	char *own_id AUTOFREE = own_file(server, "id");

	if (!path_exists(owner))
		return outfile_put(owner, server->var, strlen(server->var), err);
	if (file_read(owner, PATH_MAX, &recorded, err) < 0)
		return -1;
	if (strcmp(str_text(&recorded), server->var) == 0)
		return 0;
	char *their_id AUTOFREE = mem_printf("%s/pg/id", str_text(&recorded));
	if (stat(their_id, &theirs) < 0 || stat(own_id, &ours) < 0 ||
		(theirs.st_ino == ours.st_ino && theirs.st_dev == ours.st_dev)) /* it was moved */
		return outfile_put(owner, server->var, strlen(server->var), err);
	error_set(err, EXIT_CONFIG, "%s: is a copy of %s, and both name one database", server->var,
		str_text(&recorded));
	return error_hint(err, "remove %s/pg to begin with an empty database here", server->var);
}

static char *new_id(void)
{
	unsigned char bytes[ID_BYTES];
	struct str text AUTOSTR = STR_INIT;

	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		mem_exhausted();
	for (size_t i = 0; i < sizeof(bytes); i++)
		str_addf(&text, "%02x", bytes[i]);
	return str_detach(&text);
}

static int read_id(const char *path, char **ret_id, struct error *err)
{
	struct str text AUTOSTR = STR_INIT;

	if (file_read(path, 64, &text, err) < 0)
		return -1;
	if (text.len != 2 * (size_t)ID_BYTES || strspn(text.s, "0123456789abcdef") != text.len)
		return error_set(err, EXIT_DATA, "%s: is damaged", path);
	*ret_id = str_detach(&text);
	return 0;
}

static int check_data(const struct pgserver *server, const char *id, struct error *err)
{
	char *data AUTOFREE = mem_printf(ROOT_FOLDER "/%s/data", id);

	if (path_is_dir(data))
		return 0;
	error_set(err, EXIT_DATA, "%s: its database, %s, is gone, and the ledger with it", server->var,
		data);
	return error_hint(err, "bring it back; or remove %s/pg to begin with an empty one, and "
						   "`cashback db restore` a dump", server->var);
}

/* The id of var's database. It is in `id` once the database is there, and in `id.new` before. */
static int find_id(const struct pgserver *server, char **ret_id, struct error *err)
{
	char *path AUTOFREE = own_file(server, "id");
	char *pending AUTOFREE = own_file(server, "id.new");

	if (path_exists(path))
		return read_id(path, ret_id, err) < 0 ? -1 : check_data(server, *ret_id, err);
	if (path_exists(pending))
		return read_id(pending, ret_id, err);
	*ret_id = new_id();
	return outfile_put(pending, *ret_id, strlen(*ret_id), err);
}

static int make_root_folders(const struct pgcluster *cluster, struct error *err)
{
	if (dir_make(ROOT_FOLDER, err) < 0)
		return -1;
	if (chmod(ROOT_FOLDER, 0711) < 0 || (mkdir(cluster->place, 0700) < 0 && errno != EEXIST) ||
		lchown(cluster->place, cluster->user.uid, cluster->user.gid) < 0)
		return error_errno(err, EXIT_CANTCREAT, "%s: cannot be made", cluster->place);
	return 0;
}

/* Root: PostgreSQL refuses to run as root, and its own user cannot enter var. */
static int place_for_root(struct pgserver *server, struct error *err)
{
	char *data AUTOFREE = own_file(server, "data");
	const struct passwd *runs_as = getpwnam(ROOT_RUNS_AS);
	char *id AUTOFREE = NULL;

	if (path_is_dir(data)) {
		error_set(err, EXIT_NOPERM, "%s: its database belongs to another user than root",
			server->var);
		return error_hint(err, "run as the owner of %s", data);
	}
	if (!runs_as) {
		error_set(err, EXIT_CONFIG, "there is no user " ROOT_RUNS_AS " to run the database as");
		return error_hint(err, "install the package postgresql, or do not run as root");
	}
	if (find_id(server, &id, err) < 0)
		return -1;
	server->cluster = (struct pgcluster){.place = mem_printf(ROOT_FOLDER "/%s", id),
		.lock = mem_printf(ROOT_FOLDER "/%s.lock", id),
		.user = {runs_as->pw_uid, runs_as->pw_gid},
		.users = {mem_strdup("root"), mem_strdup(ROOT_RUNS_AS)}};
	char *owner AUTOFREE = mem_printf("%s.var", server->cluster.place);
	if (make_root_folders(&server->cluster, err) < 0)
		return -1;
	return check_owner(server, owner, err);
}

/* The database is there: from now on it must not be gone. */
static int remember_id(const struct pgserver *server, struct error *err)
{
	char *path AUTOFREE = own_file(server, "id");
	char *pending AUTOFREE = own_file(server, "id.new");

	return path_exists(path) ? 0 : outfile_publish(pending, path, err);
}

static int place(struct pgserver *server, struct error *err)
{
	return geteuid() == 0 ? place_for_root(server, err) : place_in_var(server, err);
}

static char *url_of(const char *socket)
{
	struct str url AUTOSTR = STR_INIT;

	str_add(&url, "postgresql:///" PGCLUSTER_ROLE "?host=");
	for (; *socket; socket++) {
		if (*socket == '/')
			str_add(&url, "%2F");
		else
			str_add_char(&url, *socket);
	}
	str_add(&url, "&port=5432&user=" PGCLUSTER_ROLE);
	return str_detach(&url);
}

/* Under the start lock. */
static int run_and_use(struct pgserver *server, struct error *err)
{
	char *socket AUTOFREE = NULL;

	server->users_fd = lock_file(server, "users", LOCK_SH, err);
	if (server->users_fd < 0 || place(server, err) < 0)
		return -1;
	server->cluster.passing = server->passing;
	if (pgcluster_run(&server->cluster, &socket, err) < 0)
		return -1;
	if (geteuid() == 0 && remember_id(server, err) < 0)
		return -1;
	server->url = url_of(socket);
	return 0;
}

static int acquire(struct pgserver *server, const char *var, bool passing, struct error *err)
{
	if (open_var(server, var, err) < 0)
		return -1;
	server->passing = passing;
	int start = lock_file(server, "start", LOCK_EX, err);
	int result = start < 0 ? -1 : run_and_use(server, err);
	if (result < 0)
		release_fields(server);
	if (start >= 0)
		close(start);
	return result;
}

int pgserver_acquire(struct pgserver *server, const char *var, struct error *err)
{
	return acquire(server, var, false, err);
}

int pgserver_acquire_passing(struct pgserver *server, const char *var, struct error *err)
{
	return acquire(server, var, true, err);
}

void pgserver_release(struct pgserver *server)
{
	struct error ignored = ERROR_INIT;

	if (!server->var)
		return;
	if (server->process != getpid()) { /* a child: the lock is its parent's too */
		release_fields(server);
		return;
	}
	char *keep AUTOFREE = own_file(server, "keep");
	int start = lock_file(server, "start", LOCK_EX, &ignored);
	if (start >= 0 && !path_exists(keep) && flock(server->users_fd, LOCK_EX | LOCK_NB) == 0)
		pgcluster_stop(&server->cluster, &ignored);
	error_release(&ignored);
	release_fields(server);
	if (start >= 0)
		close(start);
}

int pgserver_keep(struct pgserver *server, struct error *err)
{
	char *keep AUTOFREE = own_file(server, "keep");

	return outfile_put(keep, "", 0, err);
}

/* Under the start lock. */
static int stop_unused(struct pgserver *server, bool *ret_ran, struct error *err)
{
	char *keep AUTOFREE = own_file(server, "keep");
	char *id AUTOFREE = own_file(server, "id");
	char *pending AUTOFREE = own_file(server, "id.new");

	if (unlink(keep) < 0 && errno != ENOENT)
		return error_errno(err, EXIT_CANTCREAT, "%s: cannot be removed", keep);
	if (geteuid() == 0 && !path_exists(id) && !path_exists(pending))
		return 0;
	if (place(server, err) < 0)
		return -1;
	*ret_ran = pgcluster_runs(&server->cluster);
	server->users_fd = lock_file(server, "users", LOCK_SH, err);
	if (server->users_fd < 0)
		return -1;
	if (flock(server->users_fd, LOCK_EX | LOCK_NB) == 0)
		return pgcluster_stop(&server->cluster, err);
	error_set(err, EXIT_LOCKED, "the embedded PostgreSQL of %s is in use", server->var);
	return error_hint(err, "it stops by itself when its last user is done");
}

int pgserver_stop(const char *var, bool *ret_ran, struct error *err)
{
	struct pgserver server = {.users_fd = -1};
	char *folder AUTOFREE = path_join(var, "pg");

	*ret_ran = false;
	if (!path_exists(folder))
		return 0;
	if (open_var(&server, var, err) < 0)
		return -1;
	int start = lock_file(&server, "start", LOCK_EX, err);
	int result = start < 0 ? -1 : stop_unused(&server, ret_ran, err);
	release_fields(&server);
	if (start >= 0)
		close(start);
	return result;
}

/* From now on it is no loss that the data is gone. */
static int forget_id(const struct pgserver *server, struct error *err)
{
	char *path AUTOFREE = own_file(server, "id");
	char *pending AUTOFREE = own_file(server, "id.new");

	return path_exists(path) ? outfile_publish(path, pending, err) : 0;
}

int pgserver_discard(struct pgserver *server, struct error *err)
{
	if (!server->var)
		return 0;
	char *owner AUTOFREE = mem_printf("%s.var", server->cluster.place);
	int result = pgcluster_stop(&server->cluster, err);
	if (result == 0 && geteuid() == 0)
		result = forget_id(server, err);
	if (result == 0)
		result = dir_remove(server->cluster.place, err);
	if (result == 0 && geteuid() == 0) {
		unlink(owner);
		unlink(server->cluster.lock);
	}
	if (result == 0)
		result = dir_remove(server->var, err);
	release_fields(server);
	return result;
}
