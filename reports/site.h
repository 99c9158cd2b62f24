/*
 * The portal: static pages that open from disk or from any web server, without scripts.
 *
 *   FOLDER/public/      the board of campaigns, a page each; nothing in it depends on a partner
 *   FOLDER/partners/    a folder a partner, named as its workbook, with all that its pages need:
 *                       a server can protect each folder by itself
 *
 * A file appears complete or not at all, and one that would have the same bytes is left alone. The
 * same rows give the same bytes. It reads what is posted, and changes nothing in the database.
 */
#ifndef CASHBACK_REPORTS_SITE_H
#define CASHBACK_REPORTS_SITE_H

#include "pipeline/base/date.h"
#include "pipeline/base/error.h"
#include "pipeline/edge/db.h"
#include "pipeline/edge/files.h"

struct site {
	const char *output;  /* the folder of all reports: the final statements are below it */
	const char *vendor;  /* whose campaigns these are; "": not said */
	const char *contact; /* where to ask: a sentence, or an e-mail address; "": not said */
	date_t as_of; /* of the run: the public pages bear it */

	char *folder;               /* OUTPUT/site; from here on site_open's */
	struct db_result campaigns; /* queries/site_campaigns.sql */
	struct db_result *cards;    /* queries/site_card.sql of each */
};

/* Fills in the rest, and makes the folders. */
int site_open(struct site *site, struct db *db, struct error *err);
void site_release(struct site *site);

/* The board, a page a campaign; pages of campaigns that are gone are taken away. */
int site_public_render(const struct site *site, struct error *err);

struct site_job {
	const struct site *site;
	struct db *db;
	const char *mpn_id;
	date_t as_of; /* that the partner's pages bear, as the workbook does */
	const char *workbook; /* the partner's nightly one, which is there already */
};

/* One partner's folder. Nothing in it names another partner, or shows lines of an account that the
 * partner merely claims. ret_files: what is in it, relative to the folder of all reports. */
int site_partner_render(const struct site_job *job, struct names *ret_files, struct error *err);

/* Takes away what is ours in the folders of all other partners, and the folders where nothing else is
 * left. Folders with names of another form, or without a partner's workbook, are not ours. */
int site_remove_stale(const struct site *site, const struct names *mpn_ids, struct error *err);

#endif
