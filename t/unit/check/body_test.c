/*
 * Bodies: every rule of the contract with its code and pointer, what lies in
 * the struct afterwards, and JSON Merge Patch.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "unit/check/good.h"
#include "unit/check/run.h"

#include "base/banned.h"

#define ID   "018f0000-0000-7000-8000-000000000001"
#define ID_2 "018f0000-0000-7000-8000-000000000002"
#define BASE "\"title\":\"t\",\"start\":\"2026-05-01T18:00:00Z\""

TestSuite(check_body, .fini = check_run_end);

struct body_case {
	char members[200]; /* besides those that are required */
	char faults[120];
};

static const struct body_case values[] = {
	{ "", "" },
	{ ",\"unknown\":[1,{}]", "" },
	{ ",\"note\":null", "" },
	{ ",\"note\":\"12345\"", "" },
	{ ",\"note\":\"123456\"", "/note too_long" },
	{ ",\"note\":\"\xc3\xa4\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80z\"", "" },
	{ ",\"note\":5", "/note type" },
	{ ",\"count\":1", "" },
	{ ",\"count\":10", "" },
	{ ",\"count\":0", "/count too_small" },
	{ ",\"count\":11", "/count too_large" },
	{ ",\"count\":1.0", "" },
	{ ",\"count\":1e0", "" },
	{ ",\"count\":1.5", "/count type" },
	{ ",\"count\":\"1\"", "/count type" },
	{ ",\"count\":true", "/count type" },
	{ ",\"count\":null", "/count null" },
	{ ",\"room\":null", "" },
	{ ",\"level\":-6", "/level too_small" },
	{ ",\"cost\":\"1.50\"", "" },
	{ ",\"cost\":1.50", "" },
	{ ",\"cost\":12", "" },
	{ ",\"cost\":null", "" },
	{ ",\"cost\":-1", "/cost pattern" },
	{ ",\"cost\":1e1", "/cost pattern" },
	{ ",\"cost\":1.2345", "/cost too_long" },
	{ ",\"cost\":true", "/cost type" },
	{ ",\"price\":1", "" },
	{ ",\"price\":1.5", "" },
	{ ",\"price\":1.51", "/price too_large" },
	{ ",\"price\":-0.001", "/price too_small" },
	{ ",\"price\":\"1\"", "/price type" },
	{ ",\"open\":\"true\"", "/open type" },
	{ ",\"open\":1", "/open type" },
	{ ",\"open\":null", "/open null" },
	{ ",\"ends\":\"2026-05-01T18:00:00\"", "/ends format" },
	{ ",\"ends\":\"2026-02-29T18:00:00Z\"", "/ends format" },
	{ ",\"ends\":20260501", "/ends type" },
	{ ",\"zone\":\"Europe/Berlin\"", "" },
	{ ",\"zone\":\"Mars/Phobos\"", "/zone timezone_unknown" },
	{ ",\"mail\":\"ann@example.org\"", "" },
	{ ",\"mail\":\"ann\"", "/mail format" },
	{ ",\"link\":\"javascript:alert(1)\"", "/link format" },
	{ ",\"day\":\"2026-13-01\"", "/day format" },
	{ ",\"at\":\"24:00\"", "/at format" },
	{ ",\"color\":\"red\"", "" },
	{ ",\"color\":\"Red\"", "/color enum" },
	/* a word of the list, but not one of those allowed here */
	{ ",\"color\":\"dark_red\"", "/color enum" },
	{ ",\"paint\":\"dark_red\"", "" },
	{ ",\"color\":null", "/color null" },
	{ ",\"size\":null", "" },
	{ ",\"size\":\"m\"", "/size enum" },
	{ ",\"owner\":\"" ID "\"", "" },
	{ ",\"owner\":\"018f\"", "/owner format" },
	{ ",\"owner\":\"00000000-0000-0000-0000-000000000000\"",
	    "/owner format" },
	{ ",\"place\":null", "" },
	{ ",\"place\":{\"name\":\"home\",\"lat\":90}", "" },
	{ ",\"place\":{\"lat\":91}", "/place/name required,"
				     " /place/lat too_large" },
	{ ",\"place\":[]", "/place type" },
	{ ",\"steps\":[]", "/steps too_few_items" },
	{ ",\"steps\":[{\"name\":\"a\"}]", "" },
	{ ",\"steps\":[{\"name\":\"a\"},{\"n\":4},7]",
	    "/steps/1/name required,"
	    " /steps/1/n too_large, /steps/2 type" },
	{ ",\"steps\":[{\"name\":\"\"},{\"name\":\"\"},{\"name\":\"\"},0]",
	    "/steps too_many_items" },
	{ ",\"steps\":{}", "/steps type" },
	{ ",\"steps\":null", "/steps null" },
	{ ",\"tags\":[\"a\",\"b\",\"c\"]", "" },
	{ ",\"tags\":[\"a\",\"\",\"12345\"]", "/tags/1 too_short,"
					      " /tags/2 too_long" },
	{ ",\"tags\":[\"a\",\"b\",\"a\"]", "/tags not_unique" },
	{ ",\"tags\":[\"a\",\"b\",\"b\"]", "/tags not_unique" },
	{ ",\"tags\":[null]", "/tags/0 type" },
	{ ",\"sizes\":[0,99]", "" },
	{ ",\"sizes\":[1,1.5,100]", "/sizes/1 type, /sizes/2 too_large" },
	{ ",\"owners\":[\"" ID "\",\"x\"]", "/owners/1 format" },
};

Test(check_body, each_value_is_held_to_the_contract)
{
	for (size_t i = 0; i < N_OF(values); i++) {
		char body[400];
		struct check_run *r;

		snprintf(
		    body, sizeof(body), "{" BASE "%.199s}", values[i].members);
		r = check_run("thing_add", "", "", body);
		cr_expect(
		    eq(str, r->faults, (char *)values[i].faults), "%s", body);
		cr_expect(
		    eq(int, r->err,
			values[i].faults[0] ? ERR_VALIDATION_FAILED : ERR_OK),
		    "%s", body);
	}
}

Test(check_body, all_faults_are_told_at_once)
{
	struct check_run *r = check_run("thing_add", "", "",
	    "{\"title\":\"   \",\"count\":99,\"color\":\"green\"}");

	cr_expect(eq(str, r->faults,
	    "/title pattern, /start required,"
	    " /count too_large, /color enum"));
	cr_expect(eq(str, r->fault.detail, "4 values are not valid."));
	cr_expect(eq(str, r->fault.items[2].detail, "Must be 10 or less."));
	cr_expect(
	    eq(str, r->fault.items[3].detail, "Must be one of: red, blue."));
	r = check_run("thing_add", "", "", "{\"title\":\"t\"}");
	cr_expect(eq(str, r->fault.detail, "1 value is not valid."));
}

Test(check_body, a_body_must_be_there_and_an_object)
{
	static const struct body_case bodies[] = { { "[]", " type" },
		{ "\"t\"", " type" }, { "null", " type" }, { "7", " type" } };

	for (size_t i = 0; i < N_OF(bodies); i++)
		cr_expect(eq(str,
		    check_run("thing_add", "", "", bodies[i].members)->faults,
		    (char *)bodies[i].faults));
	cr_expect(
	    eq(str, check_run("thing_add", "", "", NULL)->faults, " required"));
}

Test(check_body, values_lie_in_the_struct)
{
	struct check_run *r = check_run("thing_put", ID, "",
	    "{" BASE ",\"count\":4,\"cost\":1.50,\"price\":1,\"hidden\":false,"
	    "\"open\":false,"
	    "\"ends\":\"1970-01-01T00:00:01+00:00\",\"owner\":\"" ID "\","
	    "\"place\":{\"name\":\"home\",\"lat\":null},"
	    "\"steps\":[{\"name\":\"a\"},{\"name\":\"b\",\"n\":2}],"
	    "\"tags\":[\"x\",\"y\"],\"sizes\":[7,8],\"owners\":[\"" ID_2
	    "\"]}");
	const struct good_thing_put_in *in = r->in;
	const struct good_thing_input *b = &in->body;
	char id[UUID_TEXT_SIZE];

	cr_assert(eq(str, r->faults, ""));
	uuid_format(in->id.v, id);
	cr_expect(eq(str, id, ID));
	cr_expect(eq(str, (char *)b->title, "t"));
	cr_expect(eq(i64, b->start, INT64_C(1777658400000000)));
	cr_expect(b->count.set && b->count.v == 4);
	cr_expect(eq(str, (char *)b->cost, "1.50"));
	cr_expect(b->price.set && b->price.v == 1.0);
	cr_expect(b->hidden.set && !b->hidden.v);
	cr_expect(not(b->open));
	cr_expect(b->ends.set && b->ends.v == 1000000);
	uuid_format(b->owner.v, id);
	cr_expect(eq(str, id, ID));
	cr_expect(eq(str, (char *)b->place->name, "home"));
	cr_expect(b->place->has.lat && !b->place->lat.set);
	cr_assert(eq(sz, b->steps.n, 2));
	cr_expect(eq(str, (char *)b->steps.v[1].name, "b"));
	cr_expect(b->steps.v[1].n.v == 2 && !b->steps.v[0].n.set);
	cr_expect(b->tags.n == 2 && str_eq(b->tags.v[1], "y"));
	cr_expect(b->sizes.n == 2 && b->sizes.v[1] == 8);
	cr_assert(eq(sz, b->owners.n, 1));
	uuid_format(b->owners.v[0], id);
	cr_expect(eq(str, id, ID_2));
}

Test(check_body, what_is_left_out_gets_its_default_or_nothing)
{
	struct check_run *r = check_run("thing_add", "", "", "{" BASE "}");
	const struct good_thing_input *b =
	    &((const struct good_thing_add_in *)r->in)->body;

	cr_assert(eq(str, r->faults, ""));
	cr_expect(eq(i64, b->level, 3));
	cr_expect(b->floor.set && b->floor.v == 2);
	cr_expect(b->open);
	cr_expect(eq(str, (char *)b->zone, "UTC"));
	cr_expect(not(b->count.set));
	cr_expect(not(b->ends.set));
	cr_expect(
	    b->note == NULL && b->place == NULL && b->color == NO_GOOD_COLOR);
	cr_expect(b->paint == GOOD_COLOR_DARK_RED);
	cr_expect(uuid_is_nil(b->owner.v));
	cr_expect(b->tags.n == 0 && b->steps.n == 0);
	cr_expect(b->has.title && b->has.start);
	cr_expect(not(b->has.level || b->has.zone || b->has.note));
}

Test(check_body, a_word_of_a_list_becomes_its_number)
{
	struct check_run *r = check_run("thing_add", "", "",
	    "{" BASE ",\"color\":\"blue\",\"paint\":\"red\"}");
	const struct good_thing_input *b =
	    &((const struct good_thing_add_in *)r->in)->body;

	cr_assert(eq(str, r->faults, ""));
	cr_expect(b->color == GOOD_COLOR_BLUE && b->paint == GOOD_COLOR_RED);
	cr_expect(eq(str, (char *)good_color_text(b->paint), "red"));
}

Test(check_body, null_is_not_the_default)
{
	struct check_run *r = check_run(
	    "thing_add", "", "", "{" BASE ",\"floor\":null}");
	const struct good_thing_input *b =
	    &((const struct good_thing_add_in *)r->in)->body;

	cr_assert(eq(str, r->faults, ""));
	cr_expect(b->has.floor && !b->floor.set);
}

Test(check_body, a_patch_needs_nothing_and_fills_nothing_in)
{
	struct check_run *r = check_run("thing_patch", ID, "", "{}");
	const struct good_thing_input *b =
	    &((const struct good_thing_patch_in *)r->in)->body;

	cr_assert(eq(str, r->faults, ""));
	cr_expect(b->level == 0 && !b->open && b->zone == NULL);
	cr_expect(not(b->has.title || b->has.level || b->has.zone));
}

Test(check_body, a_patch_takes_null_where_absent_is_allowed)
{
	struct check_run *r = check_run("thing_patch", ID, "",
	    "{\"count\":null,\"level\":null,\"zone\":null,\"tags\":null,"
	    "\"color\":null,\"place\":{\"lat\":1}}");
	const struct good_thing_input *b =
	    &((const struct good_thing_patch_in *)r->in)->body;

	cr_assert(eq(str, r->faults, ""));
	cr_expect(b->has.count && !b->count.set);
	cr_expect(b->has.level && b->level == 3);
	cr_expect(b->has.zone && str_eq(b->zone, "UTC"));
	cr_expect(b->has.tags && b->tags.n == 0);
	cr_expect(b->place->has.lat && !b->place->has.name);
	r = check_run("thing_patch", ID, "",
	    "{\"title\":null,\"count\":11,"
	    "\"steps\":[{}],\"place\":{\"name\":null}}");
	cr_expect(eq(str, r->faults,
	    "/title null, /count too_large,"
	    " /place/name null, /steps/0/name required"));
}

Test(check_body, one_of_several_sets_of_members_is_needed)
{
	static const struct body_case bodies[] = {
		{ "{\"token\":\"t\"}", "" },
		{ "{\"email\":\"a@b.de\",\"code\":\"1\"}", "" },
		{ "{\"token\":\"t\",\"code\":\"1\"}", "" },
		{ "{}", " required" },
		{ "{\"code\":\"1\"}", " required" },
		{ "{\"email\":\"a@b.de\",\"code\":null}",
		    "/code null,  required" },
	};

	for (size_t i = 0; i < N_OF(bodies); i++)
		cr_expect(eq(str,
		    check_run("prove", "", "", bodies[i].members)->faults,
		    (char *)bodies[i].faults));
	cr_expect(
	    eq(str, check_run("prove", "", "", "{}")->fault.items[0].detail,
		"Needs token, or email and code."));
}

Test(check_body, a_patch_needs_no_set_of_members)
{
	cr_expect(eq(str,
	    check_run("prove_change", "", "", "{\"code\":\"1\"}")->faults, ""));
}

Test(check_body, an_optional_body_may_be_left_out)
{
	const struct good_leave_in *in;

	in = check_run("leave", "", "", NULL)->in;
	cr_expect(not(in->has_body));
	cr_expect(eq(str, (char *)in->body.scope, "local"));
	in = check_run("leave", "", "", "{\"scope\":\"global\"}")->in;
	cr_expect(in->has_body);
	cr_expect(eq(str, (char *)in->body.scope, "global"));
	cr_expect(eq(str, check_run("leave", "", "", "{\"scope\":1}")->faults,
	    "/scope type"));
}
