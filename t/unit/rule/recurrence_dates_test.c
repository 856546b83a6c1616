/*
 * Lists of dates beside a rule.
 */
#include "rule/recurrence_dates.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"

#include "base/banned.h"

static struct arena arena;
static struct fault f;

static void
begin(void)
{
	arena_init(&arena, 1 << 20);
	fault_clear(&f);
}

static void
end(void)
{
	arena_release(&arena);
}

TestSuite(rule_recurrence_dates, .init = begin, .fini = end);

Test(rule_recurrence_dates, they_are_put_in_order_each_once)
{
	static const char *const texts[] = { "2030-06-08T18:00:00",
		"2030-06-01", "2030-06-08T18:00:00", "0001-01-01T00:00:00",
		"2030-06-01T00:00:00.5" };
	struct rule_recurrence_dates dates;
	struct buf b;

	cr_assert(eq(int,
	    rule_recurrence_dates_parse(
		&arena, RULE_RECURRENCE_RDATES, texts, N_OF(texts), &f, &dates),
	    ERR_OK));
	buf_init(&b, 1000);
	rule_recurrence_dates_format(&b, &dates);
	cr_expect(eq(str, (char *)buf_text(&b),
	    "[\"0001-01-01T00:00:00\",\"2030-06-01T00:00:00\","
	    "\"2030-06-01T00:00:00.5\",\"2030-06-08T18:00:00\"]"));
	buf_release(&b);
}

Test(rule_recurrence_dates, none_are_an_empty_array)
{
	struct rule_recurrence_dates dates;
	struct buf b;

	cr_assert(eq(int,
	    rule_recurrence_dates_parse(
		&arena, RULE_RECURRENCE_EXDATES, NULL, 0, &f, &dates),
	    ERR_OK));
	buf_init(&b, 10);
	rule_recurrence_dates_format(&b, &dates);
	cr_expect(eq(str, (char *)buf_text(&b), "[]"));
	buf_release(&b);
}

Test(rule_recurrence_dates, each_that_is_none_is_named)
{
	static const char *const texts[] = { "2030-06-01T18:00:00",
		"2030-06-01T18:00:00Z", "2030-02-30", "", "2030-06-01T18:00",
		"2030-06-01T23:59:60" };
	struct rule_recurrence_dates dates;

	cr_assert(eq(int,
	    rule_recurrence_dates_parse(&arena, RULE_RECURRENCE_EXDATES, texts,
		N_OF(texts), &f, &dates),
	    ERR_VALIDATION_FAILED));
	cr_assert(eq(sz, f.n_items, 5));
	cr_expect(eq(str, f.items[0].pointer, "/exdates/1"));
	cr_expect(eq(str, f.items[4].pointer, "/exdates/5"));
	cr_expect(eq(str, f.items[0].code, "format"));
}

Test(rule_recurrence_dates, there_is_a_most)
{
	static const struct {
		enum rule_recurrence_dates_kind kind;
		size_t most;
		char pointer[16];
	} cases[] = {
		{ RULE_RECURRENCE_RDATES, 100, "/rdates" },
		{ RULE_RECURRENCE_EXDATES, 1000, "/exdates" },
	};
	static const char *texts[1001];
	struct rule_recurrence_dates dates;

	for (size_t i = 0; i < N_OF(texts); i++)
		texts[i] = "2030-06-01";
	for (size_t i = 0; i < N_OF(cases); i++) {
		fault_clear(&f);
		cr_expect(eq(int,
		    rule_recurrence_dates_parse(&arena, cases[i].kind, texts,
			cases[i].most, &f, &dates),
		    ERR_OK));
		cr_expect(eq(int,
		    rule_recurrence_dates_parse(&arena, cases[i].kind, texts,
			cases[i].most + 1, &f, &dates),
		    ERR_VALIDATION_FAILED));
		cr_expect(
		    eq(str, f.items[0].pointer, (char *)cases[i].pointer));
	}
}
