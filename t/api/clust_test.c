/*
 * The old names that clients of Clust know: they answer as Clust did, and say
 * what took their place.
 */
#include <json-c/json.h>

#include "base/str.h"
#include "t/api/operations.h"
#include "t/api/sign.h"

#include "base/banned.h"

#define PASSWORD "SecurePass123!"

/* As the documents of Clust have it; the Authorization header. */
static char *
sign_up_verify_and_log_in(const char *name)
{
	expect(200, sign_up(name, PASSWORD));
	expect_text("Verification email sent", body("/message"));
	find_user(name);
	expect(200, anonymous(GET, "/auth/verify-email?token=%s",
			mailed_token(name, "verify_email")));
	expect_text("Email verified successfully", body("/message"));
	expect(200, log_in(name, PASSWORD));
	expect_text("bearer", body("/token_type"));
	return text("Bearer %s", body("/access_token"));
}

static char *session;

/* A request of the client, with the token that it got. */
#define client(...) (with("Authorization", session), anonymous(__VA_ARGS__))

static void
profile(void)
{
	expect(200, client(GET, "/user/me"));
	keep("user");
	expect_text("user@example.org", body("/email"));
	expect_text("true", body("/is_verified"));
	expect_text("attendee", body("/role"));
	expect(200, client(PATCH, "/user/me {'email': 'USER@example.org', "
				  "'first_name': 'Zoë', 'last_name': null}"));
	expect_text("User updated successfully", body("/message"));
	expect(200, client(GET, "/user/%s", id("user")));
	expect_text("Zoë", body("/first_name"));
	expect_text("Lee", body("/last_name"));
}

static void
groups(void)
{
	expect(
	    200, client(POST, "/groups/create_group {'name': 'Readers', "
			      "'description': 'Books.', 'is_private': false}"));
	keep("g");
	expect_text("Readers", body("/name"));
	expect_text("Books.", body("/description"));
	expect_text("false", body("/is_private"));
	expect_text(id("user"), body("/organizer_id"));
	expect(200, client(GET, "/groups/group_list"));
	expect_text(id("g"), body("/0/id"));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect(200, as("bob", GET, "/groups/my_groups"));
	expect_text(id("g"), body("/0/id"));
	expect(200, client(GET, "/groups/%s/members", id("g")));
	expect_int(2, body_count(""));
}

static void
messages(void)
{
	expect(200, client(POST, "/message/%s/messages {'content': 'Hello.'}",
			id("g")));
	expect_text("Hello.", body("/content"));
	expect_text(id("user"), body("/sender_id"));
	expect_text(id("g"), body("/group_id"));
	expect(200, as("bob", POST, "/message/%s/messages {'content': 'Hi!'}",
			id("g")));
	expect(200, client(GET, "/message/%s/messages", id("g")));
	expect_int(2, body_count(""));
	expect_text("Hello.", body("/0/content"));
	expect_text("Hi!", body("/1/content"));
}

static void
answers(void)
{
	given_event("e", .by = "bob");
	expect(200,
	    client(POST, "/rsvp/ {'event_id': '%s', 'status': 'attending'}",
		id("e")));
	expect_text("attending", body("/status"));
	expect(200, client(POST, "/rsvp/ {'event_id': '%s', 'status': 'maybe'}",
			id("e")));
	expect_text(id("e"), body("/event_id"));
	expect_text(id("user"), body("/user_id"));
	expect(200, client(GET, "/rsvp/my"));
	expect_int(1, body_count(""));
	expect_text(id("e"), body("/0/event_id"));
	expect_text(id("user"), body("/0/user_id"));
	expect_text("maybe", body("/0/status"));
	expect(200, as("bob", GET, "/rsvp/event/%s", id("e")));
	expect_int(1, body_count(""));
	expect_text(id("user"), body("/0/user_id"));
}

static void
categories(void)
{
	expect(200, anonymous(GET, "/categories"));
	keep_id("first", body("/0/id"));
	expect(204, client(POST, "/categories/assign {'category_ids': ['%s']}",
			id("first")));
	expect(200, client(GET, "/users/me/interests"));
	expect_text(id("first"), body("/interests/0/category_id"));
}

Test_engines(api_clust, a_client_goes_its_old_way)
{
	session = sign_up_verify_and_log_in("user");
	profile();
	groups();
	messages();
	answers();
	categories();
	expect(204, client(POST, "/groups/%s/leave", id("g")) == 409
			? as("bob", POST, "/groups/%s/leave", id("g"))
			: 0);
	expect_problem(
	    403, "forbidden", as("bob", GET, "/message/%s/messages", id("g")));
	cr_expect(body("/detail")[0], "clients of Clust show it");
}

Test_engines(api_clust, nobody_is_told_of_a_draft)
{
	given_event("e", .draft = true);
	expect_problem(409, "invalid_transition",
	    as("ann", POST,
		"/rsvp/event/%s/notify {'subject': 'x', 'body': 'y'}",
		id("e")));
}

Test_engines(api_clust, the_last_messages_come_in_their_order)
{
	given("g", "ann", "/groups {'name': 'x'}");
	for (int i = 0; i < 5; i++)
		expect(
		    200, as("ann", POST,
			     "/message/%s/messages {'content': 'x'}", id("g")));
	expect(200, as("ann", GET, "/message/%s/messages?limit=2", id("g")));
	expect_int(2, body_count(""));
	expect_int(4, body_int("/0/number"));
	expect_int(5, body_int("/1/number"));
	cr_expect(!next_page());
	expect(404, as("ann", GET, "/message/%s/messages", id("ann")));
}

Test_engines(api_clust, an_address_is_not_changed_by_the_way)
{
	expect_problem(422, "validation_failed",
	    as("ann", PATCH,
		"/user/me {'email': 'eve@example.org', "
		"'first_name': 'Eve'}"));
	expect_text("unchangeable", error_at("/email"));
	expect(200, as("ann", GET, "/user/me"));
	expect_text("ann@example.org", body("/email"));
	expect_text("Ann", body("/first_name"));
}

static bool
is_old(const struct contract_operation *op)
{
	struct json_object *successor;

	return json_object_object_get_ex(op->spec, "x-successor", &successor);
}

static void
expect_headers(const char *what)
{
	const char *next = response_link(
	    response(), "rel=\"successor-version\"");

	cr_expect(header("Deprecation")[0] == '@', "%s: %s", what,
	    header("Deprecation"));
	cr_expect(
	    str_has_prefix(header("Sunset"), "Sat, 01 Jan 2028"), "%s", what);
	cr_expect(next && !strchr(next, '{'), "%s: %s", what, next);
}

/* The request by the old name, and what its Link leads to: for who reads, the
 * same; else something that is read, or takes the same method. */
static void
follow(const struct operation_row *row)
{
	char *old, *next;
	int status;

	cr_expect(operation_send(row, OWNER, operation_path(row)) / 100 == 2,
	    "%s: %s", row->id, response()->body);
	expect_headers(row->id);
	old = text("%s", response()->body);
	next = response_link(response(), "rel=\"successor-version\"");
	status = as("ann", GET, "/%s", next);
	cr_expect(str_eq(row->method, GET)
		      ? status == 200 && str_eq(old, response()->body)
		      : status == 200 || strstr(header("Allow"), row->method),
	    "%s: %s instead of %s", row->id, response()->body, old);
	cr_expect(str_eq(header("Deprecation"), "(none)"), "%s", next);
}

static int n_followed;

static bool
follow_old(void *ctx, const struct contract_operation *op)
{
	const struct operation_row *row = operation_rows;

	(void)ctx;
	if (!is_old(op))
		return true;
	while (row->id && !str_eq(row->id, op->id))
		row++;
	cr_assert(row->id, "%s", op->id);
	follow(row);
	n_followed++;
	return true;
}

Test_engines(api_clust, each_old_name_leads_to_the_new_one)
{
	operation_given();
	contract_each(talk_contract(), follow_old, NULL);
	cr_expect(n_followed > 0);
}

Test_engines(api_clust, a_refusal_says_so_too)
{
	given("g", "ann", "/groups {'name': 'x'}");
	expect(401, anonymous(GET, "/message/%s/messages", id("g")));
	expect_headers("not signed in");
	expect(422, as("ann", POST, "/message/%s/messages {}", id("g")));
	expect_headers("wrong input");
	expect(404, as("ann", GET, "/message/x/messages"));
	expect_text("@1795132800", header("Deprecation"));
	cr_expect(!response_link(response(), "successor-version"));
	expect(404, as("ann", GET, "/message/%%3Ex%%22/messages"));
	cr_expect(!response_link(response(), "successor-version"));
}

Test_engines(api_clust, groups_are_refused_as_by_the_new_name)
{
	static const char request[] =
	    "/groups/create_group {'name': 'x', 'cluster_id': '%s'}";

	given("c", "ann", "/clusters {'name': 'x'}");
	given_user("bob");
	expect_problem(403, "forbidden", as("bob", POST, request, id("c")));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect_problem(403, "banned", as("bob", POST, request, id("c")));
	expect_problem(422, "timezone_unknown",
	    as("ann", POST,
		"/groups/create_group {'name': 'x', 'timezone': 'Mars/X'}"));
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	expect_problem(
	    409, "invalid_transition", as("ann", POST, request, id("c")));
	api_set("GROUPS_PER_DAY", "1");
	expect(200, as("cat", POST, "/groups/create_group {'name': 'x'}"));
	expect_problem(429, "rate_limited",
	    as("cat", POST, "/groups/create_group {'name': 'x'}"));
}

Test_engines(api_clust, messages_are_refused_as_by_the_new_name)
{
	api_set("MESSAGES_PER_MINUTE", "1");
	given("g", "ann", "/groups {'name': 'x'}");
	expect(200,
	    as("ann", POST, "/message/%s/messages {'content': 'x'}", id("g")));
	expect_problem(429, "rate_limited",
	    as("ann", POST, "/message/%s/messages {'content': 'x'}", id("g")));
	api_set("MESSAGES_PER_MINUTE", "1000");
	expect(202, as("ann", DELETE, "/groups/%s", id("g")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/message/%s/messages {'content': 'x'}", id("g")));
}

Test_engines(api_clust, answers_are_taken_and_refused_as_by_the_new_name)
{
	static const char request[] =
	    "/rsvp {'event_id': '%s', 'status': 'attending'}";

	given_event("full", .capacity = 1);
	given_event("waits", .capacity = 1, .waitlist = true);
	expect(200, as("bob", POST, request, id("full")));
	expect_problem(409, "event_full", as("cat", POST, request, id("full")));
	expect(200, as("bob", POST, request, id("waits")));
	expect(202, as("cat", POST, request, id("waits")));
	expect(200, as("ann", POST, "/events/%s/cancel", id("full")));
	expect_problem(
	    409, "rsvp_closed", as("cat", POST, request, id("full")));
}

Test_engines(api_clust, an_unchanged_profile_is_not_sent_again)
{
	expect(200, as("ann", GET, "/user/me"));
	with("If-None-Match", header("ETag"));
	expect(304, as("ann", GET, "/user/me"));
	expect(200, as("ann", GET, "/user/%s", id("ann")));
	with("If-None-Match", header("ETag"));
	expect(304, as("ann", GET, "/user/%s", id("ann")));
}
