/*
 * Time for what is held and not yet paid, which does not pass in tests.
 */
#ifndef T_API_HOLD_AGE_H
#define T_API_HOLD_AGE_H

#include "t/lib/work.h"

/* The time of all that hold seats is over; nobody has looked since. */
static inline void
let_holds_die(void)
{
	work_sql("UPDATE reservation SET expires_at = now() - interval '1 s' "
		 "WHERE expires_at IS NOT NULL",
	    "UPDATE reservation SET expires_at = 1 WHERE expires_at IS NOT "
	    "NULL");
}

/* Whatever a provider would be asked about later is due. */
static inline void
let_looks_be_due(void)
{
	work_sql("UPDATE checkout SET look_at = created_at WHERE look_at IS "
		 "NOT NULL",
	    "UPDATE checkout SET look_at = 1 WHERE look_at IS NOT NULL");
	work_sql("UPDATE payment SET look_at = at WHERE look_at IS NOT NULL",
	    "UPDATE payment SET look_at = 1 WHERE look_at IS NOT NULL");
}

#endif
