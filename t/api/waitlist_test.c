/*
 * Who waits for a seat, and who gets one when it is free.
 */
#include "t/lib/answer.h"
#include "t/lib/api.h"

#include "base/banned.h"

static char *
rsvp_of(const char *user, const char *event)
{
	expect(200, as(user, GET, "/events/%s/rsvps/me", id(event)));
	return body("/status");
}

static void
expect_seats(const char *event, int taken, int left)
{
	expect(200, as("ann", GET, "/events/%s", id(event)));
	expect_int(taken, body_int("/spots_taken"));
	expect_int(left, body_int("/spots_left"));
}

Test_engines(api_waitlist, who_finds_no_seat_waits_in_order)
{
	given_event("e", .capacity = 1, .waitlist = true);
	expect(200, attend("bob", "e"));
	expect(202, attend("cat", "e"));
	expect_text("waitlisted", body("/status"));
	expect_int(1, body_int("/position"));
	expect(202, attend("dan", "e"));
	expect_int(2, body_int("/position"));
	expect(200, as("dan", GET, "/events/%s/waitlist/me", id("e")));
	expect_int(2, body_int("/position"));
	expect_int(2, body_int("/length"));
	expect_int(1, body_int("/ahead"));
	expect_text("full", body("/reason"));
	expect(404, as("bob", GET, "/events/%s/waitlist/me", id("e")));
	expect(404, as("eve", GET, "/events/%s/waitlist/me", id("e")));
	/* asking again keeps the place */
	expect(202, attend("cat", "e"));
	expect_int(1, body_int("/position"));
	expect(200, as("dan", GET, "/events/%s", id("e")));
	expect_text("waitlisted", body("/my_rsvp/status"));
}

Test_engines(api_waitlist, a_free_seat_goes_to_the_next_at_once)
{
	given_event("e", .capacity = 1, .waitlist = true);
	expect(200, attend("bob", "e"));
	expect(202, attend("cat", "e"));
	expect(202, attend("dan", "e"));
	expect(200, decline("bob", "e"));
	expect_text("attending", rsvp_of("cat", "e"));
	expect_text("waitlisted", rsvp_of("dan", "e"));
	expect_int(1, body_int("/position"));
	cr_expect(jobs_with("promoted_from_waitlist", id("cat")) == 1);
	cr_expect(jobs_with("promoted_from_waitlist", id("dan")) == 0);
	expect(204, as("cat", DELETE, "/events/%s/rsvps/me", id("e")));
	expect_text("attending", rsvp_of("dan", "e"));
	expect_seats("e", 1, 0);
}

Test_engines(api_waitlist, a_newcomer_who_fits_may_pass_as_often)
{
	int i;

	given_event("e", .capacity = 2, .waitlist = true);
	expect(200, attend("bob", "e"));
	expect(202, attend_with("cat", "e", 2));
	for (i = 0; i < 3; i++) {
		expect(200, attend("dan", "e"));
		expect(204, as("dan", DELETE, "/events/%s/rsvps/me", id("e")));
	}
	/* one seat is free, but cat has let enough people pass */
	expect(202, attend("dan", "e"));
	expect_seats("e", 1, 1);
	expect(200, decline("bob", "e"));
	expect_text("attending", rsvp_of("cat", "e"));
}

Test_engines(api_waitlist, a_smaller_party_may_pass_three_times)
{
	int i;

	given_event("e", .capacity = 2, .waitlist = true);
	expect(200, attend_with("bob", "e", 2));
	expect(202, attend_with("big", "e", 2));
	for (i = 0; i < 4; i++)
		expect(202, attend_with(text("small%d", i), "e", 1));
	/* bob keeps one seat: big does not fit, small0 does */
	expect(200, attend("bob", "e"));
	expect_text("attending", rsvp_of("small0", "e"));
	expect_text("waitlisted", rsvp_of("big", "e"));
	expect(200, decline("small0", "e"));
	expect_text("attending", rsvp_of("small1", "e"));
	expect(200, decline("small1", "e"));
	expect_text("attending", rsvp_of("small2", "e"));
	/* passed three times: the seat now waits for a second one */
	expect(200, decline("small2", "e"));
	expect_text("waitlisted", rsvp_of("small3", "e"));
	expect(200, decline("bob", "e"));
	expect_text("attending", rsvp_of("big", "e"));
	expect_text("waitlisted", rsvp_of("small3", "e"));
}

/* Nobody waits for what cannot come. Who waits when the event becomes smaller
 * keeps the place, for it may grow again, and blocks nobody meanwhile. */
Test_engines(api_waitlist, a_party_larger_than_the_event_blocks_nobody)
{
	int i;

	given_event("e", .capacity = 3, .waitlist = true);
	expect_problem(409, "event_full", attend_with("big", "e", 4));
	expect_text(
	    "The event has no more than 3 spots in all.", body("/detail"));
	expect(200, attend("bob", "e"));
	expect(202, attend_with("big", "e", 3));
	expect(200, as("ann", PATCH, "/events/%s {'capacity': 2}", id("e")));
	expect_problem(409, "event_full", attend_with("big", "e", 3));
	expect_text("waitlisted", rsvp_of("big", "e"));
	expect(200, decline("bob", "e"));
	for (i = 0; i < 5; i++) {
		expect(200, attend_with("bob", "e", 2));
		expect(202, attend("cat", "e"));
		expect(200, decline("bob", "e"));
		expect_text("attending", rsvp_of("cat", "e"));
		expect(200, decline("cat", "e"));
	}
	/* it comes when there is room */
	expect(200, as("ann", PATCH, "/events/%s {'capacity': 3}", id("e")));
	expect_text("attending", rsvp_of("big", "e"));
}

Test_engines(api_waitlist, a_party_that_fits_far_down_the_line_is_seated)
{
	given_event("e", .capacity = 2, .waitlist = true);
	expect(200, attend_with("bob", "e", 2));
	for (int i = 0; i < 20; i++)
		expect(202, attend_with(text("pair%d", i), "e", 2));
	expect(202, attend("eve", "e"));
	expect(202, attend("fay", "e"));
	expect(200, attend("bob", "e"));
	expect_text("attending", rsvp_of("eve", "e"));
	expect_text("waitlisted", rsvp_of("fay", "e"));
	expect_seats("e", 2, 0);
	/* and all of them, when there is room for all */
	expect(200, as("ann", PATCH, "/events/%s {'capacity': 1000}", id("e")));
	expect_text("attending", rsvp_of("pair19", "e"));
	expect_seats("e", 3 + 20 * 2, 1000 - 3 - 20 * 2);
}

/* The waitlist is closed by what it is when somebody would join it. */
Test_engines(api_waitlist, who_comes_when_it_is_closed_stays_out)
{
	given_event("e", .capacity = 1, .waitlist = true);
	expect(200, attend("bob", "e"));
	expect(202, attend("cat", "e"));
	expect(
	    200, as("ann", PATCH, "/events/%s {'waitlist': false}", id("e")));
	expect_problem(409, "event_full", attend("dan", "e"));
	expect(404, as("dan", GET, "/events/%s/rsvps/me", id("e")));
	expect(202, attend("cat", "e"));
	expect(200, decline("bob", "e"));
	expect_text("attending", rsvp_of("cat", "e"));
}

Test_engines(api_waitlist, more_room_seats_those_who_wait)
{
	given_event("e", .capacity = 1, .waitlist = true);
	expect(200, attend("bob", "e"));
	expect(202, attend("cat", "e"));
	expect(202, attend("dan", "e"));
	expect(202, attend("eve", "e"));
	expect(200, as("ann", PATCH, "/events/%s {'capacity': 3}", id("e")));
	expect_int(0, body_int("/spots_left"));
	expect_text("attending", rsvp_of("dan", "e"));
	expect_text("waitlisted", rsvp_of("eve", "e"));
	expect(200, as("ann", PATCH, "/events/%s {'capacity': null}", id("e")));
	expect_text("attending", rsvp_of("eve", "e"));
}

Test_engines(api_waitlist, who_leaves_the_waitlist_lets_others_up)
{
	given_event("e", .capacity = 2, .waitlist = true);
	expect(200, attend("bob", "e"));
	expect(202, attend_with("cat", "e", 2));
	expect(202, attend_with("dan", "e", 2));
	expect(204, as("cat", DELETE, "/events/%s/rsvps/me", id("e")));
	expect_text("waitlisted", rsvp_of("dan", "e"));
	expect_int(1, body_int("/position"));
	expect(200, attend("dan", "e"));
	expect_seats("e", 2, 0);
}

Test_engines(api_waitlist, a_smaller_party_on_the_waitlist_may_fit)
{
	given_event("e", .capacity = 2, .waitlist = true);
	expect(200, attend("bob", "e"));
	expect(202, attend_with("cat", "e", 2));
	expect(200, attend("cat", "e"));
	expect_text("attending", body("/status"));
	expect_seats("e", 2, 0);
}

Test_engines(api_waitlist, tells_why_somebody_waits_while_seats_are_free)
{
	given_event("e", .capacity = 3, .waitlist = true);
	expect(200, attend_with("bob", "e", 2));
	expect(202, attend_with("big", "e", 3));
	for (int i = 0; i < 3; i++) {
		expect(200, attend("cat", "e"));
		expect(200, decline("cat", "e"));
	}
	expect(202, attend("cat", "e"));
	expect(200, as("cat", GET, "/events/%s/waitlist/me", id("e")));
	expect_text("kept_for_larger_party", body("/reason"));
	expect_int(3, body_int("/ahead"));
	expect_int(2, body_int("/position"));
	expect(200, as("big", GET, "/events/%s/waitlist/me", id("e")));
	expect_text("full", body("/reason"));
	expect_int(0, body_int("/ahead"));
}

Test_engines(api_waitlist, is_read_in_its_order_by_who_runs_the_event)
{
	given_event("e", .capacity = 1, .waitlist = true);
	expect(200, attend("bob", "e"));
	expect(202, attend("dan", "e"));
	expect(202, attend("cat", "e"));
	expect(200, as("ann", GET, "/events/%s/waitlist?limit=1", id("e")));
	expect_int(1, body_count(""));
	expect_text(id("dan"), body("/0/user_id"));
	expect(200, as("ann", GET, "/%s", next_page()));
	expect_text("Cat", body("/0/user/first_name"));
	cr_expect(next_page() == NULL);
	expect_problem(
	    403, "forbidden", as("dan", GET, "/events/%s/waitlist", id("e")));
}
