/*
 * Calendars that others wrote.
 */
#include "ical/read.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/clock.h"

#include "base/banned.h"

static struct arena arena;

static void
setup(void)
{
	arena_init(&arena, 8 << 20);
}

static void
teardown(void)
{
	arena_release(&arena);
}

TestSuite(ical_read, .init = setup, .fini = teardown);

/* "NAME[params]=value@depth|" of each line. */
static char *
lines(const char *text)
{
	struct ical_reader r = ical_reader(text, &arena);
	struct ical_read_line l;
	char *all = arena_strdup(&arena, "");

	while (ical_read_next(&r, &l))
		all = arena_printf(&arena, "%s%s[%s]=%s@%zu|", all, l.name,
		    l.params, l.value, r.depth);
	return all;
}

Test(ical_read, lines_are_unfolded_wherever_they_were_folded)
{
	cr_expect(eq(str,
	    lines("begin:A\r\nsumm\r\n ary;x=\"a:\r\n\tb;c\":on\r\n e:two\r\n"
		  "BEGIN:B\nU:1\nEND:B\nEND:A\nV:2"),
	    "SUMMARY[x=\"a:b;c\"]=one:two@1|U[]=1@2|V[]=2@0|"));
}

Test(ical_read, broken_lines_are_left_out)
{
	char *huge = arena_alloc(&arena, ICAL_LINE_MAX + 20);

	cr_expect(eq(str, lines("no colon\n:no name\n;x:y\nA:1\n\n\nEND:X\n"),
	    "A[]=1@0|"));
	memset(huge, 'x', ICAL_LINE_MAX + 20);
	memcpy(huge + ICAL_LINE_MAX + 5, "\nA:1", 5);
	huge[1] = ':';
	cr_expect(eq(str, lines(huge), "A[]=1@0|"));
}

Test(ical_read, a_line_is_of_the_component_that_it_stands_in)
{
	struct ical_reader r = ical_reader(
	    "BEGIN:VCALENDAR\nBEGIN:vevent\nA:1\n"
	    "BEGIN:VALARM\nA:2\nEND:VALARM\nA:3\n"
	    "END:VEVENT\nBEGIN:VEVENT\nA:4\n",
	    &arena);
	static const size_t numbers[] = { 2, 0, 2, 4 };
	struct ical_read_line l;

	for (size_t i = 0; i < N_OF(numbers); i++) {
		cr_assert(ical_read_next(&r, &l));
		cr_expect(eq(sz, ical_read_in(&r, "VEVENT"), numbers[i]));
	}
	cr_expect(not(ical_read_next(&r, &l)));
}

Test(ical_read, parameters_lose_their_quotes)
{
	const struct ical_read_line l = { "A", "cn=\"Example, Bob\";X=;y=1",
		"" };

	cr_expect(eq(str, ical_read_param(&l, "CN", &arena), "Example, Bob"));
	cr_expect(eq(str, ical_read_param(&l, "X", &arena), ""));
	cr_expect(eq(str, ical_read_param(&l, "Y", &arena), "1"));
	cr_expect(eq(ptr, ical_read_param(&l, "C", &arena), NULL));
}

Test(ical_read, texts_lose_their_escapes)
{
	cr_expect(eq(str, ical_read_text("a\\, b\\;c\\nd\\N\\\\e\\", &arena),
	    "a, b;c\nd\n\\e\\"));
}

static int64_t
time_of(const char *text, bool utc)
{
	int64_t us;
	bool is_utc;

	if (!ical_read_time(text, &us, &is_utc))
		return -1;
	cr_expect(is_utc == utc, "%s", text);
	return us / CLOCK_SECOND_US;
}

Test(ical_read, times_are_those_of_clocks)
{
	cr_expect(eq(i64, time_of("20261120T104034Z", true), 1795171234));
	cr_expect(eq(i64, time_of("20261120T104034", false), 1795171234));
	cr_expect(eq(i64, time_of("20261120", false), 1795132800));
	cr_expect(eq(i64, time_of("20260230T104034Z", true), -1));
	cr_expect(eq(i64, time_of("20261120T1040", false), -1));
	cr_expect(eq(i64, time_of("20261120T104034+01", false), -1));
	cr_expect(eq(i64, time_of("99991120T104034", false), -1));
	cr_expect(eq(i64, time_of("", false), -1));
}
