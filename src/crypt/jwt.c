/*
 * A token is only ever read after its signature has been found to be ours, and
 * we issue one form of header and one of claims: so both are compared and read
 * in exactly that form, without a JSON parser.
 */
#include "crypt/jwt.h"

#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"

#include "crypt/base64url.h"
#include "crypt/digest.h"

#include "base/banned.h"

#define HEADER_BEFORE_KID "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\""
#define HEADER_AFTER_KID  "\"}"

enum {
	HEADER_SIZE = sizeof(HEADER_BEFORE_KID HEADER_AFTER_KID) - 1 +
		      CRYPT_KEY_ID_SIZE - 1,
	HEADER_LEN = CRYPT_BASE64URL_LEN(HEADER_SIZE),
	SIGNATURE_LEN = CRYPT_BASE64URL_LEN(CRYPT_MAC_SIZE),
	/* names and punctuation 59, three ids, three times, two issuers */
	CLAIMS_MAX = 96 + 3 * UUID_TEXT_SIZE + 3 * 20 + 2 * CRYPT_ISSUER_MAX
};

_Static_assert(
    HEADER_LEN + 1 + CRYPT_BASE64URL_LEN(CLAIMS_MAX) + 1 + SIGNATURE_LEN + 1 <=
	CRYPT_JWT_SIZE,
    "CRYPT_JWT_SIZE");

/* The encoded header of tokens signed by a set of keys. */
static void
format_header(
    const struct crypt_keys *k, unsigned set, char out[HEADER_LEN + 1])
{
	char text[HEADER_SIZE + 1];

	snprintf(text, sizeof(text), HEADER_BEFORE_KID "%s" HEADER_AFTER_KID,
	    crypt_keys_id(k, set));
	crypt_base64url_encode(text, HEADER_SIZE, out);
}

/* Whole groups of three bytes, so that what follows changes nothing of them. */
bool
crypt_jwt_is_kind(const char *token)
{
	enum { SAME = (sizeof(HEADER_BEFORE_KID) - 1) / 3 * 3 };
	char text[CRYPT_BASE64URL_LEN(SAME) + 1];

	crypt_base64url_encode(HEADER_BEFORE_KID, SAME, text);
	return strncmp(token, text, sizeof(text) - 1) == 0;
}

static size_t
format_claims(const struct crypt_claims *c, char out[CLAIMS_MAX])
{
	char user[UUID_TEXT_SIZE], session[UUID_TEXT_SIZE], id[UUID_TEXT_SIZE];
	int len;

	bug_if(strlen(c->issuer) > CRYPT_ISSUER_MAX);
	uuid_format(c->user.v, user);
	uuid_format(c->session.v, session);
	uuid_format(c->id, id);
	len = snprintf(out, CLAIMS_MAX,
	    "{\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%lld,\"nbf\":%lld,"
	    "\"exp\":%lld,\"jti\":\"%s\",\"iss\":\"%s\",\"aud\":\"%s\"}",
	    user, session, (long long)c->issued_s, (long long)c->issued_s,
	    (long long)c->expires_s, id, c->issuer, c->issuer);
	bug_if(len < 0 || len >= CLAIMS_MAX);
	return (size_t)len;
}

size_t
crypt_jwt_sign(const struct crypt_keys *k, const struct crypt_claims *claims,
    char out[CRYPT_JWT_SIZE])
{
	unsigned char mac[CRYPT_MAC_SIZE];
	char text[CLAIMS_MAX];
	size_t len = HEADER_LEN;

	format_header(k, 0, out);
	out[len++] = '.';
	len += crypt_base64url_encode(
	    text, format_claims(claims, text), out + len);
	crypt_mac(k, CRYPT_ACCESS_TOKEN, out, len, mac);
	out[len++] = '.';
	return len + crypt_base64url_encode(mac, sizeof(mac), out + len);
}

static enum err
refuse(struct fault *f, const char *why)
{
	return fault(f, ERR_NOT_AUTHENTICATED, "The access token %s", why);
}

/* The set whose header the token carries, byte for byte; -1 if none. */
static int
find_set(const struct crypt_keys *k, const char *token)
{
	char header[HEADER_LEN + 1];

	for (unsigned set = 0; set < crypt_keys_count(k); set++) {
		format_header(k, set, header);
		if (strncmp(token, header, HEADER_LEN) == 0 &&
		    token[HEADER_LEN] == '.')
			return (int)set;
	}
	return -1;
}

static bool
is_signed(const struct crypt_keys *k, unsigned set, const char *token,
    size_t signed_len)
{
	unsigned char mac[CRYPT_MAC_SIZE], expected[CRYPT_MAC_SIZE];
	size_t len;

	if (!crypt_base64url_decode(token + signed_len + 1, SIGNATURE_LEN, mac,
		sizeof(mac), &len) ||
	    len != sizeof(mac))
		return false;
	crypt_mac_with(k, set, CRYPT_ACCESS_TOKEN, token, signed_len, expected);
	return crypt_is_equal(mac, expected, sizeof(mac));
}

/* Reads a quoted id after the literal text before it. */
static bool
read_id(const char **p, const char *before, struct uuid *out)
{
	char text[UUID_TEXT_SIZE];
	size_t len = strlen(before);

	if (strncmp(*p, before, len) != 0)
		return false;
	if (strnlen(*p + len, UUID_TEXT_SIZE) < UUID_TEXT_SIZE)
		return false;
	memcpy(text, *p + len, UUID_TEXT_SIZE - 1);
	text[UUID_TEXT_SIZE - 1] = '\0';
	*p += len + UUID_TEXT_SIZE - 1;
	return uuid_parse(text, out);
}

static bool
read_seconds(const char **p, const char *before, int64_t *out)
{
	const int64_t most = CLOCK_MAX_US / CLOCK_SECOND_US;
	size_t len = strlen(before);
	int64_t v = 0;

	if (strncmp(*p, before, len) != 0)
		return false;
	for (*p += len; **p >= '0' && **p <= '9' && v <= most; (*p)++)
		v = v * 10 + (**p - '0');
	*out = v;
	return v <= most;
}

/* text is what format_claims wrote, for some issuer; *rest begins with it. */
static bool
read_claims(const char *text, struct crypt_claims *c, int64_t *not_before_s,
    const char **rest)
{
	*rest = text;
	return read_id(rest, "{\"sub\":\"", &c->user.v) &&
	       read_id(rest, "\",\"sid\":\"", &c->session.v) &&
	       read_seconds(rest, "\",\"iat\":", &c->issued_s) &&
	       read_seconds(rest, ",\"nbf\":", not_before_s) &&
	       read_seconds(rest, ",\"exp\":", &c->expires_s) &&
	       read_id(rest, ",\"jti\":\"", &c->id);
}

/* Whether the rest of the claims names issuer, as iss and as aud. */
static bool
is_issued_by(const char *rest, const char *issuer)
{
	char expected[2 * CRYPT_ISSUER_MAX + 32];
	int len = snprintf(expected, sizeof(expected),
	    "\",\"iss\":\"%s\",\"aud\":\"%s\"}", issuer, issuer);

	return len > 0 && (size_t)len < sizeof(expected) &&
	       strcmp(rest, expected) == 0;
}

enum err
crypt_jwt_verify(const struct crypt_keys *k, const char *token,
    const char *issuer, int64_t now_s, struct fault *f,
    struct crypt_claims *out)
{
	size_t len = strnlen(token, CRYPT_JWT_SIZE), claims_len, signed_len;
	const size_t claims_at = HEADER_LEN + 1;
	int64_t not_before_s;
	char text[CLAIMS_MAX];
	const char *rest;
	int set;

	if (len == CRYPT_JWT_SIZE || len <= claims_at + SIGNATURE_LEN + 1)
		return refuse(f, "is malformed");
	signed_len = len - SIGNATURE_LEN - 1;
	set = find_set(k, token);
	if (set < 0 || token[signed_len] != '.')
		return refuse(f, "was not issued here");
	if (!is_signed(k, (unsigned)set, token, signed_len))
		return refuse(f, "has a wrong signature");
	if (!crypt_base64url_decode(token + claims_at, signed_len - claims_at,
		text, sizeof(text) - 1, &claims_len))
		return refuse(f, "is malformed");
	text[claims_len] = '\0';
	if (strlen(text) != claims_len ||
	    !read_claims(text, out, &not_before_s, &rest))
		return refuse(f, "is malformed");
	if (!is_issued_by(rest, issuer))
		return refuse(f, "was issued for another service");
	if (now_s >= out->expires_s)
		return refuse(f, "has expired");
	if (now_s + CRYPT_SKEW_S < not_before_s)
		return refuse(f, "is not valid yet");
	out->issuer = issuer;
	return ERR_OK;
}
