/*
 * Categories: a list that everybody may read, and administrators keep.
 */
#include "t/lib/api.h"

#include <string.h>

#include "base/banned.h"

Test_engines(api_category, everybody_reads_them_by_name)
{
	int i, n;

	expect(200, anonymous(GET, "/categories"));
	n = body_count("");
	cr_expect(n >= 10);
	for (i = 1; i < n; i++)
		cr_expect(strcmp(body(text("/%d/name", i - 1)),
			      body(text("/%d/name", i))) < 0);
	cr_expect(!next_page());
}

Test_engines(api_category, pages_follow_each_other_without_gap)
{
	char *all, *paged = text("%s", ""), *next;
	int pages = 1;

	expect(200, anonymous(GET, "/categories"));
	all = body("");
	expect(200, anonymous(GET, "/categories?limit=5"));
	expect_int(5, body_count(""));
	paged = text("%s", body(""));
	while ((next = next_page()) && pages++ < 20) {
		expect(200, anonymous(GET, "/%s", next));
		/* joins "[a,b]" and "[c]" */
		paged[strlen(paged) - 1] = '\0';
		paged = text("%s,%s", paged, body("") + 1);
	}
	cr_expect(pages > 2);
	cr_expect(strlen(paged) == strlen(all), "%s\n%s", paged, all);
}

static bool
is_listed(const char *name)
{
	expect(200, anonymous(GET, "/categories"));
	return response_contains(text("\"%s\"", name));
}

Test_engines(api_category, administrators_add_and_rename_them)
{
	given_admin("root");
	given("c", "root", "/categories {'name': 'chess'}");
	cr_expect(is_listed("chess"));
	expect(422, as("root", POST, "/categories {'name': 'chess'}"));
	expect_text("taken", error_at("/name"));
	expect(
	    200, as("root", PATCH, "/categories/%s {'name': 'go'}", id("c")));
	expect_text("go", body("/name"));
	cr_expect(!is_listed("chess"));
	expect(422,
	    as("root", PATCH, "/categories/%s {'name': 'music'}", id("c")));
	expect_text("taken", error_at("/name"));
	expect(200, as("root", GET, "/admin/audit-log"));
	expect_text("category.update", body("/0/action"));
	expect_text("go", body("/0/details/name"));
	expect_text("category.create", body("/1/action"));
	expect_text(id("root"), body("/1/actor_id"));
	expect_text("null", body("/1/space_id"));
}

Test_engines(api_category, one_that_no_event_has_goes)
{
	given_admin("root");
	given("c", "root", "/categories {'name': 'chess'}");
	expect(204, as("root", DELETE, "/categories/%s", id("c")));
	cr_expect(!is_listed("chess"));
	expect_problem(
	    404, "not_found", as("root", DELETE, "/categories/%s", id("c")));
	expect_problem(404, "not_found",
	    as("root", PATCH, "/categories/%s {'name': 'go'}", id("c")));
}

static int
choose(const char *category, const char *event)
{
	return as("ann", PATCH, "/events/%s {'category_ids': ['%s']}",
	    id(event), id(category));
}

/* Events keep what they had, and what was taken away comes back as it was. */
Test_engines(api_category, one_that_events_have_is_only_hidden)
{
	given_admin("root");
	given("c", "root", "/categories {'name': 'chess'}");
	given_event("e", .more = text(", 'category_ids': ['%s']", id("c")));
	expect(204, as("root", DELETE, "/categories/%s", id("c")));
	cr_expect(!is_listed("chess"));
	expect(200, anonymous(GET, "/events/%s", id("e")));
	expect_text(id("c"), body("/category_ids/0"));
	expect(200, choose("c", "e"));
	given_event("new");
	expect_problem(422, "validation_failed", choose("c", "new"));
	expect_text("unknown", error_at("/category_ids"));
	expect_problem(404, "not_found",
	    as("root", PATCH, "/categories/%s {'name': 'go'}", id("c")));
	given("again", "root", "/categories {'name': 'chess'}");
	expect_text(id("c"), id("again"));
	cr_expect(is_listed("chess"));
}
