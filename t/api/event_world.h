/*
 * A world made at random by requests: people, clusters with groups, events of
 * every kind in them, blocks, bans, suspensions, memberships that ended. What
 * is written down of it is what was asked for and not refused, so that a test
 * can say by itself who sees what.
 */
#ifndef T_API_EVENT_WORLD_H
#define T_API_EVENT_WORLD_H

#include <stdbool.h>
#include <stddef.h>

enum {
	PEOPLE = 12, /* the first administers the server */
	CLUSTERS = 3,
	SPACES = 9, /* the clusters, then groups */
	EVENTS = 64,
	NONE = -1 /* no such person, space, ... */
};

enum world_visibility { FOR_ALL, FOR_CLUSTER, FOR_GROUP, FOR_NAMED };
enum world_status { DRAFT, PUBLISHED, CANCELLED };
enum world_naming { NOT_NAMED, GUEST, HOST };

struct world_event {
	int by, cluster, group; /* NONE */
	enum world_visibility visibility;
	enum world_status status;
	bool was_published, is_hidden;
	int start_h, end_h;	   /* from the moment that the world began */
	int word, place, category; /* of world_words and so on */
	enum world_naming named[PEOPLE];
	char title[32], id[40];
};

struct world {
	int cluster_of[SPACES], owner_of[SPACES];
	bool is_closing[SPACES], admits_alumni[SPACES];
	bool is_member[SPACES][PEOPLE], is_banned[SPACES][PEOPLE];
	bool is_alumnus[CLUSTERS][PEOPLE]; /* was a member, as time would have
					    * it until now */
	bool manages[CLUSTERS][PEOPLE];	   /* has events.manage there */
	bool are_apart[PEOPLE][PEOPLE];	   /* either has blocked the other */
	bool is_suspended[PEOPLE];
	struct world_event events[EVENTS]; /* in the order of lists */
};

/* Words of titles, from a common one to a rare one; places, as ?near= takes
 * them; categories. */
extern const char *const world_words[3], *const world_places[2],
					     *const world_categories[2];

/* Makes the world of a seed; a test makes one. */
void world_make(unsigned seed, struct world *w);
/* From 0 to sides - 1, from the seed on. */
int world_dice(int sides);
/* RFC 3339 text of that hour. */
char *world_time(int hour);
/* The space whose members an event is for; NONE of others. */
int world_home(const struct world_event *e);
/* What as() and id() know a person or space by. */
char *world_person(int person);
char *world_space(int space);

#endif
