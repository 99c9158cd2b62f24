/* Calls the portal, or leaves it alone. */
#include "stages/render/portal.h"

#include "pipeline/base/mem.h"

static bool is_wanted(const struct site *site)
{
	return site->folder != NULL;
}

int portal_begin(struct site *site, const struct render *render, struct error *err)
{
	*site = (struct site){
		.output = render->conf->output,
		.vendor = render->conf->payer_name,
		.contact = render->conf->contact,
		.as_of = render->as_of,
	};
	if (render->conf->site == SITE_NO)
		return 0;
	return site_open(site, render->db, err) < 0 ? -1 : site_public_render(site, err);
}

int portal_partner(const struct site *site, struct db *db, const struct render_item *item,
	const char *workbook, struct str *lines, struct error *err)
{
	struct site_job job = {
		.site = site, .db = db, .mpn_id = item->mpn_id, .workbook = workbook, .as_of = item->as_of};
	struct names files CLEANUP(names_release) = {0};

	if (!is_wanted(site))
		return 0;
	if (site_partner_render(&job, &files, err) < 0)
		return -1;
	for (size_t i = 0; i < files.count; i++)
		if (rendered_describe(site->output, files.items[i], lines, err) < 0)
			return -1;
	return 0;
}

int portal_end(const struct site *site, const struct render *render, struct error *err)
{
	struct names partners CLEANUP(names_release) = {0};

	if (!is_wanted(site))
		return 0;
	for (size_t i = 0; i < render->item_count; i++)
		if (render->items[i].mpn_id)
			names_add(&partners, render->items[i].mpn_id);
	return site_remove_stale(site, &partners, err);
}
