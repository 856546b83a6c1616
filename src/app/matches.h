/*
 * The clusters that a process has in memory to match people.
 */
#ifndef APP_MATCHES_H
#define APP_MATCHES_H

#include "app/call.h"
#include "app/match_snapshot.h"

/* At most so many clusters at once, and in one request. */
enum { APP_MATCHES_MAX = 64, APP_MATCHES_OF_ONE = 20 };

struct app_matches;

/* None yet. */
struct app_matches *app_matches_new(void);
/* Frees them all. */
void app_matches_free(struct app_matches *m);

/*
 * A cluster as it is in the database now: what is missing is read, all of it
 * the first time. It stays until app_matches_trim, but a second one of the same
 * cluster is the same. ERR_BUSY and the like of the database.
 */
MUST_CHECK enum err app_matches_get(struct call *call, struct space_id cluster,
    const struct app_match_snapshot **out);

/* Lets go those that were used the longest ago, until the others fit into max
 * bytes. */
void app_matches_trim(struct app_matches *m, size_t max);

#endif
