/*
 * What hosts tell those who answered. What the mails say is in
 * t/unit/worker/worker_test.c.
 */
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/given.h"

#include "base/banned.h"

static int
tell(const char *by, const char *audience, const char *words)
{
	return as(by, POST,
	    "/events/%s/notify {'subject': 'News', 'body': '%s', "
	    "'audience': '%s'}",
	    id("e"), words, audience);
}

static void
answer(const char *user, const char *status)
{
	expect(200, as(user, PUT, "/events/%s/rsvps/me {'status': '%s'}",
			id("e"), status));
}

/* bob comes, cat waits, dan may come, eve does not. */
static void
given_answers(void)
{
	given_event("e", .capacity = 1, .waitlist = true);
	given_user("bob");
	given_user("cat");
	given_user("dan");
	given_user("eve");
	expect(200, attend("bob", "e"));
	expect(202, attend("cat", "e"));
	answer("dan", "maybe");
	answer("eve", "not_attending");
}

static int
mails_to(const char *user)
{
	return jobs_with("event_notice", id(user));
}

static void
expect_listed(int n, const char *user)
{
	expect(200, as(user, GET, "/events/%s/notices", id("e")));
	expect_int(n, body_count(""));
}

Test_engines(api_event_notice, everybody_who_may_come_is_told)
{
	given_answers();
	expect(200, tell("ann", "all", "We start at seven."));
	expect_int(3, body_int("/recipients"));
	cr_expect(mails_to("bob") == 1);
	cr_expect(mails_to("cat") == 1);
	cr_expect(mails_to("dan") == 1);
	cr_expect(mails_to("eve") == 0);
	cr_expect(mails_to("ann") == 0);
}

Test_engines(api_event_notice, an_audience_is_told_and_reads_it)
{
	given_answers();
	expect(200, tell("ann", "attending", "The code is 4711."));
	expect_int(1, body_int("/recipients"));
	cr_expect(mails_to("bob") == 1);
	cr_expect(mails_to("cat") == 0);
	expect_listed(1, "ann");
	expect_listed(1, "bob");
	expect_text("The code is 4711.", body("/0/body"));
	expect_listed(0, "cat");
	expect_listed(0, "eve");
	answer("bob", "maybe");
	expect_listed(0, "bob");
}

Test_engines(api_event_notice, whoever_tells_is_not_told)
{
	given_answers();
	expect(204, as("ann", PUT, "/events/%s/hosts/%s", id("e"), id("bob")));
	expect(200, tell("bob", "all", "We start at seven."));
	expect_int(2, body_int("/recipients"));
	cr_expect(mails_to("bob") == 0);
}

Test_engines(api_event_notice, only_hosts_tell)
{
	given_answers();
	expect_problem(403, "forbidden", tell("bob", "all", "x"));
	cr_expect(jobs_with("event_notice", NULL) == 0);
}

Test_engines(api_event_notice, five_a_day_are_the_most)
{
	given_answers();
	for (int i = 0; i < 5; i++)
		expect(200, tell("ann", "all", "x"));
	expect_problem(429, "rate_limited", tell("ann", "all", "x"));
	expect_text(
	    "5 notices of an event a day are the most.", body("/detail"));
	expect_listed(5, "ann");
}

enum { PROCESSES = 8 };

static char *login, *target;

static int
tell_once(int i)
{
	(void)i;
	return api_ask(
	    login, POST, target, "{\"subject\":\"x\",\"body\":\"y\"}");
}

Test_engines(api_event_notice, of_many_at_once_five_are_told)
{
	int status[PROCESSES], n = 0;

	given_event("e");
	login = given_login(NULL, "ann");
	target = text("/api/v1/events/%s/notify", id("e"));
	api_in_processes(PROCESSES, tell_once, status);
	for (int i = 0; i < PROCESSES; i++) {
		n += status[i] == 200;
		cr_expect(
		    status[i] == 200 || status[i] == 429, "%d", status[i]);
	}
	expect_int(5, n);
}

Test_engines(api_event_notice, nobody_is_told_of_a_draft)
{
	given_event("e", .draft = true);
	expect_problem(409, "invalid_transition", tell("ann", "all", "x"));
}

Test_engines(api_event_notice, a_notice_says_something)
{
	given_answers();
	expect_problem(422, "validation_failed", tell("ann", "all", "  "));
	expect_problem(422, "validation_failed", tell("ann", "eve", "x"));
}
