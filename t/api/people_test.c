/*
 * Finding people by name in the clusters that one shares with them.
 */
#include <string.h>

#include "app/people.h"
#include "base/clock.h"
#include "generated/query/people.h"
#include "t/lib/api.h"

#include "base/banned.h"

/* Whom a search finds, in order: "ann bob". */
static const char *
found(const char *by, const char *query)
{
	const char *names = "";

	expect(200, as(by, GET, "/users?%s", query));
	for (int i = 0; i < body_count(""); i++)
		names = text("%s%s%s", names, i ? " " : "",
		    body(text("/%d/first_name", i)));
	return names;
}

/* Each byte as %XX. */
static const char *
escaped(const char *s)
{
	const char *out = "";

	for (; *s; s++)
		out = text("%s%%%02X", out, (unsigned char)*s);
	return out;
}

static void
join(const char *name, const char *cluster)
{
	expect(200, as(name, POST, "/clusters/%s/join", id(cluster)));
}

static void
rename_to(const char *name, const char *first, const char *last)
{
	expect(200,
	    as(name, PATCH, "/users/me {'first_name': '%s', 'last_name': '%s'}",
		first, last));
}

/* Ann's cluster with bob and cat. */
static void
given_cluster(void)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	join("bob", "c");
	join("cat", "c");
}

Test_engines(api_people, are_found_where_one_is_with_them)
{
	given_cluster();
	given_user("bobby");
	expect_text("Bob", found("ann", "q=bo"));
	expect_text(id("bob"), body("/0/id"));
	expect_text("Ann Bob Cat", found("cat", "q=exa"));
	expect_text("", found("bobby", "q=bo"));
	expect_text("", found("ann", "q=ob"));
	expect_text("", found("ann", "q=!%21"));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_text("", found("ann", "q=bo"));
	join("bob", "c");
	expect_text("Bob", found("ann", "q=bo"));
}

Test_engines(api_people, are_found_by_each_word_that_is_asked)
{
	given_cluster();
	rename_to("bob", "Bob Example", "Exact");
	expect_text("Bob Example", found("ann", "q=exact"));
	expect_text("Bob Example", found("ann", "q=ex%20bo"));
	expect_text("Bob Example", found("ann", "q=bo%20exam"));
	expect_text("", found("ann", "q=bo%20exb"));
	expect_text("Bob Example", found("ann", "q=bob%20bo"));
}

/* Two of bob's words begin so, and he shares two clusters. */
Test_engines(api_people, are_there_once_however_they_are_found)
{
	given_cluster();
	given("d", "bob", "/clusters {'name': 'y'}");
	join("ann", "d");
	rename_to("bob", "Exa Exb", "Example");
	expect_text("Exa Exb Ann Cat", found("ann", "q=ex"));
	expect_text(
	    "Exa Exb Ann", found("ann", text("q=ex&cluster_id=%s", id("d"))));
	expect_text("", found("cat", text("q=ex&cluster_id=%s", id("d"))));
}

Test_engines(api_people, stand_on_pages_that_miss_nobody)
{
	const char *names = "", *next = "users?q=exam&limit=1";

	given_cluster();
	given("d", "bob", "/clusters {'name': 'y'}");
	for (int i = 0; i < 5; i++) {
		char *name = text("user%d", i);

		join(name, i % 2 ? "c" : "d");
		if (i > 1)
			join(name, i % 2 ? "d" : "c");
	}
	for (int n = 0; next; n++) {
		cr_assert(n < 9);
		expect(200, as("bob", GET, "/%s", next));
		expect_int(1, body_count(""));
		cr_expect(!strstr(names, body("/0/first_name")));
		names = text("%s %s", names, body("/0/first_name"));
		next = next_page();
	}
	cr_expect(strlen(names) == strlen(" Ann Bob Cat User0 User1 User2 "
					  "User3 User4"),
	    "%s", names);
}

/* Folded like events: case, accents, widths; each script by its own words. */
Test_engines(api_people, are_found_in_every_script)
{
	static const struct {
		const char *first, *last, *q, *other;
	} rows[] = {
		{ "Zoë", "Ångström", "ANG", "ngs" },
		{ "Ａnnа", "Ivanova", "iva", "van" },
		{ "太郎", "田中", "田中", "中田" },
		{ "Ольга", "Ёлкина", "елк", "лки" },
		{ "عمر", "خالد", "خال", "الد" },
		{ "Anne-Marie", "O'Neil", "mar", "nne" },
	};

	given_cluster();
	for (size_t i = 0; i < N_OF(rows); i++) {
		rename_to("bob", rows[i].first, rows[i].last);
		expect_text(rows[i].first,
		    found("ann", text("q=%s", escaped(rows[i].q))));
		expect_text(
		    "", found("ann", text("q=%s", escaped(rows[i].other))));
	}
}

Test_engines(api_people, who_renames_leaves_no_old_name_behind)
{
	given_cluster();
	rename_to("bob", "Zed", "Example");
	expect_text("Zed", found("ann", "q=zed"));
	expect_text("", found("ann", "q=bob"));
}

Test_engines(api_people, who_is_not_to_be_seen_is_not_found)
{
	given_cluster();
	given_user("dan");
	join("dan", "c");
	expect(204, as("bob", PUT, "/users/me/blocks/%s", id("ann")));
	expect_text("Ann Cat Dan", found("ann", "q=exam"));
	expect_text("Bob Cat Dan", found("bob", "q=exam"));
	expect(200, as("cat", PATCH, "/users/me {'is_discoverable': false}"));
	given_suspended("dan");
	expect_text("Ann", found("ann", "q=exam"));
	expect_text("", found("bob", "q=cat"));
	expect(200, as("cat", PATCH, "/users/me {'is_discoverable': true}"));
	expect_text("Cat", found("bob", "q=cat"));
}

Test_engines(api_people, need_the_right_to_see_members)
{
	given_cluster();
	expect(200, as("ann", GET, "/clusters/%s/roles", id("c")));
	for (int i = 0; i < body_count(""); i++)
		if (str_eq(body(text("/%d/name", i)), "Member"))
			keep_id("role", body(text("/%d/id", i)));
	expect(200, as("ann", PATCH,
			"/clusters/%s/roles/%s "
			"{'permissions': ['messages.post']}",
			id("c"), id("role")));
	expect_text("", found("bob", "q=cat"));
	expect_text("Cat", found("ann", "q=cat"));
	/* which is not that of another cluster */
	given("d", "bob", "/clusters {'name': 'y'}");
	expect_text("", found("bob", "q=cat"));
}

/* What was there before words were is found when the job has been. */
Test_engines(api_people, of_old_are_indexed_by_a_job)
{
	struct arena arena;
	struct fault fault = { 0 };
	struct call call = { .db = given_db(),
		.arena = &arena,
		.fault = &fault,
		.now_us = clock_now_us() };

	given_cluster();
	arena_init(&arena, 1 << 20);
	cr_assert(q_people_forget(given_db(), .user = given_user_id("bob"),
		      NULL) == ERR_OK);
	expect_text("", found("ann", "q=bob"));
	cr_assert(db_begin(call.db) == ERR_OK);
	cr_assert(app_people_run(&call, "{\"after_id\":\"00000000-0000-0000-"
					"0000-000000000000\"}") == ERR_OK);
	cr_assert(db_commit(call.db) == ERR_OK);
	expect_text("Bob", found("ann", "q=bob"));
	arena_release(&arena);
}

static struct {
	char *logins[2], *space;
} race;

enum { ROUNDS = 25 };

/* One renames, one comes and goes; in the end bob is a member. */
static int
rename_or_join(int i)
{
	for (int n = 0; n < ROUNDS; n++) {
		const char *body = text(
		    "{\"first_name\":\"Name%s%d\"}", n % 2 ? "a" : "b", n);
		int status = i ? api_ask(race.logins[0], POST,
				     text("%s/%s", race.space,
					 n % 2 ? "leave" : "join"),
				     NULL)
			       : api_ask(race.logins[0], PATCH,
				     "/api/v1/users/me", body);

		if (status != 200 && status != 204)
			return status;
	}
	return 0;
}

Test_engines(api_people, who_renames_and_joins_at_once_is_found_by_the_name)
{
	int results[2];

	api_set("JOINS_PER_HOUR", "1000");
	given_user("bob");
	given("c", "ann", "/clusters {'name': 'x'}");
	race.logins[0] = given_login(NULL, "bob");
	race.space = text("/api/v1/clusters/%s", id("c"));
	api_in_processes(2, rename_or_join, results);
	cr_expect(results[0] == 0 && results[1] == 0, "%d %d", results[0],
	    results[1]);
	expect_text(text("Nameb%d", ROUNDS - 1),
	    found("ann", text("q=nameb%d", ROUNDS - 1)));
	expect_text(text("Nameb%d", ROUNDS - 1), found("ann", "q=name"));
}
