/* What `cashback explain` knows about one line, as JSON: the form that --json prints, and from
 * which the text for people is made (explain_text.c). */
#ifndef CASHBACK_DRIVER_EXPLAIN_JSON_H
#define CASHBACK_DRIVER_EXPLAIN_JSON_H

#include <jansson.h>

#include "pipeline/core/manifest.h"
#include "stages/transform/trace.h"

/*
 * The line itself (invoice_number, line_number, invoice_date, sku, quantity, ..., source_file,
 * source_line, sha256) and:
 *   takes_back  for a return: the sales that it takes back, units of each, and unmatched_quantity
 *   campaigns   for each campaign that looks at the line: the card entry and its tiers, the
 *               registration and its account, rules (rule, applies, compared), reason, earnings
 *               and exclusions (by partner)
 * The caller owns the reference.
 */
json_t *explain_line(struct transform *t, const struct manifest *manifest, const struct line *line);
/* An array of such lines (each with its ledger entries, ledger), for people, on stdout. */
void explain_print(const json_t *lines);

#endif
