/*
 * Access tokens that somebody else made, or nobody any more stands for.
 */
#include "t/lib/api.h"

#include <string.h>

#include "base/clock.h"
#include "crypt/base64url.h"
#include "crypt/keys.h"

#include "base/banned.h"

static char *
encoded(const void *p, size_t len)
{
	char *out = text("%*s", (int)CRYPT_BASE64URL_LEN(len) + 1, "");

	crypt_base64url_encode(p, len, out);
	return out;
}

/* A token with the true key's signature over whatever it says. */
static char *
signed_token(const char *header_text, const char *payload)
{
	unsigned char mac[CRYPT_MAC_SIZE];
	char *input = text(
	    "%s.%s", encoded(header_text, strlen(header_text)), payload);

	crypt_mac(given_keys(), CRYPT_ACCESS_TOKEN, input, strlen(input), mac);
	return text("%s.%s", input, encoded(mac, sizeof(mac)));
}

static char *
true_token(const char *user)
{
	return given_login(NULL, user) + strlen("Bearer ");
}

/* The middle part of the user's own token. */
static char *
payload_of(const char *user)
{
	char *token = true_token(user), *payload = strchr(token, '.') + 1;

	return text("%.*s", (int)strcspn(payload, "."), payload);
}

/* The first part, decoded. */
static char *
header_of(const char *token)
{
	char *out = text("%512s", "");
	size_t len;

	cr_assert(
	    crypt_base64url_decode(token, strcspn(token, "."), out, 512, &len));
	out[len] = '\0';
	return out;
}

static void
expect_refused(const char *what, const char *token)
{
	int status;

	with("Authorization", text("Bearer %s", token));
	status = anonymous(GET, "/users/me");
	cr_expect(status == 401, "%s: %d %s", what, status, response()->body);
	expect_text("not_authenticated", problem_code());
}

Test_once(api_token, the_forging_helper_makes_what_hearth_accepts)
{
	char *token = true_token("ann");

	with("Authorization", text("Bearer %s", signed_token(header_of(token),
						    payload_of("ann"))));
	expect(200, anonymous(GET, "/users/me"));
	with("Authorization", text("bearer %s", token));
	expect(200, anonymous(GET, "/users/me"));
}

Test_once(api_token, only_the_header_that_is_issued_passes)
{
	static const struct {
		char what[24], header[64];
	} rows[] = {
		{ "alg none", "{\"alg\":\"none\"}" },
		{ "alg None", "{\"alg\":\"None\",\"typ\":\"at+jwt\"}" },
		{ "RS256 confusion", "{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}" },
		{ "HS512", "{\"alg\":\"HS512\",\"typ\":\"at+jwt\"}" },
		{ "wrong kid", "{\"alg\":\"HS256\",\"typ\":\"at+jwt\","
			       "\"kid\":\"../../etc\"}" },
		{ "no kid", "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}" },
		{ "empty", "{}" },
		{ "not JSON", "x" },
	};
	size_t i;

	for (i = 0; i < N_OF(rows); i++)
		expect_refused(rows[i].what,
		    signed_token(rows[i].header, payload_of("ann")));
}

Test_once(api_token, an_unsigned_token_is_refused)
{
	char *none = text(
	    "%s.%s.", encoded("{\"alg\":\"none\"}", 14), payload_of("ann"));

	expect_refused("none, no signature", none);
	expect_refused("no dots", "abc");
	expect_refused("two parts", text("%.*s", (int)strlen(none) - 1, none));
	expect_refused("empty parts", "..");
}

Test_once(api_token, every_byte_counts)
{
	char *token = true_token("ann"), *copy;
	size_t i, len = strlen(token);

	expect_refused("trailing byte", text("%sA", token));
	expect_refused("trailing dot", text("%s.", token));
	expect_refused("padding", text("%s=", token));
	expect_refused("second token", text("%s %s", token, token));
	for (i = 0; i < len; i += 7) {
		copy = text("%s", token);
		copy[i] = copy[i] == 'A' ? 'B' : 'A';
		expect_refused(text("byte %zu", i), copy);
	}
	expect_refused("too long", text("%s.%05000d", token, 0));
}

Test_once(api_token, claims_are_looked_at)
{
	struct crypt_claims claims;
	char token[CRYPT_JWT_SIZE];

	claims = given_claims("ann");
	claims.expires_s = claims.issued_s - 1;
	crypt_jwt_sign(given_keys(), &claims, token);
	expect_refused("expired", token);
	claims = given_claims("ann");
	claims.issued_s += 3600;
	claims.expires_s += 3600;
	crypt_jwt_sign(given_keys(), &claims, token);
	expect_refused("not yet valid", token);
	claims = given_claims("ann");
	claims.issuer = "http://elsewhere.test";
	crypt_jwt_sign(given_keys(), &claims, token);
	expect_refused("another issuer", token);
}

Test_engines(api_token, it_must_fit_its_session)
{
	struct crypt_claims claims = given_claims("ann");
	char token[CRYPT_JWT_SIZE];
	int status;

	claims.session.v = uuid_new();
	crypt_jwt_sign(given_keys(), &claims, token);
	with("Authorization", text("Bearer %s", token));
	status = anonymous(GET, "/users/me");
	expect_int(401, status);
	claims = given_claims("ann");
	claims.user = given_user_id("bob");
	crypt_jwt_sign(given_keys(), &claims, token);
	with("Authorization", text("Bearer %s", token));
	status = anonymous(GET, "/users/me");
	expect_int(401, status);
}

Test_once(api_token, another_secret_signs_nothing)
{
	struct crypt_keys *keys;
	struct crypt_claims claims = given_claims("ann");
	char token[CRYPT_JWT_SIZE];

	keys = crypt_keys_new("some other secret of enough bytes", NULL);
	crypt_jwt_sign(keys, &claims, token);
	crypt_keys_free(keys);
	expect_refused("another key", token);
}

Test_once(api_token, the_key_before_the_rotation_still_verifies)
{
	char *token = true_token("ann");

	api_set("SECRET_KEY", "the secret after the rotation, long enough");
	expect_refused("after the rotation", token);
	api_set("SECRET_KEY_PREVIOUS", GIVEN_SECRET);
	with("Authorization", text("Bearer %s", token));
	expect(200, anonymous(GET, "/users/me"));
}

Test_once(api_token, the_scheme_is_bearer)
{
	char *token = true_token("ann");

	with("Authorization", token);
	expect(401, anonymous(GET, "/users/me"));
	with("Authorization", text("Basic %s", token));
	expect(401, anonymous(GET, "/users/me"));
	with("Authorization", "Bearer");
	expect(401, anonymous(GET, "/users/me"));
	with("Authorization", "Bearer ");
	expect(401, anonymous(GET, "/users/me"));
}

Test_once(api_token, a_bad_one_is_refused_where_none_is_needed)
{
	/* else a client with an expired token would see a stranger's view */
	with("Authorization", "Bearer nonsense");
	expect(401, anonymous(GET, "/events"));
	expect(200, anonymous(GET, "/events"));
}

Test_once(api_token, two_are_refused)
{
	char *token = true_token("ann");

	with("Authorization", text("Bearer %s", token));
	with("Authorization", text("Bearer %s", token));
	expect_problem(400, "bad_request", anonymous(GET, "/users/me"));
}
