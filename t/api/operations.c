/*
 * The table, and how its rows become requests.
 */
#include "t/api/operations.h"

#include <string.h>

#include "base/str.h"
#include "t/api/operation_rows.h"
#include "t/api/things.h"
#include "t/lib/api.h"
#include "t/lib/held.h"
#include "t/lib/picture.h"
#include "t/lib/tus.h"

#include "base/banned.h"

static const char *const users[] = { NULL, "eve", "ann", "root" };

/* The path with its placeholders filled; *n_unseen counts down to the one that
 * is not to be seen. */
static char *
filled(const char *path, int *n_unseen)
{
	const char *brace = strchr(path, '{'), *end;
	char *thing;

	if (!brace)
		return text("%s", path);
	end = strchr(brace, '}');
	thing = thing_make(
	    brace + 1, (size_t)(end - brace - 1), (*n_unseen)-- == 0);
	return text("%.*s%s%s", (int)(brace - path), path, thing,
	    filled(end + 1, n_unseen));
}

char *
operation_path(const struct operation_row *row)
{
	int none = -1;

	return filled(row->path, &none);
}

/* A body with the id for a name in it. */
static const char *
named(const char *json)
{
	const char *at = strstr(json, "\"@");
	int len;

	if (!at)
		return json;
	len = (int)strcspn(at + 2, "\"");
	return text("%.*s\"%s%s", (int)(at - json), json,
	    id(text("%.*s", len, at + 2)), at + 2 + len);
}

/* What the next request brings. */
static void
bring(const char *body)
{
	if (str_eq(body, A_PICTURE)) {
		struct bytes picture = picture_png(4, 4);

		with_body("image/png", picture.p, picture.len);
	} else if (str_eq(body, A_BEGINNING)) {
		tus_with_plan(id("of ann"), 1);
	} else if (str_eq(body, A_PIECE)) {
		with("Upload-Offset", "0");
		with_body("application/offset+octet-stream", "x", 1);
	} else if (body[0]) {
		with_body("application/json", body, strlen(body));
	}
}

int
operation_send(
    const struct operation_row *row, enum operation_role role, const char *path)
{
	if (str_has_prefix(path, "/uploads/"))
		with("Tus-Resumable", "1.0.0");
	bring(named(row->body));
	return users[role] ? as(users[role], row->method, "%s", path)
			   : anonymous(row->method, "%s", path);
}

void
operation_given(void)
{
	api_files();
	api_set("CLUSTERS_PER_DAY", "1000000");
	api_set("GROUPS_PER_DAY", "1000000");
	api_set("CLUSTERS_PER_PERSON", "1000000");
	api_set("SPARKS_PER_DAY", "1000000");
	api_set("SPARKS_PER_PERSON", "1000000");
	api_set("ROUTINES_PER_PERSON", "1000000");
	api_set("RESERVATIONS_PER_HOUR", "1000000");
	api_set("POLLS_PER_DAY", "1000000");
	api_set("POLLS_PER_PERSON", "1000000");
	api_set("JOINS_PER_HOUR", "1000000");
	api_set("JOIN_REQUESTS_PER_DAY", "1000000");
	api_set("GUEST_RSVPS_PER_HOUR", "1000000");
	given_member("ann", true);
	keep_id("soon", in_hours(24));
	api_set("MESSAGES_PER_MINUTE", "1000000");
	given_user("bob");
	given_admin("root");
	given_event("of bob", .by = "bob"); /* shows him to all */
	given_event("of ann");
}

char *
operation_placeholder(const struct operation_row *row, int n)
{
	const char *p = row->path;

	while (p && (p = strchr(p, '{')) && n-- > 0)
		p++;
	return p ? text("%.*s", (int)strcspn(p, "}") + 1, p) : NULL;
}

int
operation_ask_unseen(const struct operation_row *row, int n, struct own *holder)
{
	const char *path = filled(row->path, &n);
	int status;

	if (holder)
		held_take(holder);
	status = operation_send(row, STRANGER, path);
	if (holder)
		held_release(holder);
	return status;
}
