/*
 * Files that are something else than they are taken for: a workbook, an error page, a pointer of
 * Git LFS, UTF-16, lines that end in CR alone. Nothing is read differently for it; the error names
 * what was found.
 */
#ifndef CASHBACK_STAGES_EXTRACT_SNIFF_H
#define CASHBACK_STAGES_EXTRACT_SNIFF_H

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/gzin.h"

#define SNIFF_BYTES 64

/* EXIT_DATA, with what to do, where the first bytes are not those of delimited text. They come
 * from a file of that form. */
int sniff_text(struct span head, enum gzin_form file, struct error *err);
/* The same for the first bytes of a file whose name ends in .gz. */
int sniff_gzip(struct span head, struct error *err);
/* EXIT_DATA where a header record (without its line break) shows that lines do not end in LF or
 * CRLF. */
int sniff_line_ends(struct span header, struct error *err);
/* Is it the line `sep=;` that Excel reads? EXIT_DATA where it names another delimiter than the
 * declared one; otherwise 1, and 0 where it is none. */
int sniff_separator_line(struct span line, char delimiter, struct error *err);

#endif
