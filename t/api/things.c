/*
 * Ann makes them all; bob is in what is joined.
 */
#include "t/api/things.h"

#include <string.h>

#include "base/clock.h"
#include "crypt/token.h"
#include "generated/query/event_invitation.h"
#include "generated/query/linked.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/files.h"
#include "t/lib/tus.h"

#include "base/banned.h"

static char *
event_of_ann(void)
{
	given_event("e");
	return id("e");
}

static char *
begun_event(void)
{
	given_event("begun", .starts_in_h = -1);
	return id("begun");
}

static char *
make_series(const char *visibility)
{
	given("series", "ann",
	    "/events {'title': 'x', 'start_time': '2031-01-01T10:00:00Z', "
	    "'end_time': '2031-01-01T11:00:00Z', 'rrule': 'FREQ=WEEKLY', "
	    "'visibility': '%s'}",
	    visibility);
	return id("series");
}

static char *
series_of_ann(void)
{
	return make_series("public");
}

static char *
private_series_of_ann(void)
{
	return make_series("private");
}

static char *
cancelled_event(void)
{
	given_event("cancelled");
	expect(200, as("ann", POST, "/events/%s/cancel", id("cancelled")));
	return id("cancelled");
}

static char *
draft_of_ann(void)
{
	given_event("draft", .draft = true);
	return id("draft");
}

static char *
guest_event_of_ann(void)
{
	given_event("guests", .more = text(", 'guest_rsvp': true"));
	return id("guests");
}

static char *
inviting_event(void)
{
	given_event("inviting");
	expect(200,
	    as("ann", POST, "/events/%s/invites {'emails': ['x@else.example']}",
		id("inviting")));
	expect(200, as("ann", GET, "/events/%s/invites", id("inviting")));
	keep_id("event invite", body("/0/id"));
	return id("inviting");
}

/* Of the event that was made last. */
static char *
event_invite(void)
{
	return is_kept("event invite")
		   ? id("event invite")
		   : text("01890a5d-ac96-774b-bcce-b302099a8057");
}

/* By which bob has his answer to an event. */
static char *
guest_token(void)
{
	struct q_event_invitation_add_row row;
	struct event_id event;
	char *token = text("%*s", CRYPT_TOKEN_SIZE, "");

	cr_assert(uuid_parse(event_of_ann(), &event.v));
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	cr_assert(q_event_invitation_add(given_db(), .id = { uuid_new() },
		      .event = event, .user = given_user_id("bob"),
		      .now = clock_now_us(), &row) == ERR_OK);
	crypt_token_seal(given_keys(), CRYPT_GUEST, row.id.v, 0, token);
	return token;
}

static char *
private_event_of_ann(void)
{
	given_event("hidden", .is_private = true);
	return id("hidden");
}

static char *
cluster_of_ann(void)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	return id("c");
}

static char *
private_cluster_of_ann(void)
{
	given("pc", "ann", "/clusters {'name': 'x', 'visibility': 'private'}");
	return id("pc");
}

static char *
group_of_ann(void)
{
	given("g", "ann", "/groups {'name': 'x'}");
	return id("g");
}

static char *
private_group_of_ann(void)
{
	given("pg", "ann", "/groups {'name': 'x', 'is_private': true}");
	return id("pg");
}

/* Bob, in the cluster or group that was made last. */
static char *
joined(const char *kind, const char *name)
{
	if (is_kept(name))
		as("bob", POST, "/%s/%s/join", kind, id(name));
	return id("bob");
}

static char *
in_cluster(void)
{
	return joined("clusters", "c");
}

static char *
in_group(void)
{
	return joined("groups", "g");
}

/* One of bob's in a cluster of ann's, who hosts it too. */
static char *
event_in_cluster(void)
{
	cluster_of_ann();
	in_cluster();
	given_event(
	    "in", .by = "bob", .more = text(", 'cluster_id': '%s'", id("c")));
	expect(204, as("bob", PUT, "/events/%s/hosts/%s", id("in"), id("ann")));
	return id("in");
}

static char *
hidden_event(void)
{
	event_in_cluster();
	expect(200, as("ann", POST, "/events/%s/hide", id("in")));
	return id("in");
}

/* One of bob's that is over, to which ann came. */
static char *
visited_event(void)
{
	given_event("visited", .by = "bob");
	expect(200, attend("ann", "visited"));
	given_moved("visited", "bob", -3, -1);
	return id("visited");
}

/* One of bob's, who asks ann whether she still comes. */
static char *
asked_event(void)
{
	given_event("asked", .by = "bob");
	expect(200, attend("ann", "asked"));
	expect(200,
	    as("bob", PATCH, "/events/%s {'ask_again': true}", id("asked")));
	return id("asked");
}

static char *
rated_event(void)
{
	visited_event();
	expect(201, as("ann", POST, "/events/%s/feedback {'rating': 5}",
			id("visited")));
	return id("visited");
}

static char *
feed_of_ann(void)
{
	given("feed", "ann", "/users/me/calendar-feeds {'kind': 'person'}");
	return id("feed");
}

static char *
joined_cluster(void)
{
	char *cluster = cluster_of_ann();

	in_cluster();
	return cluster;
}

static char *
joined_group(void)
{
	char *group = group_of_ann();

	in_group();
	return group;
}

char *
thing_unknown(void)
{
	return text("01890a5d-ac96-774b-bcce-b302099a8057");
}

/* Into the cluster or group that was made last. */
static char *
invite(const char *kind, const char *name)
{
	if (!is_kept(name))
		return thing_unknown();
	expect(201, as("ann", POST, "/%s/%s/invites {}", kind, id(name)));
	keep_id("invite", body("/0/id"));
	return id("invite");
}

static char *
cluster_invite(void)
{
	return invite("clusters", "c");
}

static char *
group_invite(void)
{
	return invite("groups", "g");
}

static char *
code(void)
{
	cluster_of_ann();
	cluster_invite();
	return body("/0/code");
}

/* One that bob asks to be let into. */
static char *
asked(const char *kind, const char *name)
{
	given(name, "ann", "/%s {'name': 'x', 'join_policy': 'request'}", kind);
	expect(202, as("bob", POST, "/%s/%s/join", kind, id(name)));
	keep("request");
	return id(name);
}

static char *
asked_cluster(void)
{
	return asked("clusters", "c");
}

static char *
asked_group(void)
{
	return asked("groups", "g");
}

static char *
request(void)
{
	return is_kept("request") ? id("request") : thing_unknown();
}

/* Of the cluster that was made last. */
static char *
role_of_cluster(void)
{
	if (!is_kept("c"))
		return thing_unknown();
	as("ann", POST, "/clusters/%s/roles {'name': 'x', 'rank': 1}", id("c"));
	keep("role");
	return id("role");
}

/* Claimed for the cluster that was made last. */
static char *
domain_of_cluster(void)
{
	if (is_kept("c"))
		as("ann", POST,
		    "/clusters/%s/domains {'name': 'campus.example'}", id("c"));
	return text("campus.example");
}

static char *
no_domain(void)
{
	return text("other.example");
}

static char *
message_in(const char *group)
{
	if (!is_kept(group))
		return thing_unknown();
	given("message", "ann", "/groups/%s/messages {'content': 'x'}",
	    id(group));
	return id("message");
}

/* In the group that was made last. */
static char *
message(void)
{
	return message_in("g");
}

static char *
written_group_of_ann(void)
{
	char *group = group_of_ann();

	message_in("g");
	return group;
}

static char *
private_written_group_of_ann(void)
{
	char *group = private_group_of_ann();

	message_in("pg");
	return group;
}

static char *
closing_cluster_of_ann(void)
{
	expect(202, as("ann", DELETE, "/clusters/%s", cluster_of_ann()));
	return id("c");
}

static char *
closing_group_of_ann(void)
{
	expect(202, as("ann", DELETE, "/groups/%s", group_of_ann()));
	return id("g");
}

/* Ann, who shows herself by a public event. */
static char *
ann(void)
{
	event_of_ann();
	return id("ann");
}

static char *
bob(void)
{
	return id("bob");
}

/* Of a group of bob's in ann's cluster. */
static char *
report_of_group(void)
{
	cluster_of_ann();
	in_cluster();
	given("g", "bob", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	expect(
	    202, as("ann", POST,
		     "/reports {'subject_kind': 'space', 'subject_id': '%s', "
		     "'reason': 'spam'}",
		     id("g")));
	keep("report");
	return id("report");
}

static char *
category(void)
{
	static int n;

	given("category", "root", "/categories {'name': 'category %d'}", n++);
	return id("category");
}

static char *
ui_config(void)
{
	static int n;

	given("ui_config", "root",
	    "/admin/ui-configs {'app_version': '9.%d', 'config': {}}", n++);
	return id("ui_config");
}

static char *
provider(void)
{
	static int n;
	char *name = text("idp%d", n++);

	expect(201, as("root", POST,
			"/admin/providers {'name': '%s', 'kind': 'google', "
			"'client_id': 'x', 'issuer': 'https://127.0.0.1'}",
			name));
	return name;
}

static char *
no_provider(void)
{
	return text("other");
}

static char *
account_of_ann(void)
{
	static int n;
	struct account_id id = { uuid_new() };
	char id_text[UUID_TEXT_SIZE];

	cr_assert(
	    !q_linked_add(given_db(), .id = id, .user = given_user_id("ann"),
		.provider = "idp", .subject = text("ann%d", n++), .email = NULL,
		.email_verified = false, .scope = "openid",
		.access_token = { .p = NULL }, .refresh_token = { .p = NULL },
		.access_expires = { 0 }, .refresh_expires = { 0 },
		.now = clock_now_us(), NULL));
	uuid_format(id.v, id_text);
	return text("%s", id_text);
}

/* Of ann's event of that name. */
static char *
file_of(const char *event)
{
	if (!files_dir()[0])
		api_files();
	with_body("text/plain", "x", 1);
	expect(201, as("ann", POST, "/events/%s/files", event));
	keep("file");
	return id("file");
}

static char *
file(void)
{
	return file_of(event_of_ann());
}

static char *
file_unseen(void)
{
	return file_of(private_event_of_ann());
}

static char *
upload(void)
{
	tus_with_plan(event_of_ann(), 1);
	expect(201, as("ann", POST, "/uploads"));
	keep("upload");
	return id("upload");
}

/* By the name in the path: one that may be seen, and one that eve does not. */
static const struct thing things[] = {
	{ "event", event_of_ann, private_event_of_ann },
	{ "begun", begun_event, private_event_of_ann },
	{ "cancelled", cancelled_event, private_event_of_ann },
	{ "series", series_of_ann, private_series_of_ann },
	{ "draft", draft_of_ann, draft_of_ann },
	{ "inviting_event", inviting_event, private_event_of_ann },
	{ "event_invite", event_invite, thing_unknown },
	{ "guest_event", guest_event_of_ann, private_event_of_ann },
	{ "guest_token", guest_token, thing_unknown },
	{ "event_in_cluster", event_in_cluster, private_event_of_ann },
	{ "hidden_event", hidden_event, hidden_event },
	{ "visited_event", visited_event, private_event_of_ann },
	{ "asked_event", asked_event, private_event_of_ann },
	{ "rated_event", rated_event, private_event_of_ann },
	{ "feed", feed_of_ann, feed_of_ann },
	{ "cluster", cluster_of_ann, private_cluster_of_ann },
	{ "closing_cluster", closing_cluster_of_ann, private_cluster_of_ann },
	{ "closing_group", closing_group_of_ann, private_group_of_ann },
	{ "group", group_of_ann, private_group_of_ann },
	{ "joined_cluster", joined_cluster, private_cluster_of_ann },
	{ "joined_group", joined_group, private_group_of_ann },
	{ "asked_cluster", asked_cluster, private_cluster_of_ann },
	{ "asked_group", asked_group, private_group_of_ann },
	{ "request", request, thing_unknown },
	{ "in_cluster", in_cluster, thing_unknown },
	{ "in_group", in_group, thing_unknown },
	{ "message", message, thing_unknown },
	{ "written_group", written_group_of_ann, private_written_group_of_ann },
	{ "role", role_of_cluster, thing_unknown },
	{ "domain", domain_of_cluster, no_domain },
	{ "cluster_invite", cluster_invite, thing_unknown },
	{ "group_invite", group_invite, thing_unknown },
	{ "code", code, thing_unknown },
	{ "user", ann, thing_unknown },
	{ "bob", bob, thing_unknown },
	{ "category", category, thing_unknown },
	{ "ui_config", ui_config, thing_unknown },
	{ "provider", provider, no_provider },
	{ "account", account_of_ann, account_of_ann },
	{ "file", file, file_unseen },
	{ "upload", upload, upload },
	{ "report", report_of_group, report_of_group },
};

static const struct thing *
find(const struct thing *table, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(table[i].name) == len &&
		    strncmp(table[i].name, name, len) == 0)
			return &table[i];
	return NULL;
}

char *
thing_make(const char *name, size_t len, bool unseen)
{
	const struct thing *t = find(things, N_OF(things), name, len);

	if (!t)
		t = find(things_together, things_together_n, name, len);
	if (!t)
		t = find(things_sold, things_sold_n, name, len);
	if (!t)
		t = find(things_account, things_account_n, name, len);
	cr_assert(t, "no thing is called %.*s", (int)len, name);
	return unseen ? t->make_unseen() : t->make();
}
