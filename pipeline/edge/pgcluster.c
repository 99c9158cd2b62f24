/*
 * initdb, postgres and the life of a server. Everything that is written below `place` is written
 * by the server's own user. Data is made in data.new and renamed, so that an initdb that was
 * killed leaves nothing half made. No TCP port is opened, and nobody but the named users of this
 * machine may connect (peer authentication).
 */
#include "pipeline/edge/pgcluster.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/outfile.h"

#define SOCKET_FOLDER "/tmp/cashback-"
#define SOCKET_FILE ".s.PGSQL.5432"
#define POLL_MILLISECONDS 10
#define RECOVERY_SECONDS 900 /* a server that was killed reads its log first */
#define ANSWER_SECONDS 20    /* one that says that it is ready */
#define STOP_SECONDS 60
#define LOG_LIMIT (1024 * 1024)
#define SMALL_FILE (64 * 1024)

/* Lines of postmaster.pid, counted from 0. */
enum { LINE_PID = 0, LINE_SOCKET = 4, LINE_STATUS = 7, LINE_COUNT = 8 };

struct start {
	const struct pgcluster *cluster;
	int lock_fd;
};

static char *place_path(const struct pgcluster *cluster, const char *name)
{
	return path_join(cluster->place, name);
}

static void pause_shortly(void)
{
	nanosleep(&(struct timespec){.tv_nsec = POLL_MILLISECONDS * 1000000L}, NULL);
}

static time_t seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* 1: the lock is ours, so no process of the server lives; 0: one does; -1: there is no lock. */
static int take_lock(const struct pgcluster *cluster, int *ret_fd)
{
	int fd = open(cluster->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		*ret_fd = fd;
		return 1;
	}
	close(fd);
	return 0;
}

bool pgcluster_runs(const struct pgcluster *cluster)
{
	int fd;
	int taken = take_lock(cluster, &fd);

	if (taken == 1)
		close(fd);
	return taken == 0;
}

/* The lines of postmaster.pid; those that are not there are blank. `text` holds them. */
static void read_pid_file(const struct pgcluster *cluster, struct str *text,
	struct span ret_lines[LINE_COUNT])
{
	char *path AUTOFREE = place_path(cluster, "data/postmaster.pid");
	struct error ignored = ERROR_INIT;

	memset(ret_lines, 0, LINE_COUNT * sizeof(*ret_lines));
	if (file_read(path, SMALL_FILE, text, &ignored) < 0) {
		error_release(&ignored);
		return;
	}
	struct span rest = span_of(str_text(text));
	for (int i = 0; i < LINE_COUNT && span_cut(&rest, '\n', &ret_lines[i]); i++)
		ret_lines[i] = span_trim(ret_lines[i]);
}

static bool answers(const char *folder)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char *path AUTOFREE = path_join(folder, SOCKET_FILE);

	if (strlen(path) >= sizeof(address.sun_path))
		return false;
	memcpy(address.sun_path, path, strlen(path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool connected =
		fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
	if (fd >= 0)
		close(fd);
	return connected;
}

/* Does it take connections? If not, ret_seconds says how long to be patient with it. */
static bool ready(const struct pgcluster *cluster, char **ret_socket, time_t *ret_seconds)
{
	struct str text AUTOSTR = STR_INIT;
	struct span lines[LINE_COUNT];

	read_pid_file(cluster, &text, lines);
	*ret_seconds = RECOVERY_SECONDS;
	if (!span_is(lines[LINE_STATUS], "ready") || span_blank(lines[LINE_SOCKET]))
		return false;
	char *folder AUTOFREE = mem_strndup(lines[LINE_SOCKET].at, lines[LINE_SOCKET].len);
	*ret_seconds = ANSWER_SECONDS;
	if (!answers(folder))
		return false;
	*ret_socket = mem_strdup(folder);
	return true;
}

/* local: each of the cluster's users may become the one role; nobody over the network. */
static int write_access(const struct pgcluster *cluster, const char *data, struct error *err)
{
	static const char hba[] = "# Written by cashback at each start.\n"
							  "local all all peer map=cashback\n"
							  "host all all all reject\n";
	struct str ident AUTOSTR = STR_INIT;
	char *hba_path AUTOFREE = path_join(data, "pg_hba.conf");
	char *ident_path AUTOFREE = path_join(data, "pg_ident.conf");

	str_add(&ident, "# Written by cashback at each start.\n");
	for (size_t i = 0; i < ARRAY_LEN(cluster->users); i++)
		if (cluster->users[i])
			str_addf(&ident, "cashback \"%s\" " PGCLUSTER_ROLE "\n", cluster->users[i]);
	if (outfile_put(hba_path, hba, sizeof(hba) - 1, err) < 0)
		return -1;
	return outfile_put(ident_path, ident.s, ident.len, err);
}

static const char *fsync_of(const struct pgcluster *cluster)
{
	return cluster->passing ? "fsync=off" : "fsync=on";
}

/* A single-user server makes the database before anybody can connect; by itself it would end with
 * status 0 where that failed. */
static int create_database(const struct start *start, const char *data, struct error *err)
{
	char *program AUTOFREE = NULL;
	struct str output AUTOSTR = STR_INIT;

	if (pgcluster_program(start->cluster->place, "postgres", &program, err) < 0)
		return -1;
	const char *const argv[] = {program, "--single", "-D", data, "-c", "exit_on_error=on", "-c",
		fsync_of(start->cluster), "postgres", NULL};
	struct process process = {.argv = argv, .dir = data, .keep_fd = start->lock_fd,
		.input = "CREATE DATABASE " PGCLUSTER_ROLE " TEMPLATE template0;\n"};
	return process_run(&process, &output, err);
}

static int make_data(const struct start *start, const char *data, struct error *err)
{
	char *half AUTOFREE = place_path(start->cluster, "data.new");
	char *program AUTOFREE = NULL;
	struct str output AUTOSTR = STR_INIT;

	if (pgcluster_program(NULL, "initdb", &program, err) < 0 || dir_remove(half, err) < 0)
		return -1;
	const char *const argv[] = {program, "-D", half, "-U", PGCLUSTER_ROLE, "--auth-local=peer",
		"--auth-host=reject", "--data-checksums", "--encoding=UTF8", "--locale=C",
		"--no-instructions", start->cluster->passing ? "--no-sync" : NULL, NULL};
	struct process process = {.argv = argv, .dir = start->cluster->place,
		.keep_fd = start->lock_fd};
	if (process_run(&process, &output, err) < 0 || create_database(start, half, err) < 0)
		return -1;
	return outfile_publish(half, data, err);
}

/* Is it a folder that only we can have made, and does no server answer in it? */
static bool still_ours(const char *folder)
{
	struct stat st;

	return (mkdir(folder, 0700) == 0 || errno == EEXIST) && lstat(folder, &st) == 0 &&
		   S_ISDIR(st.st_mode) && st.st_uid == geteuid() && (st.st_mode & 077) == 0 &&
		   !answers(folder);
}

/* What a killed server left in it names a process that may be any other by now. */
static void clear_socket(const char *folder)
{
	char *socket AUTOFREE = path_join(folder, SOCKET_FILE);
	char *lock AUTOFREE = path_join(folder, SOCKET_FILE ".lock");

	unlink(socket);
	unlink(lock);
}

/* A private folder for the socket, of a name that is short whatever the path of the data is: the
 * one that was made before, or a new one. (One that answers belongs to a copy of the data.) */
static int socket_folder(const struct pgcluster *cluster, char **ret_folder, struct error *err)
{
	char *memo AUTOFREE = place_path(cluster, "socket");
	struct str known AUTOSTR = STR_INIT;
	struct error ignored = ERROR_INIT;

	if (file_read(memo, SMALL_FILE, &known, &ignored) == 0 && known.len > 0 &&
		still_ours(known.s)) {
		clear_socket(known.s);
		*ret_folder = str_detach(&known);
		return 0;
	}
	error_release(&ignored);
	char fresh[] = SOCKET_FOLDER "XXXXXX";
	if (!mkdtemp(fresh))
		return error_errno(err, EXIT_CANTCREAT, "%s: the folder cannot be made", fresh);
	*ret_folder = mem_strdup(fresh);
	return outfile_put(memo, fresh, strlen(fresh), err);
}

static void limit_log(const char *log)
{
	struct stat st;
	char *old AUTOFREE = mem_printf("%s.1", log);

	if (lstat(log, &st) == 0 && st.st_size > LOG_LIMIT)
		rename(log, old);
}

static int launch(const struct start *start, const char *data, struct error *err)
{
	char *program AUTOFREE = NULL;
	char *folder AUTOFREE = NULL;
	char *log AUTOFREE = place_path(start->cluster, "log");

	limit_log(log);
	if (pgcluster_program(start->cluster->place, "postgres", &program, err) < 0 ||
		socket_folder(start->cluster, &folder, err) < 0)
		return -1;
	char *sockets AUTOFREE = mem_printf("unix_socket_directories=%s", folder);
	const char *const argv[] = {program, "-D", data, "-c", sockets, "-c", "listen_addresses=", "-c",
		"port=5432", "-c", "unix_socket_permissions=0700", "-c", "wal_level=minimal", "-c",
		"max_wal_senders=0", "-c", "timezone=UTC", "-c", "log_timezone=UTC", "-c",
		"log_checkpoints=off", "-c", fsync_of(start->cluster), NULL};
	struct process process = {.argv = argv, .dir = data, .keep_fd = start->lock_fd};
	return process_start(&process, log, err);
}

/* As the server's user. The lock says that no process of the server lives: a postmaster.pid that
 * is there was left by one that was killed, and its number may be another process' by now. */
static int make_and_launch(void *argument, struct error *err)
{
	const struct start *start = argument;
	char *data AUTOFREE = place_path(start->cluster, "data");
	char *left AUTOFREE = place_path(start->cluster, "data/postmaster.pid");

	if (!path_is_dir(data) && make_data(start, data, err) < 0)
		return error_wrap(err, "the embedded database cannot be made in %s", start->cluster->place);
	if (unlink(left) < 0 && errno != ENOENT)
		return error_errno(err, EXIT_CANTCREAT, "%s: cannot be removed", left);
	if (write_access(start->cluster, data, err) < 0)
		return -1;
	return launch(start, data, err);
}

/* The server's own reason: the last line of its log that it calls fatal, or else the last one. */
static int did_not_start(const struct pgcluster *cluster, struct error *err)
{
	char *log AUTOFREE = place_path(cluster, "log");
	struct str text AUTOSTR = STR_INIT;
	struct error ignored = ERROR_INIT;

	if (file_read(log, 2 * LOG_LIMIT, &text, &ignored) < 0)
		error_release(&ignored);
	struct span reason = process_last_line(str_text(&text));
	struct span rest = span_of(str_text(&text)), line;
	while (span_cut(&rest, '\n', &line))
		if (memmem(line.at, line.len, "FATAL:", 6))
			reason = line;
	error_set(err, EXIT_UNREACHABLE, "the embedded PostgreSQL does not start: %.*s",
		SPAN_ARG(reason));
	return error_hint(err, "its log is %s", log);
}

/* Waits while a process of the server lives. 1: it answers; 0: none is left. */
static int await(const struct pgcluster *cluster, char **ret_socket, struct error *err)
{
	time_t start = seconds_now(), patience;

	while (pgcluster_runs(cluster)) {
		if (ready(cluster, ret_socket, &patience))
			return 1;
		if (seconds_now() - start > patience) {
			error_set(err, EXIT_UNREACHABLE,
				"the embedded PostgreSQL in %s runs, but does not answer", cluster->place);
			return error_hint(err, "`cashback db stop` ends it; the next command starts it again");
		}
		pause_shortly();
	}
	return 0;
}

int pgcluster_run(const struct pgcluster *cluster, char **ret_socket, struct error *err)
{
	struct start start = {cluster, -1};
	int found = await(cluster, ret_socket, err);

	if (found != 0)
		return found < 0 ? -1 : 0;
	if (take_lock(cluster, &start.lock_fd) != 1)
		return error_errno(err, EXIT_CANTCREAT, "%s: cannot be locked", cluster->lock);
	int result = process_call_as(&cluster->user, make_and_launch, &start, err);
	close(start.lock_fd);
	if (result < 0)
		return -1;
	found = await(cluster, ret_socket, err);
	if (found == 0)
		return did_not_start(cluster, err);
	return found < 0 ? -1 : 0;
}

/* The first process of the server; 0: unknown. Its number is believed only while it works in the
 * data's folder, as every process of a server does. */
static pid_t postmaster(const struct pgcluster *cluster)
{
	struct str text AUTOSTR = STR_INIT;
	struct span lines[LINE_COUNT];
	struct stat theirs, ours;
	int64_t pid = 0;

	read_pid_file(cluster, &text, lines);
	if (number_integer(lines[LINE_PID], &number_plain, &pid) != NUMBER_OK || pid <= 1)
		return 0;
	char *cwd AUTOFREE = mem_printf("/proc/%d/cwd", (int)pid);
	char *data AUTOFREE = place_path(cluster, "data");
	if (stat(cwd, &theirs) < 0 || stat(data, &ours) < 0 || theirs.st_ino != ours.st_ino ||
		theirs.st_dev != ours.st_dev)
		return 0;
	return (pid_t)pid;
}

/* Only a folder that socket_folder made, and only an empty one, is taken away. */
static void remove_socket_folder(const struct pgcluster *cluster)
{
	char *memo AUTOFREE = place_path(cluster, "socket");
	struct str known AUTOSTR = STR_INIT;
	struct error ignored = ERROR_INIT;

	if (file_read(memo, SMALL_FILE, &known, &ignored) == 0 &&
		strncmp(str_text(&known), SOCKET_FOLDER, strlen(SOCKET_FOLDER)) == 0)
		rmdir(known.s);
	error_release(&ignored);
}

int pgcluster_stop(const struct pgcluster *cluster, struct error *err)
{
	time_t start = seconds_now();
	pid_t pid = postmaster(cluster);
	bool hard = false;

	if (pid > 0)
		kill(pid, SIGINT);
	while (pgcluster_runs(cluster)) {
		time_t waited = seconds_now() - start;
		if (waited > 2 * STOP_SECONDS)
			return error_set(err, EXIT_UNREACHABLE, "the embedded PostgreSQL in %s does not stop",
				cluster->place);
		if (waited > STOP_SECONDS && !hard && pid > 0)
			hard = kill(pid, SIGQUIT) == 0;
		pause_shortly();
	}
	remove_socket_folder(cluster);
	return 0;
}

void pgcluster_release(struct pgcluster *cluster)
{
	free(cluster->place);
	free(cluster->lock);
	for (size_t i = 0; i < ARRAY_LEN(cluster->users); i++)
		free(cluster->users[i]);
	*cluster = (struct pgcluster){0};
}
