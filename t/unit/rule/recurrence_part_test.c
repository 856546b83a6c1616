/*
 * Sets that are cut in two have the dates of the whole, each once.
 */
#include "rule/recurrence_part.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "rule/recurrence_dates.h"
#include "rule/recurrence_text.h"

#include "base/banned.h"

enum { LIST_SIZE = 1024 };

static const struct zone utc;
static struct arena arena;

static void
init(void)
{
	arena_init(&arena, 1 << 20);
}

static void
release(void)
{
	arena_release(&arena);
}

TestSuite(rule_recurrence_part, .init = init, .fini = release);

static int64_t
wall(const char *text)
{
	int64_t us;

	cr_assert(clock_parse_wall(text, &us), "%s", text);
	return us;
}

/* Of texts with a space between, "2030-01-01T18:00:00 2030-01-02T18:00:00". */
static struct rule_recurrence_dates
dates_of(const char *list, enum rule_recurrence_dates_kind kind)
{
	struct rule_recurrence_dates out;
	const char *texts[8];
	struct fault f;
	size_t n = 0;

	for (; *list; list += strcspn(list, " "), list += *list == ' ')
		texts[n++] = arena_strndup(&arena, list, strcspn(list, " "));
	cr_assert(eq(int,
	    rule_recurrence_dates_parse(&arena, kind, texts, n, &f, &out), 0));
	return out;
}

static struct rule_recurrence_set
set_of(const char *rule, const char *start, const char *rdates,
    const char *exdates)
{
	struct rule_recurrence_set set = { .zone = &utc,
		.start_us = wall(start),
		.rdates = dates_of(rdates, RULE_RECURRENCE_RDATES),
		.exdates = dates_of(exdates, RULE_RECURRENCE_EXDATES) };
	struct rule_recurrence *r = arena_new(&arena, struct rule_recurrence);
	struct fault f;

	if (*rule) {
		cr_assert(eq(int, rule_recurrence_parse(rule, r, &f), 0));
		set.rule = r;
	}
	return set;
}

/* The days of a set, as "01-08 01-15"; 20 at most. */
static void
append(const struct rule_recurrence_set *set, char out[LIST_SIZE])
{
	struct rule_recurrence_walk w;
	char text[CLOCK_TEXT_SIZE];
	int64_t us;

	rule_recurrence_begin(
	    &w, set, rule_recurrence_start(set), wall("2032-01-01T00:00:00"));
	for (int n = 0; n < 20 && rule_recurrence_next(&w, &us); n++) {
		clock_format_wall(us, text);
		snprintf(out + strlen(out), LIST_SIZE - strlen(out), "%.5s ",
		    text + 5);
	}
}

/* A set, the day on which it is cut, and what is on both sides of it. */
static const struct {
	char rule[40], start[20], rdates[64], exdates[64], at[20];
	char before[64], since[96], start_since[20];
} cuts[] = {
	{ "FREQ=WEEKLY;COUNT=5", "2030-01-01T18:00:00", "", "",
	    "2030-01-10T00:00:00", "01-01 01-08 ", "01-15 01-22 01-29 ",
	    "2030-01-15T18:00:00" },
	{ "FREQ=WEEKLY;UNTIL=20300129T180000", "2030-01-01T18:00:00", "", "",
	    "2030-01-15T18:00:00", "01-01 01-08 ", "01-15 01-22 01-29 ",
	    "2030-01-15T18:00:00" },
	{ "FREQ=DAILY;COUNT=5", "2030-01-01T18:00:00", "",
	    "2030-01-02T18:00:00", "2030-01-04T00:00:00", "01-01 01-03 ",
	    "01-04 01-05 ", "2030-01-04T18:00:00" },
	/* a date beside the rule comes first */
	{ "FREQ=WEEKLY;COUNT=4", "2030-01-01T18:00:00", "2030-01-10T18:00:00",
	    "", "2030-01-09T00:00:00", "01-01 01-08 ", "01-10 01-15 01-22 ",
	    "2030-01-08T18:00:00" },
	/* one date is left */
	{ "FREQ=WEEKLY;COUNT=3", "2030-01-01T18:00:00", "", "",
	    "2030-01-10T00:00:00", "01-01 01-08 ", "01-15 ",
	    "2030-01-08T18:00:00" },
	/* the rule is over */
	{ "FREQ=DAILY;COUNT=2", "2030-01-01T18:00:00",
	    "2030-02-01T18:00:00 2030-02-03T18:00:00", "",
	    "2030-01-10T00:00:00", "01-01 01-02 ", "02-01 02-03 ",
	    "2030-02-01T18:00:00" },
	{ "FREQ=DAILY;UNTIL=20300102T180000", "2030-01-01T18:00:00",
	    "2030-02-01T18:00:00 2030-02-03T18:00:00", "",
	    "2030-01-10T00:00:00", "01-01 01-02 ", "02-01 02-03 ",
	    "2030-02-01T18:00:00" },
	{ "FREQ=DAILY;COUNT=2", "2030-01-01T18:00:00", "2030-02-01T18:00:00",
	    "", "2030-01-10T00:00:00", "01-01 01-02 ", "02-01 ",
	    "2030-01-02T18:00:00" },
	/* dates alone */
	{ "", "2030-01-01T18:00:00", "2030-01-05T18:00:00 2030-01-09T18:00:00",
	    "", "2030-01-03T00:00:00", "01-01 ", "01-05 01-09 ",
	    "2030-01-05T18:00:00" },
	{ "", "2030-01-01T18:00:00", "2030-01-05T18:00:00", "",
	    "2030-01-03T00:00:00", "01-01 ", "01-05 ", "2030-01-01T18:00:00" },
};

Test(rule_recurrence_part, both_parts_have_the_dates_of_the_whole)
{
	for (size_t i = 0; i < N_OF(cuts); i++) {
		struct rule_recurrence_set part,
		    set = set_of(cuts[i].rule, cuts[i].start, cuts[i].rdates,
			cuts[i].exdates);
		char before[LIST_SIZE] = "", since[LIST_SIZE] = "";
		char start[CLOCK_TEXT_SIZE];

		rule_recurrence_before(&arena, &set, wall(cuts[i].at), &part);
		append(&part, before);
		cr_expect(eq(str, before, (char *)cuts[i].before));
		cr_assert(rule_recurrence_since(
		    &arena, &set, wall(cuts[i].at), &part));
		append(&part, since);
		cr_expect(eq(str, since, (char *)cuts[i].since));
		clock_format_wall(part.start_us, start);
		cr_expect(eq(str, start, (char *)cuts[i].start_since));
	}
}

Test(rule_recurrence_part, what_is_left_can_be_cut_and_checked_again)
{
	for (size_t i = 0; i < N_OF(cuts); i++) {
		struct rule_recurrence_set part, again,
		    set = set_of(cuts[i].rule, cuts[i].start, cuts[i].rdates,
			cuts[i].exdates);
		char once[LIST_SIZE] = "", twice[LIST_SIZE] = "";
		struct fault f = { 0 };

		cr_assert(rule_recurrence_since(
		    &arena, &set, wall(cuts[i].at), &part));
		cr_expect(eq(int, rule_recurrence_check(&part, &f), 0),
		    "%zu %s", i, f.detail);
		cr_assert(rule_recurrence_since(
		    &arena, &part, wall(cuts[i].at), &again));
		append(&part, once);
		append(&again, twice);
		cr_expect(eq(str, once, twice));
	}
}

Test(rule_recurrence_part, nothing_is_left_behind_the_last_date)
{
	for (size_t i = 0; i < N_OF(cuts); i++) {
		struct rule_recurrence_set part,
		    set = set_of(cuts[i].rule, cuts[i].start, cuts[i].rdates,
			cuts[i].exdates);

		cr_expect(not(rule_recurrence_since(
		    &arena, &set, wall("2031-01-01T00:00:00"), &part)));
	}
}

Test(rule_recurrence_part, days_end_by_days)
{
	struct rule_recurrence_set part,
	    set = set_of("FREQ=DAILY", "2030-01-01T00:00:00", "", "");
	char days[LIST_SIZE] = "";

	set.all_day = true;
	rule_recurrence_before(
	    &arena, &set, wall("2030-01-03T00:00:00"), &part);
	cr_expect(eq(int, part.rule->until, RULE_RECURRENCE_UNTIL_DAY));
	append(&part, days);
	cr_expect(eq(str, days, "01-01 01-02 "));
}

Test(rule_recurrence_part, all_of_it_moves_with_its_end)
{
	struct rule_recurrence_set set = set_of(
	    "FREQ=DAILY;UNTIL=20300103T180000", "2030-01-01T18:00:00",
	    "2030-01-09T18:00:00", "2030-01-02T18:00:00");
	char days[LIST_SIZE] = "";

	rule_recurrence_move(&arena, &set, 7 * CLOCK_HOUR_US);
	append(&set, days);
	cr_expect(eq(str, days, "01-02 01-04 01-10 "));
}

Test(rule_recurrence_part, what_moves_out_of_the_calendar_is_left_out)
{
	struct rule_recurrence_set set = set_of(
	    "FREQ=DAILY;UNTIL=99991231T235959", "2030-01-01T18:00:00",
	    "2030-01-09T18:00:00 9999-12-31T18:00:00",
	    "2030-01-02T18:00:00 9999-12-31T23:00:00");
	struct buf b;

	rule_recurrence_move(&arena, &set, 7 * CLOCK_HOUR_US);
	cr_expect(eq(sz, set.rdates.n, 1));
	cr_expect(eq(sz, set.exdates.n, 1));
	buf_init(&b, RULE_RECURRENCE_TEXT_MAX + 1);
	rule_recurrence_format(&b, set.rule);
	cr_expect(
	    eq(str, (char *)buf_text(&b), "FREQ=DAILY;UNTIL=99991231T235959"));
	buf_release(&b);
}
