/*
 * Access tokens: what we issue is accepted, and nothing that merely looks
 * like it (RFC 8725).
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

#include "crypt/base64url.h"
#include "crypt/jwt.h"

#include "base/banned.h"

#define OLD    "an old secret of thirty-two bytes."
#define NEW    "a new secret of thirty-two bytes.."
#define ISSUER "https://hearth.example.org"
#define NOW    INT64_C(1795168800)
#define LATEST (CLOCK_MAX_US / CLOCK_SECOND_US)

static struct crypt_keys *keys;
static struct crypt_claims claims;
static struct fault f;
static char token[2 * CRYPT_JWT_SIZE];

static void
setup(void)
{
	keys = crypt_keys_new(NEW, OLD);
	claims = (struct crypt_claims){ .user = { uuid_new() },
		.session = { uuid_new() },
		.id = uuid_new(),
		.issued_s = NOW,
		.expires_s = NOW + 1800,
		.issuer = ISSUER };
	crypt_jwt_sign(keys, &claims, token);
}

static void
teardown(void)
{
	crypt_keys_free(keys);
}

TestSuite(crypt_jwt, .init = setup, .fini = teardown);

static enum err
verify(const char *text)
{
	struct crypt_claims out;

	fault_clear(&f);
	return crypt_jwt_verify(keys, text, ISSUER, NOW, &f, &out);
}

/* Signs header and payload, whatever they are, with the set's access key. */
static void
forge(unsigned set, const char *header, const char *payload)
{
	unsigned char mac[CRYPT_MAC_SIZE];
	size_t len = crypt_base64url_encode(header, strlen(header), token);

	token[len++] = '.';
	len += crypt_base64url_encode(payload, strlen(payload), token + len);
	crypt_mac_with(keys, set, CRYPT_ACCESS_TOKEN, token, len, mac);
	token[len++] = '.';
	crypt_base64url_encode(mac, sizeof(mac), token + len);
}

static char *
header(const char *alg, const char *kid)
{
	static char text[128];

	snprintf(text, sizeof(text),
	    "{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}", alg, kid);
	return text;
}

#define ID     "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
#define SUB    "{\"sub\":\"" ID "\",\"sid\":\"" ID "\","
#define TIMES  "\"iat\":1795168800,\"nbf\":1795168800,\"exp\":1795170600,"
#define JTI    "\"jti\":\"" ID "\","
#define PARTY  "\"iss\":\"" ISSUER "\",\"aud\":\"" ISSUER "\"}"
#define CLAIMS SUB TIMES JTI PARTY

Test(crypt_jwt, what_is_signed_is_what_is_read)
{
	struct crypt_claims out;

	cr_assert(eq(int, crypt_jwt_verify(keys, token, ISSUER, NOW, &f, &out),
		      ERR_OK),
	    "%s", f.detail);
	cr_expect(uuid_eq(out.user.v, claims.user.v));
	cr_expect(uuid_eq(out.session.v, claims.session.v));
	cr_expect(uuid_eq(out.id, claims.id));
	cr_expect(eq(i64, out.issued_s, NOW));
	cr_expect(eq(i64, out.expires_s, NOW + 1800));
	cr_expect(eq(str, (char *)out.issuer, ISSUER));
}

Test(crypt_jwt, it_is_a_jwt_that_others_can_read)
{
	char text[1024] = "", *dot = strchr(token, '.'), expected[1024];
	char *end = strrchr(token, '.');
	size_t len;

	cr_assert(crypt_base64url_decode(
	    token, (size_t)(dot - token), text, sizeof(text), &len));
	text[len] = '\0';
	cr_expect(eq(str, text, header("HS256", crypt_keys_id(keys, 0))));
	cr_assert(crypt_base64url_decode(
	    dot + 1, (size_t)(end - dot - 1), text, sizeof(text), &len));
	text[len] = '\0';
	snprintf(expected, sizeof(expected), "\"exp\":%lld,",
	    (long long)(NOW + 1800));
	cr_expect(ne(ptr, strstr(text, expected), NULL));
	cr_expect(ne(ptr, strstr(text, PARTY), NULL));
	cr_expect(eq(sz, strlen(end + 1), 43));
}

Test(crypt_jwt, our_own_form_can_be_forged_by_this_test)
{
	/* else the refusals below could have another reason */
	forge(0, header("HS256", crypt_keys_id(keys, 0)), CLAIMS);
	cr_expect(eq(int, verify(token), ERR_OK), "%s", f.detail);
	forge(1, header("HS256", crypt_keys_id(keys, 1)), CLAIMS);
	cr_expect(eq(int, verify(token), ERR_OK), "%s", f.detail);
}

Test(crypt_jwt, only_the_issued_header_is_accepted)
{
	const char *kid = crypt_keys_id(keys, 0);
	char others[16][160];
	size_t n = 0;

	str_copy(others[n++], 160, header("none", kid));
	str_copy(others[n++], 160, header("None", kid));
	str_copy(others[n++], 160, header("hs256", kid));
	str_copy(others[n++], 160, header("RS256", kid));
	str_copy(others[n++], 160, header("HS512", kid));
	str_copy(others[n++], 160, header("HS256", "00000000"));
	str_copy(others[n++], 160, header("HS256", ""));
	str_copy(others[n++], 160, header("HS256", "../../dev/null"));
	str_copy(others[n++], 160, header("HS256", "' OR 1=1 --"));
	snprintf(others[n++], 160, "{\"alg\":\"HS256\",\"kid\":\"%s\"}", kid);
	snprintf(others[n++], 160,
	    "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}", kid);
	snprintf(others[n++], 160,
	    "{\"typ\":\"at+jwt\",\"alg\":\"HS256\",\"kid\":\"%s\"}", kid);
	snprintf(others[n++], 160,
	    "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"%s\"} ", kid);
	snprintf(others[n++], 160,
	    "{\"alg\":\"HS256\",\"typ\":\"at+jwt\","
	    "\"kid\":\"%s\",\"jku\":\"https://evil.example\"}",
	    kid);
	str_copy(others[n++], 160, "{}");
	str_copy(others[n++], 160, "");
	for (size_t i = 0; i < n; i++) {
		forge(0, others[i], CLAIMS);
		cr_expect(
		    verify(token) == ERR_NOT_AUTHENTICATED, "%s", others[i]);
	}
}

Test(crypt_jwt, alg_none_without_signature_is_refused)
{
	const char *kid = crypt_keys_id(keys, 0);

	for (int named = 0; named < 2; named++) {
		forge(0, header(named ? "HS256" : "none", kid), CLAIMS);
		strrchr(token, '.')[1] = '\0';
		cr_expect(eq(int, verify(token), ERR_NOT_AUTHENTICATED));
		*strrchr(token, '.') = '\0';
		cr_expect(eq(int, verify(token), ERR_NOT_AUTHENTICATED));
	}
}

Test(crypt_jwt, a_key_id_is_held_to_its_key)
{
	/* signed by the other set than the header says */
	forge(1, header("HS256", crypt_keys_id(keys, 0)), CLAIMS);
	cr_expect(eq(int, verify(token), ERR_NOT_AUTHENTICATED));
	forge(0, header("HS256", crypt_keys_id(keys, 1)), CLAIMS);
	cr_expect(eq(int, verify(token), ERR_NOT_AUTHENTICATED));
}

Test(crypt_jwt, keys_of_other_purposes_do_not_sign)
{
	size_t len = (size_t)(strrchr(token, '.') - token);
	unsigned char mac[CRYPT_MAC_SIZE];

	for (int i = 0; i < CRYPT_PURPOSES; i++) {
		crypt_mac(keys, (enum crypt_purpose)i, token, len, mac);
		crypt_base64url_encode(mac, sizeof(mac), token + len + 1);
		cr_expect(verify(token) == (i == CRYPT_ACCESS_TOKEN
						   ? ERR_OK
						   : ERR_NOT_AUTHENTICATED),
		    "%d", i);
	}
}

Test(crypt_jwt, no_changed_character_is_accepted)
{
	size_t len = strlen(token);

	for (size_t i = 0; i < len; i++) {
		char original = token[i];

		for (int bit = 0; bit < 8; bit++) {
			token[i] = (char)(original ^ (1 << bit));
			cr_assert(verify(token) == ERR_NOT_AUTHENTICATED,
			    "%zu of %zu, bit %d", i, len, bit);
		}
		token[i] = original;
	}
	cr_expect(eq(int, verify(token), ERR_OK));
}

Test(crypt_jwt, a_second_spelling_of_the_signature_is_refused)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
				       "mnopqrstuvwxyz0123456789-_";
	char *last = token + strlen(token) - 1;
	const char *at = strchr(alphabet, *last);
	int accepted = 0;

	/* 43 characters hold 258 bits, two of them unused */
	cr_assert(eq(int, (int)(at - alphabet) % 4, 0));
	for (int i = 0; i < 64; i++) {
		*last = alphabet[i];
		accepted += verify(token) == ERR_OK;
	}
	cr_expect(eq(int, accepted, 1));
}

Test(crypt_jwt, nothing_may_be_missing_or_follow)
{
	static const char tails[][8] = { ".", "A", "=", "==", " ", "\n", ".A",
		"AAAA" };
	size_t len = strlen(token);

	for (size_t i = 0; i < N_OF(tails); i++) {
		str_copy(token + len, 8, tails[i]);
		cr_expect(
		    verify(token) == ERR_NOT_AUTHENTICATED, "%s", tails[i]);
	}
	token[len] = '\0';
	for (size_t cut = 0; cut < len; cut++) {
		char *text = strndup(token, cut); /* exactly so long */

		cr_expect(verify(text) == ERR_NOT_AUTHENTICATED, "%zu", cut);
		free(text);
	}
}

Test(crypt_jwt, huge_and_odd_texts_are_refused)
{
	static const char odd[][16] = { "", ".", "..", "...", "a.b.c", "null" };
	char *huge = malloc(1 << 20);

	for (size_t i = 0; i < N_OF(odd); i++)
		cr_expect(eq(int, verify(odd[i]), ERR_NOT_AUTHENTICATED));
	memset(huge, 'A', 1 << 20);
	huge[(1 << 20) - 1] = '\0';
	cr_expect(eq(int, verify(huge), ERR_NOT_AUTHENTICATED));
	memcpy(huge, token, strlen(token));
	cr_expect(eq(int, verify(huge), ERR_NOT_AUTHENTICATED));
	free(huge);
}

Test(crypt_jwt, times_are_held_to_the_second)
{
	static const struct {
		int64_t now, issued, expires;
		bool is_valid;
		char detail[48];
	} cases[] = {
		{ 1000, 1000, 1001, true, "" },
		{ 1000, 1000, 1000, false, "The access token has expired" },
		{ 1001, 1000, 1000, false, "The access token has expired" },
		{ 1000, 0, 1, false, "The access token has expired" },
		{ 1000, 1000 + CRYPT_SKEW_S, 2000, true, "" },
		{ 1000, 1001 + CRYPT_SKEW_S, 2000, false,
		    "The access token is not valid yet" },
		{ 1000, 1000, 253402300799, true, "" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct crypt_claims out;
		enum err err;

		claims.issued_s = cases[i].issued;
		claims.expires_s = cases[i].expires;
		crypt_jwt_sign(keys, &claims, token);
		fault_clear(&f);
		err = crypt_jwt_verify(
		    keys, token, ISSUER, cases[i].now, &f, &out);
		cr_expect(
		    err == (cases[i].is_valid ? ERR_OK : ERR_NOT_AUTHENTICATED),
		    "case %zu", i);
		cr_expect(eq(str, f.detail, (char *)cases[i].detail));
	}
}

Test(crypt_jwt, issuer_and_audience_are_this_service)
{
	static const char issuers[][40] = { "", "https://hearth.example.or",
		"https://hearth.example.org/", "https://other.example.org" };
	struct crypt_claims out;

	for (size_t i = 0; i < N_OF(issuers); i++) {
		claims.issuer = issuers[i];
		crypt_jwt_sign(keys, &claims, token);
		cr_expect(eq(int, verify(token), ERR_NOT_AUTHENTICATED));
	}
	forge(0, header("HS256", crypt_keys_id(keys, 0)),
	    SUB TIMES JTI "\"iss\":\"" ISSUER
			  "\",\"aud\":\"https://other.example.org\"}");
	cr_expect(eq(int, crypt_jwt_verify(keys, token, ISSUER, NOW, &f, &out),
	    ERR_NOT_AUTHENTICATED));
	cr_expect(eq(
	    str, f.detail, "The access token was issued for another service"));
}

Test(crypt_jwt, signed_claims_in_another_form_are_refused)
{
	static const char *const payloads[] = {
		"",
		"{}",
		"null",
		SUB,
		SUB TIMES,
		SUB TIMES JTI,
		CLAIMS " ",
		" " CLAIMS,
		CLAIMS CLAIMS,
		TIMES JTI PARTY,
		SUB
		"\"iat\":1795168800,\"nbf\":1795168800,\"exp\":null," JTI PARTY,
		SUB
		"\"iat\":1795168800,\"nbf\":1795168800,\"exp\":-1," JTI PARTY,
		SUB
		"\"iat\":1795168800,\"nbf\":1795168800,\"exp\":1e99," JTI PARTY,
		SUB "\"iat\":1795168800,\"nbf\":1795168800,"
		    "\"exp\":99999999999999999999999999," JTI PARTY,
		/* 2^64 more than a time that would be valid */
		SUB "\"iat\":1795168800,\"nbf\":1795168800,"
		    "\"exp\":18446744075504722216," JTI PARTY,
		"{\"sub\":\"admin\",\"sid\":\"" ID "\"," TIMES JTI PARTY,
		"{\"sub\":\"" ID "x\",\"sid\":\"" ID "\"," TIMES JTI PARTY,
		SUB TIMES JTI "\"iss\":\"" ISSUER "\"}",
	};

	for (size_t i = 0; i < N_OF(payloads); i++) {
		forge(0, header("HS256", crypt_keys_id(keys, 0)), payloads[i]);
		cr_expect(
		    verify(token) == ERR_NOT_AUTHENTICATED, "%s", payloads[i]);
	}
}

Test(crypt_jwt, a_rotated_out_key_is_refused)
{
	struct crypt_keys *before = crypt_keys_new(OLD, NULL);
	struct crypt_keys *after = crypt_keys_new(NEW, NULL);
	struct crypt_claims out;

	crypt_jwt_sign(before, &claims, token);
	cr_expect(eq(int, verify(token), ERR_OK));
	cr_expect(eq(int, crypt_jwt_verify(after, token, ISSUER, NOW, &f, &out),
	    ERR_NOT_AUTHENTICATED));
	crypt_keys_free(before);
	crypt_keys_free(after);
}

Test(crypt_jwt, the_longest_issuer_fits)
{
	char issuer[CRYPT_ISSUER_MAX + 1];
	struct crypt_claims out;

	memset(issuer, 'h', CRYPT_ISSUER_MAX);
	issuer[CRYPT_ISSUER_MAX] = '\0';
	claims.issuer = issuer;
	claims.issued_s = claims.expires_s = LATEST;
	crypt_jwt_sign(keys, &claims, token);
	cr_expect(lt(sz, strlen(token), CRYPT_JWT_SIZE));
	cr_expect(
	    eq(int, crypt_jwt_verify(keys, token, issuer, LATEST - 1, &f, &out),
		ERR_OK),
	    "%s", f.detail);
}
