/*
 * Events from state to state: which verbs are taken, and what becomes of
 * answers. What the mails say is in t/unit/worker/worker_test.c.
 */
#include <string.h>

#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/work.h"

#include "base/banned.h"

static int
verb(const char *word)
{
	return as("ann", POST, "/events/%s/%s", id("e"), word);
}

static void
expect_spots(int taken)
{
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(taken, body_int("/spots_taken"));
}

static void
expect_answer(const char *status, const char *user)
{
	expect(200, as(user, GET, "/events/%s/rsvps/me", id("e")));
	expect_text(status, body("/status"));
}

static void
expect_mail(const char *user, const char *words)
{
	const char *mail = work_mail(text("%s@example.org", user));

	cr_expect(mail && strstr(mail, words), "%s", mail ? mail : "no mail");
}

static void
expect_mails(int n, const char *user)
{
	int got = work_mails(text("%s@example.org", user));

	cr_expect(got == n, "%d mails to %s instead of %d", got, user, n);
}

/* An event, a series and the second date of one, in each state. */

enum kind { EVENT, SERIES, DATE, KINDS };

static void
given_kind(enum kind kind, bool is_draft)
{
	given_event("e", .draft = is_draft,
	    .more = kind == EVENT ? NULL : ", 'rrule': 'FREQ=DAILY;COUNT=3'");
	if (kind != DATE)
		return;
	expect(200, as("ann", GET, "/events/%s/occurrences", id("e")));
	keep_id("e", body("/1/id"));
}

static void
given_state(enum kind kind, const char *state)
{
	given_kind(kind, str_eq(state, "draft"));
	if (str_eq(state, "cancelled"))
		expect(200, verb("cancel"));
	if (!str_eq(state, "completed"))
		return;
	given_moved("e", "ann", -1, 1);
	expect(200, verb("complete"));
}

/* What a verb makes of a state of each kind; "" is refused, NULL is no state of
 * that kind. */
static const struct {
	char state[12], verb[12];
	const char *to[KINDS];
} verbs[] = {
	{ "draft", "publish", { "published", "published", "published" } },
	{ "draft", "cancel", { "cancelled", "cancelled", "cancelled" } },
	{ "draft", "reinstate", { "", "", "" } },
	{ "draft", "complete", { "", "", "" } },
	{ "published", "publish", { "", "", "" } },
	{ "published", "cancel", { "cancelled", "cancelled", "cancelled" } },
	{ "published", "reinstate", { "", "", "" } },
	{ "published", "complete", { "", "", "" } }, /* it has not begun */
	{ "cancelled", "publish", { "", "", "" } },
	{ "cancelled", "cancel", { "", "", "" } },
	{ "cancelled", "reinstate", { "published", "published", "published" } },
	{ "cancelled", "complete", { "", "", "" } },
	{ "completed", "publish", { "", NULL, "" } },
	{ "completed", "cancel", { "", NULL, "" } },
	{ "completed", "reinstate", { "", NULL, "" } },
	{ "completed", "complete", { "", NULL, "" } },
};

static void
try_verb(size_t i, enum kind kind)
{
	const char *to = verbs[i].to[kind];
	int status;

	if (!to)
		return;
	given_state(kind, verbs[i].state);
	status = verb(verbs[i].verb);
	cr_expect(status == (*to ? 200 : 409), "%s %s, kind %d: %d: %s",
	    verbs[i].verb, verbs[i].state, (int)kind, status, response()->body);
	expect_text(*to ? to : "invalid_transition",
	    *to ? body("/status") : problem_code());
	if (!*to && !str_eq(verbs[i].state, "published"))
		expect_text(verbs[i].state, body("/from"));
	if (kind != EVENT) /* so many more nobody may have */
		expect(204, as("ann", DELETE, "/events/%s?apply=all", id("e")));
}

Test_engines(api_event_state, each_verb_is_taken_in_its_states_alone)
{
	for (size_t i = 0; i < N_OF(verbs); i++)
		for (enum kind kind = EVENT; kind < KINDS; kind++)
			try_verb(i, kind);
}

Test_engines(api_event_state, nothing_that_would_be_over_is_published)
{
	given_event("e", .draft = true, .starts_in_h = -3);
	expect_problem(409, "invalid_transition", verb("publish"));
}

Test_engines(api_event_state, why_it_is_off_is_shown_and_told)
{
	given_event("e");
	expect(200, attend("bob", "e"));
	expect(200,
	    as("ann", POST, "/events/%s/cancel {'reason': 'The hall is wet.'}",
		id("e")));
	expect_text("The hall is wet.", body("/cancel_reason"));
	cr_expect(jobs_with("event_cancelled", "The hall is wet.") == 1);
	expect(200, verb("reinstate"));
	expect_text("null", body("/cancel_reason"));
}

/* bob comes, cat waits, dan may come, eve does not. */
static void
given_cancelled(void)
{
	given_event("e", .capacity = 1, .waitlist = true);
	expect(200, attend("bob", "e"));
	expect(202, attend("cat", "e"));
	expect(200,
	    as("dan", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("e")));
	expect(200, decline("eve", "e"));
	expect(200, verb("cancel"));
}

Test_engines(api_event_state, who_comes_comes_again)
{
	given_cancelled();
	expect(200, verb("reinstate"));
	expect_spots(1);
	expect_answer("attending", "bob");
	expect_answer("waitlisted", "cat");
	expect_problem(409, "event_full",
	    as("fay", PUT,
		"/events/%s/rsvps/me {'status': 'attending', 'party_size': 2}",
		id("e")));
	work();
	expect_mail("bob", "It takes place");
	expect_mail("bob", "Your answer still counts: you come");
	expect_mail("cat", "Your answer still counts: you wait for a seat");
	expect_mails(1, "dan");
	expect_mails(0, "eve");
	expect_mails(0, "ann");
}

Test_engines(api_event_state, seats_given_up_meanwhile_go_on)
{
	given_cancelled();
	expect(200, decline("bob", "e"));
	expect_answer("waitlisted", "cat");
	expect_spots(0);
	expect(200, verb("reinstate"));
	expect_answer("attending", "cat");
	expect_spots(1);
	cr_expect(jobs_with("promoted_from_waitlist", id("cat")) == 1);
}

/* What was over when it was cancelled, and has another time now. */
static void
given_cancelled_when_over(void)
{
	given_event("e", .capacity = 1, .waitlist = true);
	expect(200, attend("bob", "e"));
	expect(202, attend("cat", "e"));
	given_moved("e", "ann", -3, -2);
	expect(200, verb("cancel"));
}

static void
expect_reinstated_without_bob(void)
{
	expect(200, as("ann", POST, "/events/%s/reinstate {'start_time': '%s'}",
			id("e"), in_hours(48)));
	expect_spots(1);
	expect_answer("attending", "cat");
}

Test_engines(api_event_state, who_was_suspended_meanwhile_has_no_seat)
{
	given_cancelled_when_over();
	given_suspended("bob");
	expect_reinstated_without_bob();
}

Test_engines(api_event_state, who_was_blocked_meanwhile_has_no_seat)
{
	given_cancelled_when_over();
	expect(204, as("ann", PUT, "/users/me/blocks/%s", id("bob")));
	expect_reinstated_without_bob();
}

Test_engines(api_event_state, who_was_banned_meanwhile_is_no_guest)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	given_user("bob");
	given_event("e", .is_private = true,
	    .more = text(", 'cluster_id': '%s'", id("c")));
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("e"), id("bob")));
	expect(200, attend("bob", "e"));
	given_moved("e", "ann", -3, -2);
	expect(200, verb("cancel"));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(200, as("ann", POST, "/events/%s/reinstate {'start_time': '%s'}",
			id("e"), in_hours(48)));
	expect_spots(0);
}

/* What was is not rewritten. */
Test_engines(api_event_state, who_came_stays_though_it_ended_early)
{
	given_event("e");
	expect(200, attend("bob", "e"));
	given_moved("e", "ann", -1, 1);
	expect(200, verb("complete"));
	expect(204, as("ann", PUT, "/users/me/blocks/%s", id("bob")));
	given_suspended("bob");
	expect_spots(1);
}

Test_engines(api_event_state, nobody_waits_for_what_ended_early)
{
	given_event("e", .capacity = 1, .waitlist = true);
	expect(200, attend("bob", "e"));
	given_user("cat");
	expect(202, attend("cat", "e"));
	given_moved("e", "ann", -1, 1);
	expect(200, verb("complete"));
	given_user("dan");
	expect_problem(409, "event_full",
	    as("ann", PUT, "/events/%s/rsvps/%s {'status': 'attending'}",
		id("e"), id("cat")));
}

Test_engines(api_event_state, it_begins_after_now)
{
	given_event("e");
	given_moved("e", "ann", -3, -1);
	expect(200, verb("cancel"));
	expect_problem(409, "invalid_transition", verb("reinstate"));
	expect_problem(422, "end_before_start",
	    as("ann", POST,
		"/events/%s/reinstate {'start_time': '%s', 'end_time': '%s'}",
		id("e"), in_hours(4), in_hours(3)));
	expect(200, as("ann", POST, "/events/%s/reinstate {'start_time': '%s'}",
			id("e"), in_hours(5)));
}

Test_engines(api_event_state, what_lies_around_its_start_moves_along)
{
	given("e", "ann",
	    "/events {'title': 'x', 'start_time': '2031-01-01T10:00:00Z', "
	    "'end_time': '2031-01-01T12:30:00Z', "
	    "'rsvp_closes_at': '2031-01-01T09:45:00Z'}");
	expect(200, verb("cancel"));
	expect(200, as("ann", POST,
			"/events/%s/reinstate {'start_time': "
			"'2031-02-01T08:00:00Z'}",
			id("e")));
	expect_text("2031-02-01T10:30:00Z", body("/end_time"));
	expect_text("2031-02-01T07:45:00Z", body("/rsvp_closes_at"));
}

Test_engines(api_event_state, a_draft_that_was_given_up_is_published)
{
	given_event("e", .draft = true);
	expect(200, verb("cancel"));
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(200, verb("reinstate"));
	expect(200, as("bob", GET, "/events/%s", id("e")));
}

Test_engines(api_event_state, who_left_shows_its_members_nothing_again)
{
	given("g", "ann", "/groups {'name': 'x'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect(
	    200, as("ann", PATCH, "/groups/%s/members/%s {'role': 'moderator'}",
		     id("g"), id("bob")));
	given("e", "bob",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': 'group', 'group_id': '%s'}",
	    in_hours(1), in_hours(2), id("g"));
	expect(200, as("bob", POST, "/events/%s/cancel", id("e")));
	expect(204, as("bob", POST, "/groups/%s/leave", id("g")));
	expect_problem(
	    403, "forbidden", as("bob", POST, "/events/%s/reinstate", id("e")));
}

/* Changes */

static int
change(const char *members)
{
	return as("ann", PATCH, "/events/%s {%s}", id("e"), members);
}

Test_engines(api_event_state, who_may_come_is_told_of_another_time)
{
	given_event("e", .starts_in_h = 48);
	expect(200, attend("bob", "e"));
	expect(200, attend("ann", "e"));
	expect(200, decline("cat", "e"));
	expect(200, change("\"end_time\": \"2031-01-01T23:00:00Z\""));
	expect(200, change("\"start_time\": \"2031-01-01T18:00:00Z\""));
	work();
	expect_mails(1, "bob"); /* of both, as it is now */
	expect_mail("bob", "Subject: Changed: Picnic");
	expect_mail("bob", "When: Wednesday, 1 January 2031 at 18:00 (UTC)");
	expect_mail("bob", "It was planned for: ");
	expect_mail("bob", "Your answer still counts: you come");
	expect_mails(0, "ann");
	expect_mails(0, "cat");
}

Test_engines(api_event_state, who_comes_is_told_of_another_place)
{
	given_event("e");
	expect(200, attend("bob", "e"));
	expect(200, change("\"location\": \"Barn\""));
	work();
	expect_mail("bob", "Where: Barn");
	cr_expect(!strstr(work_mail("bob@example.org"), "It was planned for"));
}

Test_engines(api_event_state, nobody_is_told_of_less)
{
	given_event("e");
	expect(200, attend("bob", "e"));
	expect(200, change("\"title\": \"B\", \"capacity\": 9"));
	expect(
	    200, as("ann", PATCH,
		     "/events/%s?notify=false {'location': 'Barn'}", id("e")));
	expect(200, as("ann", POST, "/events/%s/cancel?notify=false", id("e")));
	expect(
	    200, as("ann", POST, "/events/%s/reinstate?notify=false", id("e")));
	expect(204, as("ann", DELETE, "/events/%s?notify=false", id("e")));
	work();
	expect_mails(0, "bob");
}

Test_engines(api_event_state, nobody_is_told_of_what_they_do_not_see)
{
	given_admin("root");
	given_event("e");
	expect(200, attend("bob", "e"));
	given_suspended("ann");
	expect(
	    200, as("root", PATCH, "/events/%s {'location': 'Barn'}", id("e")));
	work();
	expect_mails(0, "bob");
}

Test_engines(api_event_state, nothing_is_moved_out_of_the_calendar)
{
	given("e", "ann",
	    "/events {'title': 'x', 'start_time': '2031-01-01T10:00:00Z', "
	    "'end_time': '9999-12-31T23:00:00Z', "
	    "'rsvp_closes_at': '9999-12-31T23:00:00Z'}");
	expect(200, verb("cancel"));
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/events/%s/reinstate {'start_time': '2031-02-01T08:00:00Z'}",
		id("e")));
	expect_text("out_of_range", error_at("/end_time"));
	expect_text("out_of_range", error_at("/rsvp_closes_at"));
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/events {'title': 'x', 'timezone': 'Asia/Tokyo', "
		"'start_time': '2031-01-01T10:00:00Z', "
		"'end_time': '9999-12-31T23:00:00Z'}"));
	expect_text("out_of_range", error_at("/end_time"));
}
