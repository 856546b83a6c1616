/*
 * What it costs to keep a secret and to believe a new token of Clerk, in what
 * has to be done for that anyhow; processor time, by hand
 * (contrib/bench/identity).
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "crypt/digest.h"
#include "crypt/seal.h"
#include "jose/session_token.h"
#include "t/lib/signer.h"
#include "t/lib/weigh.h"

#include "base/banned.h"

enum { SECRET_LEN = 1536 };

/*
 * Secrets.
 */

static struct crypt_keys *secret;
static unsigned char plain[SECRET_LEN], sealed[SECRET_LEN + CRYPT_SEAL_MORE];

static void
seal_and_open(void)
{
	static const struct crypt_seal_place place = { "account.tokens",
		{ "row 1", 5 } };

	crypt_seal(secret, &place, plain, SECRET_LEN, sealed);
	cr_assert(crypt_seal_open(
	    secret, &place, (struct bytes){ sealed, sizeof(sealed) }, plain));
}

static void
digest(void)
{
	unsigned char out[CRYPT_SHA256_SIZE];

	crypt_sha256(plain, SECRET_LEN, out);
}

static double
sealing(void)
{
	return weigh_spent_us(seal_and_open);
}

static double
digesting(void)
{
	return weigh_spent_us(digest);
}

Test(api_identity_cost, of_a_secret_is_in_its_digest)
{
	if (!getenv("IDENTITY_COST"))
		return;
	secret = crypt_keys_new("a secret of thirty-two characters", NULL);
	cr_assert(secret);
	weigh("sealed and opened, in SHA-256 of it", sealing, digesting, 10);
	crypt_keys_free(secret);
}

/*
 * Tokens of Clerk.
 */

static struct arena arena;
static const struct jose_keys *keys;
static const char *bearer;

static struct jose_token
read_token(void)
{
	struct jose_token read;
	const char *why;

	cr_assert(jose_session_token_read(&arena, bearer, &read, &why));
	return read;
}

static void
believe(void)
{
	static const struct jose_session_asked asked = {
		.issuer = "https://clerk.example.org",
		.parties = "https://app.example.org",
		.now_s = 1780000000
	};
	struct jose_token read = read_token();
	struct jose_session session;
	const struct json_value *claims = jose_token_open(
	    &arena, &read, jose_keys_find(keys, &read));

	cr_assert(
	    claims && !jose_session_token_check(claims, &asked, &session));
}

static struct jose_token raw;

static void
verify(void)
{
	cr_assert(
	    crypt_public_verify(keys->keys[0].public, raw.data, raw.signature));
}

static double
believing(void)
{
	double us = weigh_spent_us(believe);

	arena_reset(&arena);
	return us;
}

static double
verifying(void)
{
	double us;

	raw = read_token();
	us = weigh_spent_us(verify);
	arena_reset(&arena);
	return us;
}

Test(api_identity_cost, of_a_new_token_is_in_its_signature)
{
	struct signer *signer;
	struct arena kept;
	const char *set;

	if (!getenv("IDENTITY_COST"))
		return;
	arena_init(&kept, 1 << 20);
	arena_init(&arena, 64 << 20);
	signer = signer_new(CRYPT_RS256, 2048);
	set = arena_printf(
	    &kept, "{\"keys\":[%s]}", signer_jwk(signer, "\"kid\":\"ins_1\","));
	keys = jose_keys_read(&kept, set, strlen(set));
	bearer = arena_strdup(&kept,
	    signer_token(signer,
		"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"ins_1\"}",
		"{\"v\":2,\"iss\":\"https://"
		"clerk.example.org\",\"sub\":\"user_2abcdefghijklmnopqrstuvw\","
		"\"sid\":\"sess_2abcdefghijklmnopqrstuvw\",\"azp\":\"https://"
		"app.example.org\","
		"\"iat\":1780000000,\"nbf\":1779999990,\"exp\":1780000060}"));
	weigh("token of Clerk, in RSA-2048 alone", believing, verifying, 4);
	arena_release(&kept);
	arena_release(&arena);
}
