/*
 * Whoever gets a cluster or a group from somebody else is told.
 */
#include <string.h>

#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

static void
given_cluster(void)
{
	given("c", "ann", "/clusters {'name': 'Tea house'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
}

static void
given_group_of(const char *owner)
{
	given("g", owner, "/groups {'name': 'Readers', 'cluster_id': '%s'}",
	    id("c"));
}

static void
make_admin(const char *who)
{
	expect(200, as("ann", GET, "/clusters/%s/roles", id("c")));
	for (int i = 0; i < body_count(""); i++)
		if (str_eq(body(text("/%d/name", i)), "Admin"))
			keep_id("admin", body(text("/%d/id", i)));
	expect(204, as("ann", PUT, "/clusters/%s/members/%s/roles/%s", id("c"),
			id(who), id("admin")));
}

static int
transfer(const char *by, const char *kind, const char *space, const char *to)
{
	return as(by, POST, "/%s/%s/transfer {'user_id': '%s'}", kind,
	    id(space), id(to));
}

static void
expect_told(const char *who, const char *space)
{
	char *address = text("%s@example.org", who);

	work();
	expect_int(1, work_mails(address));
	cr_expect(strstr(work_mail(address), text("Now yours: %s", space)));
}

Test_engines(api_heir, of_a_cluster_that_is_handed_over_is_told)
{
	given_cluster();
	expect(200, transfer("ann", "clusters", "c", "bob"));
	expect_told("bob", "Tea house");
}

Test_engines(api_heir, of_a_cluster_whose_owner_leaves_is_told)
{
	given_cluster();
	make_admin("cat");
	expect(204, as("ann", POST, "/clusters/%s/leave", id("c")));
	expect_told("cat", "Tea house");
	expect(200, as("cat", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("member.leave", body("/0/action"));
	expect_text("space.transfer", body("/1/action"));
	expect_text(id("cat"), body("/1/subject_id"));
}

Test_engines(api_heir, of_a_group_whose_owner_has_to_go_is_told)
{
	given_cluster();
	given_group_of("bob");
	expect(200, as("cat", POST, "/groups/%s/join", id("g")));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect_told("cat", "Readers");
}

Test_engines(api_heir, who_takes_a_group_themselves_knows)
{
	given_cluster();
	given_group_of("bob");
	expect(200, as("ann", POST, "/groups/%s/join", id("g")));
	expect(200, transfer("ann", "groups", "g", "ann"));
	work();
	expect_int(0, work_mails("ann@example.org"));
}

Test_engines(api_heir, who_has_passed_it_on_already_is_told_nothing)
{
	given_cluster();
	expect(200, transfer("ann", "clusters", "c", "bob"));
	expect(200, transfer("bob", "clusters", "c", "cat"));
	expect_told("cat", "Tea house");
	expect_int(0, work_mails("bob@example.org"));
}

/* Of two who could be it the first is suspended. */
Test_engines(api_heir, is_nobody_who_is_suspended)
{
	given_cluster();
	make_admin("bob");
	given_suspended("bob");
	expect_problem(
	    422, "validation_failed", transfer("ann", "clusters", "c", "bob"));
	expect_problem(
	    409, "last_admin", as("ann", POST, "/clusters/%s/leave", id("c")));
	make_admin("cat");
	expect(204, as("ann", POST, "/clusters/%s/leave", id("c")));
	expect(200, as("cat", GET, "/clusters/%s", id("c")));
	expect_text(id("cat"), body("/owner_id"));
}

Test_engines(api_heir, the_last_who_can_act_stays_an_admin)
{
	given_cluster();
	make_admin("bob");
	given_suspended("ann");
	expect_problem(409, "last_admin",
	    as("bob", DELETE, "/clusters/%s/members/%s/roles/%s", id("c"),
		id("bob"), id("admin")));
	given_restored("ann");
	expect(204, as("bob", DELETE, "/clusters/%s/members/%s/roles/%s",
			id("c"), id("bob"), id("admin")));
}
