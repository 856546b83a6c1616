/*
 * Who sees which event, told a second time: worlds made at random, of which
 * every list, page by page, every event and every answer is held against
 * what is said here of one viewer and one event.
 */
#include <string.h>

#include "t/api/event_world.h"
#include "t/lib/api.h"

#include "base/banned.h"

static struct world world;

/*
 * The rule. A viewer is a person or, who has not signed in, NONE.
 */

static bool
is_shown(const struct world_event *e)
{
	return e->was_published && !e->is_hidden && !world.is_suspended[e->by];
}

static bool
is_listed(const struct world_event *e)
{
	return is_shown(e) && e->visibility == FOR_ALL;
}

static bool
is_apart(int viewer, const struct world_event *e)
{
	return viewer != NONE && world.are_apart[viewer][e->by];
}

static bool
is_in_audience(int viewer, const struct world_event *e)
{
	return is_shown(e) && world_home(e) != NONE &&
	       world.is_member[world_home(e)][viewer];
}

static bool
was_in_audience(int viewer, const struct world_event *e)
{
	return e->visibility == FOR_CLUSTER &&
	       world.is_alumnus[e->cluster][viewer];
}

static bool
is_named(int viewer, const struct world_event *e)
{
	return e->named[viewer] == HOST ||
	       (e->named[viewer] == GUEST && is_shown(e));
}

static bool
oversees(int viewer, const struct world_event *e)
{
	return is_shown(e) && world_home(e) != NONE && e->cluster != NONE &&
	       world.manages[e->cluster][viewer];
}

static bool
polices(int viewer, const struct world_event *e)
{
	return viewer == 0 && e->was_published && e->visibility == FOR_ALL;
}

/* In how many ways events were found to be seen, and not to be. */
enum reason {
	OWN,
	LISTED,
	SHARED,
	NAMED,
	OVERSEEN,
	POLICED,
	KEPT_APART,
	NOT_SHOWN,
	NO_MORE_FOR_THEM,
	NOT_FOR_THEM,
	REASONS
};

static enum reason
reason_of(int viewer, const struct world_event *e)
{
	if (viewer == NONE)
		return is_listed(e) ? LISTED : NOT_FOR_THEM;
	if (viewer == e->by)
		return OWN;
	if (!is_apart(viewer, e)) {
		if (is_listed(e))
			return LISTED;
		if (is_in_audience(viewer, e))
			return SHARED;
		if (is_named(viewer, e))
			return NAMED;
		if (oversees(viewer, e))
			return OVERSEEN;
	}
	if (polices(viewer, e))
		return POLICED;
	return is_apart(viewer, e)	    ? KEPT_APART
	       : !is_shown(e)		    ? NOT_SHOWN
	       : was_in_audience(viewer, e) ? NO_MORE_FOR_THEM
					    : NOT_FOR_THEM;
}

static bool
is_for(int viewer, const struct world_event *e)
{
	return reason_of(viewer, e) <= NAMED;
}

static bool
sees(int viewer, const struct world_event *e)
{
	return reason_of(viewer, e) <= POLICED;
}

static bool
is_there(bool in_space[SPACES][PEOPLE], int person, const struct world_event *e)
{
	return (e->cluster != NONE && in_space[e->cluster][person]) ||
	       (e->group != NONE && in_space[e->group][person]);
}

static bool
closes(const struct world_event *e)
{
	return (e->cluster != NONE && world.is_closing[e->cluster]) ||
	       (e->group != NONE && world.is_closing[e->group]);
}

/* The code of what an answer meets; "(none)" when it is taken. */
static const char *
refusal(int viewer, const struct world_event *e)
{
	if (!sees(viewer, e))
		return "not_found";
	if (is_there(world.is_banned, viewer, e))
		return "banned";
	if (e->status != PUBLISHED || e->end_h <= 0 || !is_shown(e) ||
	    closes(e))
		return "rsvp_closed";
	return is_for(viewer, e) ? "(none)" : "forbidden";
}

/*
 * Lists, and what they are asked for.
 */

struct ask {
	bool has_from, has_to;
	int from_h, to_h;
	int cluster, group, by, word, place, category, status; /* NONE */
};

static const char *const statuses[] = { "draft", "published", "cancelled" };

static const struct ask all = { .cluster = NONE,
	.group = NONE,
	.by = NONE,
	.word = NONE,
	.place = NONE,
	.category = NONE,
	.status = NONE };

static bool
fits(int asked, int value)
{
	return asked == NONE || asked == value;
}

static bool
passes(const struct ask *a, const struct world_event *e)
{
	return (!a->has_from || e->end_h > a->from_h) &&
	       (!a->has_to || e->start_h < a->to_h) &&
	       fits(a->cluster, e->cluster) && fits(a->group, e->group) &&
	       fits(a->by, e->by) && fits(a->word, e->word) &&
	       fits(a->place, e->place) && fits(a->category, e->category) &&
	       fits(a->status, (int)e->status);
}

/* Who oversees a cluster finds all of it when they ask for it, or for one of
 * its groups. */
static bool
is_in_list(const struct ask *a, int viewer, const struct world_event *e)
{
	bool narrowed = a->cluster != NONE || a->group != NONE;

	return passes(a, e) &&
	       (is_for(viewer, e) ||
		   (narrowed && reason_of(viewer, e) == OVERSEEN));
}

static char *
plus(char *query, const char *name, const char *value)
{
	return value ? text("%s&%s=%s", query, name, value) : query;
}

#define IF_ASKED(index, value) ((index) == NONE ? NULL : (value))

static char *
query_of(const struct ask *a)
{
	char *q = text("limit=%d", 1 + world_dice(6));

	q = plus(q, "from", a->has_from ? world_time(a->from_h) : NULL);
	q = plus(q, "to", a->has_to ? world_time(a->to_h) : NULL);
	q = plus(
	    q, "cluster_id", IF_ASKED(a->cluster, id(world_space(a->cluster))));
	q = plus(q, "group_id", IF_ASKED(a->group, id(world_space(a->group))));
	q = plus(q, "organizer_id", IF_ASKED(a->by, id(world_person(a->by))));
	q = plus(q, "q", IF_ASKED(a->word, world_words[a->word]));
	q = plus(q, "near", IF_ASKED(a->place, world_places[a->place]));
	q = plus(q, "category_id",
	    IF_ASKED(a->category, world_categories[a->category]));
	return plus(q, "status", IF_ASKED(a->status, statuses[a->status]));
}

static int
ask_as(int viewer, const char *path)
{
	return viewer == NONE ? anonymous(GET, "%s", path)
			      : as(world_person(viewer), GET, "%s", path);
}

/* What a list has, page by page, each as the member at pointer says. */
static char *
listed(int viewer, const char *path, const char *pointer)
{
	char *out = text("%s", ""), *next;

	for (; path; path = next ? text("/%s", next) : NULL) {
		expect(200, ask_as(viewer, path));
		for (int i = 0; i < body_count(""); i++)
			out = text(
			    "%s%s, ", out, body(text("/%d%s", i, pointer)));
		next = next_page();
	}
	return out;
}

static void
expect_list(int viewer, const char *path, const char *pointer, const char *want)
{
	char *got = listed(viewer, path, pointer);

	cr_expect(str_eq(got, want), "to %s %s shows %s instead of %s",
	    viewer == NONE ? "nobody" : world_person(viewer), path, got, want);
}

static void
try_list(int viewer, const struct ask *a)
{
	char *want = text("%s", "");

	for (int n = 0; n < EVENTS; n++)
		if (is_in_list(a, viewer, &world.events[n]))
			want = text("%s%s, ", want, world.events[n].title);
	expect_list(viewer, text("/events?%s", query_of(a)), "/title", want);
}

/* Each filter alone, with each of its values. */
static void
try_lists(int viewer)
{
	struct ask a = all;

	try_list(viewer, &a);
#define TRY_EACH(member, n)                                     \
	for (a = all, a.member = 0; a.member < (n); a.member++) \
		try_list(viewer, &a);
	TRY_EACH(cluster, CLUSTERS)
	TRY_EACH(by, PEOPLE)
	TRY_EACH(word, (int)N_OF(world_words))
	TRY_EACH(place, (int)N_OF(world_places))
	TRY_EACH(category, (int)N_OF(world_categories))
	TRY_EACH(status, (int)N_OF(statuses))
#undef TRY_EACH
	for (a = all, a.group = CLUSTERS; a.group < SPACES; a.group++)
		try_list(viewer, &a);
}

static int
perhaps(int n)
{
	return world_dice(3) ? NONE : world_dice(n);
}

/* Several filters at once, and times. */
static void
try_mixed_list(int viewer)
{
	struct ask a = { .has_from = world_dice(2),
		.has_to = world_dice(2),
		.from_h = world_dice(60) - 40,
		.to_h = world_dice(40) - 20,
		.cluster = perhaps(CLUSTERS),
		.group = NONE,
		.by = perhaps(PEOPLE),
		.word = perhaps((int)N_OF(world_words)),
		.place = perhaps((int)N_OF(world_places)),
		.category = perhaps((int)N_OF(world_categories)),
		.status = perhaps((int)N_OF(statuses)) };

	if (world_dice(2))
		a.by = NONE; /* few have organized much */
	if (!world_dice(3))
		a.group = CLUSTERS + world_dice(SPACES - CLUSTERS);
	try_list(viewer, &a);
}

static void
try_times(int viewer)
{
	struct ask a = all;

	for (a.has_from = true, a.from_h = -30; a.from_h <= 20; a.from_h += 10)
		try_list(viewer, &a);
	for (a = all, a.has_to = true; a.to_h <= 20; a.to_h += 10)
		try_list(viewer, &a);
}

static void
try_own(int viewer)
{
	char *want = text("%s", "");

	for (int n = 0; n < EVENTS; n++)
		if (world.events[n].by == viewer)
			want = text("%s%s, ", want, world.events[n].title);
	expect_list(viewer, "/users/me/events?limit=3", "/title", want);
}

static void
try_event(int viewer, const struct world_event *e)
{
	expect(sees(viewer, e) ? 200 : 404,
	    ask_as(viewer, text("/events/%s", e->id)));
	if (viewer != NONE)
		expect(sees(viewer, e) ? 200 : 404,
		    ask_as(viewer, text("/events/%s/rsvps", e->id)));
}

/* Every event is answered, and the list of answers has what was taken. */
static void
try_answers(int viewer)
{
	char *want = text("%s", "");

	for (int n = 0; n < EVENTS; n++) {
		const struct world_event *e = &world.events[n];

		as(world_person(viewer), PUT,
		    "/events/%s/rsvps/me {'status': 'maybe'}", e->id);
		cr_expect(str_eq(problem_code(), refusal(viewer, e)),
		    "%s of %s: %s instead of %s", e->title,
		    world_person(viewer), problem_code(), refusal(viewer, e));
		if (response()->status == 200)
			want = text("%s%s, ", want, e->title);
	}
	expect_list(viewer, "/users/me/rsvps?limit=4", "/event/title", want);
}

static void
try_viewer(int viewer, int n_of[REASONS])
{
	for (int n = 0; n < EVENTS; n++) {
		try_event(viewer, &world.events[n]);
		n_of[reason_of(viewer, &world.events[n])]++;
	}
	try_lists(viewer);
	try_times(viewer);
	for (int i = 0; i < 20; i++)
		try_mixed_list(viewer);
	if (viewer == NONE)
		return;
	try_own(viewer);
	try_answers(viewer);
}

static void
try_world(unsigned seed)
{
	int n_of[REASONS] = { 0 };

	world_make(seed, &world);
	for (int viewer = NONE; viewer < PEOPLE; viewer++)
		if (viewer == NONE || !world.is_suspended[viewer])
			try_viewer(viewer, n_of);
	for (int r = 0; r < REASONS; r++)
		cr_expect(
		    n_of[r] > 0, "nothing is seen, or not, for reason %d", r);
}

#define TRY_WORLD(seed)                                                        \
	Test_engines(api_event_model, world_##seed##_shows_what_the_rule_says, \
	    .timeout = 120)                                                    \
	{                                                                      \
		try_world(seed);                                               \
	}

TRY_WORLD(1)
TRY_WORLD(3)
TRY_WORLD(4)
TRY_WORLD(5)
TRY_WORLD(6)
TRY_WORLD(7)
