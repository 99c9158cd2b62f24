/*
 * One line on stderr that says how far a stage is, where stderr is a terminal: drawn at once, again
 * at most ten times a second, and erased in the end. Elsewhere, on a terminal that cannot go back
 * in a line (TERM=dumb) and with -q, it draws nothing. It uses no colour, so that there is none for
 * NO_COLOR to take away. Where stages run from files and pipes, the driver says one line a stage.
 */
#ifndef CASHBACK_EDGE_PROGRESS_H
#define CASHBACK_EDGE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Zero-initialised, it draws nothing. */
struct progress {
	const char *stage; /* NULL: draws nothing */
	const char *unit;  /* what is counted: "workbooks" */
	bool drawn;
	int64_t drawn_at; /* milliseconds */
};

/* verbosity: -1 is -q. */
void progress_begin(struct progress *progress, const char *stage, int verbosity);
/* That it is at work; how far nobody knows. */
void progress_wait(struct progress *progress);
/* So many of them are done. NULL: nobody wants to know. */
void progress_show(struct progress *progress, const char *unit, uint64_t done, uint64_t total);
/* Erases the line, before anything else is said there. Safe twice, and on one that was not begun. */
void progress_end(struct progress *progress);

#endif
