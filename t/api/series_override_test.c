/*
 * What a date of a series says otherwise, member by member: it stays so
 * whatever its series says, in whichever way that is changed, until the date
 * says the same again.
 */
#include <string.h>

#include "t/api/series_given.h"
#include "t/lib/answer.h"

#include "base/banned.h"

/* A member of an event, and three values of it: the series', the date's, and
 * what the series becomes. */
static const struct member {
	const char *name, *values[3];
} members[] = {
	{ "title", { "\"Choir\"", "\"Concert\"", "\"Band\"" } },
	{ "description", { "\"We sing.\"", "\"Come!\"", "\"We play.\"" } },
	{ "location", { "\"Hall\"", "\"Church\"", "\"Attic\"" } },
	{ "online_url", { "\"https://x.org/\"", "\"https://y.org/\"",
			    "\"https://z.org/\"" } },
	{ "capacity", { "10", "20", "30" } },
	{ "max_party", { "3", "4", "5" } },
	{ "attendee_list", { "\"everyone\"", "\"hosts\"", "\"attending\"" } },
	{ "waitlist", { "false", "true", "false" } },
};

/* Of what it is asked: of a series, of all dates by one of them, of those from
 * one on. */
static const struct way {
	const char *event, *apply;
	int first; /* date that follows */
} ways[] = {
	{ "s", "all", 0 },
	{ "d4", "all", 0 },
	{ "d2", "following", 2 },
	{ "d3", "all", 0 },
};

enum { DATES = 5, OWN = 3 }; /* the date that is otherwise, from 0 */

static void
given_dates(void)
{
	given_series("s", FIVE ", \"capacity\": 10, "
			       "\"max_party\": 3, \"waitlist\": false, "
			       "\"attendee_list\": \"everyone\"");
	for (int i = 0; i < DATES; i++)
		keep_id(text("d%d", i), date("s", i));
}

static void
set(const char *event, const char *apply, const char *member, const char *value)
{
	int status = as("ann", PATCH, "/events/%s?apply=%s {'%s': %s}",
	    id(event), apply, member, value);

	cr_expect(
	    status == 200, "%s of %s: %s", member, event, response()->body);
}

/* As a text has it between its quotes. */
static char *
bare(const char *value)
{
	size_t quotes = *value == '"';

	return text("%.*s", (int)(strlen(value) - 2 * quotes), value + quotes);
}

static void
expect_value(
    const struct way *way, int date, const struct member *m, const char *value)
{
	const char *name = text("d%d", date), *is;

	expect(200, as("ann", GET, "/events/%s", id(name)));
	is = body(text("/%s", m->name));
	cr_expect(str_eq(is, bare(value)),
	    "%s of %s after %s of %s: %s, not %s", m->name, name, way->apply,
	    way->event, is, value);
}

static void
expect_values(const struct way *way, const struct member *m, const char *own)
{
	for (int i = 0; i < DATES; i++)
		expect_value(way, i, m,
		    i == OWN	     ? own
		    : i < way->first ? m->values[0]
				     : m->values[2]);
}

static void
try(const struct way *way, const struct member *m)
{
	given_dates();
	set(text("d%d", OWN), "this", m->name, m->values[1]);
	set(way->event, way->apply, m->name, m->values[2]);
	expect_values(way, m,
	    strcmp(way->event, "d3") == 0 ? m->values[2] : m->values[1]);
	set(text("d%d", OWN), "this", m->name, m->values[2]);
	expect_values(way, m, m->values[2]);
	for (int i = 0; i < DATES; i++) /* also where it was split */
		as("ann", DELETE, "/events/%s?apply=all", id(text("d%d", i)));
}

Test_engines(api_series_override, a_date_keeps_what_it_says, .timeout = 60)
{
	for (size_t w = 0; w < N_OF(ways); w++)
		for (size_t i = 0; i < N_OF(members); i++)
			try(&ways[w], &members[i]);
}
