/* Text files that the build put into the program: SQL and feed schemas of schemas/, and the style
 * sheet of the portal. */
#ifndef CASHBACK_EDGE_EMBEDDED_H
#define CASHBACK_EDGE_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
	const char *name; /* below schemas/, as "sql/001_tables.sql", or "reports/site/style.css" */
	const char *text; /* ends in a NUL, which length does not count */
	size_t length;
};

/* NULL where there is no such file. */
const struct embedded_file *embedded_find(const char *name);
/* All files, in byte order of their names; ends with a NULL name. */
const struct embedded_file *embedded_all(void);

#endif
