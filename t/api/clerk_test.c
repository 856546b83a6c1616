/*
 * What Clerk delivers: by whom it is signed, twice, out of order, late, and of
 * people who are here already, kept out, or gone.
 */
#include <openssl/evp.h>
#include <string.h>

#include "base/clock.h"
#include "crypt/hmac.h"
#include "t/api/sign.h"
#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define KEY    "0123456789abcdef01234567"
#define SECRET "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"
#define OLDER  "whsec_+/8AAQIDBAUGBwgJCgsMDQ4PEA=="

static void
start(void)
{
	api_set("CLERK_WEBHOOK_SECRET", OLDER "," SECRET);
}

/* Sends a body as a message of a name, signed so many seconds off. */
static int
send(const char *message, const char *json, long off_s)
{
	long at = (long)(clock_now_us() / CLOCK_SECOND_US) + off_s;
	char *signed_text = text("%s.%ld.%s", message, at, json);
	struct crypt_hmac *hmac = crypt_hmac_new(KEY, strlen(KEY));
	unsigned char mac[CRYPT_MAC_SIZE], base64[45];

	crypt_hmac_compute(hmac, signed_text, strlen(signed_text), mac);
	crypt_hmac_free(hmac);
	EVP_EncodeBlock(base64, mac, sizeof(mac));
	with("svix-id", message);
	with("svix-timestamp", text("%ld", at));
	with("svix-signature", text("v1,x v1,%s", (char *)base64));
	with_body("application/json", json, strlen(json));
	return anonymous(POST, "/webhooks/clerk");
}

/* JSON with ' for ". */
static char *
quoted(char *json)
{
	for (char *p = json; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	return json;
}

static int
deliver_as(const char *message, const char *type, const char *data)
{
	return send(message,
	    quoted(text(
		"{'object': 'event', 'type': '%s', 'data': %s}", type, data)),
	    0);
}

/* Each time another message. */
static int
deliver(const char *type, const char *data)
{
	static int n;

	return deliver_as(text("msg_%d", ++n), type, data);
}

/* Somebody, whose address is name@example.org, at a second. */
static char *
person(const char *name, const char *status, int at_s, const char *more)
{
	return text("{'id': 'user_%s', 'primary_email_address_id': 'b', "
		    "'email_addresses': [{'id': 'a', 'email_address': "
		    "'other@example.org', 'verification': {'status': "
		    "'verified'}}, {'id': 'b', 'email_address': "
		    "'%s@example.org', 'verification': {'status': '%s'}}], "
		    "'first_name': 'Zoë', 'last_name': null, 'updated_at': "
		    "%d000%s}",
	    name, name, status, at_s, more);
}

static int
deliver_person(const char *name, int at_s, const char *more)
{
	return deliver("user.updated", person(name, "verified", at_s, more));
}

static int
deliver_gone(const char *name)
{
	return deliver("user.deleted",
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

	expect_problem(404, "not_found", send("msg_x", json, 0));
	start();
	for (size_t i = 0; i < N_OF(cases); i++)
		expect(cases[i].status, send("msg_x", json, cases[i].off_s));
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
	expect_problem(400, "bad_json", send("msg_x", "{", 0));
	api_set("CLERK_WEBHOOK_SECRET", OLDER);
	expect_problem(401, "signature_invalid", send("msg_x", json, 0));
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

	start();
	for (size_t i = 0; i < N_OF(bodies); i++)
		expect_problem(400, "bad_request",
		    send("msg_x", quoted(text("%s", bodies[i])), 0));
	expect_int(0, (long)rows_where("webhook_receipt", "TRUE"));
	expect_int(0, (long)rows_where("erased_subject", "TRUE"));
}

Test_engines(api_clerk, people_have_an_account_by_an_address_that_is_verified)
{
	start();
	given_member("mia", true);
	given_member("sam", false);
	expect(
	    204, deliver("user.created", person("new", "unverified", 1, "")));
	expect_int(0, users("new", "TRUE"));
	expect(204, deliver("user.created", person("new", "verified", 1, "")));
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
	expect(204, deliver("user.updated", person("new", "failed", 2, "")));
	expect_int(1, (long)rows_where("account",
			  "subject = 'user_new' AND NOT email_verified"));
	expect(204, deliver("user.updated",
			"{'id': 'user_none', 'email_addresses': [1, {}], "
			"'primary_email_address_id': 'b', 'updated_at': 1}"));
	expect_int(3, (long)rows_where("account", "TRUE"));
}

Test_engines(api_clerk, each_delivery_has_its_effect_once_and_in_order)
{
	char *later = person("new", "verified", 5, ", 'banned': true");

	start();
	expect(204, deliver_as("msg_b", "user.updated", later));
	expect_int(1, users("new", "suspended_at IS NOT NULL"));
	/* what was so before comes later */
	expect(204, deliver_as("msg_a", "user.created",
			person("new", "verified", 4, "")));
	expect_int(1, users("new", "suspended_at IS NOT NULL"));
	expect(204, deliver_person("new", 6, ""));
	expect_int(1, users("new", "suspended_at IS NULL"));
	expect(204, deliver_as("msg_b", "user.updated", later));
	expect_int(1, users("new", "suspended_at IS NULL"));
	/* not even by a clock that stood still */
	expect(204, deliver_as("msg_b", "user.updated",
			person("new", "verified", 6, ", 'banned': true")));
	expect_int(1, users("new", "suspended_at IS NULL"));
	expect(204, deliver_person("new", 6, ", 'locked': true"));
	expect_int(1, users("new", "suspended_at IS NOT NULL"));
}

Test_engines(api_clerk, what_else_keeps_somebody_out_goes_on_to)
{
	start();
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
	start();
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
	expect(204, deliver("user.created", person("late", "verified", 1, "")));
	expect_int(0, users("late", "TRUE"));
	expect_int(2, (long)rows_where("erased_subject", "TRUE"));
}

Test_engines(api_clerk, who_is_erased_here_does_not_come_back_by_it)
{
	start();
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

Test_engines(api_clerk, no_provider_is_called_so)
{
	given_admin("root");
	expect_problem(422, "validation_failed",
	    as("root", POST,
		"/admin/providers {'name': 'clerk', 'kind': 'google', "
		"'client_id': 'x'}"));
}
