/*
 * The caller's profile and password, and what others see of a user.
 */
#include "t/lib/api.h"
#include "generated/query/member.h"

#include <string.h>

#include "base/banned.h"

Test_engines(api_user, me_shows_everything)
{
	expect(200, as("ann", GET, "/users/me"));
	expect_text("ann@example.org", body("/email"));
	expect_text("Ann", body("/first_name"));
	expect_text("Example", body("/last_name"));
	expect_text("Ann Example", body("/name"));
	expect_text("null", body("/phone"));
	expect_text("[]", body("/tags"));
	expect_text("UTC", body("/timezone"));
	cr_expect(header("ETag")[0] == '"');
}

Test_engines(api_user, patch_changes_what_is_named)
{
	expect(200, as("ann", PATCH,
			"/users/me {'bio': 'Likes \\u00e4pfel \\\"a lot\\\"', "
			"'tags': ['go', 'chess'], 'timezone': 'Europe/Berlin', "
			"'phone': '+49 30 123', 'locale': 'de-DE', "
			"'image_url': 'https://img.test/a.png'}"));
	expect_text("Likes äpfel \"a lot\"", body("/bio"));
	expect_text("Ann", body("/first_name"));
	expect(200, as("ann", GET, "/users/me"));
	expect_text("chess", body("/tags/1"));
	expect_text("Europe/Berlin", body("/timezone"));
	expect(200, as("ann", PATCH, "/users/me {'bio': null, 'tags': []}"));
	expect_text("null", body("/bio"));
	expect_text("[]", body("/tags"));
	expect_text("+49 30 123", body("/phone"));
	expect(200, as("ann", PATCH, "/users/me {}"));
}

Test_engines(api_user, patch_refuses_what_cannot_be)
{
	expect_problem(422, "validation_failed",
	    as("ann", PATCH,
		"/users/me {'first_name': null, 'last_name': '', 'tags': [7], "
		"'phone': 'call me', 'image_url': 'ftp://x', 'locale': '?'}"));
	expect_int(6, body_count("/errors"));
	expect_problem(422, "timezone_unknown",
	    as("ann", PATCH, "/users/me {'timezone': 'Mars/Olympus'}"));
	expect(200, as("ann", GET, "/users/me"));
	expect_text("Ann", body("/first_name"));
}

Test_engines(api_user, a_stale_if_match_changes_nothing)
{
	char *first;

	expect(200, as("ann", GET, "/users/me"));
	first = header("ETag");
	with("If-Match", first);
	expect(200, as("ann", PATCH, "/users/me {'bio': 'one'}"));
	cr_expect(header("ETag")[0] == '"' && !str_eq(first, header("ETag")));
	with("If-Match", first);
	expect_problem(412, "precondition_failed",
	    as("ann", PATCH, "/users/me {'bio': 'two'}"));
	expect(200, as("ann", GET, "/users/me"));
	expect_text("one", body("/bio"));
	with("If-Match", "*");
	expect(200, as("ann", PATCH, "/users/me {'bio': 'three'}"));
}

Test_engines(api_user, if_none_match_saves_the_body)
{
	char *etag;

	expect(200, as("ann", GET, "/users/me"));
	etag = header("ETag");
	with("If-None-Match", etag);
	expect(304, as("ann", GET, "/users/me"));
	with("If-None-Match", text("\"x\", W/%s", etag));
	expect(304, as("ann", GET, "/users/me"));
	expect_text(etag, header("ETag"));
	with("If-None-Match", "*");
	expect(304, as("ann", GET, "/users/me"));
	with("If-None-Match", "\"nonsense\"");
	expect(200, as("ann", GET, "/users/me"));
}

Test_engines(api_user, a_new_password_ends_the_other_sessions)
{
	char *old;

	given_member("ann", true);
	expect(200,
	    anonymous(POST,
		"/auth/login {'email': 'ann@example.org', 'password': '%s'}",
		GIVEN_PASSWORD));
	old = body("/access_token");
	expect_problem(403, "forbidden",
	    as("ann", PUT,
		"/users/me/password {'current_password': 'Wr0ng!pass', "
		"'new_password': 'An0ther!pass', "
		"'new_password_verify': 'An0ther!pass'}"));
	expect_problem(422, "weak_password",
	    as("ann", PUT,
		"/users/me/password {'current_password': '%s', "
		"'new_password': 'weak', 'new_password_verify': 'weak'}",
		GIVEN_PASSWORD));
	expect(200, as("ann", PUT,
			"/users/me/password {'current_password': '%s', "
			"'new_password': 'An0ther!pass', "
			"'new_password_verify': 'An0ther!pass'}",
			GIVEN_PASSWORD));
	expect(200, as("ann", GET, "/users/me"));
	with("Authorization", text("Bearer %s", old));
	expect(401, anonymous(GET, "/users/me"));
	expect(401,
	    anonymous(POST,
		"/auth/login {'email': 'ann@example.org', 'password': '%s'}",
		GIVEN_PASSWORD));
	expect(200, anonymous(POST, "/auth/login {'email': 'ann@example.org', "
				    "'password': 'An0ther!pass'}"));
	cr_expect(jobs_with("password_changed", NULL) == 1);
}

Test_engines(api_user, others_see_no_address)
{
	given_event("e");
	expect(200, as("bob", GET, "/users/%s", id("ann")));
	expect_text("Ann Example", body("/name"));
	cr_expect(!response_contains("example.org"));
	with("If-None-Match", header("ETag"));
	expect(304, as("bob", GET, "/users/%s", id("ann")));
	expect(200, as("ann", GET, "/users/%s", id("ann")));
	cr_expect(!response_contains("example.org"));
}

Test_engines(api_user, others_do_not_see_that_something_private_changed)
{
	char *tag;

	given_event("e");
	expect(200, as("bob", GET, "/users/%s", id("ann")));
	tag = header("ETag");
	expect(200, as("ann", PATCH, "/users/me {'phone': '+49 30 1234567'}"));
	expect(200, as("bob", GET, "/users/%s", id("ann")));
	expect_text(tag, header("ETag"));
	expect(200, as("ann", PATCH, "/users/me {'bio': 'Tea.'}"));
	expect(200, as("bob", GET, "/users/%s", id("ann")));
	cr_expect(!str_eq(tag, header("ETag")));
}

Test_engines(api_user, who_is_not_there_is_404)
{
	given_event("e", .by = "out");
	expect(200, as("ann", GET, "/users/%s", id("out")));
	given_suspended("out");
	expect_problem(404, "not_found",
	    as("ann", GET, "/users/01890a5d-ac96-774b-bcce-b302099a8057"));
	expect_problem(
	    404, "not_found", as("ann", GET, "/users/%s", id("out")));
}

Test_engines(api_user, what_the_server_owns_cannot_be_written)
{
	given_user("bob");
	expect(200, as("ann", GET, "/users/me"));
	keep_id("made", body("/created_at"));
	expect(200,
	    as("ann", PATCH,
		"/users/me {'id': '%s', 'role': 'admin', 'is_verified': false, "
		"'email': 'eve@example.org', 'email_key': 'eve@example.org', "
		"'password_hash': 'x', 'version': 9, 'suspended_at': null, "
		"'created_at': '2000-01-01T00:00:00Z', 'name': 'Eve'}",
		id("bob")));
	expect_text(id("ann"), body("/id"));
	expect_text("attendee", body("/role"));
	expect_text("true", body("/is_verified"));
	expect_text("ann@example.org", body("/email"));
	expect_text("Ann Example", body("/name"));
	expect_text(id("made"), body("/created_at"));
}

Test_engines(api_user, signing_up_gives_no_more_than_it_says)
{
	expect(200,
	    anonymous(POST,
		"/auth/signup {'email': 'eve@example.org', 'first_name': 'E', "
		"'last_name': 'V', 'password': '%s', 'password_verify': '%s', "
		"'role': 'admin', 'is_verified': true, "
		"'id': '01890a5d-ac96-774b-bcce-b302099a8057'}",
		GIVEN_PASSWORD, GIVEN_PASSWORD));
	expect_problem(403, "email_not_verified",
	    anonymous(POST,
		"/auth/login {'email': 'eve@example.org', 'password': '%s'}",
		GIVEN_PASSWORD));
}

Test_engines(api_user, guessing_the_current_password_ends_in_429)
{
	static const char change[] =
	    "/users/me/password "
	    "{'current_password': '%s', 'new_password': 'An0ther!pass', "
	    "'new_password_verify': 'An0ther!pass'}";
	int i;

	api_set("LOGIN_FAILURES", "3");
	given_member("ann", true);
	for (i = 0; i < 3; i++)
		expect_problem(
		    403, "forbidden", as("ann", PUT, change, "Wr0ng!pass"));
	expect_problem(
	    429, "rate_limited", as("ann", PUT, change, GIVEN_PASSWORD));
	api_set("LOGIN_FAILURES", "0");
	expect(200, as("ann", PUT, change, GIVEN_PASSWORD));
}

/* Whether bob sees ann, and ann him. */
static void
expect_seen(int of_ann, int of_bob)
{
	expect(of_ann, as("bob", GET, "/users/%s", id("ann")));
	expect(of_bob, as("ann", GET, "/users/%s", id("bob")));
}

static void
answer(const char *name, const char *status)
{
	expect(200, as(name, PUT, "/events/%s/rsvps/me {'status': '%s'}",
			id("e"), status));
}

Test_engines(api_user, strangers_do_not_see_each_other)
{
	given_user("ann");
	given_user("bob");
	expect_seen(404, 404);
	given_event("e", .draft = true);
	given("c", "ann", "/clusters {'name': 'x'}");
	expect_seen(404, 404);
}

Test_engines(api_user, who_shares_a_space_sees_who_else_is_there)
{
	given_user("bob");
	given("g", "ann", "/groups {'name': 'x'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect_seen(200, 200);
	expect(204, as("bob", POST, "/groups/%s/leave", id("g")));
	expect_seen(404, 404);
}

Test_engines(api_user, a_guest_sees_who_invites)
{
	given_event("e", .is_private = true);
	given_user("bob");
	expect(404, as("bob", GET, "/users/%s", id("ann")));
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("e"), id("bob")));
	expect(200, as("bob", GET, "/users/%s", id("ann")));
	expect(404, as("ann", GET, "/users/%s", id("bob")));
	expect(
	    204, as("ann", DELETE, "/events/%s/guests/%s", id("e"), id("bob")));
	expect(404, as("bob", GET, "/users/%s", id("ann")));
}

Test_engines(api_user, an_organizer_is_seen_and_sees_all_who_answer)
{
	given_user("bob");
	given_event("e");
	expect_seen(200, 404);
	answer("bob", "not_attending");
	expect_seen(200, 200);
	expect(404, as("eve", GET, "/users/%s", id("bob")));
	answer("bob", "maybe");
	expect(404, as("eve", GET, "/users/%s", id("bob")));
}

Test_engines(api_user, who_comes_is_seen_by_who_sees_the_event)
{
	given_user("ann");
	given_user("bob");
	given_event("e", .by = "eve");
	answer("ann", "attending");
	expect_seen(200, 404);
	expect(200,
	    as("eve", PATCH, "/events/%s {'visibility': 'private'}", id("e")));
	expect_seen(404, 404);
}

/* Whoever never proved their address is nobody yet, wherever they are. */
Test_engines(api_user, who_is_not_verified_is_not_seen)
{
	struct space_id space;

	given_member("new", false);
	given("g", "ann", "/groups {'name': 'x'}");
	cr_assert(uuid_parse(id("g"), &space.v));
	cr_assert(q_member_admit(given_db(), .space = space, .version = 1,
		      .user = given_user_id("new"), .builtin = "member",
		      .via = "open", .admins = 0, .proof_key = { 0 },
		      .expires_at = { 0 }, .due_at = { 0 }, .now = 1,
		      NULL) == ERR_OK);
	expect_problem(
	    404, "not_found", as("ann", GET, "/users/%s", id("new")));
}
