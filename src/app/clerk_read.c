/*
 * Objects of Clerk's:
 * https://clerk.com/docs/reference/backend/types/backend-user
 */
#include "app/clerk.h"

#include <string.h>

#include "app/identity.h"
#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

enum { SUBJECT_MAX = 255, MS_US = 1000 };
enum { IP_ADDRESS_MAX = 64, USER_AGENT_MAX = 512 }; /* as the contract has it */

static const struct json_value *
member(const struct json_value *v, const char *name, enum json_type type)
{
	const struct json_value *m = v && json_type(v) == JSON_OBJECT
					 ? json_member(v, name)
					 : NULL;

	return m && json_type(m) == type ? m : NULL;
}

static const char *
text_of(const struct json_value *v, const char *name)
{
	const struct json_value *m = member(v, name, JSON_TEXT);

	return m ? json_text(m, NULL) : NULL;
}

static bool
is_true(const struct json_value *v, const char *name)
{
	const struct json_value *m = member(v, name, JSON_BOOL);

	return m && json_bool(m);
}

static void
read_address(const struct json_value *person, struct app_clerk_said *out)
{
	const char *primary = text_of(person, "primary_email_address_id");
	const struct json_value *all = member(
	    person, "email_addresses", JSON_ARRAY);
	size_t n = primary && all ? json_array_len(all) : 0;

	for (size_t i = 0; i < n; i++) {
		const struct json_value *one = json_array_at(all, i);
		const char *id = text_of(one, "id"), *status;

		if (!id || !str_eq(id, primary))
			continue;
		status = text_of(
		    member(one, "verification", JSON_OBJECT), "status");
		out->email = app_identity_address(
		    text_of(one, "email_address"));
		out->email_verified = out->email && status &&
				      str_eq(status, "verified");
		return;
	}
}

static bool
read_person(const struct json_value *person, struct app_clerk_said *out)
{
	const struct json_value *at = member(person, "updated_at", JSON_INT);
	int64_t ms = at ? json_int(at) : -1;

	if (ms < 0 || ms > CLOCK_MAX_US / MS_US)
		return false;
	out->at_us = ms * MS_US;
	out->first_name = text_of(person, "first_name");
	out->last_name = text_of(person, "last_name");
	/* not "locked", which is for wrong passwords and passes by itself */
	out->is_kept_out = is_true(person, "banned");
	read_address(person, out);
	return true;
}

static const struct {
	const char *type;
	enum app_clerk_kind kind;
} kinds[] = {
	{ "user.created", APP_CLERK_PERSON },
	{ "user.updated", APP_CLERK_PERSON },
	{ "user.deleted", APP_CLERK_GONE },
	{ "session.created", APP_CLERK_SESSION },
	{ "session.ended", APP_CLERK_SESSION_OVER },
	{ "session.removed", APP_CLERK_SESSION_OVER },
	{ "session.revoked", APP_CLERK_SESSION_OVER },
};

static enum app_clerk_kind
kind_of(const char *type)
{
	for (size_t i = 0; i < N_OF(kinds); i++)
		if (str_eq(type, kinds[i].type))
			return kinds[i].kind;
	return APP_CLERK_NOTHING;
}

static bool
is_subject(const char *text)
{
	return text && *text && strlen(text) <= SUBJECT_MAX &&
	       !str_has_control(text);
}

/* Where somebody is, of the request that caused the event; "": not said. */
static const char *
request_text(const struct json_value *event, const char *name, size_t max)
{
	const struct json_value *request = member(
	    member(event, "event_attributes", JSON_OBJECT), "http_request",
	    JSON_OBJECT);
	const char *text = text_of(request, name);

	return text && strlen(text) <= max && !str_has_control(text) ? text
								     : "";
}

static bool
read_session(const struct json_value *event, const struct json_value *data,
    struct app_clerk_said *out)
{
	const struct json_value *end = member(data, "expire_at", JSON_INT);
	int64_t ms = end ? json_int(end) : -1;

	out->session = (struct app_clerk_session){ .id = out->subject,
		.ip_address = request_text(event, "client_ip", IP_ADDRESS_MAX),
		.user_agent = request_text(event, "user_agent", USER_AGENT_MAX),
		.expires = {
		    ms > 0 && ms <= CLOCK_MAX_US / MS_US, ms * MS_US } };
	out->subject = text_of(data, "user_id");
	return is_subject(out->subject);
}

bool
app_clerk_read(const struct json_value *event, struct app_clerk_said *out)
{
	const struct json_value *data = member(event, "data", JSON_OBJECT);
	const char *type = text_of(event, "type");

	if (!type || !data)
		return false;
	*out = (struct app_clerk_said){ .kind = kind_of(type),
		.subject = text_of(data, "id") };
	if (out->kind == APP_CLERK_NOTHING)
		return true;
	if (!is_subject(out->subject))
		return false;
	if (out->kind == APP_CLERK_GONE)
		return true;
	return out->kind == APP_CLERK_PERSON ? read_person(data, out)
					     : read_session(event, data, out);
}
