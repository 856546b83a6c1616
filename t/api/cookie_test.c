/*
 * Sessions of browsers: a cookie that no page reads, and pages of which origins
 * act by it.
 */
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "generated/query/session.h"
#include "t/api/authenticator.h"
#include "t/api/issuer.h"
#include "t/lib/oath.h"
#include "t/api/sign.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define SITE "https://hearth.example"
#define APP  "https://app.example" /* listed */

static const char login[] =
    "/auth/login {'email': 'ann@example.org', 'password': '" GIVEN_PASSWORD
    "', 'session': 'cookie'}";

static int
sign_in(const char *origin)
{
	with("Origin", origin);
	return anonymous(POST, login);
}

/* What the browser keeps of the last response. */
static char *
kept(void)
{
	const char *cookie = header("Set-Cookie");

	return text("%.*s", (int)strcspn(cookie, ";"), cookie);
}

static int
by(const char *cookie, const char *origin, const char *method, const char *path)
{
	with("Cookie", text("theme=dark; %s", cookie));
	if (origin)
		with("Origin", origin);
	return anonymous(method, "%s", path);
}

static void
of_site(void)
{
	given_member("ann", true);
	api_set("PUBLIC_URL", SITE);
	api_set("BACKEND_CORS_ORIGINS", "https://other.example, " APP);
}

Test_engines(api_cookie, it_is_all_that_a_browser_gets)
{
	char *cookie;

	of_site();
	expect(200, sign_in(SITE));
	expect_text("cookie", body("/token_type"));
	cr_expect(!response_contains("access_token"));
	cr_expect(!response_contains("refresh_token"));
	cr_expect(str_has_prefix(header("Set-Cookie"), "__Host-hearth="));
	cr_expect(strstr(header("Set-Cookie"),
	    "; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure"));
	cookie = kept();
	expect(200, by(cookie, NULL, GET, "/users/me/sessions"));
	expect_text("cookie", body("/0/kind"));
	expect_text("(none)", header("Set-Cookie"));
	/* a header counts, and not the cookie beside it */
	with("Authorization", "Bearer nonsense");
	expect_problem(
	    401, "not_authenticated", by(cookie, NULL, GET, "/users/me"));
	with("Cookie", "__Host-hearth=nonsense");
	expect_problem(401, "not_authenticated", anonymous(GET, "/users/me"));
	expect(200, by(cookie, SITE, POST, "/auth/logout"));
	cr_expect(strstr(header("Set-Cookie"), "hearth=; Path=/; Max-Age=0;"));
	expect_problem(
	    401, "session_expired", by(cookie, NULL, GET, "/users/me"));
	cr_expect(strstr(header("Set-Cookie"), "hearth=; Path=/; Max-Age=0;"));
}

/* A page of which origin asks, and what the browser says besides. */
static const struct {
	char origin[48], site[16];
	int status; /* of something unsafe */
} pages[] = {
	{ SITE, "", 200 },
	{ SITE, "cross-site", 200 },
	{ APP, "", 200 },
	{ "", "same-origin", 200 },
	{ "", "", 403 },
	{ "", "same-site", 403 },
	{ "", "cross-site", 403 },
	{ "", "none", 403 },
	{ "", "Same-Origin", 403 },
	{ "null", "", 403 },
	{ "null", "same-origin", 403 },
	{ "*", "", 403 },
	{ "https://evil.example", "", 403 },
	{ "https://evil.example", "same-origin", 403 },
	{ "https://hearth.example.evil", "", 403 },
	{ "https://evil.hearth.example", "same-site", 403 },
	{ "https://example", "same-site", 403 },
	{ "https://hearth.example:8443", "", 403 },
	{ "https://hearth.example:443", "", 403 },
	{ "https://hearth.example/", "", 403 },
	{ "http://hearth.example", "", 403 },
	{ APP ":8443", "", 403 },
	{ APP "," SITE, "", 403 },
};

static const char others[] = "{\"scope\": \"others\"}";

static void
expect_page(size_t i, const char *cookie)
{
	int status;

	if (*pages[i].site)
		with("Sec-Fetch-Site", pages[i].site);
	with_body("application/json", others, sizeof(others) - 1);
	status = by(cookie, *pages[i].origin ? pages[i].origin : NULL, POST,
	    "/auth/logout");
	cr_expect(status == pages[i].status, "%zu: %d not %d", i, status,
	    pages[i].status);
	if (status == 403)
		expect_text("origin_refused", problem_code());
}

Test_engines(api_cookie, pages_of_other_origins_do_nothing_by_it)
{
	char *cookie;

	of_site();
	expect(200, sign_in(SITE));
	cookie = kept();
	for (size_t i = 0; i < N_OF(pages); i++)
		expect_page(i, cookie);
	/* they may make a browser ask, and not read what it gets */
	expect(200, by(cookie, "https://evil.example", GET, "/users/me"));
	expect_text("(none)", header("Access-Control-Allow-Origin"));
	expect_text("(none)", header("Access-Control-Allow-Credentials"));
	expect(200, by(cookie, APP, GET, "/users/me"));
	expect_text(APP, header("Access-Control-Allow-Origin"));
	expect_text("true", header("Access-Control-Allow-Credentials"));
	expect_text("private, no-store", header("Cache-Control"));
	/* nobody signs in there without saying where */
	expect_problem(403, "origin_refused", anonymous(POST, login));
}

static char *
by_password(void)
{
	given_member("ann", true);
	return text("%s", login);
}

static char *
by_mailed_code(void)
{
	expect(200,
	    anonymous(POST, "/auth/magic-codes {'email': 'ann@example.org'}"));
	return text("/auth/magic-codes/verify {'email': 'ann@example.org', "
		    "'code': '%s', 'session': 'cookie'}",
	    mailed_code("ann", "magic_code"));
}

static char *
by_second_step(void)
{
	char *secret;

	given_member("bob", true);
	secret = given_factor("bob");
	expect(200, log_in("bob", GIVEN_PASSWORD));
	return text("/auth/mfa/verify {'mfa_token': '%s', 'code': '%s', "
		    "'session': 'cookie'}",
	    body("/mfa_token"), oath(secret, 0));
}

static char *
by_passkey(void)
{
	static const struct authenticator_lie truth;
	struct authenticator a;

	given_member("cat", true);
	a = authenticator_new(CRYPT_ES256, "cat");
	given("factor", "cat",
	    "/users/me/factors {'kind': 'passkey', 'name': 'x'}");
	expect(200,
	    as("cat", POST, "/users/me/factors/%s/verify {'credential': %s}",
		id("factor"),
		authenticator_make(&a, body("/options/challenge"), &truth)));
	expect(200, anonymous(POST, "/auth/passkeys"));
	return text("/auth/passkeys/verify {'credential': %s, 'session': "
		    "'cookie'}",
	    authenticator_sign(&a, body("/challenge"), &truth));
}

static char *
by_provider(void)
{
	char *code;

	issuer_start("oidc", "");
	code = issuer_visit(NULL);
	issuer_say_of("dan", "dan@example.org", "true");
	return text(
	    "/auth/oauth/exchange {'code': '%s', 'code_verifier': '%s', "
	    "'session': 'cookie'}",
	    code, ISSUER_VERIFIER);
}

/* Each gives a request that would sign somebody in. */
static char *(*const ways[])(void) = { by_password, by_mailed_code,
	by_second_step, by_passkey, by_provider };

Test_engines(api_cookie, every_way_in_gives_it_to_pages_of_the_site_alone)
{
	for (size_t i = 0; i < N_OF(ways); i++) {
		char *request = quoted(ways[i]());

		with("Origin", "https://evil.example");
		expect_problem(
		    403, "origin_refused", anonymous(POST, "%s", request));
		expect_text("(none)", header("Set-Cookie"));
		/* and nothing was used up */
		with("Origin", AUTHENTICATOR_ORIGIN);
		expect(200, anonymous(POST, "%s", request));
		expect_text("cookie", body("/token_type"));
		cr_expect(str_has_prefix(header("Set-Cookie"), "hearth="));
		cr_expect(!strstr(header("Set-Cookie"), "Secure"));
		expect(200, by(kept(), NULL, GET, "/users/me"));
	}
	issuer_stop();
}

/* What has been shown stays in the browser's session as in any other. */
Test_engines(api_cookie, it_is_made_fresh_by_showing_who_one_is)
{
	static const char codes[] = "/users/me/recovery-codes";
	char *cookie, *secret;

	given_member("ann", true);
	secret = given_factor("ann");
	cookie = given_cookie("ann");
	expect_problem(403, "reauthentication_required",
	    by(cookie, AUTHENTICATOR_ORIGIN, POST, codes));
	expect_text("totp", body("/methods/0"));
	expect_problem(403, "origin_refused",
	    by(cookie, "https://evil.example", POST,
		quoted(text(
		    "/auth/reauthenticate {'totp': '%s'}", oath(secret, 0)))));
	expect(200, by(cookie, AUTHENTICATOR_ORIGIN, POST,
			quoted(text("/auth/reauthenticate {'totp': '%s'}",
			    oath(secret, 0)))));
	expect(200, by(cookie, AUTHENTICATOR_ORIGIN, POST, codes));
}

/* What its session's use is known of is more than an hour old. */
static void
let_an_hour_pass(struct session_id session)
{
	int64_t now = clock_now_us(), n = 0;

	cr_assert(q_session_see(given_db(), .id = session,
		      .now = now - CLOCK_HOUR_US, .before = CLOCK_MAX_US,
		      .idle = now + CLOCK_HOUR_US, &n) == ERR_OK);
	cr_assert(n == 1);
}

/* The session of the last response. */
static struct session_id
begun(void)
{
	struct session_id session;

	cr_assert(uuid_parse(body("/session_id"), &session.v));
	return session;
}

Test_engines(api_cookie, it_is_renewed_once_an_hour)
{
	struct session_id session;
	char *cookie;

	of_site();
	expect(200, sign_in(SITE));
	session = begun();
	cookie = kept();
	let_an_hour_pass(session);
	expect(200, by(cookie, NULL, GET, "/users/me"));
	expect_text(cookie, kept());
	expect(200, by(cookie, NULL, GET, "/users/me"));
	expect_text("(none)", header("Set-Cookie"));
	/* what is refused is no use of it */
	let_an_hour_pass(session);
	api_set("MFA_REQUIRED", "all");
	expect_problem(403, "factor_required",
	    by(cookie, NULL, GET, "/users/me/sessions"));
	expect_text("(none)", header("Set-Cookie"));
	api_set("MFA_REQUIRED", "off");
	expect(200, by(cookie, NULL, GET, "/users/me"));
	expect_text(cookie, kept());
	/* who leaves is not kept */
	let_an_hour_pass(session);
	expect(200, by(cookie, SITE, POST, "/auth/logout"));
	cr_expect(strstr(header("Set-Cookie"), "Max-Age=0;"));
	/* nor a session that is ended as one of the list */
	expect(200, sign_in(SITE));
	session = begun();
	cookie = kept();
	expect(200, by(cookie, NULL, GET, "/users/me/sessions"));
	keep_id("session", body("/0/id"));
	let_an_hour_pass(session);
	expect(204, by(cookie, SITE, DELETE,
			text("/users/me/sessions/%s", id("session"))));
	expect_text("(none)", header("Set-Cookie"));
}

/* Who is suspended reads what nobody need sign in for; their sessions end by
 * that, but for one that would begin beside it. */
Test_engines(api_cookie, one_of_somebody_suspended_counts_for_nothing)
{
	static const char suspend[] =
	    "UPDATE users SET suspended_at = created_at WHERE email = "
	    "'ann@example.org'";
	char *cookie = given_cookie("ann");

	given_event("open", .by = "bob");
	work_sql(suspend, suspend);
	expect_problem(
	    403, "account_suspended", by(cookie, NULL, GET, "/users/me"));
	expect(200, by(cookie, NULL, GET, text("/events/%s", id("open"))));
	cr_expect(strstr(header("Set-Cookie"), "hearth=; Path=/; Max-Age=0;"));
}

/* No page can leave it out. */
Test_engines(api_cookie, one_that_is_over_keeps_nobody_from_what_all_may_do)
{
	static const char exchange[] =
	    "/auth/oauth/exchange {'code': '%s', "
	    "'code_verifier': '%s', 'session': '%s'}";
	char *cookie = given_cookie("ann"), *code;

	given_event("open");
	given_event("hidden", .is_private = true);
	expect(200, by(cookie, NULL, GET, text("/events/%s", id("hidden"))));
	expect(200, by(cookie, AUTHENTICATOR_ORIGIN, POST, "/auth/logout"));
	expect(404, by(cookie, NULL, GET, text("/events/%s", id("hidden"))));
	cr_expect(strstr(header("Set-Cookie"), "hearth=; Path=/; Max-Age=0;"));
	expect(200, by(cookie, NULL, GET, text("/events/%s", id("open"))));
	cr_expect(strstr(header("Set-Cookie"), "hearth=; Path=/; Max-Age=0;"));
	expect(200, by(cookie, NULL, GET, "/events"));
	expect_int(1, body_count(""));
	issuer_start("oidc", "");
	code = issuer_visit(NULL);
	issuer_say_of("dan", "dan@example.org", "true");
	expect(
	    200, by(cookie, AUTHENTICATOR_ORIGIN, POST,
		     quoted(text(exchange, code, ISSUER_VERIFIER, "cookie"))));
	/* the new one, and nothing that takes it away */
	cr_expect(!strstr(header("Set-Cookie"), "Max-Age=0"));
	expect(200, by(kept(), NULL, GET, "/users/me"));
	/* nor does a live one, of somebody who must add a second step */
	api_set("MFA_REQUIRED", "all");
	code = issuer_visit(NULL);
	issuer_say_of("dan", "dan@example.org", "true");
	expect(
	    200, by(given_cookie("ann"), AUTHENTICATOR_ORIGIN, POST,
		     quoted(text(exchange, code, ISSUER_VERIFIER, "token"))));
	issuer_stop();
}
