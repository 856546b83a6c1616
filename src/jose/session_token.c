#include "jose/session_token.h"

#include <string.h>

#include "base/str.h"
#include "jose/id_token.h"

#include "base/banned.h"

static const char *
text_of(const struct json_value *claims, const char *name)
{
	const struct json_value *v = json_member(claims, name);

	return v && json_type(v) == JSON_TEXT ? json_text(v, NULL) : NULL;
}

bool
jose_session_token_read(struct arena *arena, const char *text,
    struct jose_token *out, const char **why)
{
	if (!jose_token_read(
		arena, text, JOSE_SESSION_TOKEN_MAX, CRYPT_RS256, out, why))
		return false;
	if (out->kid && (!out->type || str_eq(out->type, "JWT")))
		return true;
	*why = "is malformed";
	return false;
}

bool
jose_session_token_is_of(
    struct arena *arena, const struct jose_token *token, const char *issuer)
{
	const struct json_value *claims = jose_token_peek(arena, token);

	return claims && str_eq(text_of(claims, "iss"), issuer);
}

/* A name as rows take it. */
static const char *
name_of(const struct json_value *claims, const char *name)
{
	const char *text = text_of(claims, name);

	return text && *text && strlen(text) <= JOSE_SUBJECT_MAX &&
		       !str_has_control(text)
		   ? text
		   : NULL;
}

/* Whether a time that may be missing has come. */
static bool
has_come(const struct json_value *claims, const char *name, int64_t now_s)
{
	const struct json_value *v = json_member(claims, name);
	int64_t at;

	return !v || (json_whole(v, &at) && at <= now_s + JOSE_SESSION_SKEW_S);
}

static const char *
check_times(
    const struct json_value *claims, int64_t now_s, struct jose_session *out)
{
	const struct json_value *v = json_member(claims, "exp");

	if (!v || !json_whole(v, &out->expires_s) ||
	    out->expires_s <= now_s - JOSE_SESSION_SKEW_S)
		return "has expired";
	return has_come(claims, "iat", now_s) && has_come(claims, "nbf", now_s)
		   ? NULL
		   : "is not valid yet";
}

static bool
is_listed(const char *list, const char *party)
{
	size_t len = party ? strlen(party) : 0, n;

	for (; *list; list += n + (list[n] == ',')) {
		n = strcspn(list, ",");
		if (len && n == len && memcmp(list, party, n) == 0)
			return true;
	}
	return false;
}

static const char *
check_whole(const struct json_value *claims)
{
	const struct json_value *status = json_member(claims, "sts");

	if (json_member(claims, "act"))
		return "is somebody's in another's place";
	return status && !str_eq(text_of(claims, "sts"), "active")
		   ? "is of a session that is not whole"
		   : NULL;
}

static const char *
verified_email(const struct json_value *claims)
{
	const struct json_value *v = json_member(claims, "email_verified");

	return v && json_type(v) == JSON_BOOL && json_bool(v)
		   ? text_of(claims, "email")
		   : NULL;
}

const char *
jose_session_token_check(const struct json_value *claims,
    const struct jose_session_asked *asked, struct jose_session *out)
{
	const char *why;

	*out = (struct jose_session){ .id = name_of(claims, "sid"),
		.subject = name_of(claims, "sub"),
		.email = verified_email(claims) };
	if (!str_eq(text_of(claims, "iss"), asked->issuer))
		return "is of another issuer";
	if (*asked->parties &&
	    !is_listed(asked->parties, text_of(claims, "azp")))
		return "was asked for by somebody else";
	why = check_times(claims, asked->now_s, out);
	if (!why)
		why = check_whole(claims);
	if (!why && (!out->id || !out->subject))
		why = "names no session";
	return why;
}
