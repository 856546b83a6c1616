/*
 * The same request by many processes at once, where one must win, or all must
 * get the same.
 */
#include "t/lib/api.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "crypt/token.h"
#include "generated/query/operator.h"
#include "generated/query/session.h"
#include "generated/query/verification.h"
#include "t/lib/rows.h"

#include "base/banned.h"

enum { PROCESSES = 12 };

/* What all of them send; %d in the body is the process. */
static struct {
	char *login, *target, *body, *if_match, *key;
	const char *method;
} race;

static int
send_it(int i)
{
	struct talk_request r = { .method = race.method,
		.target = race.target };
	char body[512];

	if (race.body) {
		char *hash = strchr(race.body, '#');

		snprintf(body, sizeof(body), "%s", race.body);
		if (hash)
			body[hash - race.body] = (char)('A' + i);
		r.body = body;
		r.len = strlen(body);
		r.headers[r.n_headers++] = (struct talk_header){ "Content-Type",
			"application/json" };
	}
	if (race.login)
		r.headers[r.n_headers++] = (struct talk_header){
			"Authorization", race.login
		};
	if (race.if_match)
		r.headers[r.n_headers++] = (struct talk_header){ "If-Match",
			race.if_match };
	if (race.key)
		r.headers[r.n_headers++] = (struct talk_header){
			"Idempotency-Key", race.key
		};
	return api_send(&r);
}

/* Runs the race; a process answered with won, the others with lost. */
static void
expect_winners(int winners, int won, int lost)
{
	int results[PROCESSES], i, n = 0;

	api_in_processes(PROCESSES, send_it, results);
	for (i = 0; i < PROCESSES; i++) {
		n += results[i] == won;
		cr_expect(results[i] == won || results[i] == lost,
		    "process %d: %d", i, results[i]);
	}
	cr_expect(n == winners, "%d of %d got %d", n, PROCESSES, won);
}

#define EVENT                                                          \
	"{\"title\":\"Once\",\"start_time\":\"2031-01-01T10:00:00Z\"," \
	"\"end_time\":\"2031-01-01T11:00:00Z\"}"

Test_engines(api_race, a_key_has_one_effect)
{
	race.login = given_login(NULL, "ann");
	race.method = POST;
	race.target = text("/api/v1/events");
	race.body = text(EVENT);
	race.key = text("one");
	expect_winners(PROCESSES, 201, 409);
	expect(200, as("ann", GET, "/users/me/events"));
	expect_int(1, body_count(""));
}

Test_engines(api_race, a_draft_is_published_once)
{
	given_event("e", .draft = true);
	race.login = given_login(NULL, "ann");
	race.method = POST;
	race.target = text("/api/v1/events/%s/publish", id("e"));
	expect_winners(1, 200, 409);
}

Test_engines(api_race, one_version_is_changed_once)
{
	given_event("e");
	race.if_match = header("ETag");
	race.login = given_login(NULL, "ann");
	race.method = PATCH;
	race.target = text("/api/v1/events/%s", id("e"));
	race.body = text("{\"title\":\"#\"}");
	expect_winners(1, 200, 412);
}

Test_engines(api_race, an_event_is_removed_once)
{
	given_event("e");
	race.login = given_login(NULL, "ann");
	race.method = DELETE;
	race.target = text("/api/v1/events/%s", id("e"));
	expect_winners(1, 204, 404);
}

Test_engines(api_race, everybody_gets_an_response_of_their_own_once)
{
	given_event("e", .capacity = 5);
	race.login = given_login(NULL, "bob");
	race.method = PUT;
	race.target = text("/api/v1/events/%s/rsvps/me", id("e"));
	race.body = text("{\"status\":\"attending\",\"party_size\":2}");
	expect_winners(PROCESSES, 200, 200);
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(2, body_int("/spots_taken"));
}

Test_engines(api_race, a_refresh_token_is_rotated_once)
{
	struct q_session_for_refresh_row row;
	struct session_id session;

	given_member("ann", true);
	expect(200,
	    anonymous(POST,
		"/auth/login {'email': 'ann@example.org', 'password': '%s'}",
		GIVEN_PASSWORD));
	cr_assert(uuid_parse(body("/session_id"), &session.v));
	race.method = POST;
	race.target = text("/api/v1/auth/refresh");
	race.body = text("{\"refresh_token\":\"%s\"}", body("/refresh_token"));
	/* the others lost a response, or have a second tab */
	expect_winners(PROCESSES, 200, 200);
	cr_assert(
	    q_session_for_refresh(given_db(), .id = session, &row) == ERR_OK);
	expect_int(2, (long)row.counter);
}

Test_engines(api_race, a_reset_works_once)
{
	given_member("ann", true);
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	race.method = POST;
	race.target = text("/api/v1/auth/reset-password");
	race.body = text("{\"token\":\"%s\",\"new_password\":"
			 "\"An0ther!pass\",\"new_password_verify\":"
			 "\"An0ther!pass\"}",
	    mailed_token("ann", "reset_password"));
	expect_winners(1, 200, 400);
}

Test_engines(api_race, guesses_at_a_code_are_all_counted)
{
	char *code, *wrong;

	given_member("ann", false);
	expect(
	    200, anonymous(POST,
		     "/auth/resend-verification {'email': 'ann@example.org'}"));
	code = mailed_code("ann", "verify_email");
	wrong = text("%s", code);
	wrong[0] = wrong[0] == '9' ? '0' : (char)(wrong[0] + 1);
	race.method = POST;
	race.target = text("/api/v1/auth/verify-email");
	race.body = text(
	    "{\"email\":\"ann@example.org\",\"code\":\"%s\"}", wrong);
	expect_winners(PROCESSES, 400, 400);
	expect(400,
	    anonymous(POST,
		"/auth/verify-email {'email': 'ann@example.org', 'code': '%s'}",
		code));
}

Test_engines(api_race, an_address_gets_one_account)
{
	api_set("MAIL_INTERVAL_SECONDS", "60"); /* nobody signs up again */
	race.method = POST;
	race.target = text("/api/v1/auth/signup");
	race.body = text("{\"email\":\"ann@example.org\","
			 "\"first_name\":\"#\",\"last_name\":\"Lee\","
			 "\"password\":\"%s\",\"password_verify\":\"%s\"}",
	    GIVEN_PASSWORD, GIVEN_PASSWORD);
	expect_winners(PROCESSES, 200, 200);
	expect_problem(403, "email_not_verified",
	    anonymous(POST,
		"/auth/login {'email': 'ann@example.org', 'password': '%s'}",
		GIVEN_PASSWORD));
}

Test_engines(api_race, an_address_has_one_invite)
{
	given_admin("root");
	race.login = given_login(NULL, "root");
	race.method = POST;
	race.target = text("/api/v1/admin/invites");
	race.body = text("{\"email\":\"ann@example.org\",\"role\":\"admin\","
			 "\"expires_at\":\"%s\"}",
	    in_hours(1));
	expect_winners(PROCESSES, 201, 201);
	expect_int(1, (long)rows_where("account_invite", "TRUE"));
}

/*
 * A password is changed while somebody who knows the old one is at work.
 */

#define OWNERS "Own3rs!horse"
#define THIEFS "Th1efs!horse"

static struct {
	char *session, *reset, *change, *log_in;
} account;

/* Both are hashing at once. The thief has to verify the old one, too, and comes
 * second. */
static int
reset_or_change(int i)
{
	if (i == 0)
		return api_ask(
		    NULL, POST, "/api/v1/auth/reset-password", account.reset);
	return api_ask(
	    account.session, PUT, "/api/v1/users/me/password", account.change);
}

static void
prepare_account(const char *new_password)
{
	given_member("ann", true);
	account.session = given_login(NULL, "ann");
	account.change = text("{\"current_password\":\"%s\","
			      "\"new_password\":\"%s\","
			      "\"new_password_verify\":\"%s\"}",
	    GIVEN_PASSWORD, new_password, new_password);
	account.log_in = text("{\"email\":\"ann@example.org\","
			      "\"password\":\"%s\"}",
	    GIVEN_PASSWORD);
}

Test_engines(api_race, a_reset_keeps_out_who_knows_the_old_password)
{
	int results[2];

	prepare_account(THIEFS);
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	account.reset = text("{\"token\":\"%s\",\"new_password\":\"" OWNERS
			     "\",\"new_password_verify\":\"" OWNERS "\"}",
	    mailed_token("ann", "reset_password"));
	api_in_processes(N_OF(results), reset_or_change, results);
	if (results[0] != 200) { /* came second: the change ended the link */
		cr_expect(results[0] == 400 && results[1] == 200, "%d %d",
		    results[0], results[1]);
		return;
	}
	expect(200, anonymous(POST, "/auth/login {'email': 'ann@example.org', "
				    "'password': '" OWNERS "'}"));
}

/* Signs in until that is refused. */
static int
change_or_sign_in(int i)
{
	int status, n = 0;

	if (i == 0)
		return api_ask(account.session, PUT,
		    "/api/v1/users/me/password", account.change);
	do
		status = api_ask(
		    NULL, POST, "/api/v1/auth/login", account.log_in);
	while (status == 200 && ++n < 100);
	return status;
}

Test_engines(api_race, a_changed_password_ends_who_is_signing_in)
{
	struct q_operator_user_row user;
	int results[4];

	prepare_account(OWNERS);
	api_in_processes(N_OF(results), change_or_sign_in, results);
	cr_expect(results[0] == 200);
	for (size_t i = 1; i < N_OF(results); i++)
		cr_expect(results[i] == 401, "%d", results[i]);
	cr_assert(
	    q_operator_user(given_db(), .id = given_user_id("ann"),
		.email_key = NULL, .now = clock_now_us(), &user) == ERR_OK);
	/* the one that changed it */
	cr_expect(user.live_sessions == 1, "%d", (int)user.live_sessions);
}

Test_engines(api_race, an_address_gets_one_mail_in_its_time)
{
	int64_t mails;

	api_set("MAIL_INTERVAL_SECONDS", "60");
	given_member("ann", true);
	race.method = POST;
	race.target = text("/api/v1/auth/forgot-password");
	race.body = text("{\"email\":\"ann@example.org\"}");
	expect_winners(PROCESSES, 200, 200);
	cr_assert(
	    q_verification_end_all(given_db(), .user = given_user_id("ann"),
		.purpose = "reset_password", &mails) == ERR_OK);
	cr_expect(mails == 1, "%d", (int)mails);
}

/* A request that shows it may have begun before the one that ended it, or on a
 * machine whose clock is behind. */
Test_engines(api_race, a_link_that_was_ended_is_so_at_any_time)
{
	struct q_verification_latest_row first;
	struct q_verification_for_token_row row;
	struct verification_id id;
	uint32_t seal;

	given_member("ann", false);
	expect(
	    200, anonymous(POST,
		     "/auth/resend-verification {'email': 'ann@example.org'}"));
	cr_assert(crypt_token_open(given_keys(), CRYPT_MAIL_TOKEN,
	    mailed_token("ann", "verify_email"), &id.v, &seal));
	cr_assert(
	    q_verification_latest(given_db(), .user = given_user_id("ann"),
		.purpose = "verify_email", &first) == ERR_OK);
	expect(200, anonymous(POST, "/auth/signup {'email': 'ann@example.org', "
				    "'first_name': 'Eve', 'last_name': 'Lee', "
				    "'password': 'An0ther!pass', "
				    "'password_verify': 'An0ther!pass'}"));
	cr_assert(q_verification_for_token(given_db(), .id = id,
		      .purpose = "verify_email", &row) == ERR_OK);
	cr_expect(row.expires_at <= first.created_at);
}
