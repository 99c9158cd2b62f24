/* The stage's part in the portal (reports/site.h), where pipeline.conf wants its pages. */
#ifndef CASHBACK_RENDER_PORTAL_H
#define CASHBACK_RENDER_PORTAL_H

#include "reports/site.h"
#include "stages/render/render.h"

/* Before the partners: what their pages have in common, and the public pages. */
int portal_begin(struct site *site, const struct render *render, struct error *err);
/* In a worker, when the partner's workbook is there. Adds lines of rendered_describe. */
int portal_partner(const struct site *site, struct db *db, const struct render_item *item,
	const char *workbook, struct str *lines, struct error *err);
/* After all of them. */
int portal_end(const struct site *site, const struct render *render, struct error *err);

#endif
