#include "jose/id_token.h"

#include <string.h>

#include "base/str.h"
#include "base/uuid.h"
#include "crypt/base64url.h"
#include "crypt/digest.h"

#include "base/banned.h"

#define TENANT "{tenantid}"
/* the tenant of accounts that belong to nobody's company */
#define PERSONAL "9188040d-6c67-4c5b-b112-36a304b66dad"

enum { HALF = CRYPT_SHA256_SIZE / 2, EMAIL_MAX = 254 };

static const char *
text_of(const struct json_value *claims, const char *name)
{
	const struct json_value *v = json_member(claims, name);

	return v && json_type(v) == JSON_TEXT ? json_text(v, NULL) : NULL;
}

/* The tenant of a token of outlook; NULL when it names none. */
static const char *
tenant_of(const struct json_value *claims)
{
	const char *tid = text_of(claims, "tid");
	struct uuid id;

	return tid && uuid_parse(tid, &id) ? tid : NULL;
}

/* An issuer with the tenant in its place; NULL when there is none to put. */
static const char *
issuer_for(
    struct arena *arena, const char *issuer, const struct json_value *claims)
{
	const char *at = strstr(issuer, TENANT), *tid;

	if (!at)
		return issuer;
	tid = tenant_of(claims);
	return tid ? arena_printf(arena, "%.*s%s%s", (int)(at - issuer), issuer,
			 tid, at + strlen(TENANT))
		   : NULL;
}

static const char *
check_issuer(struct arena *arena, const struct json_value *claims,
    const struct jose_asked *asked)
{
	static const char scheme[] = "https://";
	const char *iss = text_of(claims, "iss");
	const char *wanted = issuer_for(arena, asked->issuer, claims);
	bool is = iss && wanted && str_eq(iss, wanted);

	if (!is && asked->provider == JOSE_GOOGLE && iss && wanted &&
	    str_has_prefix(wanted, scheme))
		is = str_eq(iss, wanted + strlen(scheme));
	if (is && asked->key_issuer)
		is = str_eq(iss, issuer_for(arena, asked->key_issuer, claims));
	return is ? NULL : "is of another issuer";
}

/* Whether aud is, or has, the client; *n: how many it has. */
static bool
has_client(const struct json_value *aud, const char *client_id, size_t *n)
{
	const struct json_value *one;

	*n = 1;
	if (!aud || json_type(aud) == JSON_TEXT)
		return aud && str_eq(json_text(aud, NULL), client_id);
	if (json_type(aud) != JSON_ARRAY)
		return false;
	*n = json_array_len(aud);
	for (size_t i = 0; i < *n; i++) {
		one = json_array_at(aud, i);
		if (json_type(one) == JSON_TEXT &&
		    str_eq(json_text(one, NULL), client_id))
			return true;
	}
	return false;
}

static const char *
check_audience(const struct json_value *claims, const struct jose_asked *asked)
{
	const struct json_value *azp = json_member(claims, "azp");
	size_t n;

	if (!has_client(json_member(claims, "aud"), asked->client_id, &n))
		return "is for somebody else";
	return (azp || n > 1) &&
		       !str_eq(text_of(claims, "azp"), asked->client_id)
		   ? "was asked for by somebody else"
		   : NULL;
}

/* A time in seconds; false when there is none that is one. */
static bool
time_of(const struct json_value *claims, const char *name, int64_t *out)
{
	const struct json_value *v = json_member(claims, name);

	return v && json_whole(v, out);
}

static const char *
check_times(const struct json_value *claims, int64_t now_s)
{
	int64_t expires, issued, from;

	if (!time_of(claims, "exp", &expires) || expires <= now_s - JOSE_SKEW_S)
		return "has expired";
	if (!time_of(claims, "iat", &issued) || issued > now_s + JOSE_SKEW_S ||
	    issued <= now_s - JOSE_AGE_S)
		return "was not made just now";
	return json_member(claims, "nbf") && (!time_of(claims, "nbf", &from) ||
						 from > now_s + JOSE_SKEW_S)
		   ? "is not valid yet"
		   : NULL;
}

static const char *
check_nonce(const struct json_value *claims, const char *nonce)
{
	const char *said = text_of(claims, "nonce");
	size_t len = strlen(nonce);

	return said && strlen(said) == len && crypt_is_equal(said, nonce, len)
		   ? NULL
		   : "answers another request";
}

/* at_hash: the left half of the digest of the access token. */
static const char *
check_access_token(const struct json_value *claims, const char *token)
{
	unsigned char digest[CRYPT_SHA256_SIZE];
	char text[CRYPT_BASE64URL_LEN(HALF) + 1];

	if (!json_member(claims, "at_hash"))
		return NULL;
	if (token) {
		crypt_sha256(token, strlen(token), digest);
		crypt_base64url_encode(digest, HALF, text);
	}
	return token && str_eq(text_of(claims, "at_hash"), text)
		   ? NULL
		   : "came with another access token";
}

/* 1..255 characters of ASCII that are seen. */
static bool
is_subject(const char *sub)
{
	size_t len = sub ? strlen(sub) : 0;

	for (size_t i = 0; i < len; i++)
		if (sub[i] <= ' ' || sub[i] > '~')
			return false;
	return len > 0 && len <= JOSE_SUBJECT_MAX;
}

static const char *
read_subject(struct arena *arena, const struct json_value *claims,
    const struct jose_asked *asked, const char **out)
{
	const char *sub = text_of(claims, "sub"), *tid = NULL;

	if (asked->provider == JOSE_OUTLOOK)
		tid = tenant_of(claims);
	if (!is_subject(sub) || (asked->provider == JOSE_OUTLOOK && !tid))
		return "names nobody";
	*out = tid ? arena_printf(arena, "%s/%s", tid, sub) : sub;
	return strlen(*out) > JOSE_SUBJECT_MAX ? "names nobody" : NULL;
}

/* true, and what some write for it. */
static bool
is_true(const struct json_value *v, bool also_one)
{
	int64_t n;

	if (!v)
		return false;
	if (json_type(v) == JSON_BOOL)
		return json_bool(v);
	if (json_type(v) == JSON_TEXT)
		return str_eq(json_text(v, NULL), "true") ||
		       (also_one && str_eq(json_text(v, NULL), "1"));
	return also_one && json_whole(v, &n) && n == 1;
}

static bool
ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return len > n && str_eq_nocase(s + len - n, end);
}

/* Google proves the addresses that it gives out alone. */
static bool
google_proves(const struct json_value *claims, const char *email)
{
	return is_true(json_member(claims, "email_verified"), false) &&
	       (text_of(claims, "hd") || ends_with(email, "@gmail.com") ||
		   ends_with(email, "@googlemail.com"));
}

static bool
has_text(const char *json, const char *text)
{
	return strstr(json, text); /* of ids in quotes, which ids are */
}

/* In a tenant anybody may have been given any address, unless it says that it
 * has proved the domain. */
static bool
outlook_proves(struct arena *arena, const struct json_value *claims,
    const struct jose_asked *asked)
{
	const char *tid = tenant_of(claims);

	return is_true(json_member(claims, "xms_edov"), true) ||
	       (tid && (str_eq(tid, PERSONAL) ||
			   has_text(asked->tenants,
			       arena_printf(arena, "\"%s\"", tid))));
}

static void
read_person(struct arena *arena, const struct json_value *claims,
    const struct jose_asked *asked, struct jose_identity *out)
{
	const char *email = text_of(claims, "email");

	out->given_name = text_of(claims, "given_name");
	out->family_name = text_of(claims, "family_name");
	out->name = text_of(claims, "name");
	if (!email || strlen(email) > EMAIL_MAX)
		return;
	out->email = email;
	out->email_verified = asked->provider == JOSE_GOOGLE
				  ? google_proves(claims, email)
			      : asked->provider == JOSE_OUTLOOK
				  ? outlook_proves(arena, claims, asked)
				  : is_true(
					json_member(claims, "email_verified"),
					false);
}

const char *
jose_id_token_check(struct arena *arena, const struct json_value *claims,
    const struct jose_asked *asked, struct jose_identity *out)
{
	const char *why = check_issuer(arena, claims, asked);

	*out = (struct jose_identity){ 0 };
	if (!why)
		why = check_audience(claims, asked);
	if (!why)
		why = check_times(claims, asked->now_s);
	if (!why)
		why = check_nonce(claims, asked->nonce);
	if (!why)
		why = check_access_token(claims, asked->access_token);
	if (!why)
		why = read_subject(arena, claims, asked, &out->subject);
	if (!why)
		read_person(arena, claims, asked, out);
	return why;
}

bool
jose_id_token_add(struct arena *arena, const struct json_value *claims,
    const struct json_value *userinfo, const struct jose_asked *asked,
    struct jose_identity *to)
{
	struct jose_identity more = { .subject = to->subject };

	if (!str_eq(text_of(claims, "sub"), text_of(userinfo, "sub")))
		return false;
	read_person(arena, userinfo, asked, &more);
	*to = more;
	return true;
}
