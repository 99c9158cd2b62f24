/* Control files. */
#include <inttypes.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/ini.h"
#include "pipeline/edge/files.h"
#include "stages/extract/limits.h"

struct control {
	const struct delivered *file;
	char *path, *name; /* of the control file: to open it, and for messages */
	struct error *err;
};

static void refuse(const struct control *control, const struct ini_entry *entry, const char *found)
{
	error_also(control->err, EXIT_DATA, "%s:%zu: %s is %s, but %s has %s", control->name,
		entry->line, entry->key, entry->value, control->file->name, found);
	error_hint(control->err, "deliver the file again, completely, with its control file");
}

static void check_rows(const struct control *control, const struct ini_entry *entry)
{
	char *found AUTOFREE = mem_printf("%" PRIi64, control->file->tally.totals.read);
	int64_t rows;

	if (number_integer(span_of(entry->value), &number_plain, &rows) != NUMBER_OK ||
		rows != control->file->tally.totals.read)
		refuse(control, entry, found);
}

static void check_amount(const struct control *control, const struct ini_entry *entry)
{
	struct money delivered = control->file->tally.delivered, amount;
	char text[MONEY_TEXT];

	if (control->file->feed != FEED_INVOICES)
		refuse(control, entry, "no such column");
	else if (money_is_none(delivered))
		refuse(control, entry, "rows whose amount cannot be read");
	else if (number_money(span_of(entry->value), &number_plain, &amount) != NUMBER_OK ||
		amount.e4 != delivered.e4)
		refuse(control, entry, money_format(delivered, 2, text));
}

static void check_hash(const struct control *control, const struct ini_entry *entry)
{
	if (strcasecmp(entry->value, control->file->object.sha256) != 0)
		refuse(control, entry, control->file->object.sha256);
}

static const struct {
	const char *key;
	void (*check)(const struct control *control, const struct ini_entry *entry);
} keys[] = {
	{"rows", check_rows},
	{"net_amount", check_amount},
	{"sha256", check_hash},
};

static void check_entry(const struct control *control, const struct ini_entry *entry)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (strcmp(keys[i].key, entry->key) != 0)
			continue;
		keys[i].check(control, entry);
		return;
	}
	error_also(control->err, EXIT_DATA, "%s:%zu: unknown key '%s'", control->name, entry->line,
		entry->key);
	error_hint(control->err, "a control file has rows, net_amount and sha256");
}

static void check_control(const struct control *control)
{
	struct error problem = ERROR_INIT;
	struct ini ini = {0};

	if (ini_load(&ini, control->path, INI_LITERAL, &problem) < 0) {
		problem.code = EXIT_DATA;
		error_absorb(control->err, &problem);
	} else if (ini.count == 0) {
		error_also(control->err, EXIT_DATA, "%s: says nothing", control->name);
		error_hint(control->err, "a control file has rows, net_amount and sha256");
	}
	for (size_t i = 0; i < ini.count; i++)
		check_entry(control, &ini.entries[i]);
	ini_release(&ini);
}

int limits_check_controls(const struct deliveries *deliveries, struct error *err)
{
	size_t before = err->count;

	for (size_t i = 0; i < deliveries->count; i++) {
		const struct delivered *file = &deliveries->items[i];
		if (!file->path || file->retracted)
			continue;
		char *path AUTOFREE = mem_printf("%s.ctl", file->path);
		char *name AUTOFREE = mem_printf("%s.ctl", file->name);
		struct control control = {file, path, name, err};
		if (path_exists(path))
			check_control(&control);
	}
	return err->count > before ? -1 : 0;
}
