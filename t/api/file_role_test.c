/*
 * Who may do what with files, by what they are to an event and by what has
 * become of it.
 */
#include "base/str.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/files.h"
#include "t/lib/given.h"
#include "t/lib/tus.h"

#include "base/banned.h"

/* The organizer, a co-host, who comes, who is invited, a stranger, an
 * administrator; "": nobody. */
static const char roles[][8] = { "ann", "cat", "bob", "kim", "eve", "root",
	"" };

enum { ROLES = sizeof(roles) / sizeof(*roles) };

/* Who may begin an upload, of each kind of event. */
static const struct {
	char name[16];
	bool is_private, lets_attendees;
	int status[ROLES];
} kinds[] = {
	{ "public", false, false, { 201, 201, 403, 403, 403, 201, 401 } },
	{ "public, open", false, true, { 201, 201, 201, 403, 403, 201, 401 } },
	{ "private", true, false, { 201, 201, 403, 403, 404, 404, 401 } },
	{ "private, open", true, true, { 201, 201, 201, 403, 404, 404, 401 } },
};

static void
given_people(void)
{
	api_files();
	for (size_t i = 1; i < 4; i++)
		given_user(roles[i]);
	given_admin("root");
}

/* The event "e". */
static void
given_roles(bool is_private, bool lets_attendees)
{
	given_event("e", .is_private = is_private);
	expect(200, as("ann", PATCH, "/events/%s {'attendees_upload': %s}",
			id("e"), lets_attendees ? "true" : "false"));
	for (size_t i = 1; i < 4; i++)
		expect(204, as("ann", PUT, "/events/%s/guests/%s", id("e"),
				id(roles[i])));
	expect(200, attend("bob", "e"));
	expect(200, attend("cat", "e"));
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'co_host'}",
			id("e"), id("cat")));
}

Test_engines(api_file_role, each_role_may_begin_what_it_may_add)
{
	given_people();
	for (size_t i = 0; i < N_OF(kinds); i++) {
		given_roles(kinds[i].is_private, kinds[i].lets_attendees);
		for (size_t j = 0; j < ROLES; j++)
			cr_expect(tus_begin(roles[j], 2) == kinds[i].status[j],
			    "%s, %s: %d", kinds[i].name, roles[j],
			    response()->status);
	}
}

/* What becomes of an event with files, who sees them then, who may remove one,
 * and whether a link still leads to one. */
static const struct {
	char name[20];
	bool is_private;
	const char *method, *change; /* by the organizer; NULL: none */
	int sees[ROLES], removes[ROLES], link;
} fates[] = {
	{ "public", false, NULL, NULL, { 200, 200, 200, 200, 200, 200, 200 },
	    { 204, 204, 403, 403, 403, 204, 401 }, 200 },
	{ "private", true, NULL, NULL, { 200, 200, 200, 200, 404, 404, 404 },
	    { 204, 204, 403, 403, 404, 404, 401 }, 200 },
	{ "cancelled", false, POST, "/cancel {}",
	    { 200, 200, 200, 200, 200, 200, 200 },
	    { 204, 204, 403, 403, 403, 204, 401 }, 200 },
	{ "private, cancelled", true, POST, "/cancel {}",
	    { 200, 200, 200, 200, 404, 404, 404 },
	    { 204, 204, 403, 403, 404, 404, 401 }, 200 },
	{ "deleted", false, DELETE, "", { 404, 404, 404, 404, 404, 404, 404 },
	    { 404, 404, 404, 404, 404, 404, 401 }, 404 },
};

static int
ask_as(const char *role, const char *method, const char *path)
{
	return *role ? as(role, method, "%s", path)
		     : anonymous(method, "%s", path);
}

/* One for each role to remove. */
static void
given_file_for_each(void)
{
	for (size_t i = 0; i < ROLES; i++) {
		with_body("text/plain", "x", 1);
		expect(201, as("ann", POST, "/events/%s/files", id("e")));
		keep(text("of %s", roles[i]));
	}
}

static void
try_role(size_t fate, size_t role)
{
	const char *file = id(text("of %s", roles[role]));
	const char *const paths[] = { text("/events/%s/files", id("e")),
		text("/files/%s", file), text("/files/%s/content", file),
		text("/files/%s/link", file) };

	for (size_t i = 0; i < N_OF(paths); i++)
		cr_expect(ask_as(roles[role], GET, paths[i]) ==
			      fates[fate].sees[role],
		    "%s, %s, %s: %d", fates[fate].name, roles[role], paths[i],
		    response()->status);
	cr_expect(
	    ask_as(roles[role], DELETE, paths[1]) == fates[fate].removes[role],
	    "%s, %s removes: %d", fates[fate].name, roles[role],
	    response()->status);
}

Test_engines(api_file_role, each_role_sees_and_removes_what_it_may)
{
	const char *link;

	given_people();
	for (size_t i = 0; i < N_OF(fates); i++) {
		given_roles(fates[i].is_private, false);
		given_file_for_each();
		expect(200, as("ann", GET, "/files/%s/link", id("of ")));
		link = body("/signed_url") + strlen("/api/v1");
		if (fates[i].method)
			cr_assert(as("ann", fates[i].method, "/events/%s%s",
				      id("e"), fates[i].change) /
				      100 ==
				  2);
		for (size_t j = 0; j < ROLES; j++)
			try_role(i, j);
		expect(fates[i].link, anonymous(GET, "%s", link));
	}
}
