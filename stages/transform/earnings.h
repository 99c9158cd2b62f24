/*
 * What each event earned. There are about as many earnings as there are lines that count, so they
 * are kept in a form that takes 32 bytes: what the line says too is not kept, and numbers of usual
 * size take 4 bytes. An earning that has no room in that is kept whole beside it. Nobody else has
 * to know: earnings_add and earnings_get take and give whole ones.
 */
#ifndef CASHBACK_TRANSFORM_EARNINGS_H
#define CASHBACK_TRANSFORM_EARNINGS_H

#include "pipeline/base/error.h"
#include "stages/transform/sales.h"

/* The first that applies. */
enum note {
	NOTE_BEFORE_START,
	NOTE_CAPPED,
	NOTE_NOT_COUNTED,
	NOTE_BELOW_MINIMUM,
	NOTE_BELOW_THRESHOLD,
	NOTE_ABOVE_MAXIMUM,
	NOTE_NONE,
};

extern const char *const note_name[];

#define SEVERAL_GROUPS UINT32_MAX

/* What one event of one line earned. A return that takes back several sales of one campaign and
 * partner is one earning (earnings_finish). */
struct earning {
	uint32_t line, partner, campaign;
	date_t date;
	int64_t quantity;
	struct money amount, withheld;
	int64_t measure_before, measure_after;
	struct money payout_before, payout_after; /* of the group, before caps; MONEY_NONE: not kept */
	enum note note; /* capped only after earnings_finish */
	uint32_t sale;  /* the first of its group, or SEVERAL_GROUPS: a return with parts in several */
	uint32_t entry; /* the group's, of the campaign's card */
};

struct slim_earning {
	uint32_t line, partner; /* as a result begins (results.h) */
	uint32_t sale;          /* or, where it is kept whole: its index there */
	int32_t amount, withheld, measure_before, measure_after;
	uint16_t entry;
	uint8_t note;
	bool whole;
};

/* Of one campaign. */
struct earnings {
	const struct sales *sales;
	uint32_t campaign;
	text_id watched; /* payouts are kept of lines of this invoice; 0: of none */
	struct slim_earning *items;
	size_t count, cap;
	struct earning *whole;
	size_t whole_count, whole_cap;
};

/* Room for so many in all, before the first. */
void earnings_reserve(struct earnings *earnings, size_t count);
/* The campaign of what is added is that of `earnings`. */
void earnings_add(struct earnings *earnings, const struct earning *earning);
struct earning earnings_get(const struct earnings *earnings, size_t index);
/* By partner, invoice and line; parts of one return become one earning. EXIT_DATA where their sum
 * does not fit. */
int earnings_finish(struct earnings *earnings, struct error *err);
void earnings_release(struct earnings *earnings);

#endif
