/*
 * How many come to an event, and have come.
 */
#include "t/api/door_given.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/given.h"

#include "base/banned.h"

/* Of a door's event, bob has two tickets. */
static void
given_tickets(void)
{
	given_door();
	given("r", "bob",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 2}], 'confirm': true}",
	    id("e"), id("type"));
	expect(200, as("bob", GET, "/users/me/tickets"));
	keep_id("k0", body("/0/id"));
	keep_id("k1", body("/1/id"));
}

/* One comes, or goes, with a ticket; the nonce is its name and the way. */
static void
scan(const char *ticket, const char *direction, const char *door)
{
	expect(200,
	    as("dora", POST,
		"/events/%s/check-ins {'ticket_id': '%s', 'direction': '%s', "
		"'nonce': '%s-%s', 'door': %s}",
		id("e"), id(ticket), direction, ticket, direction, door));
	expect_text("ok", body("/result"));
}

static void
expect_ints(const char *const paths[], const int want[], int n)
{
	for (int i = 0; i < n; i++)
		cr_expect(body_int(paths[i]) == want[i], "%s: %s", paths[i],
		    body(paths[i]));
}

Test_engines(api_event_stats, who_has_come_is_counted)
{
	static const char *const paths[] = { "/spots_taken", "/spots_held",
		"/arrived", "/inside", "/walk_ins", "/types/0/sold",
		"/types/0/arrived", "/types/0/spots_taken", "/doors/0/arrived",
		"/doors/1/arrived", "/doors/1/moved" };

	given_tickets();
	expect(201, as("cat", POST,
			"/events/%s/reservations {'items': "
			"[{'ticket_type_id': '%s', 'quantity': 1}]}",
			id("e"), id("type")));
	scan("k0", "in", "null");
	scan("k1", "in", "null");
	scan("k1", "out", "\"North\"");
	scan("k0", "out", "null");
	expect(200, as("dora", POST,
			"/events/%s/check-ins/walk-in {'name': 'Zoe', "
			"'persons': 3, 'door': 'South', 'nonce': 'w'}",
			id("e")));
	expect_problem(
	    403, "forbidden", as("bob", GET, "/events/%s/stats", id("e")));
	expect(200, as("dora", GET, "/events/%s/stats", id("e")));
	expect_ints(
	    paths, (const int[]){ 6, 1, 5, 3, 3, 2, 2, 3, 2, 0, -1 }, 11);
	expect_text("null", body("/show_up_percent"));
	expect_int(3, body_count("/doors"));
}

/* Half of those who had said so came to the event before, which is nothing that
 * its door has to know. */
Test_engines(api_event_stats, who_came_before_says_how_many_will)
{
	given_tickets();
	scan("k0", "in", "null");
	given_moved("e", "ann", -1, 1);
	expect(200, as("ann", POST, "/events/%s/complete", id("e")));
	given_event("next", .capacity = 7);
	expect(200, as("ann", GET, "/events/%s/stats", id("next")));
	expect_int(50, body_int("/show_up_percent"));
	expect_int(7, body_int("/suggested_extra"));
	given_admin("root");
	for (int i = 0; i < 2; i++) {
		const char *door = i ? "root" : "dora";

		expect(200,
		    as(door, PUT, "/events/%s/rsvps/me {'status': 'maybe'}",
			id("next")));
		expect(
		    204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'door'}",
			     id("next"), id(door)));
	}
	/* being named for the door takes nothing of what a role gives */
	expect(200, as("root", GET, "/events/%s/stats", id("next")));
	expect_int(50, body_int("/show_up_percent"));
	expect(200, as("dora", GET, "/events/%s/stats", id("next")));
	expect_text("null", body("/show_up_percent"));
	expect_text("null", body("/suggested_extra"));
	expect(200, as("ann", GET, "/events/%s/stats", id("e")));
	expect_text("null", body("/suggested_extra"));
}
