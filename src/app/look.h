/*
 * What time moves by itself: things that a column says are due, which the
 * worker looks at each second. Whoever changes one before it has done so moves
 * it too.
 */
#ifndef APP_LOOK_H
#define APP_LOOK_H

#include "app/call.h"
#include "base/uuid.h"
#include "db/db.h"

/* One kind of them. */
struct app_look {
	/* The query, of ids alone, for some that are due, at most max; in the
	 * arena. */
	struct db_call (*due)(struct call *call, int64_t max);
	/* Moves one, in a transaction. */
	enum err (*settle)(struct call *call, struct uuid id);
	/* It is due no earlier than then, in a transaction. */
	enum err (*put_off)(
	    struct call *call, struct uuid id, int64_t until_us);
	/* Whether those that are found are settled in the transaction that
	 * found them, which may have locked them; else each has its own. */
	bool is_together;
};

/* Whether anything is: all that is asked when nothing is. Writes nothing, nor
 * takes SQLite's write lock; on PostgreSQL one that is due may be locked for as
 * long as the statement takes, and who looks meanwhile does not see it. */
MUST_CHECK enum err app_look_is_due(
    struct call *call, const struct app_look *look, bool *is_due);

/*
 * Moves all that are due, a page at a time; *n is how many it has looked at.
 * Begins transactions and commits them. One that cannot be moved keeps no other
 * waiting: it is logged and looked at again ten minutes later. What somebody
 * else holds is left for the next time. ERR_DATABASE_UNAVAILABLE,
 * ERR_SCHEMA_OUTDATED.
 */
MUST_CHECK enum err app_look(
    struct call *call, const struct app_look *look, size_t *n);

#endif
