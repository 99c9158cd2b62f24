/* Functions that nobody may use here: each has cost somebody a buffer overflow or a wrong result.
 * Included before every file by the Makefile. */
#ifndef CASHBACK_BASE_BANNED_H
#define CASHBACK_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol atoll atof

#endif
