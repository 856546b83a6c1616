/*
 * Clusters and groups that were closed, when their time has come.
 */
#include <string.h>

#include "t/api/series_given.h"
#include "t/lib/answer.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum { MEMBERS = 450 }; /* more than two steps take */

static int64_t
rows_in(const char *table)
{
	struct rows rows;

	rows_count(&rows);
	return rows_of(&rows, table);
}

/* As if it had been closed so much earlier. */
static void
age_by_hours(int hours)
{
	work_sql(text("UPDATE space SET closes_at = closes_at - interval "
		      "'%d hours'",
		     hours),
	    text("UPDATE space SET closes_at = closes_at - %d * 3600000000",
		hours));
}

/* Members of the one group that there is. */
static void
fill(void)
{
	work_people(MEMBERS);
#define FILL                                                               \
	"INSERT INTO member (space_id, user_id, role_id, is_active, via, " \
	"read_number, joined_at) SELECT r.space_id, u.id, r.id, TRUE, "    \
	"'open', 0, r.created_at FROM role r, users u WHERE r.builtin = "  \
	"'member' AND u.first_name = 'x'"
	work_sql(FILL, FILL);
#undef FILL
}

static void
goes_with_all_that_is_in_it(const char *kind)
{
	given("s", "ann", "/%s {'name': 'x', 'join_policy': 'request'}", kind);
	expect(202, as("bob", POST, "/%s/%s/join", kind, id("s")));
	expect(201, as("ann", POST, "/%s/%s/invites {}", kind, id("s")));
	expect(
	    204, as("ann", PUT, "/%s/%s/bans/%s {}", kind, id("s"), id("eve")));
	expect(202, as("ann", DELETE, "/%s/%s", kind, id("s")));
	age_by_hours(71);
	work();
	expect(200, as("ann", GET, "/%s/%s", kind, id("s")));
	age_by_hours(2);
	work();
	expect(404, as("ann", GET, "/%s/%s", kind, id("s")));
	expect_int(0, (long)rows_in("space"));
	expect_int(0, (long)rows_in("member"));
	expect_int(0, (long)rows_in("role"));
	expect_int(0, (long)rows_in("join_request"));
	expect_int(0, (long)rows_in("invite"));
	expect_int(0, (long)rows_in("ban"));
}

Test_engines(api_closing, a_space_goes_with_all_that_is_in_it)
{
	given_user("eve");
	goes_with_all_that_is_in_it("clusters");
	goes_with_all_that_is_in_it("groups");
}

Test_engines(api_closing, it_goes_step_by_step)
{
	given("s", "ann", "/groups {'name': 'x'}");
	expect(201,
	    as("ann", POST, "/groups/%s/messages {'content': 'x'}", id("s")));
	fill();
	expect_int(MEMBERS + 1, (long)rows_in("member"));
	expect(202, as("ann", DELETE, "/groups/%s", id("s")));
	work(); /* the mail about it */
	age_by_hours(73);
	/* messages, three of members, the space itself */
	cr_expect(work() == 5);
	expect(404, as("ann", GET, "/groups/%s", id("s")));
	expect_int(0, (long)rows_in("member"));
	expect_int(0, (long)rows_in("message"));
}

Test_engines(api_closing, a_cluster_takes_its_groups_along)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	given("free", "ann", "/groups {'name': 'x'}");
	for (int i = 0; i < 3; i++)
		given("g", "ann",
		    "/groups {'name': 'x', 'cluster_id': '%s', 'is_private': "
		    "%s}",
		    id("c"), i ? "true" : "false");
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	age_by_hours(73);
	work();
	expect(404, as("ann", GET, "/clusters/%s", id("c")));
	expect(404, as("ann", GET, "/groups/%s", id("g")));
	expect(200, as("ann", GET, "/groups/%s", id("free")));
	expect_int(1, (long)rows_in("space"));
	expect_int(1, (long)rows_in("member"));
}

Test_engines(api_closing, who_thinks_again_is_in_time_or_not)
{
	given("s", "ann", "/groups {'name': 'x'}");
	expect(202, as("ann", DELETE, "/groups/%s", id("s")));
	age_by_hours(71);
	expect(200, as("ann", POST, "/groups/%s/reopen", id("s")));
	work();
	expect(202, as("ann", DELETE, "/groups/%s", id("s")));
	age_by_hours(73);
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/groups/%s/reopen", id("s")));
	work();
	expect(404, as("ann", GET, "/groups/%s", id("s")));
}

/* Whether their dates or they themselves were answered. */
Test_engines(api_closing, a_series_that_goes_with_it_is_told_once)
{
	given("g", "ann", "/groups {'name': 'x'}");
	given_series("s", text(FIVE ", \"group_id\": \"%s\"", id("g")));
	expect(200, attend("bob", "s"));
	keep_id("s1", date("s", 0));
	keep_id("s2", date("s", 1));
	expect(200, attend("cat", "s1"));
	expect(200, attend("cat", "s2"));
	expect(202, as("ann", DELETE, "/groups/%s", id("g")));
	age_by_hours(73);
	work();
	expect_int(1, work_mails("bob@example.org"));
	expect_int(1, work_mails("cat@example.org"));
	cr_expect(strstr(work_mail("cat@example.org"), "will not take place"));
	expect(200, as("ann", GET, "/events/%s", id("s2")));
	expect_text("cancelled", body("/status"));
}
