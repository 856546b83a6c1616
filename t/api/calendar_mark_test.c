/*
 * What a calendar depends on is what its ETag is made of: whatever changes the
 * text changes the tag, and what others do that it does not show does not.
 */
#include <string.h>

#include "t/api/calendar_read.h"
#include "t/api/series_given.h"
#include "t/api/spark_age.h"
#include "t/lib/answer.h"
#include "t/lib/given.h"

#include "base/banned.h"

/* Of bob: his own, that of the group g, that of the cluster c around it, and
 * files of an event to come and of one that was long ago. */
enum { CALENDARS = 5 };

struct seen {
	const char *path, *tag, *text;
};

static int
read_it(const struct seen *s)
{
	return strstr(s->path, "/feeds/") ? anonymous(GET, "%s", s->path)
					  : as("bob", GET, "%s", s->path);
}

/* Looks anew; whether the text is another one. */
static bool
look(const char *after, struct seen *s)
{
	bool is_same, has_same_tag;
	int status;

	with("If-None-Match", s->tag);
	status = read_it(s);
	if (status == 404)
		return true;
	expect(200, read_it(s));
	is_same = strcmp(response()->body, s->text) == 0;
	has_same_tag = strcmp(header("ETag"), s->tag) == 0;
	cr_expect((status == 304) == has_same_tag, "%s: %s", after, s->path);
	cr_expect(is_same || !has_same_tag, "%s: %s has the tag that it had",
	    after, s->path);
	s->tag = text("%s", header("ETag"));
	s->text = text("%s", response()->body);
	return !is_same || !has_same_tag;
}

/* A spark of the cluster, and a routine whose runs bob does. */
static void
given_together(void)
{
	given("w", "ann",
	    "/sparks {'name': 'Boules', 'total_spots': 4, 'cluster_id': '%s', "
	    "'start_time': '%s', 'location': {'label': 'Park', 'detail': 'By "
	    "the oak'}}",
	    id("c"), in_hours(2));
	given("r", "ann",
	    "/routines {'name': 'Shop', 'start_time': '18:00', 'end_time': "
	    "'19:00', 'timezone': 'UTC', 'rrule': 'FREQ=WEEKLY', 'starts_on': "
	    "'%.10s', 'cluster_id': '%s', 'assignment': {'mode': 'fixed', "
	    "'pool': ['%s']}}",
	    in_hours(48), id("c"), id("bob"));
}

static void
given_all(struct seen seen[CALENDARS])
{
	given_admin("root");
	given("c", "ann", "/clusters {'name': 'Town'}");
	given("g", "ann", "/groups {'name': 'Chess', 'cluster_id': '%s'}",
	    id("c"));
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	given("k", "root", "/categories {'name': 'chess'}");
	given_event("a", .more = text(", 'category_ids': ['%s']", id("k")));
	given("b", "ann",
	    "/events {'title': 'B', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': 'group', 'group_id': '%s'}",
	    at(30), at(31), id("g"));
	given_event("p", .is_private = true);
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("p"), id("bob")));
	given_series("s",
	    text(FIVE ", \"visibility\": \"cluster\", \"cluster_id\": \"%s\"",
		id("c")));
	given_event("o", .more = ", 'online_url': 'https://x.org/'");
	given_moved("o", "ann", -100 * 24, -100 * 24 + 1);
	given_together();
	expect(200, attend("bob", "a"));
	expect(200, attend("bob", "p"));
	expect(200, attend("bob", "s"));
	seen[0].path = given_feed("bob", "person", "");
	seen[1].path = given_feed(
	    "bob", "group", text(", \"group_id\": \"%s\"", id("g")));
	seen[2].path = given_feed(
	    "bob", "cluster", text(", \"cluster_id\": \"%s\"", id("c")));
	seen[3].path = text("/events/%s/calendar.ics", id("a"));
	seen[4].path = text("/events/%s/calendar.ics", id("o"));
	for (size_t i = 0; i < CALENDARS; i++) {
		expect(200, read_it(&seen[i]));
		seen[i].tag = text("%s", header("ETag"));
		seen[i].text = text("%s", response()->body);
	}
}

/* What is done to what; with a number behind it a date of the series. */
static const struct change {
	const char *by, *method, *path, *of, *more;
	bool is_quiet; /* no text says anything of it */
} changes[] = {
	{ "ann", PATCH, "/events/%s", "a", " {\"title\": \"Other\"}", false },
	{ "ann", PATCH, "/events/%s", "b", " {\"title\": \"Other\"}", false },
	{ "cat", PUT, "/events/%s/rsvps/me", "a",
	    " {\"status\": \"attending\"}", true },
	{ "bob", PUT, "/events/%s/rsvps/me", "a", " {\"status\": \"maybe\"}",
	    false },
	{ "bob", PUT, "/events/%s/rsvps/me", "s2",
	    " {\"status\": \"not_attending\"}", false },
	{ "ann", PATCH, "/events/%s", "s1", " {\"title\": \"Band\"}", false },
	{ "ann", POST, "/events/%s/cancel", "s3", "", false },
	{ "ann", DELETE, "/events/%s", "s4", "", false },
	{ "ann", PATCH, "/events/%s", "s", " {\"location\": \"Yard\"}", false },
	{ "ann", POST, "/events/%s/cancel", "b", "", false },
	{ "ann", POST, "/events/%s/reinstate", "b", "", false },
	{ "root", POST, "/events/%s/hide", "b", "", false },
	{ "root", POST, "/events/%s/unhide", "b", "", false },
	{ "root", PATCH, "/categories/%s", "k", " {\"name\": \"go\"}", false },
	{ "ann", PUT, "/events/%s/hosts/%s", "o", "", false },
	{ "ann", DELETE, "/events/%s/hosts/%s", "o", "", false },
	{ "ann", PATCH, "/users/me", NULL, " {\"first_name\": \"Anna\"}",
	    true },
	{ "ann", PATCH, "/sparks/%s", "w", " {\"name\": \"Chess\"}", false },
	{ "bob", POST, "/sparks/%s/join", "w", " {}", false },
	{ "ann", PATCH, "/routines/%s", "r", " {\"name\": \"Buy\"}", false },
	{ "ann", PATCH, "/routines/%s", "r", " {\"rrule\": \"FREQ=DAILY\"}",
	    false },
	{ "ann", POST, "/routines/%s/pause", "r", "", false },
	{ "ann", POST, "/routines/%s/resume", "r", "", false },
	{ "ann", POST, "/sparks/%s/cancel", "w", " {}", false },
	{ "ann", PATCH, "/clusters/%s", "c", " {\"name\": \"City\"}", false },
	{ "ann", DELETE, "/events/%s/guests/%s", "p", "", false },
	{ "ann", PUT, "/users/me/blocks/%s", NULL, "", false },
	{ "ann", DELETE, "/users/me/blocks/%s", NULL, "", false },
	{ "bob", POST, "/groups/%s/leave", "g", "", false },
};

static char *
path_of(const struct change *c)
{
	size_t n = c->of ? strlen(c->of) : 0;
	char *of = n > 1   ? date("s", c->of[1] - '1')
		   : c->of ? text("%s", id(c->of))
			   : text("%s", id("bob"));
	char *end = strstr(c->path, "%s");

	if (!end)
		return text("%s", c->path);
	of = text("%.*s%s%s", (int)(end - c->path), c->path, of, end + 2);
	end = strstr(of, "%s");
	return end ? text("%.*s%s", (int)(end - of), of, id("bob")) : of;
}

/* As it was asked for, and as the clock does it. */
static void
look_at_all(const char *after, bool is_quiet, struct seen seen[CALENDARS])
{
	int n = 0;

	for (size_t i = 0; i < CALENDARS; i++)
		n += look(after, &seen[i]);
	cr_expect((n > 0) != is_quiet, "%s: %d have changed", after, n);
}

Test_engines(api_calendar_mark, it_changes_with_the_text)
{
	struct seen seen[CALENDARS];

	given_all(seen);
	look_at_all("nothing", true, seen);
	for (size_t i = 0; i < N_OF(changes); i++) {
		const struct change *c = &changes[i];
		char *path = path_of(c);
		int status = as(c->by, c->method, "%s%s", path, c->more);

		cr_assert(status < 300, "%s %s: %d %s", c->method, path, status,
		    response()->body);
		look_at_all(text("%s %s%s", c->method, path, c->more),
		    c->is_quiet, seen);
	}
	given("w", "ann",
	    "/sparks {'name': 'Go', 'total_spots': 4, 'cluster_id': '%s', "
	    "'start_time': '%s'}",
	    id("c"), in_hours(2));
	look_at_all("a spark", false, seen);
	age_sparks(121);
	look_at_all("time", false, seen);
	given_suspended("ann");
	look_at_all("suspended", false, seen);
	given_restored("ann");
	look_at_all("restored", false, seen);
}
