/*
 * Text that came from a feed, made fit for a cell. What XML forbids is replaced by something that
 * the reader can see, never dropped silently; what Excel would read as an escape (_x0041_) is
 * escaped itself. Everything else stays byte for byte: 0012345, 1E5, =1+1 are text and remain so.
 */
#ifndef CASHBACK_REPORTS_CELL_TEXT_H
#define CASHBACK_REPORTS_CELL_TEXT_H

#include <stddef.h>

#include "pipeline/base/str.h"

/* Excel's limit, in UTF-16 units; longer text ends in an ellipsis. */
#define CELL_TEXT_MAX 32767

/* Appends. Control characters become their pictures (U+2400 ...), bytes that are no UTF-8 and
 * non-characters become U+FFFD. */
void cell_text_add(struct str *out, struct span bytes);

/* How wide the longest line of (valid) text is, in characters. */
int cell_text_width(const char *text);
/* How many lines it takes where lines of `width` characters wrap between words. */
int cell_text_lines(const char *text, int width);

#endif
