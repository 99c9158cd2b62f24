/* A line that ends without a line break, and is drawn over. */
#include "pipeline/edge/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "pipeline/base/str.h"

#define BETWEEN 100 /* milliseconds */
#define BAR 24
#define WIDTH 80 /* of a terminal that does not tell */
#define ERASE "\r\033[K"

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static bool can_redraw(void)
{
	const char *terminal = getenv("TERM");

	return isatty(STDERR_FILENO) && (!terminal || strcmp(terminal, "dumb") != 0);
}

static size_t width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return WIDTH;
}

void progress_begin(struct progress *progress, const char *stage, int verbosity)
{
	*progress = (struct progress){.stage = verbosity >= 0 && can_redraw() ? stage : NULL};
}

/* "render: 512 of 2001 workbooks [######..................]  25 %" */
static void draw(const struct progress *progress, uint64_t done, uint64_t total)
{
	struct str line AUTOSTR = STR_INIT;
	unsigned percent = total > 0 ? (unsigned)(done * 100 / total) : 100;
	size_t most = width() - 1; /* in the last column a terminal goes on to the next line */

	str_addf(&line, "%s: %" PRIu64 " of %" PRIu64 " %s [", progress->stage, done, total,
		progress->unit);
	for (unsigned i = 0; i < BAR; i++)
		str_add_char(&line, i * 100 < percent * BAR ? '#' : '.');
	str_addf(&line, "] %3u %%", percent);
	if (line.len > most)
		line.s[most] = '\0';
	fprintf(stderr, ERASE "%s", line.s);
	fflush(stderr);
}

void progress_wait(struct progress *progress)
{
	if (!progress->stage)
		return;
	fprintf(stderr, "%s ...", progress->stage);
	fflush(stderr);
	progress->drawn = true;
}

void progress_show(struct progress *progress, const char *unit, uint64_t done, uint64_t total)
{
	if (!progress || !progress->stage)
		return;
	int64_t time = now();
	if (progress->drawn && progress->unit == unit && time - progress->drawn_at < BETWEEN)
		return;
	progress->unit = unit;
	progress->drawn = true;
	progress->drawn_at = time;
	draw(progress, done < total ? done : total, total);
}

void progress_end(struct progress *progress)
{
	if (progress->drawn)
		fputs(ERASE, stderr);
	progress->drawn = false;
}
