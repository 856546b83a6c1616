/*
 * What the plan of a query does that no query may: read a table, or an index
 * from one end to the other, or sort more rows than it shows.
 */
#ifndef T_QUERY_PLAN_H
#define T_QUERY_PLAN_H

#include "db/db.h"

/*
 * The steps of a plan that are wrong, "; " between them; "" when there are
 * none. A text of the arena that db is bound to.
 *
 * db is connected. These functions take its connection for their own, so that
 * plans are made under the settings that Hearth's connections have; afterwards
 * db can only be closed.
 */
const char *plan_postgresql(struct db *db, const struct db_query *query);
const char *plan_sqlite(struct db *db, const struct db_query *query);

/* Whether a step that enters an index does so without the column that bounds
 * what it reads: the index has all that somebody ever did, and the column says
 * when. Both may be all that the plan says of the step. */
bool plan_is_of_all_times(const char *index, const char *condition);

/* Whether the server is of a release later than the oldest that Hearth runs on:
 * it may know of a better plan. */
bool plan_is_of_later_postgresql(const struct db *db);

/* Fills every table, so that the planner knows of many rows. SQLite's planner
 * takes them for granted. */
void plan_seed_postgresql(struct db *db);

#endif
