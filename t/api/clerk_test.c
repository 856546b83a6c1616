/*
 * What Clerk delivers: by whom it is signed, twice, out of order, late, and of
 * people who are here already, kept out, or gone.
 */
#include <string.h>

#include "base/log.h"
#include "t/api/clerk_say.h"
#include "t/api/sign.h"
#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* Of tombstones: they outlive any session. */
#define FOR_GOOD "erased_at > (SELECT max(expires_at) FROM session)"

static void
make_admin(const char *name)
{
	const char *sql = text(
	    "UPDATE users SET role = 'admin' WHERE email = '%s@example.org'",
	    name);

	work_sql(sql, sql);
}

static int
deliver_person(const char *name, int at_s, const char *more)
{
	return clerk_deliver(
	    "user.updated", clerk_person(name, "verified", at_s, more));
}

static int
deliver_gone(const char *name)
{
	return clerk_deliver("user.deleted",
	    text("{'id': 'user_%s', 'object': 'user', 'deleted': true}", name));
}

static long
accounts(const char *name)
{
	return (long)rows_where(
	    "account", text("provider = 'clerk' AND subject = 'user_%s' AND "
			    "email = '%s@example.org'",
			   name, name));
}

static long
users(const char *name, const char *condition)
{
	return (long)rows_where(
	    "users", text("email = '%s@example.org' AND %s", name, condition));
}

Test_engines(api_clerk, what_it_has_not_signed_is_not_heard)
{
	static const struct {
		long off_s;
		int status;
	} cases[] = { { 0, 204 }, { -200, 204 }, { -310, 401 }, { 310, 401 } };
	static char big[262145];
	char *json = "{\"type\": \"email.created\", \"data\": {}}";

	expect_problem(404, "not_found", clerk_send("msg_x", json, 0));
	clerk_start();
	for (size_t i = 0; i < N_OF(cases); i++)
		expect(
		    cases[i].status, clerk_send("msg_x", json, cases[i].off_s));
	with_body("application/json", json, strlen(json));
	expect_problem(
	    401, "signature_invalid", anonymous(POST, "/webhooks/clerk"));
	memset(big, 'x', sizeof(big));
	with_body("application/json", big, sizeof(big));
	expect_problem(
	    413, "body_too_large", anonymous(POST, "/webhooks/clerk"));
	big[1025] = '\0';
	with("svix-signature", big);
	with_body("application/json", json, strlen(json));
	expect_problem(
	    422, "validation_failed", anonymous(POST, "/webhooks/clerk"));
	expect_problem(400, "bad_json", clerk_send("msg_x", "{", 0));
	api_set("CLERK_WEBHOOK_SECRET", CLERK_OLDER);
	expect_problem(401, "signature_invalid", clerk_send("msg_x", json, 0));
}

Test_engines(api_clerk, what_is_no_delivery_of_its_changes_nothing)
{
	static const char *const bodies[] = { "[]", "{}", "null", "1",
		"{'type': 'user.created'}", "{'type': 1, 'data': {'id': 'x'}}",
		"{'type': 'user.created', 'data': {'id': 'x'}}",
		"{'type': 'user.created', 'data': {'id': '', 'updated_at': 1}}",
		"{'type': 'user.created', 'data': {'id': 'x', 'updated_at': "
		"-1}}",
		"{'type': 'user.created', 'data': {'id': 'x', 'updated_at': "
		"253402300800000}}",
		"{'type': 'user.created', 'data': {'id': 'x', 'updated_at': "
		"'1'}}",
		"{'type': 'user.deleted', 'data': {'id': null}}",
		"{'type': 'user.deleted', 'data': {'id': 'a\\u0001'}}" };

	clerk_start();
	for (size_t i = 0; i < N_OF(bodies); i++)
		expect_problem(400, "bad_request",
		    clerk_send("msg_x", quoted(bodies[i]), 0));
	expect_int(0, (long)rows_where("webhook_receipt", "TRUE"));
	expect_int(0, (long)rows_where("erased_subject", "TRUE"));
}

Test_engines(api_clerk, people_have_an_account_by_an_address_that_is_verified)
{
	clerk_start();
	given_member("mia", true);
	given_member("sam", false);
	expect(204, clerk_deliver("user.created",
			clerk_person("new", "unverified", 1, "")));
	expect_int(0, users("new", "TRUE"));
	expect(204, clerk_deliver("user.created",
			clerk_person("new", "verified", 1, "")));
	expect_int(1, accounts("new"));
	expect_int(1, users("new", "is_verified AND password_hash IS NULL AND "
				   "first_name = 'Zoë' AND last_name = '-'"));
	/* who proved it before keeps all; who did not may be a stranger */
	expect(204, deliver_person("mia", 1, ""));
	expect(204, deliver_person("sam", 1, ""));
	expect_int(1, accounts("mia") * accounts("sam"));
	expect(200, log_in("mia", GIVEN_PASSWORD));
	expect(401, log_in("sam", GIVEN_PASSWORD));
	expect_int(1, users("sam", "is_verified AND password_hash IS NULL"));
	work();
	expect_int(1, work_mails("mia@example.org"));
	/* an address that is not theirs any more does not make it another's */
	expect(204, clerk_deliver(
			"user.updated", clerk_person("new", "failed", 2, "")));
	expect_int(1, (long)rows_where("account",
			  "subject = 'user_new' AND NOT email_verified"));
	expect(204, clerk_deliver("user.updated",
			"{'id': 'user_none', 'email_addresses': [1, {}], "
			"'primary_email_address_id': 'b', 'updated_at': 1}"));
	expect_int(3, (long)rows_where("account", "TRUE"));
	/* nor is one that no other way in would take */
	expect(204, clerk_deliver("user.created",
			clerk_person(text("%0243d", 7), "verified", 1, "")));
	expect_int(3, (long)rows_where("account", "TRUE"));
	expect(204, clerk_deliver("user.created",
			clerk_person(text("%0242d", 7), "verified", 1, "")));
	expect_int(4, (long)rows_where("account", "TRUE"));
}

Test_engines(api_clerk, each_delivery_has_its_effect_once_and_in_order)
{
	char *later = clerk_person("new", "verified", 5, ", 'banned': true");

	clerk_start();
	expect(204, clerk_deliver_as("msg_b", "user.updated", later));
	expect_int(1, users("new", "suspended_at IS NOT NULL"));
	/* what was so before comes later */
	expect(204, clerk_deliver_as("msg_a", "user.created",
			clerk_person("new", "verified", 4, "")));
	expect_int(1, users("new", "suspended_at IS NOT NULL"));
	expect(204, deliver_person("new", 6, ""));
	expect_int(1, users("new", "suspended_at IS NULL"));
	expect(204, clerk_deliver_as("msg_b", "user.updated", later));
	expect_int(1, users("new", "suspended_at IS NULL"));
	/* not even by a clock that stood still */
	expect(
	    204, clerk_deliver_as("msg_b", "user.updated",
		     clerk_person("new", "verified", 6, ", 'banned': true")));
	expect_int(1, users("new", "suspended_at IS NULL"));
	expect(204, deliver_person("new", 6, ", 'locked': true"));
	expect_int(1, users("new", "suspended_at IS NULL"));
	expect(204, deliver_person("new", 7, ", 'banned': true"));
	expect_int(1, users("new", "suspended_at IS NOT NULL"));
}

Test_engines(api_clerk, what_else_keeps_somebody_out_goes_on_to)
{
	clerk_start();
	given_member("mia", true);
	given_member("ida", true);
	given_admin("root");
	expect(204, deliver_person("mia", 1, ""));
	expect(200, as("root", POST, "/admin/users/%s/suspend", id("mia")));
	expect(204, deliver_person("mia", 2, ", 'banned': true"));
	expect(204, deliver_person("mia", 3, ""));
	expect_int(1, users("mia", "suspended_at IS NOT NULL"));
	/* nor does who is suspended here get another way in */
	expect(200, as("root", POST, "/admin/users/%s/suspend", id("ida")));
	expect(204, deliver_person("ida", 1, ""));
	expect_int(0, accounts("ida"));
	expect(200, as("root", POST, "/admin/users/%s/restore", id("ida")));
	expect(204, deliver_person("ida", 2, ""));
	expect_int(1, accounts("ida"));
}

Test_engines(api_clerk, who_is_gone_is_erased_and_does_not_come_back)
{
	clerk_start();
	given_member("mia", true);
	expect(204, deliver_person("mia", 1, ""));
	expect(204, deliver_person("new", 1, ""));
	expect(204, deliver_gone("mia"));
	expect(403, log_in("mia", GIVEN_PASSWORD));
	expect(204, deliver_person("mia", 3, ""));
	work();
	expect_int(0, users("mia", "TRUE"));
	expect(204, deliver_person("mia", 4, ""));
	expect_int(0, users("mia", "TRUE"));
	expect_int(1, users("new", "TRUE"));
	/* it may be heard before whoever it is of is */
	expect(204, deliver_gone("late"));
	expect(204, clerk_deliver("user.created",
			clerk_person("late", "verified", 1, "")));
	expect_int(0, users("late", "TRUE"));
	expect_int(2, (long)rows_where("erased_subject", "TRUE"));
}

Test_engines(api_clerk, who_is_erased_here_does_not_come_back_by_it)
{
	clerk_start();
	given_member("mia", true);
	expect(204, deliver_person("mia", 1, ""));
	given_admin("root");
	expect(202, as("root", DELETE, "/admin/users/%s", id("mia")));
	work();
	expect_int(0, users("mia", "TRUE"));
	expect_int(1, (long)rows_where("erased_subject", "TRUE"));
	expect(204, deliver_person("mia", 2, ""));
	expect_int(0, users("mia", "TRUE"));
}

Test_engines(api_clerk, what_was_taken_away_does_not_come_back)
{
	clerk_start();
	given_member("mia", true);
	expect(204, deliver_person("mia", 1, ""));
	expect(204, clerk_deliver("session.created",
			"{'object': 'session', 'id': 'sess_1', 'user_id': "
			"'user_mia', 'status': 'active'}"));
	expect(200, as("mia", GET, "/users/me/accounts"));
	expect(204, as("mia", DELETE, "/users/me/accounts/%s", body("/0/id")));
	expect_int(0, (long)rows_where(
			  "session", "kind = 'external' AND ended_at IS NULL"));
	work();
	work_sweep();
	expect(204, deliver_person("mia", 2, ""));
	expect(204, clerk_deliver("user.updated",
			"{'id': 'user_mia', 'primary_email_address_id': 'b', "
			"'updated_at': 3000, 'email_addresses': [{'id': 'b', "
			"'email_address': 'other@example.org', "
			"'verification': {'status': 'verified'}}]}"));
	expect_int(0, (long)rows_where("account", "TRUE"));
	expect_int(0, users("other", "TRUE"));
	/* it begins to grow old when it is gone there, too */
	expect_int(1, (long)rows_where("erased_subject", FOR_GOOD));
	expect(204, deliver_gone("mia"));
	expect_int(0, (long)rows_where("erased_subject", FOR_GOOD));
	expect_int(1, (long)rows_where("erased_subject", "TRUE"));
	expect_int(1, users("mia", "suspended_at IS NULL"));
}

Test_engines(api_clerk, the_last_administrator_stays)
{
	log_init("test", LOG_ERROR); /* it warns */
	clerk_start();
	given_member("mia", true);
	make_admin("mia");
	expect(204, deliver_person("mia", 1, ""));
	expect(204, deliver_person("mia", 2, ", 'banned': true"));
	expect_int(1, users("mia", "suspended_at IS NULL"));
	expect(204, deliver_gone("mia"));
	expect_int(1, users("mia", "suspended_at IS NULL AND erase_at IS NULL "
				   "AND role = 'admin'"));
	expect_int(0, accounts("mia"));
	expect_int(1, jobs_with("account_unlinked", id("mia")));
	expect(204, deliver_person("mia", 3, ""));
	expect_int(0, accounts("mia"));
	expect(200, log_in("mia", GIVEN_PASSWORD));
	/* one of two goes */
	given_member("ida", true);
	make_admin("ida");
	expect(204, deliver_person("ida", 1, ""));
	expect(204, deliver_gone("ida"));
	expect_int(1, users("ida", "erase_at IS NOT NULL"));
}

Test_engines(api_clerk, no_provider_is_called_so)
{
	given_admin("root");
	expect_problem(422, "validation_failed",
	    as("root", POST,
		"/admin/providers {'name': 'clerk', 'kind': 'google', "
		"'client_id': 'x'}"));
}
