/*
 * Who may do what: one row per operation of the contract, by nobody, a
 * stranger, the owner and an admin. An operation without a row fails.
 */
#include "t/lib/api.h"

#include <string.h>

#include "base/banned.h"

enum role { NOBODY, STRANGER, OWNER, ADMIN, ROLES };

static const char *const users[] = { NULL, "eve", "ann", "root" };

/* {e}: a published event of ann's; {s}: a session of ann's; {u}: ann. */
struct row {
	const char *id, *method, *path, *body;
	int status[ROLES]; /* 0: the same for all; see the noun's tests */
};

#define INPUT                                                       \
	"{\"title\":\"x\",\"start_time\":\"2031-01-01T10:00:00Z\"," \
	"\"end_time\":\"2031-01-01T11:00:00Z\"}"

static const struct row rows[] = {
	{ .id = "auth_signup" },
	{ .id = "auth_verify_email_link" },
	{ .id = "auth_verify_email" },
	{ .id = "auth_resend_verification" },
	{ .id = "auth_forgot_password" },
	{ .id = "auth_reset_password" },
	{ .id = "auth_login" },
	{ .id = "auth_refresh" },
	{ .id = "system_welcome" },
	{ .id = "system_health" },
	{ .id = "system_ready" },
	{ .id = "system_openapi" },
	{ .id = "system_problems" },
	{ "category_list", GET, "/categories", "", { 200, 200, 200, 200 } },
	{ "event_list", GET, "/events", "", { 200, 200, 200, 200 } },
	{ "event_list_mine", GET, "/users/me/events", "",
	    { 401, 200, 200, 200 } },
	{ "event_create", POST, "/events", INPUT, { 401, 201, 201, 201 } },
	{ "event_get", GET, "/events/{e}", "", { 200, 200, 200, 200 } },
	{ "event_put", PUT, "/events/{e}", INPUT, { 401, 403, 200, 200 } },
	{ "event_patch", PATCH, "/events/{e}", "{\"title\":\"y\"}",
	    { 401, 403, 200, 200 } },
	{ "event_publish", POST, "/events/{e}/publish", "",
	    { 401, 403, 409, 409 } },
	{ "event_cancel", POST, "/events/{e}/cancel", "",
	    { 401, 403, 200, 200 } },
	{ "event_delete", DELETE, "/events/{e}", "", { 401, 403, 204, 204 } },
	{ "rsvp_list", GET, "/events/{e}/rsvps", "", { 401, 200, 200, 200 } },
	{ "rsvp_get", GET, "/events/{e}/rsvps/me", "", { 401, 404, 404, 404 } },
	{ "rsvp_put", PUT, "/events/{e}/rsvps/me", "{\"status\":\"maybe\"}",
	    { 401, 200, 200, 200 } },
	{ "rsvp_delete", DELETE, "/events/{e}/rsvps/me", "",
	    { 401, 404, 404, 404 } },
	{ "rsvp_waitlist_place", GET, "/events/{e}/waitlist/me", "",
	    { 401, 404, 404, 404 } },
	{ "rsvp_list_mine", GET, "/users/me/rsvps", "",
	    { 401, 200, 200, 200 } },
	{ "session_list", GET, "/users/me/sessions", "",
	    { 401, 200, 200, 200 } },
	{ "session_get", GET, "/users/me/sessions/{s}", "",
	    { 401, 404, 200, 404 } },
	{ "session_end", DELETE, "/users/me/sessions/{s}", "",
	    { 401, 404, 204, 404 } },
	{ "session_end_all", DELETE, "/users/me/sessions?except=current", "",
	    { 401, 204, 204, 204 } },
	{ "user_me", GET, "/users/me", "", { 401, 200, 200, 200 } },
	{ "user_me_patch", PATCH, "/users/me", "{}", { 401, 200, 200, 200 } },
	{ "user_me_password", PUT, "/users/me/password",
	    "{\"current_password\":\"x\",\"new_password\":\"N3w!word\","
	    "\"new_password_verify\":\"N3w!word\"}",
	    { 401, 403, 403, 403 } },
	{ "user_get", GET, "/users/{u}", "", { 401, 200, 200, 200 } },
	{ "auth_logout", POST, "/auth/logout", "{\"scope\":\"others\"}",
	    { 401, 200, 200, 200 } },
};

/* Another session of ann's than the one that as() uses. */
static char *
session_of_ann(void)
{
	expect(200,
	    anonymous(POST,
		"/auth/login {'email': 'ann@example.org', 'password': '%s'}",
		GIVEN_PASSWORD));
	keep_id("other", body("/session_id"));
	return id("other");
}

static char *
filled(const char *path)
{
	char *out = text("%s", path), *brace = strchr(out, '{');
	const char *value;

	if (!brace)
		return out;
	if (brace[1] == 'e')
		given_event("e");
	value = brace[1] == 'e'	  ? id("e")
		: brace[1] == 'u' ? id("ann")
				  : session_of_ann();
	*brace = '\0';
	return text("%s%s%s", out, value, brace + 3);
}

static void
try(const struct row *row, enum role role)
{
	char *path = filled(row->path);
	int status;

	if (row->body[0])
		with_body("application/json", row->body, strlen(row->body));
	status = users[role] ? as(users[role], row->method, "%s", path)
			     : anonymous(row->method, "%s", path);
	cr_expect(status == row->status[role], "%s as %s: %d instead of %d: %s",
	    row->id, users[role] ? users[role] : "nobody", status,
	    row->status[role], answer()->body);
}

Test_engines(api_authorization, everybody_gets_what_the_table_says)
{
	size_t i;
	int role;

	given_member("ann", true);
	given_admin("root");
	for (i = 0; i < N_OF(rows); i++)
		for (role = NOBODY; role < ROLES && rows[i].status[0]; role++)
			try(&rows[i], (enum role)role);
}

static bool
has_row(void *ctx, const struct contract_operation *op)
{
	size_t i;

	(void)ctx;
	for (i = 0; i < N_OF(rows); i++)
		if (str_eq(rows[i].id, op->id))
			return true;
	cr_expect(false, "%s has no row", op->id);
	return true;
}

Test_once(api_authorization, every_operation_has_its_row)
{
	contract_each(talk_contract(), has_row, NULL);
}
