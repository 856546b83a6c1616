/*
 * Time for sparks, which does not pass in tests: they are moved towards it.
 */
#ifndef T_API_SPARK_AGE_H
#define T_API_SPARK_AGE_H

#include "t/lib/api.h"
#include "t/lib/work.h"

/* All sparks are made so many minutes older; nobody has looked since. */
static inline void
age_sparks(int minutes)
{
#define AGED(column, by) #column " = " #column " - " by
#define AGED_ALL(by)                                                \
	AGED(start_time, by)                                        \
	", " AGED(end_time, by) ", " AGED(decide_at, by) ", " AGED( \
	    due_at, by) ", " AGED(created_at, by)
	work_sql(text("UPDATE spark SET " AGED_ALL("%d * interval '1 minute'"),
		     minutes, minutes, minutes, minutes, minutes),
	    text("UPDATE spark SET " AGED_ALL("%d * 60000000"), minutes,
		minutes, minutes, minutes, minutes));
}

#endif
