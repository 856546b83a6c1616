/*
 * What lets somebody in is nowhere but where it was given: each kind of secret
 * is made as people make it, and shown where it does not belong; then logs,
 * tables, mails and other answers are searched for all of them.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "t/api/clerk_say.h"
#include "t/api/guest_ask.h"
#include "t/api/issuer.h"
#include "t/lib/oath.h"
#include "t/api/sign.h"
#include "t/lib/dump.h"

#include "base/banned.h"

#define PASSWORD "Planted-horse-41"
#define CHOSEN	 "Planted-horse-42"

static char *
after(const char *s, const char *mark)
{
	const char *found = strstr(s, mark);

	cr_assert(found, "%s: no %s", s, mark);
	found += strlen(mark);
	return text("%.*s", (int)strcspn(found, ";&\"\r\n "), found);
}

/*
 * How each comes about. The value lives until the test ends.
 */

static char *
password(void)
{
	expect(200, sign_up("pam", PASSWORD));
	find_user("pam");
	return text("%s", PASSWORD);
}

static char *
verify_token(void)
{
	return mailed_token("pam", "verify_email");
}

static char *
verify_code(void)
{
	return mailed_code("pam", "verify_email");
}

static char *
reset_token(void)
{
	given_member("ann", true);
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	return mailed_token("ann", "reset_password");
}

static char *
reset_code(void)
{
	return mailed_code("ann", "reset_password");
}

static char *
chosen_password(void)
{
	expect(200, choose_password("ann", CHOSEN));
	return text("%s", CHOSEN);
}

static char *
access_token(void)
{
	expect(200, log_in("ann", CHOSEN));
	return body("/access_token");
}

static char *
refresh_token(void)
{
	return body("/refresh_token");
}

static char *
cookie(void)
{
	with("Origin", "http://app.test");
	expect(200, anonymous(POST,
			"/auth/login {'email': 'ann@example.org', 'password': "
			"'%s', 'session': 'cookie'}",
			CHOSEN));
	return after(header("Set-Cookie"), "=");
}

static char *
magic_code(void)
{
	expect(200,
	    anonymous(POST, "/auth/magic-codes {'email': 'ann@example.org'}"));
	return mailed_code("ann", "magic_code");
}

static char *
totp_secret(void)
{
	given_member("tom", true);
	return given_factor("tom");
}

static char *
recovery_code(void)
{
	return body("/recovery_codes/0");
}

static char *
mfa_token(void)
{
	expect(200, log_in("tom", GIVEN_PASSWORD));
	return body("/mfa_token");
}

static char *
passkey_challenge(void)
{
	expect(200, anonymous(POST, "/auth/passkeys"));
	return body("/challenge");
}

static char *
api_token(void)
{
	with("Idempotency-Key", "token");
	expect(201, as("ann", POST,
			"/users/me/tokens {'name': 'x', 'scopes': "
			"['events:read'], 'expires_at': '%s'}",
			in_hours(24)));
	return body("/token");
}

static char *
account_invite(void)
{
	with("Idempotency-Key", "invite");
	expect(201, as("root", POST, "/admin/invites {'expires_at': '%s'}",
			in_hours(24)));
	return body("/code");
}

static char *
cluster_invite(void)
{
	given("c", "ann", "/clusters {'name': 'Tea house'}");
	with("Idempotency-Key", "cluster");
	expect(201, as("ann", POST, "/clusters/%s/invites {}", id("c")));
	return body("/0/code");
}

static char *
calendar_feed(void)
{
	with("Idempotency-Key", "feed");
	expect(201,
	    as("ann", POST, "/users/me/calendar-feeds {'kind': 'person'}"));
	return after(response()->body, "/feeds/");
}

static char *
file_link(void)
{
	api_files();
	given_event("f", .is_private = true);
	with_body("text/plain", "f", 1);
	expect(201, as("ann", POST, "/events/%s/files", id("f")));
	expect(200, as("ann", GET, "/files/%s/link", body("/id")));
	return after(response()->body, "token=");
}

static char *
guest_token(void)
{
	given_open_event(.by = "ann");
	expect(202, ask("gus@guests.example"));
	return token_mailed("gus@guests.example");
}

static char *
client_secret(void)
{
	issuer_start("oidc", "");
	return text("a+b/c= d");
}

static char *
provider_access(void)
{
	expect(200, issuer_sign_in("s", "ivy@example.org", "true"));
	return text("an access token");
}

static char *
provider_refresh(void)
{
	return text("a refresh token");
}

static char *
link_ticket(void)
{
	char *code = issuer_visit(NULL);

	issuer_say_of("t", "una@example.org", "false");
	expect(409, issuer_exchange(NULL, code));
	return body("/link_ticket");
}

static char *
clerk_secret(void)
{
	clerk_start();
	expect(204, clerk_deliver("user.created",
			clerk_person("cleo", "verified", 1, "")));
	return text("%s", CLERK_OLDER);
}

static char *
server_secret(void)
{
	return text("%s", GIVEN_SECRET);
}

/* A kind, how it comes about, and to whom alone it is mailed; after those that
 * it needs. */
static const struct {
	const char *kind;
	char *(*give)(void);
	const char *mailed_to;
} kinds[] = {
	{ "password", password, NULL },
	{ "token that verifies", verify_token, "pam@example.org" },
	{ "code that verifies", verify_code, "pam@example.org" },
	{ "token that resets", reset_token, "ann@example.org" },
	{ "code that resets", reset_code, "ann@example.org" },
	{ "password by reset", chosen_password, NULL },
	{ "access token", access_token, NULL },
	{ "refresh token", refresh_token, NULL },
	{ "cookie", cookie, NULL },
	{ "magic code", magic_code, "ann@example.org" },
	{ "TOTP secret", totp_secret, NULL },
	{ "recovery code", recovery_code, NULL },
	{ "token of the second step", mfa_token, NULL },
	{ "challenge of passkeys", passkey_challenge, NULL },
	{ "API token", api_token, NULL },
	{ "cluster's invite", cluster_invite, NULL },
	{ "calendar feed", calendar_feed, NULL },
	{ "link to a file", file_link, NULL },
	{ "guest's token", guest_token, "gus@guests.example" },
	{ "client secret", client_secret, NULL },
	{ "account invite", account_invite, NULL },
	{ "provider's access token", provider_access, NULL },
	{ "provider's refresh token", provider_refresh, NULL },
	{ "link ticket", link_ticket, NULL },
	{ "Clerk's secret", clerk_secret, NULL },
	{ "SECRET_KEY", server_secret, NULL },
};

static char *secrets[N_OF(kinds)];
static char *in_hex[N_OF(kinds)]; /* bytes of a column */
static char *raw_totp;

/*
 * Searching.
 */

static char *
hex_of(const void *p, size_t len)
{
	const unsigned char *b = p;
	char *hex = text("%*s", (int)(2 * len), "");

	for (size_t i = 0; i < len; i++)
		snprintf(hex + 2 * i, 3, "%02x", b[i]);
	return hex;
}

/* RFC 4648, 6, as far as a secret of twenty bytes needs it. */
static char *
hex_of_base32(const char *s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned char out[64];
	size_t n = 0;
	unsigned bits = 0, value = 0;

	for (; *s && n < sizeof(out); s++) {
		const char *digit = strchr(digits, *s);

		cr_assert(digit);
		value = (value << 5 | (unsigned)(digit - digits)) & 0xfff;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (unsigned char)(value >> bits & 0xff);
		}
	}
	return hex_of(out, n);
}

/* Six digits may be within a number or a time by chance. */
static bool
is_within(const char *hay, const char *s)
{
	size_t len = strlen(s);
	bool is_alone = len > 6;

	for (const char *p = hay; (p = strstr(p, s)); p++)
		if (is_alone || ((p == hay || (!isalnum((unsigned char)p[-1]) &&
						  p[-1] != '.')) &&
				    !isalnum((unsigned char)p[len])))
			return true;
	return false;
}

static bool
is_in_row(size_t i, const char *row, const char *small)
{
	return is_within(row, secrets[i]) || strstr(small, in_hex[i]) ||
	       strstr(small, raw_totp);
}

static int rows;

static void
look_at_row(const char *table, const char *row)
{
	char *small = text("%s", row);

	for (char *c = small; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	rows++;
	for (size_t i = 0; i < N_OF(kinds); i++)
		cr_expect(!is_in_row(i, row, small), "%s in %s: %s",
		    kinds[i].kind, table, row);
}

static void
look_at_log(const char *path)
{
	static char line[65536];
	FILE *log = fopen(path, "r");
	int n = 0;

	cr_assert(log);
	for (; fgets(line, sizeof(line), log); n++)
		for (size_t i = 0; i < N_OF(kinds); i++)
			cr_expect(!is_within(line, secrets[i]),
			    "%s in the log: %s", kinds[i].kind, line);
	fclose(log);
	cr_expect(n > 0, "nothing was logged");
}

static void
look_at_mails(void)
{
	static const char *const people[] = { "pam@example.org",
		"ann@example.org", "tom@example.org", "root@example.org",
		"gus@guests.example", "ivy@example.org", "una@example.org",
		"cleo@example.org" };

	for (size_t p = 0; p < N_OF(people); p++)
		for (int m = 0; m < work_mails(people[p]); m++)
			for (size_t i = 0; i < N_OF(kinds); i++)
				cr_expect(
				    (kinds[i].mailed_to &&
					str_eq(
					    kinds[i].mailed_to, people[p])) ||
					!is_within(work_mail_at(people[p], m),
					    secrets[i]),
				    "%s is mailed to %s", kinds[i].kind,
				    people[p]);
}

static void
look_at_answers(void)
{
	static const char *const paths[][2] = { { "ann", "/users/me" },
		{ "ann", "/users/me/sessions" }, { "ann", "/users/me/tokens" },
		{ "tom", "/users/me/factors" }, { "ann", "/users/me/accounts" },
		{ "ann", "/users/me/calendar-feeds" },
		{ "ann", "/users/me/events" }, { "root", "/admin/providers" },
		{ "root", "/admin/invites" }, { "root", "/admin/users" },
		{ "root", "/admin/audit-log" } };

	for (size_t p = 0; p < N_OF(paths); p++) {
		expect(200, as(paths[p][0], GET, "%s", paths[p][1]));
		for (size_t i = 0; i < N_OF(kinds); i++)
			cr_expect(!is_within(response()->body, secrets[i]),
			    "%s in %s", kinds[i].kind, paths[p][1]);
	}
}

/* It is shown where another is asked for. */
static void
misplace(const char *secret)
{
	with("Authorization", text("Bearer %s", secret));
	anonymous(GET, "/users/me");
	with("Cookie", text("hearth=%s", secret));
	anonymous(GET, "/users/me");
	anonymous(POST, "/auth/verify-email {'token': '%s'}", secret);
	anonymous(POST, "/auth/refresh {'refresh_token': '%s'}", secret);
	anonymous(POST, "/auth/restore {'token': '%s'}", secret);
	anonymous(POST,
	    "/auth/login {'email': 'ann@example.org', 'password': '%s'}",
	    secret);
}

Test_engines(api_secret, is_nowhere_but_where_it_was_given)
{
	char *log = text("/tmp/hearth-secret-%d", (int)getpid());

	log_init("test", LOG_DEBUG);
	cr_assert(log_to(log));
	for (size_t i = 0; i < N_OF(kinds); i++) {
		secrets[i] = kinds[i].give();
		cr_assert(
		    strlen(secrets[i]) >= 6 && !str_eq(secrets[i], "(none)"),
		    "%s: %s", kinds[i].kind, secrets[i]);
		in_hex[i] = hex_of(secrets[i], strlen(secrets[i]));
		if (kinds[i].give == totp_secret)
			raw_totp = hex_of_base32(secrets[i]);
	}
	for (size_t i = 0; i < N_OF(kinds); i++)
		misplace(secrets[i]);
	work();
	look_at_answers();
	look_at_mails();
	dump_each(look_at_row);
	cr_expect(rows > 50, "%d rows", rows);
	look_at_log(log);
	unlink(log);
	issuer_stop();
}
