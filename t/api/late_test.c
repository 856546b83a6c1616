/*
 * A request that has read what it is about, and then waits for somebody who
 * changes it: it decides by what it has become. On SQLite, which has one
 * writer, only the caller is looked at before.
 */
#include "t/lib/api.h"

#include "base/bug.h"
#include "base/str.h"
#include "generated/query/event.h"
#include "generated/query/session.h"
#include "generated/query/space.h"
#include "generated/query/user.h"
#include "t/lib/in_turn.h"

#include "base/banned.h"

#define SQL(text)                                          \
	{                                                  \
		[DB_POSTGRESQL] = text, [DB_SQLITE] = text \
	}

/* The change, by somebody who holds its row, and the request. */
static struct {
	struct space_id space; /* the row; nil: that of an event */
	struct event_id event; /* the row; nil: that of a user */
	struct user_id user;
	struct db_query change;
	char *login, *target, *body;
	const char *method;
} late;

static void
must(const struct call *call, enum err err)
{
	if (err)
		bug_abort(__FILE__, __LINE__, call->fault->internal);
}

static void
hold(struct call *call)
{
	struct q_event_lock_row event;
	struct q_user_lock_whole_row user;
	struct q_space_for_write_row space;

	if (!uuid_is_nil(late.space.v))
		must(call,
		    q_space_for_write(call->db, .id = late.space, &space));
	else if (uuid_is_nil(late.event.v))
		must(call, q_user_lock_whole(call->db, .id = late.user, &user));
	else
		must(call, q_event_lock(call->db, .id = late.event, &event));
}

static int
change_it(struct call *call)
{
	must(call, db_begin(call->db));
	hold(call);
	must(call,
	    db_exec(call->db, (struct db_call){ &late.change, NULL }, NULL));
	bug_if(!in_turn_let_wait(call));
	must(call, db_commit(call->db));
	return 0;
}

static int
ask_it(void)
{
	return api_ask(late.login, late.method, late.target, late.body);
}

/* The status of the request. */
static int
ask_late(void)
{
	int results[2];

	late.change.name = "test_change";
	late.change.index = DB_QUERIES_MAX + 1;
	late.change.is_write = true;
	in_turn(change_it, ask_it, results);
	cr_assert(results[0] == 0, "the change failed");
	return results[1];
}

#define CANCELLED SQL("UPDATE event SET status = 'cancelled'")
#define CLOSED	  SQL("UPDATE event SET rsvp_closes_at = created_at")
#define HIDDEN	  SQL("UPDATE event SET is_listed = FALSE")
#define NO_LINE	  SQL("UPDATE event SET waitlist = FALSE")
#define SMALLER	  SQL("UPDATE event SET capacity = 1 WHERE taken = 1")
#define WITHHELD                                                             \
	SQL("UPDATE users SET suspended_at = created_at WHERE first_name = " \
	    "'Ann'")
#define SUSPENDED                                                            \
	SQL("UPDATE users SET suspended_at = created_at WHERE first_name = " \
	    "'Bob'")

/* Bob answers an event with 2 seats, of which Cat has one. */
static const struct {
	const char *sql[DB_ENGINES];
	const char *before; /* his answer so far, or NULL */
	const char *answer;
	int party, status;
	bool waits_for_user;
} answers[] = {
	{ CANCELLED, NULL, "maybe", 1, 409, false },
	{ CANCELLED, NULL, "attending", 1, 409, false },
	{ CANCELLED, NULL, "attending", 2, 409, false },
	{ CANCELLED, "not_attending", "maybe", 1, 409, false },
	{ CANCELLED, "attending", "maybe", 1, 409, false },
	{ CANCELLED, "attending", "not_attending", 1, 200, false },
	{ CLOSED, NULL, "maybe", 1, 409, false },
	{ CLOSED, "maybe", "attending", 1, 409, false },
	{ HIDDEN, NULL, "maybe", 1, 404, false },
	{ HIDDEN, NULL, "attending", 2, 404, false },
	{ NO_LINE, NULL, "attending", 2, 409, false },
	{ SMALLER, NULL, "attending", 2, 409, false },
	{ SUSPENDED, NULL, "attending", 1, 403, true },
	{ SUSPENDED, NULL, "attending", 2, 403, true },
	{ SUSPENDED, "maybe", "attending", 1, 403, true },
};

static void
give_event(size_t i)
{
	given_event(text("e%zu", i), .capacity = 2, .waitlist = true);
	expect(200, as("cat", PUT,
			"/events/%s/rsvps/me {'status': "
			"'attending'}",
			id(text("e%zu", i))));
	if (answers[i].before)
		expect(
		    200, as("bob", PUT, "/events/%s/rsvps/me {'status': '%s'}",
			     id(text("e%zu", i)), answers[i].before));
	cr_assert(uuid_parse(id(text("e%zu", i)), &late.event.v));
}

static void
answer_late(size_t i)
{
	static const struct event_id none;
	int status;

	give_event(i);
	late.user = given_user_id("bob");
	late.login = given_login(NULL, "bob");
	late.method = PUT;
	late.target = text("/api/v1/events/%s/rsvps/me", id(text("e%zu", i)));
	late.body = text("{\"status\":\"%s\",\"party_size\":%d}",
	    answers[i].answer, answers[i].party);
	for (int k = 0; k < DB_ENGINES; k++)
		late.change.sql[k] = answers[i].sql[k];
	if (answers[i].waits_for_user)
		late.event = none;
	status = ask_late();
	cr_expect(status == answers[i].status, "answer %zu: %d not %d", i,
	    status, answers[i].status);
	if (answers[i].waits_for_user)
		given_restored("bob");
}

Test_engines(api_late, an_answer_is_to_what_the_event_has_become, .timeout = 60)
{
	for (size_t i = 0; i < N_OF(answers); i++)
		answer_late(i);
}

/* Bob, who hosts it too, sees an event also while it is hidden. */
Test_engines(api_late, nobody_answers_what_is_being_hidden_not_even_a_host)
{
	static const char *const answers[] = { "maybe", "attending" };

	given("g", "ann", "/groups {'name': 'x'}"); /* she knows him */
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	for (size_t i = 0; i < N_OF(answers); i++) {
		given_event(text("h%zu", i));
		expect(204, as("ann", PUT, "/events/%s/hosts/%s",
				id(text("h%zu", i)), id("bob")));
		cr_assert(uuid_parse(id(text("h%zu", i)), &late.event.v));
		late.login = given_login(NULL, "bob");
		late.method = PUT;
		late.target = text(
		    "/api/v1/events/%s/rsvps/me", id(text("h%zu", i)));
		late.body = text("{\"status\":\"%s\"}", answers[i]);
		late.change = (struct db_query){
			.sql = SQL(
			    "UPDATE event SET is_shown = FALSE, "
			    "is_listed = FALSE, hidden_at = created_at")
		};
		expect_int(409, ask_late());
		expect(404,
		    as("bob", GET, "/events/%s/rsvps/me", id(text("h%zu", i))));
	}
}

/* Dan's party of two gets in line for the one seat that is left; as often as a
 * party may be passed by smaller ones it has been. */
#define DAN_IN_LINE                                                            \
	"INSERT INTO rsvp (event_id, user_id, status, party_size, queued_at, " \
	"passed, created_at, updated_at, version) SELECT r.event_id, u.id, "   \
	"'waitlisted', 2, r.created_at, 3, r.created_at, r.created_at, 1 "     \
	"FROM rsvp r, users u WHERE u.first_name = 'Dan'"

Test_engines(api_late, nobody_is_seated_before_who_got_in_line_meanwhile)
{
	given_event("e", .capacity = 2, .waitlist = true);
	given_user("bob");
	given_user("dan");
	expect(
	    200, as("cat", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	cr_assert(uuid_parse(id("e"), &late.event.v));
	late.login = given_login(NULL, "bob");
	late.method = PUT;
	late.target = text("/api/v1/events/%s/rsvps/me", id("e"));
	late.body = text("{\"status\":\"attending\"}");
	late.change = (struct db_query){
		.sql = { [DB_POSTGRESQL] =
			     "WITH line AS (" DAN_IN_LINE
			     " RETURNING event_id) UPDATE event SET "
			     "waiting = 1 WHERE id IN (SELECT event_id "
			     "FROM line)",
		    [DB_SQLITE] = DAN_IN_LINE
		    "; UPDATE event SET waiting = 1" }
	};
	expect_int(202, ask_late());
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("waitlisted", body("/status"));
	expect_int(2, body_int("/position"));
}

Test_engines(api_late, an_event_of_who_is_being_suspended_is_not_listed)
{
	static const struct event_id none;

	late.event = none;
	late.user = given_user_id("ann");
	late.login = given_login(NULL, "ann");
	late.method = POST;
	late.target = text("/api/v1/events");
	late.body = text("{\"title\":\"x\",\"start_time\":\"%s\","
			 "\"end_time\":\"%s\"}",
	    in_hours(1), in_hours(2));
	late.change = (struct db_query){ .sql = WITHHELD };
	(void)ask_late();
	expect(200, anonymous(GET, "/events"));
	expect_int(0, body_count(""));
}

Test_engines(api_late, nobody_verifies_what_has_just_been_verified)
{
	static const struct event_id none;

	given_member("ann", false);
	late.event = none;
	late.user = given_user_id("ann");
	late.login = NULL;
	late.method = POST;
	late.target = text("/api/v1/auth/resend-verification");
	late.body = text("{\"email\":\"ann@example.org\"}");
	late.change = (struct db_query){
		.sql = SQL("UPDATE users SET is_verified = TRUE")
	};
	expect_int(200, ask_late());
	cr_expect(jobs_with("verify_email", id("ann")) == 0);
}

#define NO_COPY SQL("DELETE FROM ticket_type WHERE template_id IS NOT NULL")
#define NO_DATE SQL("DELETE FROM event WHERE is_open AND series_id IS NOT NULL")

/* Ann changes or removes a ticket type of a series, or adds one, whose date, or
 * what that has of it, is being removed. */
static const struct {
	const char *sql[DB_ENGINES];
	const char *method;
	int status;
} sales[] = {
	{ NO_COPY, PATCH, 200 },
	{ NO_COPY, DELETE, 204 },
	{ NO_DATE, PATCH, 200 },
	{ NO_DATE, DELETE, 204 },
	{ NO_DATE, POST, 201 },
};

static void
sell_late(size_t i)
{
	given("s", "ann",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'rrule': 'FREQ=DAILY;COUNT=2', 'open_dates': 1}",
	    in_hours(1), in_hours(2));
	given("t", "ann",
	    "/events/%s/ticket-types {'name': 'x', 'payment_type': 'free'}",
	    id("s"));
	expect(200, as("ann", GET, "/events/%s/occurrences", id("s")));
	cr_assert(uuid_parse(body("/0/id"), &late.event.v));
	late.login = given_login(NULL, "ann");
	late.method = sales[i].method;
	late.target = str_eq(late.method, POST)
			  ? text("/api/v1/events/%s/ticket-types", id("s"))
			  : text("/api/v1/ticket-types/%s", id("t"));
	late.body = str_eq(late.method, DELETE)
			? NULL
			: text("{\"name\":\"y\",\"payment_type\":\"free\"}");
	late.change.sql[DB_POSTGRESQL] = sales[i].sql[DB_POSTGRESQL];
	late.change.sql[DB_SQLITE] = sales[i].sql[DB_SQLITE];
	expect_int(sales[i].status, ask_late());
}

Test_engines(api_late, a_series_sells_by_what_its_dates_are_now)
{
	for (size_t i = 0; i < N_OF(sales); i++)
		sell_late(i);
}

/* Ann opens a date more, which is being cancelled: the one behind it, for which
 * no ticket types were copied, does not open in its place. */
Test_engines(api_late, only_dates_open_that_sell)
{
	given("s", "ann",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'rrule': 'FREQ=DAILY;COUNT=3', 'open_dates': 1}",
	    in_hours(1), in_hours(2));
	given("t", "ann",
	    "/events/%s/ticket-types {'name': 'x', 'payment_type': 'free'}",
	    id("s"));
	expect(200, as("ann", GET, "/events/%s/occurrences", id("s")));
	cr_assert(uuid_parse(body("/1/id"), &late.event.v));
	keep_id("last", body("/2/id"));
	late.login = given_login(NULL, "ann");
	late.method = PATCH;
	late.target = text("/api/v1/events/%s", id("s"));
	late.body = "{\"open_dates\":2}";
	late.change = (struct db_query){
		.sql = SQL("UPDATE event SET status = 'cancelled' WHERE "
			   "series_id IS NOT "
			   "NULL AND NOT is_open AND start_time = (SELECT "
			   "min(start_time) "
			   "FROM event WHERE series_id IS NOT NULL AND NOT "
			   "is_open)")
	};
	expect_int(200, ask_late());
	expect(200, as("bob", GET, "/events/%s", id("last")));
	expect_text(body("/has_tickets"), body("/is_open"));
}

#define BOB_LEFT                                                       \
	SQL("DELETE FROM member WHERE user_id = (SELECT id FROM users" \
	    " WHERE first_name = 'Bob')")

/* Bob joins a space, or a group in a cluster that invites, which he leaves. */
static const struct {
	const char *sql[DB_ENGINES];
	bool is_group;
	int status;
} joins[] = {
	{ SQL("UPDATE space SET join_policy = 'invite', version = version + 1"),
	    false, 403 },
	{ SQL("UPDATE space SET closes_at = created_at, version = version + 1"),
	    false, 409 },
	{ BOB_LEFT, true, 403 },
};

static void
join_late(size_t i)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	if (joins[i].is_group) {
		expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
		expect(200,
		    as("ann", PATCH, "/clusters/%s {'join_policy': 'invite'}",
			id("c")));
	}
	cr_assert(uuid_parse(id("c"), &late.space.v));
	late.change.sql[DB_POSTGRESQL] = joins[i].sql[DB_POSTGRESQL];
	late.change.sql[DB_SQLITE] = joins[i].sql[DB_SQLITE];
	late.login = given_login(NULL, "bob");
	late.method = POST;
	late.body = NULL;
	late.target = joins[i].is_group
			  ? text("/api/v1/groups/%s/join", id("g"))
			  : text("/api/v1/clusters/%s/join", id("c"));
	expect_int(joins[i].status, ask_late());
}

Test_engines(api_late, who_joins_is_let_in_by_what_the_space_is_now)
{
	for (size_t i = 0; i < N_OF(joins); i++)
		join_late(i);
}

Test_engines(api_late, a_group_is_known_to_whom_its_cluster_is_now)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	cr_assert(uuid_parse(id("c"), &late.space.v));
	late.login = given_login(NULL, "ann");
	late.method = POST;
	late.target = text("/api/v1/groups");
	late.body = text("{\"name\":\"x\",\"cluster_id\":\"%s\"}", id("c"));
	late.change = (struct db_query){
		.sql = SQL("UPDATE space SET is_private = TRUE, "
			   "is_listed = FALSE, audience_id = id")
	};
	expect_int(201, ask_late());
	expect(200, anonymous(GET, "/groups"));
	expect_int(0, body_count(""));
}

/* Bob answers an event of a cluster, or a private one, of which who removes him
 * from there holds the space. */
static const struct {
	const char *sql[DB_ENGINES];
	const char *visibility, *answer;
} departures[] = {
	{ BOB_LEFT, "cluster", "attending" },
	{ BOB_LEFT, "cluster", "maybe" },
	{ SQL("DELETE FROM event_guest"), "private", "attending" },
	{ SQL("DELETE FROM event_guest"), "private", "maybe" },
};

static void
answer_after_departure(size_t i)
{
	const char *event = text("d%zu", i), *cluster = text("dc%zu", i);

	given(cluster, "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id(cluster)));
	given(event, "ann",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': '%s', 'cluster_id': '%s'}",
	    in_hours(1), in_hours(2), departures[i].visibility, id(cluster));
	expect(
	    204, as("ann", PUT, "/events/%s/guests/%s", id(event), id("bob")));
	if (str_eq(departures[i].visibility, "cluster"))
		expect(204, as("ann", DELETE, "/events/%s/guests/%s", id(event),
				id("bob")));
	cr_assert(uuid_parse(id(cluster), &late.space.v));
	late.change.sql[DB_POSTGRESQL] = departures[i].sql[DB_POSTGRESQL];
	late.change.sql[DB_SQLITE] = departures[i].sql[DB_SQLITE];
	late.login = given_login(NULL, "bob");
	late.method = PUT;
	late.target = text("/api/v1/events/%s/rsvps/me", id(event));
	late.body = text("{\"status\":\"%s\"}", departures[i].answer);
	expect_int(404, ask_late());
}

Test_engines(api_late, nobody_answers_what_is_no_more_for_them, .timeout = 60)
{
	given_user("bob");
	for (size_t i = 0; i < N_OF(departures); i++)
		answer_after_departure(i);
}

/* The row of a user does not forget that they are in a space while they join
 * one: whoever looks there and whoever joins wait for each other. */
static const char *
row_of_bob(void)
{
	struct crypt_claims claims = given_claims("bob");
	struct q_session_check_row row;

	cr_assert(q_session_check(given_db(), .id = claims.session,
		      .user = claims.user, .now = 1, &row) == ERR_OK);
	return row.in_spaces ? "in spaces" : "in none";
}

/* Bob, who was in a space, and a cluster. */
static void
given_leaver(void)
{
	static const struct space_id none;

	given_member("bob", true);
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_text("in spaces", row_of_bob());
	late.space = none;
	late.method = POST;
	late.user = given_user_id("bob");
}

Test_engines(api_late, who_signs_in_while_they_are_let_in_is_in_a_space)
{
	given_leaver();
	cr_assert(uuid_parse(id("c"), &late.space.v));
	late.login = NULL;
	late.target = text("/api/v1/auth/login");
	late.body = text("{\"email\":\"bob@example.org\",\"password\":\"%s\"}",
	    GIVEN_PASSWORD);
	late.change = (struct db_query){
		.sql = SQL("INSERT INTO member (space_id, user_id, cluster_id, "
			   "role_id, "
			   "is_active, via, read_number, joined_at) SELECT "
			   "m.space_id, "
			   "(SELECT id FROM users WHERE first_name = 'Bob'), "
			   "m.cluster_id, m.role_id, TRUE, 'open', 0, "
			   "m.joined_at FROM "
			   "member m")
	};
	expect_int(200, ask_late());
	expect_text("in spaces", row_of_bob());
}

Test_engines(api_late, who_is_let_in_while_they_sign_in_is_in_a_space)
{
	given_leaver();
	late.login = given_login(NULL, "bob");
	late.target = text("/api/v1/clusters/%s/join", id("c"));
	late.body = NULL;
	late.change = (struct db_query){
		.sql = SQL("UPDATE users SET in_spaces = FALSE WHERE "
			   "first_name = 'Bob'")
	};
	expect_int(200, ask_late());
	expect_text("in spaces", row_of_bob());
}

/* Bob writes in a group that is held by who removes him, takes messages.post
 * from its members, or closes it. */
static const struct {
	const char *sql[DB_ENGINES];
	int status;
} writes[] = {
	{ BOB_LEFT, 403 },
	{ SQL("UPDATE role SET permissions = permissions & ~2097152 WHERE "
	      "builtin = 'member'"),
	    403 },
	{ SQL("UPDATE space SET closes_at = created_at"), 409 },
	{ SQL("UPDATE message SET content = NULL, removed_at = created_at"),
	    201 },
};

static void
write_late(size_t i)
{
	given("g", "ann", "/groups {'name': 'x'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	given("m", "bob", "/groups/%s/messages {'content': 'x'}", id("g"));
	cr_assert(uuid_parse(id("g"), &late.space.v));
	late.change.sql[DB_POSTGRESQL] = writes[i].sql[DB_POSTGRESQL];
	late.change.sql[DB_SQLITE] = writes[i].sql[DB_SQLITE];
	late.login = given_login(NULL, "bob");
	late.method = POST;
	late.target = text("/api/v1/groups/%s/messages", id("g"));
	late.body = text("{\"content\":\"x\",\"reply_to_id\":\"%s\"}", id("m"));
	expect_int(writes[i].status, ask_late());
	expect(200, as("ann", GET, "/groups/%s/messages", id("g")));
	expect_int(writes[i].status == 201 ? 2 : 1, body_count(""));
}

Test_engines(api_late, who_writes_in_a_group_still_may_when_it_is_their_turn)
{
	for (size_t i = 0; i < N_OF(writes); i++)
		write_late(i);
}
