/*
 * How hard the parts of a workbook are compressed. libxlsxwriter asks minizip for zlib's default
 * and has no setting for it; on the XML of sheets that takes as long as all the rest of writing
 * them. The function of minizip that opens a part is wrapped (zip_level.c).
 */
#ifndef CASHBACK_REPORTS_ZIP_LEVEL_H
#define CASHBACK_REPORTS_ZIP_LEVEL_H

/* 1 to 9, for every part that any writer of this process begins from now on. */
void zip_level_set(int level);

#endif
