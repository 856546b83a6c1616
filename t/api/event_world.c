#include "t/api/event_world.h"

#include <stdlib.h>
#include <string.h>

#include "app/expiry.h"
#include "base/clock.h"
#include "generated/query/member.h"
#include "t/lib/api.h"

#include "base/banned.h"

const char *const world_words[] = { "rowing", "chess", "opera" };
const char *const world_places[] = { "52.5,13.4", "-33.9,151.2" };
const char *const world_categories[] = { "01900000-0000-7000-8000-000000000005",
	"01900000-0000-7000-8000-000000000008" };

static unsigned state;
static int64_t began_us;

int
world_dice(int sides)
{
	return rand_r(&state) % sides;
}

static bool
chance(int percent)
{
	return world_dice(100) < percent;
}

static int
anybody(void)
{
	return world_dice(PEOPLE);
}

char *
world_time(int hour)
{
	char *out = text("%*s", CLOCK_TEXT_SIZE, "");

	clock_format(began_us + hour * CLOCK_HOUR_US, out);
	return out;
}

char *
world_person(int person)
{
	return text("person%d", person);
}

char *
world_space(int space)
{
	return text("space%d", space);
}

static const char *
noun(int space)
{
	return space < CLUSTERS ? "clusters" : "groups";
}

/* A request about a space: "/clusters/<id><rest>". */
static int
ask_space(int person, const char *method, int space, const char *rest)
{
	return as(world_person(person), method, "/%s/%s%s", noun(space),
	    id(world_space(space)), rest);
}

static bool
is_done(int status)
{
	return status >= 200 && status < 300;
}

/*
 * Spaces, and who is in them.
 */

static void
ban_some(struct world *w, int space)
{
	for (int p = 0; p < PEOPLE; p++)
		if (!w->is_member[space][p] && chance(12))
			w->is_banned[space][p] = is_done(
			    as(world_person(w->owner_of[space]), PUT,
				"/%s/%s/bans/%s {}", noun(space),
				id(world_space(space)), id(world_person(p))));
}

/* Who joins a group is let into its cluster too. */
static void
join_some(struct world *w, int space)
{
	int cluster = w->cluster_of[space];

	for (int p = 0; p < PEOPLE; p++) {
		if (!chance(cluster == space ? 60 : 30) ||
		    !is_done(ask_space(p, POST, space, "/join")))
			continue;
		w->is_member[space][p] = true;
		if (cluster != NONE)
			w->is_member[cluster][p] = true;
	}
}

static void
fill_space(struct world *w, int space, int owner)
{
	w->owner_of[space] = owner;
	w->is_member[space][owner] = true;
	ban_some(w, space);
	join_some(w, space);
}

/* Some manage the events of a cluster who do not own it. */
static void
give_roles(struct world *w, int cluster)
{
	char *owner = world_person(w->owner_of[cluster]);
	char *role = text("role of %s", world_space(cluster));

	given(role, owner,
	    "/clusters/%s/roles {'name': 'x', 'rank': 5, "
	    "'permissions': ['events.manage']}",
	    id(world_space(cluster)));
	for (int p = 0; p < PEOPLE; p++)
		if (chance(30) &&
		    is_done(as(owner, PUT, "/clusters/%s/members/%s/roles/%s",
			id(world_space(cluster)), id(world_person(p)),
			id(role))))
			w->manages[cluster][p] = true;
}

static void
make_clusters(struct world *w)
{
	for (int c = 0; c < CLUSTERS; c++) {
		int owner = 1 + world_dice(PEOPLE - 1);

		given(world_space(c), world_person(owner),
		    "/clusters {'name': 'x'}");
		w->cluster_of[c] = c;
		w->manages[c][owner] = true;
		fill_space(w, c, owner);
		give_roles(w, c);
	}
}

static int
some_member(const struct world *w, int space)
{
	int p = anybody();

	while (!w->is_member[space][p])
		p = anybody();
	return p;
}

/* The last one stands alone. */
static void
make_groups(struct world *w)
{
	for (int g = CLUSTERS; g < SPACES; g++) {
		int cluster = g == SPACES - 1 ? NONE : world_dice(CLUSTERS);
		int owner = cluster == NONE ? anybody()
					    : some_member(w, cluster);

		w->admits_alumni[g] = chance(50);
		given(world_space(g), world_person(owner),
		    "/groups {'name': 'x', 'admits_alumni': %s%s}",
		    w->admits_alumni[g] ? "true" : "false",
		    cluster == NONE ? ""
				    : text(", \"cluster_id\": \"%s\"",
					  id(world_space(cluster))));
		w->cluster_of[g] = cluster;
		fill_space(w, g, owner);
	}
}

/*
 * Events.
 */

int
world_home(const struct world_event *e)
{
	return e->visibility == FOR_CLUSTER ? e->cluster
	       : e->visibility == FOR_GROUP ? e->group
					    : NONE;
}

static bool
is_for_members(const struct world_event *e)
{
	return e->visibility == FOR_CLUSTER || e->visibility == FOR_GROUP;
}

/* By whoever belongs to where it is, for whom that allows. */
static void
choose_home(const struct world *w, struct world_event *e)
{
	int space = chance(15) ? NONE : world_dice(SPACES);

	e->by = space == NONE ? anybody() : some_member(w, space);
	e->group = space >= CLUSTERS ? space : NONE;
	e->cluster = space == NONE ? NONE : w->cluster_of[space];
	do
		e->visibility = (enum world_visibility)world_dice(4);
	while (is_for_members(e) && world_home(e) == NONE);
}

/* Short ones and long ones, of the past and running as well; often at the same
 * hour. */
static void
choose_times(struct world_event *e)
{
	e->start_h = chance(30) ? -world_dice(400) : world_dice(20);
	e->end_h = e->start_h + 1 + world_dice(chance(40) ? 300 : 4);
}

static char *
member_id(const char *member, const char *id_text)
{
	return id_text ? text(", \"%s\": \"%s\"", member, id_text)
		       : text("%s", "");
}

static char *
home_of(const struct world_event *e)
{
	return text("%s%s",
	    member_id("cluster_id",
		e->cluster == NONE ? NULL : id(world_space(e->cluster))),
	    member_id("group_id",
		e->group == NONE ? NULL : id(world_space(e->group))));
}

static char *
details_of(const struct world_event *e)
{
	const char *place = world_places[e->place];

	return text(", \"category_ids\": [\"%s\"], \"venue\": {\"name\": "
		    "\"x\", \"lat\": %.*s, \"lon\": %s}",
	    world_categories[e->category], (int)strcspn(place, ","), place,
	    strchr(place, ',') + 1);
}

static void
make_event(struct world *w, int n)
{
	static const char *const visibilities[] = { "public", "cluster",
		"group", "private" };
	struct world_event *e = &w->events[n];

	choose_home(w, e);
	choose_times(e);
	e->word = chance(4) ? 2 : world_dice(2);
	e->place = world_dice((int)N_OF(world_places));
	e->category = world_dice((int)N_OF(world_categories));
	e->status = chance(15) ? DRAFT : PUBLISHED;
	e->was_published = e->status == PUBLISHED;
	given("event", world_person(e->by),
	    "/events {'title': 'e%d %s', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': '%s', 'draft': %s%s%s}",
	    n, world_words[e->word], world_time(e->start_h),
	    world_time(e->end_h), visibilities[e->visibility],
	    e->status == DRAFT ? "true" : "false", home_of(e), details_of(e));
	memcpy(e->id, id("event"), sizeof("") + strlen(id("event")));
	memcpy(e->title, body("/title"), sizeof("") + strlen(body("/title")));
}

static void
name_some(struct world_event *e)
{
	for (int p = 0; p < PEOPLE; p++) {
		bool is_host = chance(40);

		if (chance(15) && p != e->by &&
		    is_done(
			as(world_person(e->by), PUT, "/events/%s/%s/%s", e->id,
			    is_host ? "hosts" : "guests", id(world_person(p)))))
			e->named[p] = is_host ? HOST : GUEST;
	}
}

/* Whoever may hide it does: who runs its space, or the server. */
static void
hide(const struct world *w, struct world_event *e)
{
	int space = e->group == NONE ? e->cluster : e->group;
	int by = space == NONE ? 0 : w->owner_of[space];

	e->is_hidden = is_done(
	    as(world_person(by), POST, "/events/%s/hide", e->id));
}

static void
change_some(const struct world *w, struct world_event *e)
{
	name_some(e);
	if (chance(10) &&
	    is_done(as(world_person(e->by), POST, "/events/%s/cancel", e->id)))
		e->status = CANCELLED;
	if (chance(15))
		hide(w, e);
}

static int
by_start(const void *a, const void *b)
{
	const struct world_event *one = a, *other = b;

	return one->start_h != other->start_h
		   ? (one->start_h > other->start_h) -
			 (one->start_h < other->start_h)
		   : strcmp(one->id, other->id);
}

static void
make_events(struct world *w)
{
	for (int n = 0; n < EVENTS; n++) {
		make_event(w, n);
		change_some(w, &w->events[n]);
	}
	qsort(w->events, EVENTS, sizeof(w->events[0]), by_start);
}

/*
 * Who keeps out whom.
 */

/* Nobody is named any more in what the other one organizes and is not over. */
static void
forget_names(struct world *w, int organizer, int person)
{
	for (int n = 0; n < EVENTS; n++)
		if (w->events[n].by == organizer && w->events[n].end_h > 0)
			w->events[n].named[person] = NOT_NAMED;
}

static void
block_some(struct world *w, int percent)
{
	for (int a = 0; a < PEOPLE; a++)
		for (int b = 0; b < PEOPLE; b++) {
			if (a == b || !chance(percent) ||
			    !is_done(as(world_person(a), PUT,
				"/users/me/blocks/%s", id(world_person(b)))))
				continue;
			w->are_apart[a][b] = w->are_apart[b][a] = true;
			forget_names(w, a, b);
			forget_names(w, b, a);
		}
}

/*
 * Whose membership has ended.
 */

static void
end_membership(int cluster, int person)
{
	struct arena arena;
	struct fault fault = { 0 };
	struct call call = { .db = given_db(),
		.arena = &arena,
		.fault = &fault,
		.now_us = clock_now_us() };
	struct space_id space;

	arena_init(&arena, 1 << 20);
	cr_assert(uuid_parse(id(world_space(cluster)), &space.v));
	cr_assert(db_begin(call.db) == ERR_OK &&
		      q_member_set_due(call.db, .space = space,
			  .user = given_user_id(world_person(person)),
			  .due_at = 1, NULL) == ERR_OK &&
		      app_expiry_run(&call,
			  text("{\"space_id\":\"%s\",\"user_id\":\"%s\"}",
			      id(world_space(cluster)),
			      id(world_person(person)))) == ERR_OK &&
		      db_commit(call.db) == ERR_OK,
	    "%s", given_fault());
	arena_release(&arena);
}

/* The first in whom who belongs to the space and is not the one who goes, else
 * the one given. */
static int
heir_of(const struct world *w, int space, const bool in[PEOPLE], int owner)
{
	for (int p = 0; p < PEOPLE; p++)
		if (in[p] && w->is_member[space][p])
			return p;
	return owner;
}

static void
hand_over(struct world *w, struct world_event *e, int space)
{
	bool hosts[PEOPLE];

	for (int p = 0; p < PEOPLE; p++)
		hosts[p] = e->named[p] == HOST;
	e->by = heir_of(w, space, hosts, w->owner_of[space]);
	e->named[e->by] = NOT_NAMED;
	for (int p = 0; p < PEOPLE; p++)
		if (w->are_apart[e->by][p])
			e->named[p] = NOT_NAMED;
}

/* What they organize for the members of a space passes on. */
static void
leave_events(struct world *w, int space, int person)
{
	for (int n = 0; n < EVENTS; n++) {
		struct world_event *e = &w->events[n];

		if (e->by == person && e->status == PUBLISHED && e->end_h > 0 &&
		    world_home(e) == space)
			hand_over(w, e, space);
	}
}

static void
leave_group(struct world *w, int group, int person)
{
	int owner = w->owner_of[group], heir;

	w->is_member[group][person] = false;
	if (owner == person) {
		heir = heir_of(w, group, w->is_member[group],
		    w->owner_of[w->cluster_of[group]]);
		w->owner_of[group] = heir;
		w->is_member[group][heir] = true;
		w->is_banned[group][heir] = false;
	}
	leave_events(w, group, person);
}

/* They stay as one of the alumni, and in groups that admit these. */
static void
retire(struct world *w, int cluster, int person)
{
	end_membership(cluster, person);
	w->is_member[cluster][person] = w->manages[cluster][person] = false;
	w->is_alumnus[cluster][person] = true;
	leave_events(w, cluster, person);
	for (int g = CLUSTERS; g < SPACES; g++)
		if (w->cluster_of[g] == cluster && !w->admits_alumni[g] &&
		    w->is_member[g][person])
			leave_group(w, g, person);
}

static void
retire_some(struct world *w)
{
	for (int c = 0; c < CLUSTERS; c++) {
		int p = some_member(w, c);

		if (p != w->owner_of[c])
			retire(w, c, p);
	}
}

static void
suspend_one(struct world *w)
{
	int p = 1 + world_dice(PEOPLE - 1);

	given_suspended(world_person(p));
	w->is_suspended[p] = true;
}

static void
close_some(struct world *w)
{
	for (int s = 0; s < SPACES; s++)
		if (chance(15))
			w->is_closing[s] = is_done(
			    ask_space(w->owner_of[s], DELETE, s, ""));
}

void
world_make(unsigned seed, struct world *w)
{
	*w = (struct world){ 0 };
	state = seed;
	began_us = clock_now_us() / CLOCK_SECOND_US * CLOCK_SECOND_US;
	given_admin(world_person(0));
	for (int p = 1; p < PEOPLE; p++)
		given_user(world_person(p));
	make_clusters(w);
	make_groups(w);
	block_some(w, 3);
	make_events(w);
	block_some(w, 4);
	retire_some(w);
	close_some(w);
	suspend_one(w);
}
