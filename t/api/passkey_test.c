/*
 * Passkeys: made, confirmed, shown as a second step and as both; nothing that
 * is forged is taken. What a real browser makes is in
 * t/unit/crypt/passkey_test.c.
 */
#include "t/api/authenticator.h"
#include "t/lib/oath.h"
#include "t/api/sign.h"

#include "base/banned.h"

static const struct authenticator_lie truth;

/* The challenge of a new factor, whose id is "factor" then. */
static char *
begin(const char *name)
{
	given("factor", name,
	    "/users/me/factors {'kind': 'passkey', 'name': 'Laptop'}");
	return body("/options/challenge");
}

static int
confirm(const char *name, const char *credential)
{
	return as(name, POST, "/users/me/factors/%s/verify {'credential': %s}",
	    id("factor"), credential);
}

static struct authenticator
given_passkey(const char *name, enum crypt_algorithm algorithm)
{
	struct authenticator a = authenticator_new(algorithm, name);

	expect(200, confirm(name, authenticator_make(&a, begin(name), &truth)));
	return a;
}

static char *
ask(void)
{
	expect(200, anonymous(POST, "/auth/passkeys"));
	return body("/challenge");
}

static int
sign_in(const char *credential)
{
	return anonymous(
	    POST, "/auth/passkeys/verify {'credential': %s}", credential);
}

Test_engines(api_passkey, each_kind_of_key_signs_in_and_counts_as_both_steps)
{
	static const enum crypt_algorithm kinds[] = { CRYPT_ES256, CRYPT_EDDSA,
		CRYPT_RS256 };
	char *challenge;

	given_member("ann", true);
	for (size_t i = 0; i < N_OF(kinds); i++) {
		struct authenticator a = authenticator_new(kinds[i], "ann");

		challenge = begin("ann");
		expect_text("hearth.test", body("/options/rp/id"));
		expect_text("ann@example.org", body("/options/user/name"));
		expect_int((int)i, body_count("/options/excludeCredentials"));
		expect(200,
		    confirm("ann", authenticator_make(&a, challenge, &truth)));
		expect_int(i ? 0 : 10, body_count("/recovery_codes"));
		expect_problem(409, "invalid_transition",
		    confirm("ann", authenticator_make(&a, challenge, &truth)));
		challenge = ask();
		expect(200, sign_in(authenticator_sign(&a, challenge, &truth)));
		with("Authorization", text("Bearer %s", body("/access_token")));
		expect(200, anonymous(GET, "/users/me/sessions?limit=1"));
		expect_text("passkey", body("/0/method"));
		cr_expect(!str_eq(body("/0/factor_at"), "null"));
		/* each challenge is good once */
		expect_problem(401, "invalid_credentials",
		    sign_in(authenticator_sign(&a, challenge, &truth)));
	}
	expect_int(3, jobs_with("factor_added", NULL));
}

/* The first 37 bytes are the same in both. */
static const struct authenticator_lie lies[] = {
	{ "another type", .type = "password" },
	{ "signed for another use", .client_type = "payment.get" },
	{ "another origin", .origin = "http://hearth.test:8081" },
	{ "an origin that begins alike",
	    .origin = "http://hearth.test.example" },
	{ "no origin", .origin = "null" },
	{ "another challenge", .challenge = "AAAA" },
	{ "in a frame of others", .client_more = ",\"crossOrigin\":true" },
	{ "no boolean", .client_more = ",\"crossOrigin\":\"false\"" },
	{ "twice the same", .client_more = ",\"origin\":\"http://x\"" },
	{ "no JSON", .client_more = "," },
	{ "another site", .site = "example.org" },
	{ "nobody is there", .flags = AUTHENTICATOR_UP },
	{ "nobody was verified", .flags = AUTHENTICATOR_UV },
	{ "a credential, or none", .flags = AUTHENTICATOR_AT },
	{ "backed up, but cannot be", .flags = 0x10 },
	{ "extensions that are not there", .flags = 0x80 },
	{ "too short", .cut = 1 },
	{ "too long", .more = 1 },
	{ "another id", .flip_id = 3 },
};
static const struct authenticator_lie new_lies[] = {
	{ "another algorithm", .flip_key = 5 },
	{ "not minimal", .flip_key = 9 },
	{ "not on the curve", .flip_key = 77 },
};
static const struct authenticator_lie signed_lies[] = {
	{ "another signature", .flip_signature = 1 },
	{ "no signature", .flip_signature = 70 },
	{ "another person", .flip_user = 16 },
};

static void
expect_refused_new(
    const struct authenticator *a, const struct authenticator_lie *lie)
{
	expect_problem(401, "mfa_code_invalid",
	    confirm("ann", authenticator_make(a, begin("ann"), lie)));
	cr_expect(response()->status == 401, "%s", lie->name);
}

static void
expect_refused(struct authenticator *a, const struct authenticator_lie *lie)
{
	expect_problem(401, "invalid_credentials",
	    sign_in(authenticator_sign(a, ask(), lie)));
	cr_expect(response()->status == 401, "%s", lie->name);
}

Test_engines(api_passkey, nothing_forged_is_taken)
{
	struct authenticator a;
	char *challenge;

	given_member("ann", true);
	a = authenticator_new(CRYPT_ES256, "ann");
	for (size_t i = 0; i < N_OF(lies); i++)
		expect_refused_new(&a, &lies[i]);
	for (size_t i = 0; i < N_OF(new_lies); i++)
		expect_refused_new(&a, &new_lies[i]);
	/* a challenge of another factor, or to sign in with */
	challenge = begin("ann");
	begin("ann");
	expect_problem(401, "mfa_code_invalid",
	    confirm("ann", authenticator_make(&a, challenge, &truth)));
	expect_problem(401, "mfa_code_invalid",
	    confirm("ann", authenticator_make(&a, ask(), &truth)));
	expect(
	    200, confirm("ann", authenticator_make(&a, begin("ann"), &truth)));
	for (size_t i = 0; i < N_OF(lies); i++)
		expect_refused(&a, &lies[i]);
	for (size_t i = 0; i < N_OF(signed_lies); i++)
		expect_refused(&a, &signed_lies[i]);
	challenge = begin("ann");
	expect_problem(401, "invalid_credentials",
	    sign_in(authenticator_sign(&a, challenge, &truth)));
	expect(200, sign_in(authenticator_sign(&a, ask(), &truth)));
}

Test_engines(api_passkey, a_copy_is_refused_and_logged)
{
	struct authenticator a;

	given_member("ann", true);
	a = given_passkey("ann", CRYPT_EDDSA);
	a.count = 7;
	expect(200, sign_in(authenticator_sign(&a, ask(), &truth)));
	for (a.count = 7; a.count; a.count -= 7)
		expect_problem(401, "invalid_credentials",
		    sign_in(authenticator_sign(&a, ask(), &truth)));
	given_admin("eve");
	expect(200, as("eve", GET, "/admin/audit-log?action=factor.copy"));
	expect_int(1, body_count(""));
	a.count = 8;
	expect(200, sign_in(authenticator_sign(&a, ask(), &truth)));
	given_suspended("ann");
	a.count = 9;
	expect_problem(403, "account_suspended",
	    sign_in(authenticator_sign(&a, ask(), &truth)));
}

Test_engines(api_passkey, it_is_a_second_step_of_its_own_person_alone)
{
	struct authenticator ann, bob;
	char *token;

	given_member("ann", true);
	given_member("bob", true);
	ann = given_passkey("ann", CRYPT_ES256);
	bob = given_passkey("bob", CRYPT_ES256);
	expect(200, log_in("ann", GIVEN_PASSWORD));
	expect_text("passkey", body("/factors/0"));
	token = body("/mfa_token");
	expect_problem(401, "mfa_code_invalid",
	    anonymous(POST,
		"/auth/mfa/verify {'mfa_token': '%s', 'credential': %s}", token,
		authenticator_sign(&bob, ask(), &truth)));
	expect(
	    200, anonymous(POST,
		     "/auth/mfa/verify {'mfa_token': '%s', 'credential': %s}",
		     token, authenticator_sign(&ann, ask(), &truth)));
	given_stale("ann");
	expect_problem(403, "reauthentication_required",
	    as("ann", POST, "/users/me/recovery-codes"));
	expect_problem(401, "mfa_code_invalid",
	    as("ann", POST, "/auth/reauthenticate {'credential': %s}",
		authenticator_sign(&bob, ask(), &truth)));
	expect(200, as("ann", POST, "/auth/reauthenticate {'credential': %s}",
			authenticator_sign(&ann, ask(), &truth)));
	expect_int(0, body_count("/methods"));
	expect(200, as("ann", POST, "/users/me/recovery-codes"));
	/* the same credential is nobody else's */
	ann.user = bob.user;
	expect_problem(409, "invalid_transition",
	    confirm("bob", authenticator_make(&ann, begin("bob"), &truth)));
	expect_problem(401, "mfa_code_invalid",
	    as("bob", POST, "/users/me/factors/%s/verify {'code': '123456'}",
		id("factor")));
}

Test_engines(api_passkey, only_listed_origins_of_the_site_are_its_own)
{
	static const struct {
		char origin[48];
		int status;
	} cases[] = {
		{ "http://hearth.test", 200 },
		{ "http://app.hearth.test", 200 },
		{ "http://other.hearth.test", 401 },
		{ "http://nothearth.test", 401 },
		{ "http://test", 401 },
	};
	struct authenticator_lie own = { .origin = "http://app.hearth.test" };
	struct authenticator a;

	api_set("BACKEND_CORS_ORIGINS",
	    "http://app.hearth.test,http://test,http://nothearth.test");
	given_member("ann", true);
	a = authenticator_new(CRYPT_ES256, "ann");
	expect(200, confirm("ann", authenticator_make(&a, begin("ann"), &own)));
	for (size_t i = 0; i < N_OF(cases); i++) {
		str_copy(own.origin, sizeof(own.origin), cases[i].origin);
		expect(cases[i].status,
		    sign_in(authenticator_sign(&a, ask(), &own)));
	}
}
