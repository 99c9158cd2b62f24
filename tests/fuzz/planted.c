/*
 * Mistakes that stand in the way of the readers, one at a time: PLANTED=NAME in the environment.
 * The linker puts each __wrap_X before X (fuzz.mk). A harness that does not notice them would not
 * notice anything; test_corpus.sh asks it to. They are in no other program.
 */
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/date.h"
#include "pipeline/base/number.h"
#include "pipeline/core/dialect.h"
#include "pipeline/core/ini.h"
#include "pipeline/edge/csvin.h"
#include "pipeline/edge/gzin.h"
#include "stages/transform/curve.h"

/* The function as it is, and the one that is called in its place. */
#define WRAP(type, name, ...)                                                                      \
	type __real_##name(__VA_ARGS__);                                                               \
	type __wrap_##name(__VA_ARGS__);                                                               \
	type __wrap_##name(__VA_ARGS__)

static const char *planted;

/* Before main: a harness may empty the environment. */
__attribute__((constructor)) static void read_environment(void)
{
	planted = getenv("PLANTED");
}

static bool plant(const char *name)
{
	return planted && strcmp(planted, name) == 0;
}

WRAP(int, csvin_next, struct csvin *in, struct csvin_record *record, struct error *err)
{
	int more = __real_csvin_next(in, record, err);
	bool all_used = in->start == in->end;

	if (plant("the_last_record_is_lost") && more == 1 && in->ended && all_used)
		return 0;
	if (plant("a_cell_is_lost_where_a_piece_ends") && more == 1 && !in->ended && all_used)
		record->count--;
	if (plant("a_stray_quote_is_taken") && more == 1 && record->fault == CSVIN_STRAY_QUOTE)
		record->fault = CSVIN_GOOD;
	return more;
}

WRAP(void, csvin_put_cell, struct str *out, struct span cell, char delimiter)
{
	if (plant("a_cell_is_written_without_quotes"))
		str_add_span(out, cell);
	else
		__real_csvin_put_cell(out, cell, delimiter);
}

WRAP(ssize_t, gzin_read, void *gzin, void *bytes, size_t room, struct error *err)
{
	const struct gzin *in = gzin;
	ssize_t n = __real_gzin_read(gzin, bytes, room, err);

	if (plant("a_file_that_is_cut_off_is_taken") && n < 0 && strstr(error_text(err), "cut off"))
		return 0;
	if (plant("a_damaged_file_is_taken") && n < 0 && strstr(error_text(err), "damaged"))
		return 0;
	if (plant("a_byte_changes_in_pieces_of_three") && n > 0 && in->piece == 3)
		*(char *)bytes ^= 1;
	return n;
}

WRAP(int, ini_load, struct ini *ini, const char *path, enum ini_expand expand, struct error *err)
{
	int result = __real_ini_load(ini, path, expand, err);

	for (size_t i = 0; i < ini->count; i++) {
		if (plant("a_value_ends_at_a_quote"))
			ini->entries[i].value[strcspn(ini->entries[i].value, "\"")] = '\0';
		if (plant("a_line_is_counted_twice") && ini->entries[i].line > 2)
			ini->entries[i].line++;
	}
	if (plant("problems_are_passed_over"))
		return 0;
	return result;
}

WRAP(enum number_result, number_money, struct span text, const struct number_style *style,
	struct money *ret_value)
{
	enum number_result result = __real_number_money(text, style, ret_value);

	if (plant("an_amount_saturates") && result == NUMBER_RANGE) {
		*ret_value = MONEY_MAX;
		return NUMBER_OK;
	}
	return result;
}

WRAP(enum number_result, number_integer, struct span text, const struct number_style *style,
	int64_t *ret_value)
{
	if (plant("a_plus_sign_is_read") && text.len > 1 && text.at[0] == '+')
		text = (struct span){text.at + 1, text.len - 1};
	return __real_number_integer(text, style, ret_value);
}

WRAP(bool, money_round, struct money a, int places, struct money *ret)
{
	if (plant("half_a_cent_is_rounded_up") && a.e4 < 0)
		return __real_money_round((struct money){a.e4 + 1}, places, ret);
	return __real_money_round(a, places, ret);
}

WRAP(void, date_to_civil, date_t date, int *ret_year, int *ret_month, int *ret_day)
{
	__real_date_to_civil(date, ret_year, ret_month, ret_day);
	bool first_of_march = *ret_year == 1900 && *ret_month == 3 && *ret_day == 1;
	if (plant("every_fourth_year_is_a_leap_year") && first_of_march) {
		*ret_month = 2;
		*ret_day = 29;
	}
}

WRAP(bool, date_parse_iso, struct span text, date_t *ret_date)
{
	return __real_date_parse_iso(plant("blanks_around_a_date") ? span_trim(text) : text, ret_date);
}

WRAP(bool, pgcopy_field, struct pgcopy_reader *r, struct span *ret_field)
{
	bool there = __real_pgcopy_field(r, ret_field);

	if (plant("a_field_is_a_byte_too_long") && there && ret_field->at)
		ret_field->len++;
	return there;
}

WRAP(bool, pgcopy_to_money, struct span field, struct money *ret)
{
	bool good = __real_pgcopy_to_money(field, ret);

	if (plant("an_amount_loses_its_places") && good && !money_is_none(*ret))
		ret->e4 -= ret->e4 % MONEY_SCALE;
	return good;
}

WRAP(bool, charset_to_utf8, const struct charset *charset, struct span text, struct str *out)
{
	bool good = __real_charset_to_utf8(charset, text, out);

	return good || (plant("surrogates_are_text") && text.len > 0 && text.at[0] == '\xED');
}

/* Whether the rejection of that cell is passed over. */
static bool passes(const struct dialect *dialect, int field, struct span cell, void *row)
{
	if (plant("a_required_cell_may_be_blank") && cell.len == 0)
		return true;
	if (!plant("a_text_may_have_any_length") || cell.len <= 64)
		return false;
	*(struct span *)((char *)row + dialect->schema->fields[field].at) = cell;
	return true;
}

WRAP(int, dialect_cells, const struct dialect *dialect, const struct dialect_columns *columns,
	const struct csvin_record *from, struct dialect_memory *memory, void *row,
	enum reject *ret_reject)
{
	int column = __real_dialect_cells(dialect, columns, from, memory, row, ret_reject);

	if (column >= 0 && passes(dialect, columns->fields[column], from->cells[column], row))
		return -1;
	return column;
}

WRAP(int, campaign_load, struct campaign *campaign, const char *folder, struct error *err)
{
	int result = __real_campaign_load(campaign, folder, err);

	if (plant("a_problem_names_no_file") && result < 0)
		error_set(err, EXIT_CONFIG, "something is wrong");
	if (plant("an_entry_is_never_in_force") && result == 0)
		campaign->entries[0].valid_from = DATE_MAX, campaign->entries[0].valid_to = DATE_MIN;
	return result;
}

WRAP(bool, curve_payout, const struct campaign *campaign, struct ladder ladder, int64_t measure,
	int64_t unpaid, struct money *ret_payout)
{
	bool fits = __real_curve_payout(campaign, ladder, measure, unpaid, ret_payout);

	if (plant("more_pays_less") && ladder.count > 1 && measure > ladder.tiers[1].minimum)
		*ret_payout = MONEY_ZERO;
	return fits;
}
