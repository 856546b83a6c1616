/*
 * What a password must be, and that it is the same on every system.
 */
#include "t/lib/api.h"
#include "t/lib/exposition.h"
#include "t/lib/oath.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "crypt/password_filter.h"
#include "generated/query/user.h"

#include "base/banned.h"

static int
sign_up(const char *name, const char *password, const char *again)
{
	return anonymous(POST,
	    "/auth/signup {'email': '%s@example.org', 'first_name': 'Ann', "
	    "'last_name': 'Lee', 'password': '%s', 'password_verify': '%s'}",
	    name, password, again);
}

static int
log_in(const char *name, const char *password)
{
	return anonymous(POST,
	    "/auth/login {'email': '%s@example.org', 'password': '%s'}", name,
	    password);
}

/* Proves the address of who has signed up, and names them. */
static void
verify(const char *name)
{
	char id_text[UUID_TEXT_SIZE];
	struct q_user_for_login_row row;

	cr_assert(
	    q_user_for_login(given_db(),
		.email_key = text("%s@example.org", name), &row) == ERR_OK);
	cr_assert(q_user_set_verified(given_db(), .id = row.id,
		      .now = clock_now_us(), NULL) == ERR_OK);
	uuid_format(row.id.v, id_text);
	keep_id(name, id_text);
}

Test_once(api_password, a_weak_password_gets_one_entry_per_rule)
{
	expect_problem(422, "weak_password", sign_up("ann", "abc", "abc"));
	expect_int(4, body_count("/errors"));
	expect_text("/password", body("/errors/0/pointer"));
	expect_problem(
	    422, "weak_password", sign_up("ann", "lower1!aa", "lower1!aa"));
	expect_int(1, body_count("/errors"));
	/* the name and the address are no passwords */
	expect_problem(422, "weak_password",
	    sign_up("annabella", "Annabella@example.org1",
		"Annabella@example.org1"));
	cr_expect(jobs_with("", NULL) == 0);
}

/* One password as two systems send it, and the hash of the second's bytes that
 * was made before there was a form for both. */
#define COMPOSED             \
	"Gr\xc3\xbc\xc3\x9f" \
	"e-7"
#define DECOMPOSED            \
	"Gru\xcc\x88\xc3\x9f" \
	"e-7"
#define HASH_OF_BYTES                                           \
	"$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA" \
	"$4oTE3C4iOBzuB+xwtaxIgfIkWp+QdSz35KfL43OM+U4"

Test_once(api_password, a_password_is_the_same_on_two_systems)
{
	expect(200, sign_up("ann", COMPOSED "-6", DECOMPOSED "-6"));
	verify("ann");
	expect(200, log_in("ann", DECOMPOSED "-6"));
	expect(200, log_in("ann", COMPOSED "-6"));
	expect(
	    200, as("ann", PUT,
		     "/users/me/password {'current_password': '%s-6', "
		     "'new_password': '%s-8', 'new_password_verify': '%s-8'}",
		     DECOMPOSED, DECOMPOSED, COMPOSED));
	expect(200, log_in("ann", COMPOSED "-8"));
	expect(200, anonymous(POST, "/auth/forgot-password "
				    "{'email': 'ann@example.org'}"));
	expect(200,
	    anonymous(POST,
		"/auth/reset-password {'token': '%s', 'new_password': '%s-9', "
		"'new_password_verify': '%s-9'}",
		mailed_token("ann", "reset_password"), COMPOSED, DECOMPOSED));
	expect(200, log_in("ann", DECOMPOSED "-9"));
}

static const char *
hash_of(const char *name)
{
	struct q_user_for_write_row user;

	cr_assert(q_user_for_write(
		      given_db(), .id = given_user_id(name), &user) == ERR_OK);
	return user.password_hash;
}

Test_once(api_password, a_hash_of_bytes_becomes_one_of_the_form)
{
	given_member("ann", true);
	cr_assert(q_user_rehash_password(given_db(), .id = given_user_id("ann"),
		      .old_hash = hash_of("ann"), .new_hash = HASH_OF_BYTES,
		      NULL) == ERR_OK);
	expect_problem(401, "invalid_credentials", log_in("ann", COMPOSED));
	expect(200, log_in("ann", DECOMPOSED));
	cr_expect(!str_eq(hash_of("ann"), HASH_OF_BYTES));
	expect(200, log_in("ann", COMPOSED));
}

/*
 * Passwords that have leaked.
 */

/* Makes a filter of these, and has Hearth ask it. */
static const char *
leak(const char *first, const char *second)
{
	const char *tmp = getenv("TMPDIR");
	char *path = text("%s/hearth-leaked.XXXXXX", tmp ? tmp : "/tmp");
	struct crypt_password_filter_draft draft;
	int fd = mkstemp(path);

	cr_assert(fd >= 0 && close(fd) == 0 && unlink(path) == 0);
	cr_assert(crypt_password_filter_draft_begin(&draft, path, 2));
	crypt_password_filter_draft_add(
	    &draft, crypt_leak_of(first, strlen(first)));
	crypt_password_filter_draft_add(
	    &draft, crypt_leak_of(second, strlen(second)));
	cr_assert(crypt_password_filter_draft_end(&draft));
	api_set("PASSWORD_FILTER", path);
	return path;
}

static int
change(const char *password)
{
	return as("ann", PUT,
	    "/users/me/password {'current_password': '" GIVEN_PASSWORD
	    "', 'new_password': '%s', 'new_password_verify': '%s'}",
	    password, password);
}

static int
reset(const char *token, const char *password)
{
	return anonymous(POST,
	    "/auth/reset-password {'token': '%s', 'new_password': '%s', "
	    "'new_password_verify': '%s'}",
	    token, password, password);
}

static void
expect_breached(int status)
{
	expect_problem(422, "weak_password", status);
	expect_int(1, body_count("/errors"));
	expect_text("breached", body("/errors/0/code"));
}

/* As it is, and as the word that it was made of; the token is still good
 * afterwards. */
Test_once(api_password, one_that_has_leaked_is_not_taken_anywhere)
{
	static const char *const leaked[] = { "Zebra+crossing-4", "M0nk3ys!1" };
	const char *path = leak("Zebra+crossing-4", "monkeys"), *token;

	given_member("ann", true);
	expect(200, anonymous(POST, "/auth/forgot-password "
				    "{'email': 'ann@example.org'}"));
	token = mailed_token("ann", "reset_password");
	for (size_t i = 0; i < N_OF(leaked); i++) {
		expect_breached(sign_up("bob", leaked[i], leaked[i]));
		expect_breached(change(leaked[i]));
		expect_breached(reset(token, leaked[i]));
	}
	expect(200, sign_up("bob", "Zebra+crossing-5", "Zebra+crossing-5"));
	expect(200, reset(token, "Zebra+crossing-5"));
	unlink(path);
}

/* One that was chosen before it leaked. */
Test_once(api_password, who_signs_in_with_one_that_has_leaked_is_told)
{
	const char *path;

	given_member("ann", true);
	expect(200, log_in("ann", GIVEN_PASSWORD));
	expect_text("(none)", body("/password_breached"));
	path = leak(GIVEN_PASSWORD, "x");
	expect(200, log_in("ann", GIVEN_PASSWORD));
	expect_text("true", body("/password_breached"));
	expect(401, log_in("ann", "Not-it-at-all-1"));
	given_factor("ann");
	expect(200, log_in("ann", GIVEN_PASSWORD));
	expect_text("true", body("/mfa_required"));
	expect_text("true", body("/password_breached"));
	unlink(path);
	expect(200, log_in("ann", GIVEN_PASSWORD));
	expect_text("(none)", body("/password_breached"));
}

/* What the metrics say of the filter; -1: nothing. */
static int
is_readable(void)
{
	api_from("127.0.0.1");
	expect(200, anonymous(GET, "//metrics"));
	api_from(NULL);
	return (int)exposition_value(
	    response()->body, "hearth_password_filter_readable");
}

/* Only the rules are left then, the metrics say so, and the next login finds
 * what came in meanwhile. */
Test_once(api_password, a_filter_that_cannot_be_read_keeps_nobody_out)
{
	static const char leaked[] = "Zebra+crossing-4";
	const char *path = leak(leaked, "x"), *aside = text("%s.aside", path);

	given_member("ann", true);
	expect_int(1, is_readable());
	cr_assert(rename(path, aside) == 0);
	expect_int(0, is_readable());
	expect(200, change(leaked));
	cr_assert(rename(aside, path) == 0);
	expect(200, log_in("ann", leaked));
	expect_text("true", body("/password_breached"));
	unlink(path);
	api_set("PASSWORD_FILTER", "");
	expect_int(-1, is_readable());
}
