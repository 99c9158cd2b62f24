/*
 * File names of partners and campaigns. An id may hold anything; every byte outside
 * [a-z0-9-] is written %XX, upper case letters too, so that no two partners meet on any file
 * system and no name leaves its folder.
 */
#ifndef CASHBACK_REPORTS_FILE_NAME_H
#define CASHBACK_REPORTS_FILE_NAME_H

#include <stdbool.h>

/* The name of a file or folder for an id; the caller owns it. */
char *file_name_of(const char *id, const char *ending);

/* Whether file_name_of gives this name for some id. */
bool file_name_is_ours(const char *name, const char *ending);

/* `<mpn_id>.xlsx`; the caller owns it. */
char *workbook_file_name(const char *mpn_id);

/* Whether workbook_file_name gives this name for some MPN ID. */
bool workbook_file_name_is_ours(const char *name);

#endif
