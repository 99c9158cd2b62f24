/*
 * Text that came from a feed, character by character, as a reader can see it: control characters
 * become their pictures (U+2400 ...), bytes that are no UTF-8 and non-characters become U+FFFD.
 * Nothing is dropped silently; line feeds and tabs stay.
 */
#ifndef CASHBACK_REPORTS_VISIBLE_H
#define CASHBACK_REPORTS_VISIBLE_H

#include <stdint.h>

#include "pipeline/base/str.h"

/* Takes one character off the front of rest, which is not empty; a byte that belongs to none
 * counts as one of its own. */
uint32_t visible_take(struct span *rest);

/* Appends the character as UTF-8. */
void visible_put(struct str *out, uint32_t code);

#endif
