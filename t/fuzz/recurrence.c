/*
 * The first line is a rule, those behind it are dates. A rule that was read is
 * written so that it reads back the same, and walking along it ends.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "rule/recurrence.h"
#include "rule/recurrence_dates.h"
#include "rule/recurrence_text.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

enum { YEARS = 6, LINES_MAX = RULE_RECURRENCE_EXDATES_MAX + 1 };

/* 2024-01-31T18:00:00 */
#define START_US (INT64_C(1706724000) * CLOCK_SECOND_US)

static void
write_rule(struct buf *b, const struct rule_recurrence *rule)
{
	buf_init(b, RULE_RECURRENCE_TEXT_MAX);
	rule_recurrence_format(b, rule);
	bug_if(b->failed);
}

static void
check_text(const char *text, const struct rule_recurrence *rule)
{
	static struct fault f;
	struct rule_recurrence again;
	struct buf once, twice;

	write_rule(&once, rule);
	bug_if(once.len > strlen(text));
	bug_if(rule_recurrence_parse(buf_text(&once), &again, &f));
	write_rule(&twice, &again);
	bug_if(!str_eq(buf_text(&once), buf_text(&twice)));
	buf_release(&once);
	buf_release(&twice);
}

static void
check_walk(const struct rule_recurrence_set *set)
{
	struct rule_recurrence_cursor at = rule_recurrence_start(set);
	int64_t wall_us, before_us = at.wall_us;
	static struct fault f;
	struct rule_recurrence_walk w;

	rule_recurrence_begin(
	    &w, set, at, START_US + YEARS * 365 * CLOCK_DAY_US);
	while (rule_recurrence_next(&w, &wall_us)) {
		bug_if(wall_us <= before_us || wall_us >= w.end_us);
		before_us = wall_us;
	}
	bug_if(w.days_tested > (YEARS + 1) * 366);
	if (rule_recurrence_check(set, &f))
		bug_if(f.n_items == 0);
}

/* The lines of text as dates; none when they are not all dates. */
static struct rule_recurrence_dates
read_dates(struct arena *arena, char *text)
{
	static const char *lines[LINES_MAX];
	static struct fault f;
	struct rule_recurrence_dates dates = { 0 };
	size_t n = 0;

	fault_clear(&f);
	while (text && n < LINES_MAX)
		lines[n++] = strsep(&text, "\n");
	if (rule_recurrence_dates_parse(
		arena, RULE_RECURRENCE_EXDATES, lines, n, &f, &dates))
		bug_if(f.n_items == 0);
	return dates;
}

static void
check_fault(const struct fault *f, const char *text)
{
	bug_if(f->n_items != 1);
	if (str_is_utf8(text, strlen(text)))
		bug_if(!str_is_utf8(f->detail, strlen(f->detail)));
}

void
fuzz_recurrence(const uint8_t *data, size_t len)
{
	static const struct zone utc;
	static struct fault f;
	struct rule_recurrence rule;
	struct rule_recurrence_set set = {
		.rule = &rule, .zone = &utc, .start_us = START_US
	};
	struct arena arena;
	char *text = malloc(len + 1), *rest = text;

	memcpy(text, data, len);
	text[len] = '\0';
	arena_init(&arena, 1 << 20);
	fault_clear(&f);
	strsep(&rest, "\n");
	set.rdates = set.exdates = read_dates(&arena, rest);
	if (rule_recurrence_parse(text, &rule, &f)) {
		check_fault(&f, text);
	} else {
		check_text(text, &rule);
		check_walk(&set);
		set.rdates.n = 0;
		check_walk(&set);
	}
	arena_release(&arena);
	free(text);
}
