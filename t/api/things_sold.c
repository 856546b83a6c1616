/*
 * Ticket types, reservations and tickets for the paths of operations.
 */
#include <string.h>

#include "t/api/things.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

static char *
ticket_type_of(const char *event)
{
	given("type", "ann",
	    "/events/%s/ticket-types {'name': 'x', 'payment_type': 'free'}",
	    event);
	return id("type");
}

static char *
ticket_type(void)
{
	return ticket_type_of(thing_make("event", strlen("event"), false));
}

static char *
reservation_by(const char *user)
{
	ticket_type();
	work_sql("UPDATE reservation SET expires_at = created_at WHERE "
		 "expires_at IS NOT NULL", /* nobody has many */
	    "UPDATE reservation SET expires_at = created_at WHERE expires_at "
	    "IS NOT NULL");
	given("reservation", user,
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}]}",
	    id("e"), id("type"));
	return id("reservation");
}

static char *
reservation(void)
{
	return reservation_by("ann");
}

static char *
reservation_of_other(void)
{
	return reservation_by("bob");
}

static char *
ticket_by(const char *user)
{
	reservation_by(user);
	expect(
	    200, as(user, POST, "/reservations/%s/confirm", id("reservation")));
	expect(200, as(user, GET, "/users/me/tickets"));
	keep_id("ticket", body("/0/id"));
	return id("ticket");
}

static char *
ticket(void)
{
	return ticket_by("ann");
}

static char *
ticket_of_other(void)
{
	return ticket_by("bob");
}

static void
sold_as(const char *status)
{
	reservation();
	work_sql(text("UPDATE reservation SET status = '%s', total_minor = 5, "
		      "expires_at = CASE '%s' WHEN 'awaiting_payment' THEN "
		      "expires_at END WHERE status = 'held'",
		     status, status),
	    text("UPDATE reservation SET status = '%s', total_minor = 5, "
		 "expires_at = CASE '%s' WHEN 'awaiting_payment' THEN "
		 "expires_at END WHERE status = 'held'",
		status, status));
}

static char *
unpaid_reservation(void)
{
	sold_as("awaiting_payment");
	return id("reservation");
}

static char *
owed_reservation(void)
{
	sold_as("refund_due");
	return id("reservation");
}

static char *
hidden_ticket_type(void)
{
	return ticket_type_of(thing_make("event", strlen("event"), true));
}

/* One to which bob comes. */
static char *
guarded_event(void)
{
	given_event("guarded");
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("guarded")));
	return id("guarded");
}

static char *
hidden_event(void)
{
	return thing_make("event", strlen("event"), true);
}

static char *
check_in(void)
{
	if (!is_kept("guarded"))
		guarded_event();
	expect(200, as("ann", POST,
			"/events/%s/check-ins {'user_id': '%s', 'nonce': '1'}",
			id("guarded"), id("bob")));
	keep("check_in");
	return id("check_in");
}

const struct thing things_sold[] = {
	{ "guarded_event", guarded_event, hidden_event },
	{ "check_in", check_in, thing_unknown },
	{ "ticket_type", ticket_type, hidden_ticket_type },
	{ "ticket", ticket, ticket_of_other },
	{ "reservation", reservation, reservation_of_other },
	{ "unpaid_reservation", unpaid_reservation, reservation_of_other },
	{ "owed_reservation", owed_reservation, reservation_of_other },
};

const size_t things_sold_n = N_OF(things_sold);
