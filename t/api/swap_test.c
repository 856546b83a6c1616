/*
 * Who does a run in somebody's place: nobody who has not said so.
 */
#include <string.h>

#include "base/str.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* Ann's, for a cluster that bob, cat, dan and eve are in; bob and cat and dan
 * take turns by claiming runs, of which bob has the first, and cat the second.
 */
static void
given_runs(void)
{
	static const char *const people[] = { "bob", "cat", "dan", "eve" };

	given("c", "ann", "/clusters {'name': 'Campus'}");
	for (size_t i = 0; i < N_OF(people); i++)
		expect(200, as(people[i], POST, "/clusters/%s/join", id("c")));
	given("r", "ann",
	    "/routines {'name': 'Plants', 'start_time': '%.5s', "
	    "'end_time': '%.5s', 'timezone': 'UTC', 'rrule': 'FREQ=DAILY', "
	    "'starts_on': '2026-01-01', 'cluster_id': '%s', "
	    "'assignment': {'mode': 'claim', 'pool': ['%s', '%s', '%s']}}",
	    in_hours(2) + 11, in_hours(3) + 11, id("c"), id("bob"), id("cat"),
	    id("dan"));
}

static char *
day(int days)
{
	return text("%.10s", in_hours(2 + 24 * days));
}

static void
given_claimed(void)
{
	given_runs();
	expect(200,
	    as("bob", POST, "/routines/%s/runs/%s/claim", id("r"), day(0)));
	expect(200,
	    as("cat", POST, "/routines/%s/runs/%s/claim", id("r"), day(1)));
}

static int
ask(const char *who, const char *to, const char *for_date)
{
	return as(who, POST,
	    "/routines/%s/runs/%s/swaps {'to_user_id': %s, 'for_date': %s}",
	    id("r"), day(0), to ? text("\"%s\"", id(to)) : "null",
	    for_date ? text("\"%s\"", for_date) : "null");
}

static int
answer(const char *who, const char *verb)
{
	return as(who, POST, "/swaps/%s/%s", id("s"), verb);
}

static void
expect_doer(const char *user, int days)
{
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(days)));
	expect_int(1, body_count("/assignees"));
	expect_text(id(user), body("/assignees/0/user/id"));
}

/* All runs, and what is asked about them, are so many hours earlier. */
static void
age(int hours)
{
#define AGED(by)                                                    \
	"UPDATE routine_run SET starts_at = starts_at - " by        \
	", due_at = due_at - " by ", overdue_at = overdue_at - " by \
	", wake_at = wake_at - " by
#define SWAPS(by) "UPDATE swap SET expires_at = expires_at - " by
	work_sql(text(AGED("interval '%d hours'"), hours, hours, hours, hours),
	    text(AGED("%d * 3600000000"), hours, hours, hours, hours));
	work_sql(text(SWAPS("interval '%d hours'"), hours),
	    text(SWAPS("%d * 3600000000"), hours));
}

Test_engines(api_swap, one_run_goes_for_another)
{
	given_claimed();
	expect_problem(403, "forbidden", ask("cat", "bob", NULL));
	expect(201, ask("bob", "cat", day(1)));
	keep("s");
	expect_text("asked", body("/status"));
	expect_text(id("cat"), body("/to/id"));
	expect_problem(409, "invalid_transition", ask("bob", "dan", NULL));
	expect_problem(403, "forbidden", answer("dan", "accept"));
	expect_problem(403, "forbidden", answer("bob", "accept"));
	expect_problem(403, "forbidden", answer("eve", "decline"));
	expect_problem(403, "forbidden", answer("cat", "cancel"));
	expect_doer("bob", 0);
	expect(200, answer("cat", "accept"));
	expect_text("accepted", body("/status"));
	expect_doer("cat", 0);
	expect_text("swap", body("/assignees/0/source"));
	expect_doer("bob", 1);
	expect_problem(409, "swap_gone", answer("cat", "accept"));
	expect_problem(409, "swap_gone", answer("bob", "cancel"));
	work();
	cr_expect(strstr(work_mail("cat@example.org"), "In somebody's place"));
	cr_expect(strstr(work_mail("bob@example.org"), "Somebody does it"));
}

Test_engines(api_swap, whoever_comes_first_does_it)
{
	given_claimed();
	expect(201, ask("bob", NULL, NULL));
	keep("s");
	expect_text("null", body("/to"));
	expect_problem(403, "forbidden", answer("eve", "accept"));
	expect_problem(403, "forbidden", answer("dan", "decline"));
	expect(
	    200, as("cat", GET, "/routines/%s/runs/%s/swaps", id("r"), day(0)));
	expect_int(1, body_count(""));
	expect_problem(403, "forbidden",
	    as("eve", GET, "/routines/%s/runs/%s/swaps", id("r"), day(0)));
	expect(200, answer("dan", "accept"));
	expect_text(id("dan"), body("/to/id"));
	expect_problem(409, "swap_gone", answer("cat", "accept"));
	expect_doer("dan", 0);
}

Test_engines(api_swap, what_is_declined_or_taken_back_changes_nothing)
{
	given_claimed();
	expect(201, ask("bob", "cat", NULL));
	keep("s");
	expect(200, answer("cat", "decline"));
	expect_problem(409, "swap_gone", answer("cat", "accept"));
	expect(201, ask("bob", "cat", NULL));
	keep("s");
	expect(200, answer("bob", "cancel"));
	expect_problem(409, "swap_gone", answer("cat", "decline"));
	expect_doer("bob", 0);
	expect(404, as("ann", POST, "/swaps/%s/accept", id("r")));
	given_user("fay");
	expect(404, answer("fay", "accept"));
}

Test_engines(api_swap, what_cannot_be_is_not_asked)
{
	given_claimed();
	expect_problem(422, "validation_failed", ask("bob", "bob", NULL));
	expect_text("self", error_at("/to_user_id"));
	expect_problem(422, "validation_failed", ask("bob", "eve", NULL));
	expect_text("unknown", error_at("/to_user_id"));
	expect_problem(422, "validation_failed", ask("bob", NULL, day(1)));
	expect_text("required", error_at("/to_user_id"));
	expect_problem(422, "validation_failed", ask("bob", "dan", day(1)));
	expect_text("unknown", error_at("/for_date"));
	age(3);
	expect_problem(409, "invalid_transition", ask("bob", "cat", NULL));
}

Test_engines(api_swap, it_is_gone_with_what_it_was_about)
{
	given_claimed();
	expect(201, ask("bob", "cat", NULL));
	keep("s");
	expect(200,
	    as("bob", POST, "/routines/%s/runs/%s/release", id("r"), day(0)));
	expect_problem(409, "swap_gone", answer("cat", "accept"));
	expect(200,
	    as("bob", POST, "/routines/%s/runs/%s/claim", id("r"), day(0)));
	age(3);
	expect_problem(409, "swap_gone", answer("cat", "accept"));
	expect(
	    200, as("cat", GET, "/routines/%s/runs/%s/swaps", id("r"), day(0)));
	expect_text("expired", body("/0/status"));
}

Test_engines(api_swap, whom_a_block_parts_does_nothing_for_the_other)
{
	given_claimed();
	expect(201, ask("bob", "cat", NULL));
	keep("s");
	as("cat", PUT, "/users/me/blocks/%s", id("bob"));
	expect_problem(403, "forbidden", answer("cat", "accept"));
	expect_doer("bob", 0);
}

Test_engines(api_swap, who_leaves_asks_nobody_any_more)
{
	given_claimed();
	expect(201, ask("bob", "cat", NULL));
	keep("s");
	expect(204, as("bob", DELETE, "/routines/%s/pool/me", id("r")));
	expect_problem(409, "swap_gone", answer("cat", "accept"));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(0)));
	expect_int(0, body_count("/assignees"));
}

Test_engines(api_swap, what_nobody_can_do_any_more_is_asked_no_more)
{
	given_claimed();
	expect(201, ask("bob", "cat", day(1)));
	keep("s");
	expect(
	    200, as("ann", PUT, "/routines/%s/pool {'user_ids': ['%s', '%s']}",
		     id("r"), id("bob"), id("cat")));
	expect_problem(403, "forbidden", answer("dan", "accept"));
	expect(200, as("ann", PUT,
			"/routines/%s/runs/%s/assignees {'user_ids': ['%s']}",
			id("r"), day(1), id("dan")));
	expect(
	    200, as("ann", GET, "/routines/%s/runs/%s/swaps", id("r"), day(0)));
	expect_text("cancelled", body("/0/status"));
	expect(201, ask("bob", "cat", NULL));
	expect(200, as("ann", PUT, "/routines/%s/pool {'user_ids': ['%s']}",
			id("r"), id("bob")));
	expect(
	    200, as("ann", GET, "/routines/%s/runs/%s/swaps", id("r"), day(0)));
	expect_text("cancelled", body("/1/status"));
}

Test_engines(api_swap, ten_at_most_wait_for_an_answer)
{
	given_runs();
	for (int i = 0; i < 11; i++)
		expect(200, as("bob", POST, "/routines/%s/runs/%s/claim",
				id("r"), day(i)));
	for (int i = 0; i < 10; i++)
		expect(201, as("bob", POST, "/routines/%s/runs/%s/swaps",
				id("r"), day(i)));
	expect_problem(429, "rate_limited",
	    as("bob", POST, "/routines/%s/runs/%s/swaps", id("r"), day(10)));
}
