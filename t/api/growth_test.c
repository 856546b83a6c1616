/*
 * Nobody fills the database: what may be sent without a session, or with one,
 * adds a bounded number of rows, however often it is sent.
 */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "generated/query/session.h"
#include "generated/query/user.h"
#include "t/api/sign.h"
#include "t/lib/rows.h"

#include "base/banned.h"

/* How many fill what is bounded, and how many then should add nothing. */
enum { FIRST = 6, MORE = 3, IN_VAIN = 100 };

static struct json_object *
at(struct json_object *v, const char *name)
{
	struct json_object *out = NULL;

	if (json_object_is_type(v, json_type_object))
		json_object_object_get_ex(v, name, &out);
	return out;
}

static bool
needs_session(const struct contract_operation *op)
{
	struct json_object *first = json_object_array_get_idx(
	    at(op->spec, "security"), 0);

	return first && json_object_object_length(first) > 0;
}

/* The body that the contract has as an example, with an address, a token and a
 * code that no request had before. */
static const char *
body_of(const struct contract_operation *op, int number)
{
	struct json_object *schema = contract_input(talk_contract(), op), *copy;
	struct json_object *examples = at(schema, "examples");
	const char *json;

	if (!schema)
		return NULL;
	cr_assert(examples, "%s has no example of its body", op->id);
	copy = json_tokener_parse(
	    json_object_to_json_string(json_object_array_get_idx(examples, 0)));
	if (at(copy, "email"))
		json_object_object_add(copy, "email",
		    json_object_new_string(
			text("%s%d@example.org", op->id, number)));
	json = text("%s", json_object_to_json_string(copy));
	json_object_put(copy);
	return json;
}

static char *
target_of(const struct contract_operation *op, int number)
{
	char *out = text("/%s?token=x%d", op->path, number), *brace, *end;

	if (!strstr(op->id, "link"))
		*strchr(out, '?') = '\0';
	while ((brace = strchr(out, '{'))) {
		end = strchr(brace, '}');
		*brace = '\0';
		out = text("%s01890a5d-ac96-774b-bcce-%012x%s", out,
		    (unsigned)number, end + 1);
	}
	return out;
}

/* As many differ as can: a client behind one network, a key, a body. */
static void
send_many(const struct contract_operation *op, int first, int n)
{
	for (int i = first; i < first + n; i++) {
		const char *json = body_of(op, i);

		api_from(text("2001:db8::%x", (unsigned)i + 1));
		with("Idempotency-Key", text("%s-%d", op->id, i));
		if (json)
			with_body("application/json", json, strlen(json));
		cr_expect(anonymous(op->method, "%s", target_of(op, i)) < 500,
		    "%s: %s", op->id, response()->body);
	}
}

/* A table that cannot grow beyond its slots, by a CHECK. */
static bool
is_bounded(const char *table)
{
	return str_eq(table, "throttle");
}

static bool
adds_no_more(void *ctx, const struct contract_operation *op)
{
	struct rows before, after;

	(void)ctx;
	if (needs_session(op))
		return true;
	send_many(op, 0, FIRST);
	rows_count(&before);
	send_many(op, FIRST, MORE);
	rows_count(&after);
	for (int i = 0; i < after.n_tables; i++) {
		const struct rows_table *t = &after.tables[i];

		cr_expect(
		    is_bounded(t->name) || t->n <= rows_of(&before, t->name),
		    "%s adds rows to %s without end: count under a key of the "
		    "client (app/throttle.h)",
		    op->id, t->name);
	}
	return true;
}

Test_engines(api_growth, a_stranger_adds_rows_only_up_to_a_bound)
{
	api_set("MAIL_REQUESTS_PER_DAY", "5");
	contract_each(talk_contract(), adds_no_more, NULL);
}

static int64_t
rows_in(const char *table)
{
	struct rows rows;

	rows_count(&rows);
	return rows_of(&rows, table);
}

Test_engines(api_growth, asking_in_vain_leaves_few_jobs)
{
	api_set("MAIL_REQUESTS_PER_DAY", "0");
	for (int i = 0; i < IN_VAIN; i++)
		expect(200, anonymous(POST,
				"/auth/forgot-password "
				"{'email': 'nobody%d@example.org'}",
				i));
	cr_expect(rows_in("job") <= 64, "%d", (int)rows_in("job"));
	cr_expect(rows_in("verification") == 0);
}

Test_engines(api_growth, each_network_may_ask_for_so_many_mails)
{
	api_set("MAIL_REQUESTS_PER_DAY", "2");
	given_member("ann", true);
	for (int i = 0; i < 2; i++) {
		api_from(text("2001:db8:0:1::%d", i));
		expect(200, anonymous(POST, "/auth/forgot-password "
					    "{'email': 'ann@example.org'}"));
	}
	api_from("2001:db8:0:1:ffff::");
	expect_problem(429, "rate_limited", sign_up("bob", GIVEN_PASSWORD));
	cr_expect(!str_eq(header("Retry-After"), "(none)"));
	expect_problem(429, "rate_limited",
	    anonymous(POST, "/auth/resend-verification "
			    "{'email': 'bob@example.org'}"));
	expect_problem(429, "rate_limited",
	    anonymous(
		POST, "/auth/forgot-password {'email': 'ann@example.org'}"));
	api_from("2001:db8:0:2::");
	expect(200, sign_up("bob", GIVEN_PASSWORD));
}

/* One address may be written in two ways; and what is no address may be
 * anybody.
 */
Test_engines(api_growth, who_is_a_client_does_not_depend_on_the_spelling)
{
	api_set("MAIL_REQUESTS_PER_DAY", "1");
	api_from("::ffff:192.0.2.7");
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	api_from("192.0.2.7");
	expect(429, sign_up("bob", GIVEN_PASSWORD));
	api_from("::ffff:192.0.2.8");
	expect(200, sign_up("bob", GIVEN_PASSWORD));
	api_from("unix:");
	expect(200, sign_up("cat", GIVEN_PASSWORD));
	expect(200, sign_up("dan", GIVEN_PASSWORD));
}

static void
given_waiting(const char *name, int64_t age_us)
{
	const char *email = text("%s@example.org", name);

	cr_assert(q_user_add_with(given_db(),
		      &(struct q_user_add_in){ .id = { uuid_new() },
			  .email = email,
			  .email_key = email,
			  .first_name = name,
			  .last_name = "Example",
			  .role = USER_ROLE_ATTENDEE,
			  .now = clock_now_us() - age_us },
		      NULL) == ERR_OK);
}

Test_engines(api_growth, the_oldest_accounts_that_wait_make_room)
{
	api_set("UNVERIFIED_ACCOUNTS", "3");
	for (int i = 0; i < 3; i++)
		given_waiting(text("old%d", i), (i + 1) * CLOCK_DAY_US);
	for (int i = 0; i < 3; i++) {
		expect(200, sign_up(text("new%d", i), GIVEN_PASSWORD));
		cr_expect(rows_in("users") <= 3);
	}
	/* the links of those have not expired */
	expect_problem(429, "rate_limited", sign_up("ann", GIVEN_PASSWORD));
}

Test_engines(api_growth, a_hundred_sessions_of_a_user_are_kept)
{
	given_member("ann", true);
	for (int i = 0; i < 150; i++)
		cr_assert(q_session_add_with(given_db(),
			      &(struct q_session_add_in){ .id = { uuid_new() },
				  .kind = SESSION_KIND_TOKEN,
				  .method = SESSION_METHOD_PASSWORD,
				  .user = given_user_id("ann"),
				  .ip_address = "",
				  .user_agent = "",
				  .now = clock_now_us() - CLOCK_HOUR_US,
				  .expires = clock_now_us() + CLOCK_DAY_US,
				  .idle = clock_now_us() + CLOCK_DAY_US },
			      NULL) == ERR_OK);
	expect(200, log_in("ann", GIVEN_PASSWORD));
	cr_expect(rows_in("session") == 100);
	with("Authorization", text("Bearer %s", body("/access_token")));
	expect(200, anonymous(GET, "/users/me"));
}
