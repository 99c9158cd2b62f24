/*
 * The file name of a partner's workbook. An MPN ID may hold anything; every byte outside
 * [a-z0-9-] is written %XX, upper case letters too, so that no two partners meet on any file
 * system and no name leaves its folder.
 */
#ifndef CASHBACK_REPORTS_FILE_NAME_H
#define CASHBACK_REPORTS_FILE_NAME_H

#include <stdbool.h>

/* `<mpn_id>.xlsx`; the caller owns it. */
char *workbook_file_name(const char *mpn_id);

/* Whether workbook_file_name gives this name for some MPN ID. */
bool workbook_file_name_is_ours(const char *name);

#endif
