/*
 * Query strings and path values.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "unit/check/good.h"
#include "unit/check/run.h"

#include "base/banned.h"

#define ID "018f0000-0000-7000-8000-000000000001"

TestSuite(check_query, .fini = check_run_end);

static const struct {
	char query[120];
	char faults[120];
} cases[] = {
	{ "", "" },
	{ "&&=&=x&limit", "?limit type" },
	{ "unknown=%zz&other", "" },
	{ "limit=200", "" },
	{ "limit=0", "?limit too_small" },
	{ "limit=201", "?limit too_large" },
	{ "limit=99999999999999999999", "?limit too_large" },
	{ "limit=-99999999999999999999", "?limit too_small" },
	{ "limit=", "?limit type" },
	{ "limit=1.0", "" },
	{ "limit=1.5", "?limit type" },
	{ "limit=+1", "?limit type" },
	{ "limit=1%", "?limit format" },
	{ "limit=5&limit=x", "" },
	{ "limit=x&limit=5", "?limit type" },
	{ "q=", "?q too_short" },
	{ "q=abc%C3%A9+", "" },
	{ "q=%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9", "?q too_long" },
	{ "q=a,b", "" },
	{ "q=A", "?q pattern" },
	{ "q=a%0A", "?q pattern" },
	{ "q=%C3", "?q format" },
	{ "q=%00", "?q format" },
	{ "q=%ED%A0%80", "?q format" },
	{ "from=2026-05-01T18:00:00Z", "" },
	{ "from=2026-05-01T18:00:00+02:00", "" },
	{ "from=2026-05-01T18:00:00%2B02:00", "" },
	{ "from=2026-05-01", "?from format" },
	{ "open=true", "" },
	{ "open=TRUE", "?open type" },
	{ "open=1", "?open type" },
	{ "ratio=0.5", "" },
	{ "ratio=5e-1", "" },
	{ "ratio=1.5", "?ratio too_large" },
	{ "ratio=0x1", "?ratio type" },
	{ "ratio=nan", "?ratio type" },
	{ "ratio=-", "?ratio type" },
	{ "color=blue", "" },
	{ "color=green", "?color enum" },
	{ "owner=" ID, "" },
	{ "owner=me", "?owner format" },
	{ "tag=a&tag=b", "" },
	{ "tag=a&tag=b&tag=c", "?tag too_many_items" },
	{ "tag=12345", "?tag too_long" },
	{ "n=1&n=x&n=10", "?n type, ?n too_large" },
	{ "color=x&limit=0&tag=%zz", "?limit too_small, ?color enum,"
				     " ?tag format" },
};

Test(check_query, each_value_is_held_to_the_contract)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct check_run *r = check_run(
		    "thing_list", "", cases[i].query, NULL);

		cr_expect(eq(str, r->faults, (char *)cases[i].faults), "%s",
		    cases[i].query);
		cr_expect(
		    eq(int, r->err,
			cases[i].faults[0] ? ERR_VALIDATION_FAILED : ERR_OK),
		    "%s", cases[i].query);
	}
}

Test(check_query, a_field_may_be_required)
{
	cr_expect(eq(str, check_run("thing_mine", "", "", NULL)->faults,
	    "?token required"));
	cr_expect(
	    eq(str, check_run("thing_mine", "", "token=", NULL)->faults, ""));
}

Test(check_query, values_lie_in_the_struct)
{
	struct check_run *r = check_run("thing_list", "",
	    "l%69mit=7&q=a%2Bb+c&"
	    "from=1970-01-01T01:00:01+01:00&open=false&ratio=.25&owner=" ID
	    "&color=blue&tag=x&n=3&tag=a,b&n=4&limit=9",
	    NULL);
	const struct good_thing_list_in *in = r->in;
	char id[UUID_TEXT_SIZE];

	cr_assert(eq(str, r->faults, ""));
	cr_expect(eq(i64, in->limit, 7), "the first one counts");
	cr_expect(eq(str, (char *)in->q, "a+b c"));
	cr_expect(in->from.set && in->from.v == 1000000);
	cr_expect(in->open.set && !in->open.v);
	cr_expect(in->ratio.set && in->ratio.v == 0.25);
	cr_expect(in->color == GOOD_COLOR_BLUE);
	uuid_format(in->owner.v, id);
	cr_expect(eq(str, id, ID));
	cr_assert(eq(sz, in->tag.n, 2));
	cr_expect(str_eq(in->tag.v[0], "x") && str_eq(in->tag.v[1], "a,b"));
	cr_assert(eq(sz, in->n.n, 2));
	cr_expect(in->n.v[0] == 3 && in->n.v[1] == 4);
}

Test(check_query, what_is_left_out_gets_its_default_or_nothing)
{
	const struct good_thing_list_in *in =
	    check_run("thing_list", "", "", NULL)->in;

	cr_expect(eq(i64, in->limit, 50));
	cr_expect(in->q == NULL && in->cursor == NULL && !in->color);
	cr_expect(not(in->from.set || in->open.set || in->ratio.set));
	cr_expect(uuid_is_nil(in->owner.v));
	cr_expect(in->tag.n == 0 && in->n.n == 0);
}

Test(check_query, a_malformed_path_value_is_not_there)
{
	static const struct {
		char path[64];
		enum err err;
	} cases[] = {
		{ ID "/1", ERR_OK },
		{ "018F0000-0000-7000-8000-000000000001/99", ERR_OK },
		{ "mine/1", ERR_NOT_FOUND },
		{ "00000000-0000-0000-0000-000000000000/1", ERR_NOT_FOUND },
		{ ID "/0", ERR_NOT_FOUND },
		{ ID "/100", ERR_NOT_FOUND },
		{ ID "/1x", ERR_NOT_FOUND },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct check_run *r = check_run(
		    "step_get", cases[i].path, "", NULL);

		cr_expect(eq(int, r->err, cases[i].err), "%s", cases[i].path);
		cr_expect(eq(str, r->faults, ""));
	}
	cr_expect(eq(i64,
	    ((const struct good_step_get_in *)check_run(
		 "step_get", ID "/42", "", NULL)
		    ->in)
		->step,
	    42));
}
