/*
 * Clerk's session tokens as access tokens: of whom they are, which are refused,
 * what their sessions become here, and how often its keys are asked for.
 */
#include <string.h>

#include "base/clock.h"
#include "t/api/clerk_signed.h"
#include "t/api/sign.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

static void
meet(const char *name)
{
	expect(204, clerk_deliver(
			"user.created", clerk_person(name, "verified", 1, "")));
}

static char *
session_data(const char *name, const char *session)
{
	return text("{'object': 'session', 'id': '%s', 'user_id': 'user_%s', "
		    "'status': 'x', 'expire_at': %lld}",
	    session, name, (long long)(clock_now_us() + CLOCK_HOUR_US) / 1000);
}

static long
sessions(const char *condition)
{
	return (long)rows_where(
	    "session", text("kind = 'external' AND %s", condition));
}

Test_engines(api_clerk_token, whoever_is_signed_in_there_is_here_too)
{
	char *mine;

	start();
	meet("new");
	mine = token(HEADER, "new", "sess_1", "", "");
	api_expect_503();
	expect_problem(503, "busy", look(mine)); /* its key is not known yet */
	expect_text("2", header("Retry-After"));
	work();
	expect(200, look(mine));
	expect_text("new@example.org", body("/email"));
	expect(200, look(mine));
	with("Authorization", mine);
	expect(200, anonymous(GET, "/users/me/sessions"));
	expect_int(1, body_count(""));
	expect_text("external", body("/0/kind"));
	expect_text("clerk", body("/0/method"));
	expect_text("true", body("/0/current"));
	/* nobody has shown here who they are */
	with("Authorization", mine);
	expect_problem(
	    403, "reauthentication_required", anonymous(DELETE, "/users/me"));
	expect(200, look(token(HEADER, "new", "sess_1", "fva", "[1,-1]")));
	expect_int(1, sessions("external_id = 'sess_1'"));
	http_server_stop(&server);
}

/* It may be any bytes, and is kept as the contract has it. */
Test_engines(api_clerk_token, whatever_names_itself_is_let_in)
{
	start();
	meet("new");
	api_expect_503();
	expect(503, look(token(HEADER, "new", "sess_1", "", "")));
	work();
	with("User-Agent", "Caf\xe9/1.0");
	expect(200, look(token(HEADER, "new", "sess_1", "", "")));
	with("User-Agent", text("%0600d", 7));
	expect(200, look(token(HEADER, "new", "sess_2", "", "")));
	expect_int(1, sessions("user_agent = 'Caf?/1.0'"));
	expect_int(1, sessions("length(user_agent) = 512"));
	http_server_stop(&server);
}

static const struct {
	const char *header, *claim, *value;
	int status;
} judged[] = {
	{ HEADER, "", "", 200 },
	{ "{\"alg\":\"RS256\",\"kid\":\"ins_1\"}", "", "", 200 },
	{ "{\"alg\":\"RS256\",\"kid\":\"ins_2\"}", "", "", 503 },
	{ "{\"alg\":\"RS256\",\"kid\":\"ins_2\"}", "iss",
	    "\"https://evil.example\"", 401 },
	{ "{\"alg\":\"RS256\",\"kid\":\"ins_2\"}", "iss", "1", 401 },
	{ "{\"alg\":\"RS256\"}", "", "", 401 },
	{ "{\"alg\":\"RS256\",\"kid\":\"ins_1\",\"crit\":[\"x\"]}", "", "",
	    401 },
	{ "{\"alg\":\"RS256\",\"kid\":\"ins_1\",\"typ\":\"at+jwt\"}", "", "",
	    401 },
	{ "{\"alg\":\"none\",\"kid\":\"ins_1\"}", "", "", 401 },
	{ "{\"alg\":\"HS256\",\"kid\":\"ins_1\"}", "", "", 401 },
	{ "{\"alg\":\"ES256\",\"kid\":\"ins_1\"}", "", "", 401 },
	{ HEADER, "azp", "\"https://evil.example\"", 401 },
	{ HEADER, "azp", "\"https://other.example\"", 200 },
	{ HEADER, "azp", "1", 401 },
	{ HEADER, "iss", "\"https://evil.example\"", 401 },
	{ HEADER, "exp", "1", 401 },
	{ HEADER, "exp", "\"9999999999\"", 401 },
	{ HEADER, "nbf", "9999999999", 401 },
	{ HEADER, "iat", "9999999999", 401 },
	{ HEADER, "sts", "\"active\"", 200 },
	{ HEADER, "sts", "\"pending\"", 401 },
	{ HEADER, "act", "{\"sub\":\"user_root\"}", 401 },
	{ HEADER, "sid", "\"\"", 401 },
	{ HEADER, "sid", "\"a\\u0001\"", 401 },
	{ HEADER, "sub", "null", 401 },
};

Test_engines(api_clerk_token, what_clerk_has_not_said_of_a_live_session_is_none)
{
	char *good;

	start();
	meet("new");
	api_expect_503();
	expect(503, look(token(HEADER, "new", "sess_1", "", "")));
	work();
	for (size_t i = 0; i < N_OF(judged); i++) {
		int got = look(token(judged[i].header, "new", "sess_1",
		    judged[i].claim, judged[i].value));

		cr_expect(got == judged[i].status, "%d for %s and %s %s", got,
		    judged[i].header, judged[i].claim, judged[i].value);
	}
	good = token(HEADER, "new", "sess_1", "", "");
	good[strlen(good) - 3] ^= 1;
	expect_problem(401, "not_authenticated", look(good));
	expect(
	    401, look(text("Bearer %s", signer_token_hmac("x", HEADER, "{}"))));
	expect(401, look("Bearer x"));
	expect(401, look("Bearer a.b.c"));
	api_set("CLERK_ISSUER", "");
	expect(401, look(token(HEADER, "new", "sess_1", "", "")));
	http_server_stop(&server);
}

Test_engines(api_clerk_token, a_wrong_key_makes_nobody_ask_at_will)
{
	char line[256];
	int asked;

	start();
	meet("new");
	/* nor does who is signed in somewhere else, for whom there is none */
	expect_problem(401, "not_authenticated",
	    look(token(
		HEADER, "new", "sess_1", "iss", "\"https://evil.example\"")));
	expect_int(0, (long)rows_where("job", "kind = 'jwks_refresh'"));
	api_expect_503();
	for (int i = 0; i < 20; i++)
		expect(503, look(token(text("{\"alg\":\"RS256\","
					    "\"kid\":\"ins_x%d\"}",
					   i),
				"new", "sess_1", "", "")));
	expect_int(1, (long)rows_where("job", "kind = 'jwks_refresh'"));
	work();
	asked = http_server_asked(&server, line, sizeof(line));
	expect_int(1, asked);
	/* it has just been, however slow the machine is */
	work_sql("UPDATE jwks SET tried_at = tried_at + interval '1 hour'",
	    "UPDATE jwks SET tried_at = tried_at + 3600000000");
	publish("");
	for (int i = 0; i < 20; i++) {
		expect(503, look(token("{\"alg\":\"RS256\",\"kid\":\"ins_y\"}",
				"new", "sess_1", "", "")));
		work();
	}
	expect_int(1, http_server_asked(&server, line, sizeof(line)));
	/* what was known stays, and is asked for again an hour later */
	expect(200, look(token(HEADER, "new", "sess_1", "", "")));
	work_sql("UPDATE jwks SET tried_at = tried_at - interval '2 hours'",
	    "UPDATE jwks SET tried_at = tried_at - 7200000000");
	work();
	expect_int(2, http_server_asked(&server, line, sizeof(line)));
	expect(200, look(token(HEADER, "new", "sess_1", "", "")));
	/* nor does the worker sooner by itself when there was no answer */
	work_sql("UPDATE jwks SET tried_at = tried_at + interval '59 seconds'",
	    "UPDATE jwks SET tried_at = tried_at + 59000000");
	expect_int(1, (long)rows_where("job",
			  "kind = 'jwks_refresh' AND state = 'ready' AND "
			  "run_at >= (SELECT tried_at FROM jwks)"));
	http_server_stop(&server);
}

Test_engines(api_clerk_token, sessions_begin_and_end_as_they_do_there)
{
	char *mine;

	start();
	meet("new");
	api_expect_503();
	expect(503, look(token(HEADER, "new", "sess_1", "", "")));
	work();
	expect(204,
	    clerk_deliver("session.created", session_data("new", "sess_1")));
	expect_int(1, sessions("external_id = 'sess_1' AND ended_at IS NULL"));
	mine = token(HEADER, "new", "sess_1", "", "");
	expect(200, look(mine));
	expect(204,
	    clerk_deliver("session.revoked", session_data("new", "sess_1")));
	expect_problem(401, "session_expired", look(mine));
	expect(204,
	    clerk_deliver("session.created", session_data("new", "sess_1")));
	expect(401, look(token(HEADER, "new", "sess_1", "", "")));
	/* the end may be heard before the beginning */
	expect(
	    204, clerk_deliver("session.ended", session_data("new", "sess_2")));
	expect(204,
	    clerk_deliver("session.created", session_data("new", "sess_2")));
	expect_problem(401, "session_expired",
	    look(token(HEADER, "new", "sess_2", "", "")));
	/* here it ends, too, for good */
	mine = token(HEADER, "new", "sess_3", "", "");
	expect(200, look(mine));
	with("Authorization", mine);
	expect(200, anonymous(POST, "/auth/logout"));
	expect(401, look(token(HEADER, "new", "sess_3", "", "")));
	expect(204,
	    clerk_deliver("session.removed", session_data("none", "sess_4")));
	expect_int(3, sessions("ended_at IS NOT NULL"));
	expect_int(1, sessions("ended_at IS NOT NULL AND "
			       "idle_at = expires_at"));
	/* where it was, if that can be shown */
	expect(204, clerk_send("msg_from",
			quoted(text("{'type': 'session.created', 'data': %s, "
				    "'event_attributes': {'http_request': "
				    "{'client_ip': '%065d', "
				    "'user_agent': '%0512d'}}}",
			    session_data("new", "sess_5"), 7, 7)),
			0));
	expect_int(1, sessions("external_id = 'sess_5' AND ip_address = '' "
			       "AND length(user_agent) = 512"));
	expect_problem(400, "bad_request",
	    clerk_send("msg_x",
		quoted("{'type': 'session.created', 'data': "
		       "{'id': 'x'}}"),
		0));
	http_server_stop(&server);
}

/* As though what is known of it were of so many days ago. */
static void
age(const char *session, int days)
{
	work_sql(text("UPDATE session SET last_seen_at = last_seen_at - d, "
		      "expires_at = expires_at - d, idle_at = idle_at - d "
		      "FROM (SELECT interval '%d days' AS d) x "
		      "WHERE external_id = '%s'",
		     days, session),
	    text("UPDATE session SET last_seen_at = last_seen_at - d, "
		 "expires_at = expires_at - d, idle_at = idle_at - d "
		 "FROM (SELECT %d * 86400000000 AS d) x "
		 "WHERE external_id = '%s'",
		days, session));
}

Test_engines(api_clerk_token, a_session_goes_on_as_long_as_its_tokens_come)
{
	start();
	meet("new");
	api_expect_503();
	expect(503, look(token(HEADER, "new", "sess_1", "", "")));
	work();
	expect(200, look(token(HEADER, "new", "sess_1", "fva", "[1,-1]")));
	age("sess_1", 91);
	expect(200, look(token(HEADER, "new", "sess_1", "fva", "[2,-1]")));
	expect_int(1, sessions("created_at < last_seen_at AND "
			       "last_seen_at < idle_at AND "
			       "idle_at < expires_at"));
	/* the end that Clerk told of is as good as before */
	expect(204,
	    clerk_deliver("session.created", session_data("new", "sess_2")));
	work_sql("UPDATE session SET last_seen_at = last_seen_at - interval '2 "
		 "hours' WHERE external_id = 'sess_2'",
	    "UPDATE session SET last_seen_at = last_seen_at - 7200000000 "
	    "WHERE external_id = 'sess_2'");
	expect(200, look(token(HEADER, "new", "sess_2", "fva", "[1,-1]")));
	expect_int(1, sessions("idle_at = expires_at AND "
			       "created_at <= last_seen_at"));
	http_server_stop(&server);
}

/* A webhook would have its row forgotten after days, an owner while it may come
 * back. */
Test_engines(api_clerk_token, what_was_ended_here_is_not_forgotten_meanwhile)
{
	char *mine;

	start();
	meet("new");
	api_expect_503();
	expect(503, look(token(HEADER, "new", "sess_1", "", "")));
	work();
	mine = token(HEADER, "new", "sess_1", "fva", "[1,-1]");
	with("Authorization", mine);
	expect(200, anonymous(POST, "/auth/logout"));
	for (int i = 0; i < 3; i++) {
		age("sess_1", 97);
		mine = token(HEADER, "new", "sess_1", "fva", text("[2,%d]", i));
		expect_problem(401, "session_expired", look(mine));
		work();
		expect_int(1, sessions("ended_at < idle_at AND "
				       "idle_at = expires_at"));
	}
	age("sess_1", 98);
	work();
	expect_int(0, sessions("TRUE"));
	http_server_stop(&server);
}

Test_engines(api_clerk_token, who_is_new_comes_by_an_address_that_is_verified)
{
	static const char verified[] =
	    "\"zoe@example.org\",\"email_verified\":true";

	start();
	api_expect_503();
	expect(503, look(token(HEADER, "zoe", "sess_1", "", "")));
	work();
	expect(401, look(token(HEADER, "zoe", "sess_1", "", "")));
	expect_text("2", header("Retry-After"));
	expect(401, look(token(HEADER, "zoe", "sess_1", "email",
			"\"zoe@example.org\","
			"\"email_verified\":\"true\"")));
	expect(200, look(token(HEADER, "zoe", "sess_1", "email", verified)));
	expect_text("zoe@example.org", body("/email"));
	expect(204, clerk_deliver(
			"user.deleted", "{'id': 'user_zoe', 'deleted': true}"));
	expect(401, look(token(HEADER, "zoe", "sess_1", "email", verified)));
	work();
	expect(401, look(token(HEADER, "zoe", "sess_2", "email", verified)));
	expect_int(0, sessions("TRUE"));
	http_server_stop(&server);
}

static int
add_back(const char *name, const char *authorization)
{
	return as(name, POST, "/users/me/accounts {'clerk_token': '%s'}",
	    authorization + strlen("Bearer "));
}

/* Clerk's own word does not bring it back; a token that only its owner has
 * does, once its owner shows who they are here. */
Test_engines(api_clerk_token, what_was_taken_away_is_added_by_its_owner)
{
	char *old, *mine;

	start();
	api_expect_503();
	given_member("mia", true);
	given_user("bob");
	meet("mia");
	old = token(HEADER, "mia", "sess_1", "exp",
	    text("%lld", (long long)(clock_now_us() / CLOCK_SECOND_US + 600)));
	expect_problem(503, "busy", add_back("mia", old));
	work();
	expect(200, look(old));
	expect(201, add_back("mia", old)); /* it is theirs already */
	expect_text("mia@example.org", body("/email"));
	expect(204, as("mia", DELETE, "/users/me/accounts/%s", body("/id")));
	work();
	expect(401, look(token(HEADER, "mia", "sess_2", "", "")));
	/* whoever else has one of a session that ended so, while it holds */
	age("sess_1", 8);
	work();
	expect_problem(400, "token_invalid", add_back("bob", old));
	expect_problem(400, "token_invalid", add_back("mia", old));
	expect_int(1, (long)rows_where("erased_subject", "TRUE"));
	given_stale("mia");
	mine = token(HEADER, "mia", "sess_2", "", "");
	expect_problem(403, "reauthentication_required", add_back("mia", mine));
	given_session("mia");
	expect_problem(400, "token_invalid",
	    add_back("mia", token(HEADER, "mia", "sess_2", "exp", "1")));
	expect(201, add_back("mia", mine));
	expect_text("user_mia", body("/account_id"));
	expect_int(1, jobs_with("account_linked", id("mia")));
	expect_int(0, (long)rows_where("erased_subject", "TRUE"));
	expect(200, look(mine));
	expect_text(id("mia"), body("/id"));
	expect_problem(401, "session_expired", look(old));
	expect_problem(409, "account_in_use", add_back("bob", mine));
	/* who is gone there is not brought back by a token that holds still */
	expect(204, clerk_deliver("user.deleted",
			"{'id': 'user_gone', 'deleted': true}"));
	expect_problem(400, "token_invalid",
	    add_back("bob", token(HEADER, "gone", "sess_3", "", "")));
	api_set("CLERK_ISSUER", "");
	expect_problem(404, "not_found", add_back("bob", mine));
	http_server_stop(&server);
}
