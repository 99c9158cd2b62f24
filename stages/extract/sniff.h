/*
 * Files that are something else than they are taken for: a workbook, an error page, a pointer of
 * Git LFS, UTF-16. Nothing is read differently for it; the error names what was found.
 */
#ifndef CASHBACK_STAGES_EXTRACT_SNIFF_H
#define CASHBACK_STAGES_EXTRACT_SNIFF_H

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"

#define SNIFF_BYTES 64

/* EXIT_DATA, with what to do, where the first bytes are not those of delimited text. */
int sniff_text(struct span head, struct error *err);
/* The same for the first bytes of a file whose name ends in .gz. */
int sniff_gzip(struct span head, struct error *err);

#endif
