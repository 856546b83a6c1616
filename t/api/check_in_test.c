/*
 * The door: who is let in, what becomes of it, and that it does not matter
 * which door reports first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypt/entry.h"
#include "t/api/door_given.h"
#include "t/api/invariants.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum { DOORS = 3, OF_DOOR = 4, ORDERS = 6 };

/* Somebody has so many tickets, by the name of theirs and a number from 0. */
static void
given_tickets(const char *user, int n)
{
	given("r", user,
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': %d}], 'confirm': true}",
	    id("e"), id("type"), n);
	expect(200, as(user, GET, "/users/me/tickets"));
	for (int i = 0; i < n; i++)
		keep_id(text("%s%d", user, i), body(text("/%d/id", i)));
	keep_id(text("%s's", user), body("/0/short_code"));
}

static char *
code_of(
    enum crypt_entry_kind kind, const char *event, const char *of, int serial)
{
	struct crypt_entry entry = { .kind = kind, .serial = (uint8_t)serial };
	char code[CRYPT_ENTRY_SIZE];
	struct uuid e;

	cr_assert(uuid_parse(id(event), &e) && uuid_parse(id(of), &entry.id));
	crypt_entry_seal(given_keys(), e, &entry, code);
	return text("%s", code);
}

/* Reports one at an event; members: of whom, and more. */
static int
scan_at(
    const char *by, const char *event, const char *nonce, const char *members)
{
	return as(by, POST, "/events/%s/check-ins %s", id(event),
	    text("{\"nonce\": \"%s\", %s}", nonce, members));
}

#define scan(nonce, ...) scan_at("dora", "e", nonce, text(__VA_ARGS__))

#define TICKET(ticket) "\"ticket_id\": \"%s\"", id(ticket)
#define PERSON(user)   "\"user_id\": \"%s\"", id(user)

static void
expect_result(const char *result, int status)
{
	expect(200, status);
	expect_text(result, body("/result"));
}

static void
set_status(const char *ticket, const char *status)
{
	work_sql(text("UPDATE event_ticket SET status = '%s' WHERE id = '%s'",
		     status, id(ticket)),
	    text("UPDATE event_ticket SET status = '%s' WHERE uuid_text(id) = "
		 "'%s'",
		status, id(ticket)));
}

Test_engines(api_check_in, a_ticket_lets_one_in)
{
	given_door();
	given_tickets("bob", 2);
	expect_result(
	    "ok", scan("a", "\"code\": \"%s\", \"door\": \"Zo\u00eb \u65e5\"",
		      code_of(CRYPT_ENTRY_TICKET, "e", "bob0", 1)));
	expect_text("Bob Example", body("/holder"));
	expect_text("Seat", body("/type"));
	expect_text(id("bob0"), body("/ticket_id"));
	expect_int(2, body_int("/party_size"));
	expect_int(1, body_int("/inside"));
	expect_result(
	    "already_in", scan("b", "\"short_code\": \"%s\"", id("bob's")));
	expect_result("ok", scan("c", PERSON("bob")));
	expect_int(2, body_int("/inside"));
	/* a nonce that stands for somebody else lets nobody in */
	given_tickets("cat", 1);
	expect_problem(404, "not_found", scan("c", PERSON("cat")));
	expect_result(
	    "ok", scan("d", "\"ticket_id\": \"%s\", \"direction\": \"out\"",
		      id("bob0")));
	expect_result(
	    "not_in", scan("e", "\"ticket_id\": \"%s\", \"direction\": \"out\"",
			  id("bob0")));
	expect(200, as("bob", GET, "/tickets/%s", id("bob0")));
	expect_text("false", body("/is_inside"));
	cr_expect(!str_eq(body("/arrived_at"), "null"));
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	expect_int(2, body_int("/arrived"));
	expect(200, as("dora", GET, "/events/%s/check-ins?limit=2", id("e")));
	expect_text("Zo\u00eb \u65e5", body("/0/door"));
	expect_text(id("dora"), body("/0/staff_id"));
	expect(200, as("dora", GET, "/%s", next_page()));
	expect_text("c", body("/0/nonce"));
	expect_problem(400, "cursor_invalid",
	    as("dora", GET, "/events/%s/check-ins?cursor=x", id("e")));
}

Test_engines(api_check_in, what_lets_nobody_in)
{
	given_door();
	given_tickets("bob", 4);
	given_event("other");
	given_moved("other", "ann", 1, 4);
	expect(
	    200, as("cat", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("other")));
	set_status("bob1", "cancelled");
	expect(200, as("bob", POST, "/tickets/%s/reissue {}", id("bob2")));
	expect_result("cancelled", scan("1", TICKET("bob1")));
	expect_result(
	    "revoked", scan("2", "\"code\": \"%s\"",
			   code_of(CRYPT_ENTRY_TICKET, "e", "bob2", 1)));
	expect_result("ok", scan("3", "\"code\": \"%s\"",
				code_of(CRYPT_ENTRY_TICKET, "e", "bob2", 2)));
	expect_result("wrong_event",
	    scan_at("ann", "other", "4",
		text("\"code\": \"%s\"",
		    code_of(CRYPT_ENTRY_TICKET, "e", "bob0", 1))));
	expect_text("null", body("/holder"));
	expect_text("null", body("/id"));
	expect_result(
	    "wrong_event", scan("5", "\"code\": \"%s\"",
			       code_of(CRYPT_ENTRY_ANSWER, "other", "cat", 1)));
	/* of that ticket, but signed for another event */
	expect_problem(404, "not_found",
	    scan("6", "\"code\": \"%s\"",
		code_of(CRYPT_ENTRY_TICKET, "other", "bob0", 1)));
	expect_text("unknown", body("/result"));
	expect_problem(404, "not_found", scan("7", PERSON("cat")));
	given("r", "cat",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}]}",
	    id("e"), id("type"));
	expect_result("unpaid", scan("8", PERSON("cat")));
	expect_result("too_early",
	    scan("9", "\"ticket_id\": \"%s\", \"at\": \"2020-01-01T00:00:00Z\"",
		id("bob0")));
	expect_result("too_early", scan("9", TICKET("bob0")));
	expect_problem(403, "forbidden",
	    scan("10", "\"ticket_id\": \"%s\", \"force\": true", id("bob1")));
	expect_result("ok",
	    scan_at("ann", "e", "10",
		text("\"ticket_id\": \"%s\", \"force\": true", id("bob1"))));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect_result("cancelled", scan("11", TICKET("bob0")));
}

Test_engines(api_check_in, each_date_of_a_series_has_its_door)
{
	given("s", "ann",
	    "/events {'title': 'x', 'start_time': '2031-01-06T18:00:00Z', "
	    "'end_time': '2031-01-06T19:00:00Z', 'timezone': 'UTC', 'rrule': "
	    "'FREQ=WEEKLY;COUNT=3'}");
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("s")));
	expect(200, as("ann", GET, "/events/%s/occurrences", id("s")));
	keep_id("one", body("/0/id"));
	keep_id("two", body("/1/id"));
	keep_id("bob", id("bob"));
	expect_problem(409, "invalid_transition",
	    scan_at("ann", "s", "1", text(PERSON("bob"))));
	expect_problem(409, "invalid_transition",
	    as("ann", POST,
		"/events/%s/check-ins/batch {'items': [{'user_id': '%s', "
		"'nonce': '1'}]}",
		id("s"), id("bob")));
	expect_result("too_early",
	    scan_at("ann", "one", "1",
		text("\"code\": \"%s\"",
		    code_of(CRYPT_ENTRY_ANSWER, "one", "bob", 1))));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'not_attending'}",
		id("two")));
	expect_result(
	    "cancelled", scan_at("ann", "two", "1", text(PERSON("bob"))));
	given("type", "ann",
	    "/events/%s/ticket-types {'name': 'Seat', 'payment_type': 'free'}",
	    id("one"));
	given("r", "cat",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}], 'confirm': true}",
	    id("one"), id("type"));
	expect(200, as("cat", GET, "/users/me/tickets"));
	keep_id("k", body("/0/id"));
	expect_result(
	    "wrong_date", scan_at("ann", "two", "2",
			      text("\"code\": \"%s\"",
				  code_of(CRYPT_ENTRY_TICKET, "one", "k", 1))));
}

Test_engines(api_check_in, who_came_is_settled_when_it_is_over)
{
	given_event("e");
	given_moved("e", "ann", 1, 4);
	expect(200, as("bob", PUT,
			"/events/%s/rsvps/me {'status': 'attending', "
			"'party_size': 3}",
			id("e")));
	expect(
	    200, as("cat", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect_result(
	    "ok", scan_at("ann", "e", "1",
		      text("\"user_id\": \"%s\", \"persons\": 2", id("bob"))));
	keep("first");
	expect_int(3, body_int("/party_size"));
	given_moved("e", "ann", -2, 1);
	expect(200, as("ann", POST, "/events/%s/complete", id("e")));
	expect(200, as("cat", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("false", body("/attended"));
	expect_problem(403, "did_not_attend",
	    as("cat", POST, "/events/%s/feedback {'rating': 5}", id("e")));
	/* a door reports late */
	expect(200, as("ann", POST,
			"/events/%s/check-ins/batch {'items': [{'user_id': "
			"'%s', 'nonce': '2'}, {'user_id': '%s', 'nonce': '2'}, "
			"{'short_code': 'x', 'nonce': '3'}]}",
			id("e"), id("cat"), id("cat")));
	expect_text("ok", body("/0/result"));
	expect_text(body("/0/id"), body("/1/id"));
	expect_text("unknown", body("/2/result"));
	keep_id("second", body("/0/id"));
	expect(200, as("cat", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("true", body("/attended"));
	expect(204, as("ann", DELETE, "/events/%s/check-ins/%s", id("e"),
			id("second")));
	expect_problem(404, "not_found",
	    as("ann", DELETE, "/events/%s/check-ins/%s", id("e"),
		id("second")));
	expect(200, as("cat", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("false", body("/attended"));
	expect(204,
	    as("ann", DELETE, "/events/%s/check-ins/%s", id("e"), id("first")));
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	expect_int(0, body_int("/arrived"));
	expect_text("null", body("/attended"));
	/* what was undone is not reported anew */
	expect_result("ok", scan_at("ann", "e", "2", text(PERSON("cat"))));
	expect_int(0, body_int("/inside"));
}

Test_engines(api_check_in, who_guesses_codes_waits)
{
	given_door();
	given_tickets("bob", 1);
	for (int i = 0; i < 20; i++)
		expect(404, scan(text("%d", i), "\"short_code\": \"%d\"", i));
	expect_problem(429, "rate_limited", scan("x", TICKET("bob0")));
	expect_problem(429, "rate_limited",
	    as("dora", POST,
		"/events/%s/check-ins/batch {'items': [{'user_id': '%s', "
		"'nonce': '1'}]}",
		id("e"), id("bob")));
	expect_problem(
	    403, "forbidden", scan_at("bob", "e", "1", text(TICKET("bob0"))));
	expect(422, scan_at("ann", "e", "1",
			text("\"short_code\": \"1\", " TICKET("bob0"))));
}

static int
walk_in(const char *by, const char *nonce, int persons, const char *more)
{
	return as(by, POST, "/events/%s/check-ins/walk-in %s", id("e"),
	    text("{\"name\": \"Zo\u00eb \U0001f600\", \"nonce\": \"%s\", "
		 "\"persons\": "
		 "%d%s}",
		nonce, persons, more));
}

static void
expect_taken(int taken)
{
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(taken, body_int("/spots_taken"));
	expect_invariants();
}

Test_engines(api_check_in, who_walks_in_takes_seats_while_there_are_some)
{
	char *type;

	given_door();
	expect(200, as("ann", PATCH, "/events/%s {'capacity': 4}", id("e")));
	expect(200, as("ann", PATCH, "/ticket-types/%s {'event_capacity': 3}",
			id("type")));
	type = text(", \"ticket_type_id\": \"%s\"", id("type"));
	given_tickets("bob", 1);
	expect_result("ok", walk_in("dora", "1", 2, type));
	keep("two");
	expect_text("Zo\u00eb \U0001f600", body("/holder"));
	expect_taken(3);
	expect_result("ok", walk_in("dora", "1", 2, type)); /* once more */
	expect_text(id("two"), body("/id"));
	expect_taken(3);
	expect_problem(409, "event_full", walk_in("dora", "2", 1, type));
	expect_problem(
	    403, "forbidden", walk_in("dora", "2", 3, ", \"force\": true"));
	expect_result("ok", walk_in("ann", "2", 3, ", \"force\": true"));
	expect_taken(4);
	expect(202, as("eva", PUT,
			"/events/%s/rsvps/me {'status': 'attending', "
			"'ticket_type_id': '%s'}",
			id("e"), id("type")));
	expect(204,
	    as("dora", DELETE, "/events/%s/check-ins/%s", id("e"), id("two")));
	/* who waits is offered one, and there is another */
	expect(200, as("eva", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("offered", body("/status"));
	expect_taken(3);
	expect(422, walk_in("dora", "3", 1,
			text(", \"ticket_type_id\": \"%s\"", id("e"))));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect_problem(409, "invalid_transition", walk_in("dora", "4", 1, ""));
}

/* A phone's part: the name of what is scanned, from the bundle alone. */
static const char phone[] =
    "import json, sys\n"
    "from cryptography.hazmat.primitives.asymmetric.ed25519 import "
    "Ed25519PublicKey as Key\n"
    "a = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'\n"
    "bundle, code = json.load(open(sys.argv[1])), sys.argv[2]\n"
    "b = b''\n"
    "for i in range(5, len(code), 3):\n"
    "    g = code[i:i + 3]\n"
    "    n = sum(a.index(c) * 45 ** k for k, c in enumerate(g))\n"
    "    b += n.to_bytes(len(g) - 1, 'big')\n"
    "event = bytes.fromhex(bundle['event_id'].replace('-', ''))\n"
    "Key.from_public_bytes(bytes.fromhex(bundle['public_keys'][0])).verify(\n"
    "    b[25:], b'hearth ticket\\0' + event + b[:25])\n"
    "who = b[1:17].hex()\n"
    "if b[0] == 1:\n"
    "    t = [t for t in bundle['tickets'] if t['id'].replace('-', '') == "
    "who][0]\n"
    "    print('revoked' if b[24] < t['serial'] else t['status'])\n"
    "else:\n"
    "    print([t['holder'] for t in bundle['answers']\n"
    "           if t['user_id'].replace('-', '') == who][0])\n";

/* What it says of a code, by the bundle that was answered last. */
static char *
phone_says(const char *code)
{
	char path[] = "/tmp/hearth-bundle-XXXXXX", line[64] = "nothing";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");

	cr_assert(f && fputs(response()->body, f) >= 0);
	fclose(f);
	setenv("PHONE", phone, 1);
	f = popen(
	    text("python3 -c \"$PHONE\" %s '%s' 2>/dev/null", path, code), "r");
	cr_assert(f);
	if (fgets(line, sizeof(line), f))
		line[strcspn(line, "\n")] = '\0';
	pclose(f);
	unlink(path);
	return text("%s", line);
}

Test_engines(api_check_in, a_phone_knows_without_a_network)
{
	char *code, *other, *etag;

	given_door();
	given_tickets("bob", 2);
	expect(200, as("dora", GET, "/events/%s/check-in-bundle", id("e")));
	etag = header("ETag");
	code = code_of(CRYPT_ENTRY_TICKET, "e", "bob0", 1);
	expect_text("true", body("/is_complete"));
	expect_text("valid", phone_says(code));
	other = text("%s", code);
	other[40] = other[40] == '7' ? '8' : '7';
	expect_text("nothing", phone_says(other));
	with("If-None-Match", etag);
	expect(304, as("dora", GET, "/events/%s/check-in-bundle", id("e")));
	expect(200, as("bob", POST, "/tickets/%s/reissue {}", id("bob0")));
	with("If-None-Match", etag);
	expect(200, as("dora", GET, "/events/%s/check-in-bundle", id("e")));
	etag = header("ETag");
	expect_text("revoked", phone_says(code));
	expect_result("ok", scan("1", TICKET("bob1")));
	with("If-None-Match", etag);
	expect(200, as("dora", GET, "/events/%s/check-in-bundle", id("e")));
	expect_problem(403, "forbidden",
	    as("bob", GET, "/events/%s/check-in-bundle", id("e")));
	work_sql("UPDATE event_ticket SET version = 5000000000000000000",
	    "UPDATE event_ticket SET version = 5000000000000000000");
	expect(200, as("dora", GET, "/events/%s/check-in-bundle", id("e")));
	given_event("o");
	expect(
	    200, as("cat", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("o")));
	expect(200, as("ann", GET, "/events/%s/check-in-bundle", id("o")));
	expect_text("Cat Example",
	    phone_says(code_of(CRYPT_ENTRY_ANSWER, "o", "cat", 1)));
	expect(200, as("cat", GET, "/events/%s/rsvps/me/qr.svg", id("o")));
	expect(200,
	    as("cat", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("o")));
	expect_problem(409, "invalid_transition",
	    as("cat", GET, "/events/%s/rsvps/me/qr.svg", id("o")));
}

/*
 * Doors without a network.
 */

static unsigned seed;

/* What a door reports in its turn: of whom is chosen at random. */
static char *
random_item(int door, int i)
{
	static const char *const tickets[] = { "bob0", "bob1", "cat0" };
	static const char *const people[] = { "bob", "dan", "eva" };
	int minute = rand_r(&seed) % 4;
	const char *whom =
	    rand_r(&seed) % 2
		? text(TICKET(tickets[(size_t)rand_r(&seed) % N_OF(tickets)]))
		: text(PERSON(people[(size_t)rand_r(&seed) % N_OF(people)]));

	return text("%s{%s, \"nonce\": \"%d-%d\", \"at\": "
		    "\"%s%02d:00Z\", \"direction\": \"%s\"%s%s}",
	    i ? "," : "", whom, door, i, id("hour"), minute,
	    rand_r(&seed) % 3 ? "in" : "out",
	    rand_r(&seed) % 2 ? ", \"persons\": 1" : "",
	    rand_r(&seed) % 6 ? "" : ", \"force\": true");
}

static char *
random_batch(int door)
{
	char *items = text("%s", "");

	for (int i = 0; i < OF_DOOR; i++)
		items = text("%s%s", items, random_item(door, i));
	return text("{\"items\": [%s]}", items);
}

/* What there is in the end: all that is kept, who is inside, who has come. */
static char *
read_end(void)
{
	static const char *const members[] = { "nonce", "result", "user_id",
		"ticket_id", "at" };
	char *all = text("%s", "");

	expect(200, as("ann", GET, "/events/%s/check-ins", id("e")));
	for (int i = 0; i < body_count(""); i++)
		for (size_t m = 0; m < N_OF(members); m++)
			all = text(
			    "%s %s", all, body(text("/%d/%s", i, members[m])));
	expect(200, as("ann", GET, "/events/%s/tickets", id("e")));
	for (int i = 0; i < body_count(""); i++)
		all = text("%s\n%s %s %s", all, body(text("/%d/id", i)),
		    body(text("/%d/is_inside", i)),
		    body(text("/%d/arrived_at", i)));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	for (int i = 0; i < body_count(""); i++)
		all = text("%s\n%s %s", all, body(text("/%d/user_id", i)),
		    body(text("/%d/arrived", i)));
	return all;
}

static void
forget(void)
{
	static const char sql[] = "UPDATE rsvp SET arrived = 0";

	work_sql("DELETE FROM check_in", "DELETE FROM check_in");
	work_sql("UPDATE event_ticket SET is_inside = FALSE, arrived_at = NULL",
	    "UPDATE event_ticket SET is_inside = FALSE, arrived_at = NULL");
	work_sql(sql, sql);
}

static void
report(const char *batch)
{
	expect(200,
	    as("ann", POST, "/events/%s/check-ins/batch %s", id("e"), batch));
}

static void
expect_same_end(void)
{
	static const int orders[ORDERS][DOORS] = { { 0, 1, 2 }, { 0, 2, 1 },
		{ 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	char *batches[DOORS], *end[ORDERS];

	for (int i = 0; i < DOORS; i++)
		batches[i] = random_batch(i);
	for (int i = 0; i < ORDERS; i++) {
		forget();
		for (int k = 0; k < DOORS; k++)
			report(batches[orders[i][k]]);
		report(batches[orders[i][0]]); /* its answer was lost */
		end[i] = read_end();
		cr_assert(
		    str_eq(end[i], end[0]), "%s\nand\n%s", end[0], end[i]);
		expect_invariant("people who have come otherwise than doors "
				 "say");
	}
}

Test_engines(
    api_check_in, it_does_not_matter_which_door_reports_first, .timeout = 60)
{
	char now[CLOCK_TEXT_SIZE];

	given_door();
	given_tickets("bob", 2);
	given_tickets("cat", 1);
	work_sql("UPDATE event SET has_tickets = FALSE",
	    "UPDATE event SET has_tickets = FALSE");
	expect(200, as("dan", PUT,
			"/events/%s/rsvps/me {'status': 'attending', "
			"'party_size': 3}",
			id("e")));
	expect(
	    200, as("eva", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	clock_format(clock_now_us() - CLOCK_HOUR_US, now);
	keep_id("hour", text("%.14s", now));
	seed = (unsigned)clock_now_us();
	for (int round = 0; round < 4; round++)
		expect_same_end();
}

/* As many as no door reports of a party, unless it is broken. */
Test_engines(api_check_in, two_hundred_reports_of_a_party_are_kept)
{
	char *items = text("%s", "");

	given_door();
	given_tickets("bob", 1);
	given_tickets("cat", 1);
	for (int i = 0; i < 200; i++)
		items = text("%s%s{\"user_id\": \"%s\", \"nonce\": "
			     "\"n%d\", \"direction\": \"%s\"}",
		    items, i ? ", " : "", id("bob"), i, i % 2 ? "out" : "in");
	report(text("{\"items\": [%s]}", items));
	expect_problem(429, "rate_limited", scan("one-more", PERSON("bob")));
	expect_result("ok", scan("cat", PERSON("cat")));
	expect_result("ok", scan("n0", PERSON("bob"))); /* as before */
	expect(200, as("ann", GET, "/events/%s/check-ins", id("e")));
	expect(204, as("ann", DELETE, "/events/%s/check-ins/%s", id("e"),
			body("/0/id")));
	expect(200, scan("one-more", PERSON("bob")));
}
