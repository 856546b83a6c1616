/*
 * Tokens: what an issuer signed is opened, and nothing that merely looks like
 * it (RFC 8725).
 */
#include "jose/jws.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "t/lib/signer.h"

#include "base/banned.h"

#define ALL    (CRYPT_RS256 | CRYPT_ES256 | CRYPT_EDDSA)
#define CLAIMS "{\"sub\":\"ann\"}"

enum { MAX = 4096 };

static struct arena arena;
static struct signer *signers[3];
static const struct jose_keys *keys;
static const char *const names[] = { "RS256", "ES256", "EdDSA" };

static void
setup(void)
{
	char *set = "";

	arena_init(&arena, 64 << 20);
	for (int i = 0; i < 3; i++) {
		signers[i] = signer_new((enum crypt_algorithm)(1 << i), 2048);
		set = arena_printf(&arena, "%s%s%s", set, i ? "," : "",
		    signer_jwk(signers[i],
			arena_printf(&arena, "\"kid\":\"%s\",", names[i])));
	}
	set = arena_printf(&arena, "{\"keys\":[%s]}", set);
	keys = jose_keys_read(&arena, set, strlen(set));
	cr_assert(keys != NULL);
}

static void
teardown(void)
{
	arena_release(&arena);
}

TestSuite(jose_jws, .init = setup, .fini = teardown);

/* Who is said to be who by a token; NULL when it is refused. */
static const char *
subject_of(const char *text, unsigned algorithms)
{
	struct jose_token token;
	const struct jose_key *key;
	const struct json_value *claims;
	const char *why;

	if (!jose_token_read(&arena, text, MAX, algorithms, &token, &why))
		return NULL;
	key = jose_keys_find(keys, &token);
	claims = key ? jose_token_open(&arena, &token, key) : NULL;
	return claims && json_member(claims, "sub")
		   ? json_text(json_member(claims, "sub"), NULL)
		   : NULL;
}

static bool
is_opened(const char *text, unsigned algorithms)
{
	return subject_of(text, algorithms);
}

static char *
header(const char *alg, const char *kid, const char *more)
{
	return arena_printf(
	    &arena, "{\"alg\":\"%s\",\"kid\":\"%s\"%s}", alg, kid, more);
}

static char *
sign(int i, const char *head)
{
	return arena_strdup(&arena, signer_token(signers[i], head, CLAIMS));
}

Test(jose_jws, what_an_issuer_signed_is_opened)
{
	for (int i = 0; i < 3; i++) {
		char *text = sign(i, header(names[i], names[i], ""));

		cr_expect(str_eq(subject_of(text, ALL), "ann"), "%d", i);
		cr_expect(subject_of(text, ALL & ~(1u << i)) == NULL,
		    "%d: not accepted here", i);
		/* the only one of its kind */
		text = sign(
		    i, arena_printf(&arena, "{\"alg\":\"%s\"}", names[i]));
		cr_expect(str_eq(subject_of(text, ALL), "ann"), "%d", i);
	}
}

/* Each with the signature of the key that it names, or could be confused with.
 */
Test(jose_jws, a_header_that_lies_opens_nothing)
{
	static const char *const algs[] = { "none", "None", "", "HS256",
		"RS384", "RS512", "PS256", "ES384", "rs256" };
	static const char *const more[] = { ",\"crit\":[\"exp\"]",
		",\"crit\":[]", ",\"typ\":7", ",\"alg\":\"RS256\"" };

	for (size_t i = 0; i < N_OF(algs); i++)
		for (int k = 0; k < 3; k++)
			cr_expect(
			    subject_of(sign(k, header(algs[i], names[k], "")),
				ALL) == NULL,
			    "%s, %d", algs[i], k);
	for (size_t i = 0; i < N_OF(more); i++)
		cr_expect(subject_of(sign(0, header("RS256", "RS256", more[i])),
			      ALL) == NULL,
		    "%s", more[i]);
	for (int k = 0; k < 3; k++)
		for (int other = 0; other < 3; other++)
			cr_expect(is_opened(sign(k, header(names[other],
							names[other], "")),
				      ALL) == (k == other),
			    "%d for %d", k, other);
	cr_expect(eq(ptr,
	    (void *)subject_of(sign(0, header("RS256", "ES256", "")), ALL),
	    NULL));
	cr_expect(eq(ptr,
	    (void *)subject_of(sign(0, header("RS256", "gone", "")), ALL),
	    NULL));
	cr_expect(eq(ptr,
	    (void *)subject_of(
		sign(0, "{\"alg\":\"RS256\",\"kid\":null}"), ALL),
	    NULL));
	/* the public key as a secret (CVE-2015-9235) */
	cr_expect(eq(ptr,
	    (void *)subject_of(signer_token_hmac(signer_jwk(signers[0], ""),
				   header("HS256", "RS256", ""), CLAIMS),
		ALL),
	    NULL));
}

Test(jose_jws, no_changed_cut_or_longer_token_is_opened)
{
	char *text = sign(1, header("ES256", "ES256", ""));
	size_t len = strlen(text);
	static const char *const tails[] = { ".", "A", "=", " ", "\n", ".A",
		"AAAA" };

	for (size_t i = 0; i < len; i++) {
		char was = text[i];

		text[i] = (char)(was ^ 1);
		cr_expect(subject_of(text, ALL) == NULL, "%zu", i);
		text[i] = '\0';
		cr_expect(subject_of(text, ALL) == NULL, "cut at %zu", i);
		text[i] = was;
	}
	for (size_t i = 0; i < N_OF(tails); i++)
		cr_expect(
		    subject_of(arena_printf(&arena, "%s%s", text, tails[i]),
			ALL) == NULL,
		    "%s", tails[i]);
	cr_expect(str_eq(subject_of(text, ALL), "ann"));
}

Test(jose_jws, signed_bytes_that_are_no_claims_are_refused)
{
	static const char *const payloads[] = { "", "null", "[]", "\"ann\"",
		CLAIMS "x", "{\"sub\":\"ann\",\"sub\":\"bob\"}",
		"{\"sub\":\"\\u0000\"}" };
	char *head = header("EdDSA", "EdDSA", "");
	char *padded = arena_alloc(&arena, MAX + 1);

	for (size_t i = 0; i < N_OF(payloads); i++)
		cr_expect(
		    subject_of(signer_token(signers[2], head, payloads[i]),
			ALL) == NULL,
		    "%s", payloads[i]);
	memset(padded, ' ', MAX);
	memcpy(padded, CLAIMS, strlen(CLAIMS));
	cr_expect(
	    subject_of(signer_token(signers[2], head, padded), ALL) == NULL,
	    "too long");
}
