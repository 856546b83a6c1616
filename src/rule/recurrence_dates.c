#include "rule/recurrence_dates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#include "base/banned.h"

static const struct {
	const char *pointer;
	size_t max;
} kinds[] = {
	[RULE_RECURRENCE_RDATES] = { "/rdates", RULE_RECURRENCE_RDATES_MAX },
	[RULE_RECURRENCE_EXDATES] = { "/exdates", RULE_RECURRENCE_EXDATES_MAX },
};

static bool
read_date(const char *text, int64_t *wall_us)
{
	char day[CLOCK_TEXT_SIZE];

	if (strlen(text) != sizeof("2030-06-01") - 1)
		return clock_parse_wall(text, wall_us);
	snprintf(day, sizeof(day), "%sT00:00:00", text);
	return clock_parse_wall(day, wall_us);
}

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Puts them in order, each once; how many are left. */
static size_t
tidy(int64_t *dates, size_t n)
{
	size_t kept = 0;

	if (n > 0)
		qsort(dates, n, sizeof(*dates), compare);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || dates[i] != dates[i - 1])
			dates[kept++] = dates[i];
	return kept;
}

enum err
rule_recurrence_dates_parse(struct arena *arena,
    enum rule_recurrence_dates_kind kind, const char *const *texts, size_t n,
    struct fault *f, struct rule_recurrence_dates *out)
{
	int64_t *dates;
	enum err err = ERR_OK;
	char pointer[FAULT_POINTER];

	if (n > kinds[kind].max)
		return fault_item(f, ERR_VALIDATION_FAILED, kinds[kind].pointer,
		    "too_many_items", "At most %zu dates.", kinds[kind].max);
	dates = arena_array(arena, n, sizeof(*dates));
	for (size_t i = 0; i < n; i++) {
		if (read_date(texts[i], &dates[i]))
			continue;
		snprintf(
		    pointer, sizeof(pointer), "%s/%zu", kinds[kind].pointer, i);
		err = fault_item(f, ERR_VALIDATION_FAILED, pointer, "format",
		    "Must be a time without a zone, like 2030-06-01T18:00:00.");
	}
	if (err)
		return err;
	out->wall_us = dates;
	out->n = tidy(dates, n);
	return ERR_OK;
}

void
rule_recurrence_dates_format(
    struct buf *b, const struct rule_recurrence_dates *dates)
{
	char text[CLOCK_TEXT_SIZE];

	buf_char(b, '[');
	for (size_t i = 0; i < dates->n; i++) {
		clock_format_wall(dates->wall_us[i], text);
		buf_printf(b, "%s\"%s\"", i > 0 ? "," : "", text);
	}
	buf_char(b, ']');
}
