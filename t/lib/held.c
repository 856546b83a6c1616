#include "t/lib/held.h"

#include "base/bug.h"

#include "base/banned.h"

/* Not those of people and their sessions, and of what is counted of everybody,
 * which refused requests write too. */
#define HOLD(table) "PERFORM 1 FROM " #table " FOR UPDATE;"
static const struct db_query take = {
	.name = "test_hold",
	.index = DB_QUERIES_MAX,
	.is_locking = true,
	.sql = { [DB_POSTGRESQL] = "DO $$ BEGIN " HOLD(space) HOLD(role) HOLD(
		     member) HOLD(member_role) HOLD(space_domain) HOLD(ban)
		     HOLD(invite) HOLD(join_request) HOLD(message) HOLD(report)
			 HOLD(event) HOLD(recurrence) HOLD(event_guest)
			     HOLD(rsvp) HOLD(feedback) HOLD(file) HOLD(upload)
				 HOLD(calendar_feed) HOLD(calendar_source)
				     HOLD(spark) HOLD(spark_invite) HOLD(
					 spark_participant) HOLD(routine)
					 HOLD(routine_pool) HOLD(swap) "END $$",
	    [DB_SQLITE] = "SELECT 1" },
};

void
held_take(struct own *own)
{
	if (db_engine(own->call.db) != DB_POSTGRESQL)
		return;
	bug_if(db_begin(own->call.db) != ERR_OK);
	if (db_exec(own->call.db, (struct db_call){ &take, NULL }, NULL))
		bug_abort(__FILE__, __LINE__, own->fault.internal);
}

void
held_release(struct own *own)
{
	if (db_engine(own->call.db) == DB_POSTGRESQL)
		db_rollback(own->call.db);
}
