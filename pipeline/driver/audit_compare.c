/* Two ordered lists, side by side. */
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/driver/audit_again.h"
#include "reports/lines.h"

struct sides {
	struct audit *audit;
	const struct audit_table *table;
	struct lines again, found;
	int64_t rows;
};

static const char *or_nothing(const char *text)
{
	return text ? text : "";
}

/* "cashback.earning mpn_id=0012345 campaign_id=open-seats ..." */
static char *subject_of(const struct sides *sides, const struct lines *row)
{
	struct str subject = STR_INIT;

	str_add(&subject, sides->table->name);
	for (int i = 0; i < sides->table->keys; i++)
		str_addf(&subject, " %s=%s", db_column(&row->page, i), or_nothing(lines_cell(row, i)));
	return str_detach(&subject);
}

/* The values behind the key: "amount=12.00 note=capped". */
static char *values_of(const struct sides *sides, const struct lines *row)
{
	struct str values = STR_INIT;

	for (int i = sides->table->keys; i < row->page.columns; i++)
		if (lines_cell(row, i))
			str_addf(&values, "%s%s=%s", values.len ? " " : "", db_column(&row->page, i),
				lines_cell(row, i));
	return str_detach(&values);
}

static int compare_keys(const struct sides *sides)
{
	int order = 0;

	for (int i = 0; i < sides->table->keys && order == 0; i++)
		order = strcmp(or_nothing(lines_cell(&sides->again, i)),
			or_nothing(lines_cell(&sides->found, i)));
	return order;
}

static void tell_missing(const struct sides *sides)
{
	char *subject AUTOFREE = subject_of(sides, &sides->again);
	char *values AUTOFREE = values_of(sides, &sides->again);

	audit_differs(sides->audit, subject, "is missing in the database", values, NULL);
}

static void tell_surplus(const struct sides *sides)
{
	char *subject AUTOFREE = subject_of(sides, &sides->found);
	char *values AUTOFREE = values_of(sides, &sides->found);

	if (!sides->table->more_found)
		audit_differs(sides->audit, subject, "settled again, there is no such row", NULL, values);
}

static void compare_values(const struct sides *sides)
{
	char *subject AUTOFREE = subject_of(sides, &sides->again);

	for (int i = sides->table->keys; i < sides->again.page.columns; i++) {
		const char *again = lines_cell(&sides->again, i), *found = lines_cell(&sides->found, i);
		if ((again != NULL) != (found != NULL) || (again && strcmp(again, found) != 0))
			audit_differs(sides->audit, subject, db_column(&sides->again.page, i), again, found);
	}
}

static int advance(struct lines *lines, bool wanted, bool *ret_there, struct error *err)
{
	if (!wanted)
		return 0;
	int more = lines_next(lines, err);
	*ret_there = more == 1;
	return more < 0 ? -1 : 0;
}

static int walk(struct sides *sides, struct error *err)
{
	bool again = true, found = true;
	int order = 0;

	for (;; sides->rows++) {
		if (advance(&sides->again, again && order <= 0, &again, err) < 0 ||
			advance(&sides->found, found && order >= 0, &found, err) < 0)
			return -1;
		if (!again && !found)
			return 0;
		order = !found ? -1 : !again ? 1 : compare_keys(sides);
		if (order < 0)
			tell_missing(sides);
		else if (order > 0)
			tell_surplus(sides);
		else
			compare_values(sides);
	}
}

int audit_compare_table(struct audit *audit, const struct audit_table *table, struct db *again,
	const char *campaign, struct error *err)
{
	struct sides sides = {.audit = audit, .table = table};
	char *what AUTOFREE = mem_printf("rows of %s", table->name);
	int result = -1;

	if (lines_open(&sides.again, again, table->again, &campaign, 1, err) == 0 &&
		lines_open(&sides.found, &audit->database.db, table->found, &campaign, 1, err) == 0)
		result = walk(&sides, err);
	lines_close(&sides.again);
	lines_close(&sides.found);
	if (result == 0)
		audit_checked(audit, sides.rows, what);
	return result;
}
