/* From the manifest to the texts of a link. */
#include "stages/load/link.h"

#include "pipeline/core/chain.h"

static void write_inputs(const struct manifest *manifest, struct str *text)
{
	for (size_t i = 0; i < manifest->input_count; i++) {
		const struct manifest_input *input = &manifest->inputs[i];
		str_addf(text, "%s\t%s\t%s\n", feed_names[input->feed], input->name, input->sha256);
	}
}

static void write_campaigns(const struct manifest *manifest, struct str *text)
{
	for (size_t i = 0; i < manifest->campaign_count; i++)
		str_addf(text, "%s\t%s\n", manifest->campaigns[i].id, manifest->campaigns[i].sha256);
}

/* What else decides: the business date, the currency, and how the feeds were read. */
static void write_configuration(const struct manifest *manifest, struct str *text)
{
	char as_of[DATE_TEXT];

	str_addf(text, "as_of = %s\ncurrency = %s\n", date_format(manifest->as_of, as_of),
		manifest->currency);
	for (size_t i = 0; i < manifest->settings.count; i++)
		str_addf(text, "%s\n", manifest->settings.items[i]);
}

int link_append(const struct load *load, bool posted, struct error *err)
{
	struct str inputs AUTOSTR = STR_INIT;
	struct str campaigns AUTOSTR = STR_INIT;
	struct str configuration AUTOSTR = STR_INIT;

	write_inputs(&load->manifest, &inputs);
	write_campaigns(&load->manifest, &campaigns);
	write_configuration(&load->manifest, &configuration);
	const struct chain_texts texts = {
		str_text(&inputs), str_text(&campaigns), str_text(&configuration), !posted};
	return chain_append(load->db, load->run->id, &texts, NULL, err);
}
