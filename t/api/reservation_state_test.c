/*
 * Each move of a reservation from each of its states, by requests: those that
 * there are lead where they should, and all others are refused and change
 * nothing. The states are come to as people come to them.
 */
#include "base/str.h"
#include "t/api/hold_age.h"
#include "t/api/invariants.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum { HELD, AWAITING, SOLD, FREED, DEAD, OWED, REPAID, STATES };

static const char *const states[STATES] = { "held", "awaiting_payment",
	"confirmed", "cancelled", "expired", "refund_due", "refunded" };

/* By whom, how, and to which state it leads from each; NULL: not at all. */
static const struct {
	const char *user, *method, *path, *to[STATES];
} moves[] = {
	{ "bob", POST, "/confirm", { [HELD] = "awaiting_payment" } },
	{ "ann", DELETE, "",
	    { [HELD] = "cancelled",
		[AWAITING] = "cancelled",
		[SOLD] = "refund_due" } },
	{ "ann", POST, "/mark-paid",
	    { [AWAITING] = "confirmed",
		[FREED] = "confirmed",
		[DEAD] = "confirmed" } },
	{ "ann", POST, "/mark-refunded", { [OWED] = "refunded" } },
	{ "ann", POST, "/refund", /* what is due may be tried again */
	    { [SOLD] = "refund_due", [OWED] = "refund_due" } },
};

static int
ask(const char *user, const char *method, const char *verb)
{
	return as(user, method, "/reservations/%s%s", id("r"), verb);
}

static void
reserve(void)
{
	given("r", "bob",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}]}",
	    id("e"), id("t"));
}

/* A reservation of bob's in a state, as "r". */
static void
given_state(int state)
{
	reserve();
	if (state == FREED)
		expect(204, ask("bob", DELETE, ""));
	if (state == DEAD) {
		let_holds_die();
		work();
	}
	if (state == AWAITING || state == SOLD || state >= OWED)
		expect(200, ask("bob", POST, "/confirm"));
	if (state == SOLD || state >= OWED)
		expect(200, ask("ann", POST, "/mark-paid"));
	if (state >= OWED)
		expect(200, ask("ann", POST, "/refund"));
	if (state == REPAID)
		expect(200, ask("ann", POST, "/mark-refunded"));
}

static void
expect_state(const char *state, const char *path, int from)
{
	expect(200, ask("bob", GET, ""));
	cr_expect(str_eq(state, body("/status")), "%s from %s: %s not %s", path,
	    states[from], body("/status"), state);
}

static void
try(size_t move, int from)
{
	const char *to = moves[move].to[from];
	int status;

	given_state(from);
	expect_state(states[from], "-", from);
	status = ask(moves[move].user, moves[move].method, moves[move].path);
	cr_expect(to ? status == 200 || status == 204
		     : status == 409 || (status == 410 && from == DEAD),
	    "%s from %s: %d", moves[move].path, states[from], status);
	expect_state(to ? to : states[from], moves[move].path, from);
}

Test_engines(api_reservation_state, moves_as_the_table_says)
{
	api_set("PAYMENT_INSTRUCTIONS", "To account 7");
	api_set("RESERVATIONS_PER_HOUR", "1000");
	given_event("e");
	given("t", "ann",
	    "/events/%s/ticket-types {'name': 'x', 'payment_type': 'paid', "
	    "'price': '5', 'per_person_max': 50}",
	    id("e"));
	for (size_t move = 0; move < N_OF(moves); move++)
		for (int from = 0; from < STATES; from++)
			try(move, from);
	expect_invariants();
}
