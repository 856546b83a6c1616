/*
 * What limits what is said of events, series, answers, guests, notices and
 * feedback: whatever is just within a limit is not refused for it, and what is
 * just beyond is, with a sentence that names the limit. How many of them one
 * person or one event may have, and how many a day, stands with each.
 */
#include <stdio.h>
#include <string.h>

#include "t/api/series_given.h"
#include "t/lib/answer.h"

#include "base/banned.h"

enum kind {
	NUMBER,
	TEXT,
	NUMBERS, /* so many of them in a list */
	IDS,
	ADDRESSES,
	DATES
};

/* A member of the body of a request, whose other members are said besides. */
static const struct limit {
	const char *method, *path, *member, *others;
	enum kind kind;
	int least, most; /* least below 0: there is none */
} limits[] = {
	{ PATCH, "", "title", "", TEXT, 1, 200 },
	{ PATCH, "", "description", "", TEXT, -1, 10000 },
	{ PATCH, "", "location", "", TEXT, -1, 500 },
	{ PATCH, "", "venue/name", "", TEXT, 1, 200 },
	{ PATCH, "", "venue/address", "'name': 'x'", TEXT, -1, 500 },
	{ PATCH, "", "capacity", "", NUMBER, 1, 1000000 },
	{ PATCH, "", "max_party", "", NUMBER, 1, 50 },
	{ PATCH, "", "rsvp_closes_before", "", NUMBER, 0, 525600 },
	{ PATCH, "", "reminders", "", NUMBERS, -1, 5 },
	{ PATCH, "", "reminders/0", "", NUMBER, 5, 40320 },
	{ PATCH, "", "reconfirm/before_hours", "'for_hours': 1", NUMBER, 2,
	    336 },
	{ PATCH, "", "reconfirm/for_hours", "'before_hours': 336", NUMBER, 1,
	    168 },
	{ PATCH, "", "category_ids", "", IDS, -1, 16 },
	{ POST, "/cancel", "reason", "", TEXT, 1, 500 },
	{ POST, "", "open_dates", "'rrule': 'FREQ=DAILY;COUNT=2'", NUMBER, 1,
	    104 },
	{ POST, "", "rdates", "'rrule': 'FREQ=DAILY;COUNT=2'", DATES, -1, 100 },
	{ POST, "", "exdates", "'rrule': 'FREQ=DAILY;COUNT=2'", DATES, -1,
	    1000 },
	{ PUT, "/rsvps/me", "party_size", "'status': 'maybe'", NUMBER, 1, 50 },
	{ PUT, "/rsvps/me", "note", "'status': 'maybe'", TEXT, -1, 500 },
	{ PUT, "/rsvps/$", "party_size", "'status': 'maybe'", NUMBER, 1, 50 },
	{ PUT, "/rsvps/$", "note", "'status': 'maybe'", TEXT, -1, 500 },
	{ POST, "/invites", "user_ids", "", IDS, -1, 100 },
	{ POST, "/invites", "emails", "", ADDRESSES, -1, 100 },
	{ POST, "/guest-rsvps", "first_name",
	    "'email': 'gus@x.org', 'last_name': 'x', 'status': 'maybe'", TEXT,
	    1, 100 },
	{ POST, "/guest-rsvps", "party_size",
	    "'email': 'gus@x.org', 'first_name': 'x', 'last_name': 'x', "
	    "'status': 'maybe'",
	    NUMBER, 1, 50 },
	{ POST, "/guest-rsvps", "note",
	    "'email': 'gus@x.org', 'first_name': 'x', 'last_name': 'x', "
	    "'status': 'maybe'",
	    TEXT, -1, 500 },
	{ POST, "/notify", "subject", "'body': 'x'", TEXT, 1, 150 },
	{ POST, "/notify", "body", "'subject': 'x'", TEXT, 1, 5000 },
	{ POST, "/feedback", "rating", "", NUMBER, 1, 5 },
	{ POST, "/feedback", "comment", "'rating': 5", TEXT, 1, 2000 },
};

/* One of a list, in single quotes where it has any. */
static char *
item(enum kind kind, int i)
{
	switch (kind) {
	case NUMBERS:
		return text("%d", i + 5);
	case IDS:
		return text("'00000000-0000-7000-8000-%012d'", i);
	case ADDRESSES:
		return text("'x%d@else.example'", i);
	default: /* at the series' time, from the day after its last date */
		return text("'%.19s'", at(18 + 24 * (i + 2)));
	}
}

/* Of that size. */
static char *
value(enum kind kind, int n)
{
	char *list = text("[");

	if (kind == NUMBER)
		return text("%d", n);
	if (kind == TEXT) {
		char *out = text("'%*s'", n, "");

		memset(out + 1, 'x', (size_t)n);
		return out;
	}
	for (int i = 0; i < n; i++)
		list = text("%s%s%s", list, i ? "," : "", item(kind, i));
	return text("%s]", list);
}

/* The member, with the others beside it where it is. */
static char *
members(const struct limit *l, int n)
{
	const char *inner = strchr(l->member, '/');
	const char *name = inner && inner[1] != '0' ? inner + 1 : l->member;
	char *own = text("'%s': %s", name, value(l->kind, n));

	if (inner && inner[1] == '0')
		return text("'%.*s': [%s]", (int)(inner - l->member), l->member,
		    value(l->kind, n));
	if (*l->others)
		own = text("%s, %s", own, l->others);
	return inner ? text("'%.*s': {%s}", (int)(inner - l->member), l->member,
			   own)
		     : own;
}

static bool
is_new(const struct limit *l)
{
	return str_eq(l->method, POST) && !*l->path;
}

static int
ask_for(const struct limit *l, int n)
{
	const char *who = strchr(l->path, '$');
	char *path = is_new(l) ? text("/events")
		     : who     ? text("/events/%s%.*s%s", id("e"),
				     (int)(who - l->path), l->path, id("bob"))
			       : text("/events/%s%s", id("e"), l->path);
	char *json = quoted(
	    is_new(l) ? text("{'title': 'x', 'start_time': '%s', 'end_time': "
			     "'%s', %s}",
			    at(18), at(20), members(l, n))
		      : text("{%s}", members(l, n)));

	with_body("application/json", json, strlen(json));
	return as("ann", l->method, "%s", path);
}

/* Ids of nothing are refused for that. */
static void
expect_within(const struct limit *l, int n)
{
	int status = ask_for(l, n);
	char *code = error_at(text("/%s", l->member));

	cr_expect((status / 100 != 5 && status != 400 && status != 422) ||
		      (l->kind == IDS && str_eq(code, "unknown")),
	    "%s %s %s of %d: %d: %s", l->method, l->path, l->member, n, status,
	    response()->body);
}

static void
expect_beyond(const struct limit *l, int n, int limit)
{
	int status = ask_for(l, n);
	char *code = error_at(text("/%s", l->member));
	bool is_named = response_contains(text(" %d ", limit)) ||
			response_contains(text(" %d.", limit));

	cr_expect(status == 422 && !str_eq(code, "(none)") && is_named,
	    "%s %s %s of %d: %d: %s", l->method, l->path, l->member, n, status,
	    response()->body);
}

Test_once(api_event_limit, what_is_beyond_is_told_the_limit)
{
	given_event("e");
	given_user("bob");
	expect(200, attend("bob", "e"));
	for (size_t i = 0; i < N_OF(limits); i++) {
		const struct limit *l = &limits[i];

		if (l->least >= 0) {
			expect_within(l, l->least);
			expect_beyond(l, l->least - 1, l->least);
		}
		expect_within(l, l->most);
		expect_beyond(l, l->most + 1, l->most);
		if (str_eq(l->path, "/cancel"))
			expect(200,
			    as("ann", POST, "/events/%s/reinstate", id("e")));
	}
}

/* Rules: such that the first is taken and the second refused. */
static const struct {
	const char *within, *beyond, *said;
} rules[] = {
	{ "FREQ=DAILY;INTERVAL=400", "FREQ=DAILY;INTERVAL=401",
	    "from 1 to 400" },
	{ "FREQ=DAILY;INTERVAL=1", "FREQ=DAILY;INTERVAL=0", "from 1 to 400" },
	{ "FREQ=DAILY;COUNT=1000", "FREQ=DAILY;COUNT=1001", "from 1 to 1000" },
	{ "FREQ=DAILY;COUNT=2", "FREQ=DAILY;COUNT=0", "from 1 to 1000" },
	{ "FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=1", "second date" },
	{ "FREQ=DAILY", "FREQ=HOURLY", "DAILY, WEEKLY, MONTHLY or YEARLY" },
	{ "FREQ=DAILY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12",
	    "FREQ=DAILY;BYMONTH=13", "from 1 to 12" },
	{ "FREQ=DAILY;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,"
	  "19,20,21,22,23,24,25,26,27,28,29,30,31",
	    "FREQ=DAILY;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,"
	    "18,19,20,21,22,23,24,25,26,27,28,29,30,31,-1",
	    "at most 31" },
	{ "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "FREQ=MONTHLY;BYDAY=6MO",
	    "no more than five" },
};

/* Of that length, by a day of the month again and again. */
static char *
long_rule(size_t len)
{
	char *out = text("%s", rules[7].within);

	while (strlen(out) + 3 <= len)
		out = text("%s,31", out);
	while (strlen(out) < len)
		out = text("%s%s", out, strlen(out) + 1 < len ? ",3" : "0");
	return out;
}

static void
expect_rule(const char *within, const char *beyond, const char *said)
{
	expect(201, make("ann", "x", text(", \"rrule\": \"%s\"", within)));
	keep("s");
	expect(204, as("ann", DELETE, "/events/%s", id("s")));
	expect(422, make("ann", "x", text(", \"rrule\": \"%s\"", beyond)));
	cr_expect(
	    !str_eq(error_at("/rrule"), "(none)") && response_contains(said),
	    "%s: %s", beyond, response()->body);
}

Test_once(api_event_limit, a_rule_that_is_beyond_is_told_what_is_taken)
{
	for (size_t i = 0; i < N_OF(rules); i++)
		expect_rule(rules[i].within, rules[i].beyond, rules[i].said);
	expect_rule(long_rule(500), long_rule(501), "500");
}
