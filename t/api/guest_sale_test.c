/*
 * Tickets without an account: by the token of an answer people reserve, pay and
 * have their codes, at its event alone.
 */
#include <string.h>

#include "api/operation.h"
#include "base/str.h"
#include "t/api/guest_ask.h"
#include "t/api/invariants.h"
#include "t/api/series_given.h"
#include "t/lib/given.h"
#include "t/lib/stripe.h"
#include "t/lib/work.h"

#include "base/banned.h"

TestSuite(api_guest_sale, .fini = stripe_stop);

#define GUS "gus@else.example"

#define PAID "\"paid\", \"price\": \"7.50\""
#define FREE "\"free\""

/* A ticketed event of ann's that guests may answer, as "e"; its type is "t". */
static void
given_sale(const char *payment)
{
	given_open_event(.capacity = 3);
	given("t", "ann",
	    "/events/%s/ticket-types {'name': 'Seat', 'payment_type': %s, "
	    "'refundable_before': 1}",
	    id("e"), payment);
}

/* What opens a guest's answer to that event. */
static char *
given_link(const char *email)
{
	char *token;

	expect(202, ask_for("e", email, "maybe", 1));
	expect(200, anonymous(POST, "/guest-rsvps/confirm {'token': '%s'}",
			token_mailed(email)));
	token = body("/token");
	work(); /* the mail that has it, too */
	return text("Guest %s", token);
}

static int
by(const char *token, const char *method, const char *path)
{
	with("Authorization", token);
	return anonymous(method, "%s", path);
}

static int
reserve(const char *token, int quantity)
{
	with("Authorization", token);
	return anonymous(POST,
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': %d}]}",
	    id("e"), id("t"), quantity);
}

static char *
of_reservation(const char *verb)
{
	return text("/reservations/%s%s", id("r"), verb);
}

Test_engines(api_guest_sale, who_has_no_account_reserves_and_pays)
{
	char *token;

	stripe_start(api_set);
	given_sale(PAID);
	token = given_link(GUS);
	with("Idempotency-Key", "once");
	expect(201, reserve(token, 2));
	keep("r");
	with("Idempotency-Key", "once");
	expect(201, reserve(token, 2));
	expect_text(id("r"), body("/id"));
	expect(200, by(token, POST, of_reservation("/confirm")));
	expect_text("https://pay.example/cs_1", body("/payment_url"));
	expect(200, by(token, GET, of_reservation("")));
	expect_text("https://pay.example/cs_1", body("/payment_url"));
	cr_expect(strstr(stripe_asked(), "customer_email=gus%40else.example"));
	expect(204, stripe_deliver("checkout.session.completed",
			stripe_paid("cs_1", id("r"), "pi_1", 1500)));
	expect(200, by(token, GET, "/users/me/reservations"));
	expect_text("confirmed", body("/0/status"));
	expect(200, by(token, GET, "/users/me/tickets"));
	expect_int(2, body_count(""));
	keep_id("k", body("/0/id"));
	expect(200, by(token, GET, text("/tickets/%s", id("k"))));
	expect(200, by(token, GET, text("/tickets/%s/qr.svg", id("k"))));
	with("Authorization", token);
	expect(200, anonymous(POST, "/tickets/%s/reissue {}", id("k")));
	expect_int(2, body_int("/serial"));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect_text("attending", body("/0/status"));
	expect(200, by(token, POST, text("/tickets/%s/cancel", id("k"))));
	expect(204, by(token, DELETE, of_reservation("")));
	expect_invariants();
}

/* A path of the contract, below /api/v1, with what was bought in it. */
static char *
path_to_bought(const char *path)
{
	static const char *const names[][2] = { { "{id}", "e" },
		{ "{reservation_id}", "r" }, { "{ticket_id}", "k" } };
	const char *open = strchr(path, '{');
	size_t i = 0;

	path += strlen("/api/v1");
	while (!str_has_prefix(open, names[i][0]))
		cr_assert(++i < N_OF(names), "%s", path);
	return text("%.*s%s%s", (int)(open - path), path, id(names[i][1]),
	    open + strlen(names[i][0]));
}

/* By no operation that takes guests. */
static void
expect_bought_unseen(const char *token)
{
	int n = 0;

	for (size_t i = 0; i < api_routes.n_operations; i++) {
		const struct api_operation *o = &api_routes.operations[i];

		if (!o->takes_guest || !strchr(o->path, '{'))
			continue;
		n++;
		if (str_eq(o->id, "reservation_create"))
			expect(404, reserve(token, 1));
		else
			expect(404, by(token, http_method_name(o->method),
					text("%s%s", path_to_bought(o->path),
					    o->input.body ? " {}" : "")));
	}
	cr_expect(n);
}

/* The link of a mail may be read by others: it opens nothing else. */
Test_engines(api_guest_sale, a_token_is_good_for_its_event_alone)
{
	char *token, *other;

	given_sale(PAID);
	other = given_link(GUS);
	given_sale(FREE);
	token = given_link(GUS);
	expect(201, reserve(token, 1));
	keep("r");
	expect(200, by(token, POST, of_reservation("/confirm")));
	expect(200, by(token, GET, "/users/me/tickets"));
	expect_int(1, body_count(""));
	keep_id("k", body("/0/id"));
	expect(200, by(other, GET, "/users/me/reservations"));
	expect_int(0, body_count(""));
	expect(200, by(other, GET, "/users/me/tickets"));
	expect_int(0, body_count(""));
	expect_bought_unseen(other);
	expect(200, by(token, GET, text("/tickets/%s", id("k"))));
	expect_text("valid", body("/status"));
	expect_int(1, body_int("/serial"));
	expect_problem(
	    401, "not_authenticated", by(other, GET, "/users/me/rsvps"));
	expect_problem(401, "not_authenticated",
	    by("Guest x", GET, "/users/me/reservations"));
}

/* A series of ann's, and what opens the answer of a guest whom it invites. */
static char *
given_series_link(const char *series)
{
	char *token;

	given_series(series, FIVE);
	expect(
	    200, as("ann", POST, "/events/%s/invites {'emails': ['" GUS "']}",
		     id(series)));
	token = token_mailed(GUS);
	expect(200, anonymous(PATCH,
			"/guest-rsvps/%s {'status': 'maybe', "
			"'first_name': 'Gus', 'last_name': 'Guest'}",
			token));
	return text("Guest %s", token);
}

/* Reserves a seat of a date, as "r". */
static int
reserve_date(const char *token, const char *of)
{
	keep_id("e", of);
	expect(200, as("ann", GET, "/events/%s/ticket-types", of));
	keep_id("t", body("/0/id"));
	return reserve(token, 1);
}

/* A series has none of them itself. */
Test_engines(api_guest_sale, a_token_of_a_series_is_good_for_its_dates)
{
	char *token, *other, *later;

	other = given_series_link("x");
	token = given_series_link("s");
	given("t", "ann",
	    "/events/%s/ticket-types {'name': 'Seat', 'payment_type': 'free'}",
	    id("s"));
	later = date("s", 2);
	expect(404, reserve_date(other, later));
	for (int is_split = 0; is_split < 2; is_split++) {
		expect(201, reserve_date(token, later));
		keep("r");
		expect(200, by(token, POST, of_reservation("/confirm")));
		expect(200, by(token, GET, "/users/me/tickets"));
		expect_int(1 + is_split, body_count(""));
		expect(200, by(token, GET, "/users/me/reservations"));
		expect_int(1 + is_split, body_count(""));
		expect(200,
		    as("ann", PATCH,
			"/events/%s?apply=following {'title': 'x'}", later));
	}
	expect(404, by(other, GET, of_reservation("")));
	expect(200, by(other, GET, "/users/me/reservations"));
	expect_int(0, body_count(""));
	expect_invariants();
}

/* Who sells may do more, but not by a link. No request makes a seller of who
 * has no account. */
Test_engines(api_guest_sale, a_token_opens_what_is_of_its_person_alone)
{
	char *token;

	given_user("bob");
	given_user("cat");
	given_sale(PAID);
	token = given_link("cat@example.org");
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'co_host'}",
			id("e"), id("cat")));
	work_sql("UPDATE users SET is_guest = TRUE WHERE first_name = 'Cat'",
	    "UPDATE users SET is_guest = TRUE WHERE first_name = 'Cat'");
	expect(201, reserve(token, 1));
	expect(201,
	    as("bob", POST,
		"/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
		"'quantity': 1}]}",
		id("e"), id("t")));
	keep("r");
	expect(200, as("cat", GET, "/reservations/%s", id("r")));
	expect(404, by(token, GET, of_reservation("")));
	work_sql("UPDATE users SET suspended_at = created_at WHERE "
		 "first_name = 'Cat'",
	    "UPDATE users SET suspended_at = created_at WHERE first_name = "
	    "'Cat'");
	expect_problem(
	    401, "not_authenticated", by(token, GET, "/users/me/reservations"));
}

/* The link of a mail is no password, and shows no second step. */
Test_engines(api_guest_sale, who_has_an_account_acts_by_that_alone)
{
	char *token;

	given_user("cat");
	given_sale(PAID);
	token = given_link("cat@example.org");
	expect_problem(401, "not_authenticated", reserve(token, 1));
	expect_problem(
	    401, "not_authenticated", by(token, GET, "/users/me/tickets"));
	expect(
	    200, anonymous(GET, "/guest-rsvps/%s", token + strlen("Guest ")));
	expect_text("maybe", body("/rsvp/status"));
}
