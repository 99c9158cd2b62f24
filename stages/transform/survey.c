/* Filters as large as the lines are many. */
#include "stages/transform/survey.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

#define BITS_A_LINE 4
#define BITS_AT_LEAST 32 /* for each bit of what is asked later: few are yes by mistake */

void survey_init(struct survey *survey, uint64_t lines)
{
	*survey = (struct survey){0};
	filter_init(&survey->delivered, lines * BITS_A_LINE);
	filter_init(&survey->repeated, lines * BITS_A_LINE);
	filter_init(&survey->sought, lines * BITS_A_LINE);
}

void survey_invoice(struct survey *survey, uint64_t invoice)
{
	if (filter_has(&survey->delivered, invoice)) {
		filter_add(&survey->repeated, invoice);
		return;
	}
	MEM_GROW(survey->seen, survey->seen_count, survey->seen_cap);
	survey->seen[survey->seen_count++] = invoice;
}

void survey_end_file(struct survey *survey)
{
	for (size_t i = 0; i < survey->seen_count; i++)
		filter_add(&survey->delivered, survey->seen[i]);
	survey->seen_count = 0;
}

void survey_finish(struct survey *survey)
{
	filter_release(&survey->delivered);
	free(survey->seen);
	survey->seen = NULL;
	survey->seen_count = survey->seen_cap = 0;
	filter_shrink(&survey->repeated, BITS_AT_LEAST);
	filter_shrink(&survey->sought, BITS_AT_LEAST);
}

void survey_release(struct survey *survey)
{
	survey_finish(survey);
	filter_release(&survey->repeated);
	filter_release(&survey->sought);
}
