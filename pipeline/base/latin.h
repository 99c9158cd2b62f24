/*
 * The characters that every bank takes in a payment (the Latin set of ISO 20022 and of SEPA):
 *
 *     a-z A-Z 0-9 / - ? : ( ) . , ' + blank
 *
 * Other text is written in them by one fixed table (docs/payments.md), whatever the machine's
 * locale: letters lose their accents, ligatures become two letters, and what the table does not
 * know becomes a full stop.
 */
#ifndef CASHBACK_BASE_LATIN_H
#define CASHBACK_BASE_LATIN_H

#include <stdbool.h>

#include "pipeline/base/str.h"

/* Appends at most `limit` characters: text without blanks at its ends, and never two together. */
void latin_add(struct str *out, struct span utf8, size_t limit);
/* True where text is of these characters already. */
bool latin_is(struct span text);

#endif
