/*
 * Half hours as bits; no I/O.
 */
#include "rule/week.h"

#include "base/clock.h"

#include "base/banned.h"

enum { SLOT_S = 1800 };

static int
wrap(int slot)
{
	return (slot % RULE_WEEK_SLOTS + RULE_WEEK_SLOTS) % RULE_WEEK_SLOTS;
}

static bool
is_free(const struct rule_week *week, int slot)
{
	return week->bits[slot / 64] >> slot % 64 & 1;
}

static void
set(struct rule_week *week, int slot)
{
	week->bits[slot / 64] |= UINT64_C(1) << slot % 64;
}

void
rule_week_add(struct rule_week *week, int day, int from, int to)
{
	int first = day * RULE_WEEK_DAY;

	if (to <= from)
		to += RULE_WEEK_DAY;
	for (int i = from; i < to; i++)
		set(week, wrap(first + i));
}

/* The week began with a Thursday in 1970. */
int
rule_week_of(int64_t start_us, int64_t end_us, struct rule_week *week)
{
	const int64_t slot_us = SLOT_S * CLOCK_SECOND_US;
	int64_t first = start_us / slot_us + 3 * RULE_WEEK_DAY;
	int64_t end = (end_us + slot_us - 1) / slot_us + 3 * RULE_WEEK_DAY;

	*week = (struct rule_week){ 0 };
	for (int64_t i = first; i < end && i < first + RULE_WEEK_SLOTS; i++)
		set(week, (int)(i % RULE_WEEK_SLOTS));
	return (int)(end - first);
}

struct rule_week
rule_week_shift(const struct rule_week *week, int32_t offset_s)
{
	struct rule_week out = { 0 };
	int whole = offset_s / SLOT_S;
	bool is_cut = offset_s % SLOT_S != 0;

	if (offset_s < 0 && is_cut)
		whole--;
	for (int i = 0; i < RULE_WEEK_SLOTS; i++)
		if (is_free(week, wrap(i + whole)) &&
		    (!is_cut || is_free(week, wrap(i + whole + 1))))
			set(&out, i);
	return out;
}

struct rule_week
rule_week_both(const struct rule_week *a, const struct rule_week *b)
{
	struct rule_week both;

	for (int i = 0; i < RULE_WEEK_WORDS; i++)
		both.bits[i] = a->bits[i] & b->bits[i];
	return both;
}

int
rule_week_common(const struct rule_week *a, const struct rule_week *b)
{
	int n = 0;

	for (int i = 0; i < RULE_WEEK_WORDS; i++)
		n += __builtin_popcountll(a->bits[i] & b->bits[i]);
	return n;
}

/* Puts a run where it belongs; what is pushed out at the end is forgotten. */
static void
keep(
    struct rule_week_run run, struct rule_week_run *runs, size_t *n, size_t max)
{
	size_t i = *n < max ? (*n)++ : max;

	for (; i &&
	       (runs[i - 1].n < run.n ||
		   (runs[i - 1].n == run.n && runs[i - 1].first > run.first));
	     i--)
		if (i < max)
			runs[i] = runs[i - 1];
	if (i < max)
		runs[i] = run;
}

size_t
rule_week_runs(const struct rule_week *week, int least,
    struct rule_week_run *runs, size_t max)
{
	struct rule_week_run run = { 0, 0 };
	size_t n = 0;
	int start = 0;

	/* behind a half hour that is not free none goes on */
	while (start < RULE_WEEK_SLOTS && is_free(week, start))
		start++;
	if (start == RULE_WEEK_SLOTS)
		run = (struct rule_week_run){ 0, RULE_WEEK_SLOTS };
	for (int i = 1; start < RULE_WEEK_SLOTS && i <= RULE_WEEK_SLOTS; i++) {
		int slot = wrap(start + i);

		if (is_free(week, slot)) {
			if (!run.n++)
				run.first = slot;
			continue;
		}
		if (run.n >= least)
			keep(run, runs, &n, max);
		run.n = 0;
	}
	if (run.n >= least)
		keep(run, runs, &n, max);
	return n;
}

void
rule_week_encode(
    const struct rule_week *week, unsigned char out[RULE_WEEK_SIZE])
{
	for (int i = 0; i < RULE_WEEK_SIZE; i++)
		out[i] = (unsigned char)(week->bits[i / 8] >> i % 8 * 8);
}

struct rule_week
rule_week_decode(const unsigned char in[RULE_WEEK_SIZE])
{
	struct rule_week week = { 0 };

	for (int i = 0; i < RULE_WEEK_SIZE; i++)
		week.bits[i / 8] |= (uint64_t)in[i] << i % 8 * 8;
	return week;
}
