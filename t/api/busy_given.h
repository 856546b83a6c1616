/*
 * What a calendar elsewhere said.
 */
#ifndef T_API_BUSY_GIVEN_H
#define T_API_BUSY_GIVEN_H

#include "t/lib/api.h"
#include "t/lib/work.h"

/* A calendar of somebody's, "s", in which a time is taken. */
static inline void
given_busy(const char *user, const char *start, const char *end)
{
	given("s", user,
	    "/users/me/calendar-sources {'name': 'x', 'url': "
	    "'https://calendar.example'}");
	work_sql(text("INSERT INTO busy SELECT id, user_id, '%s', '%s', FALSE "
		      "FROM calendar_source",
		     start, end),
	    text("INSERT INTO busy SELECT id, user_id, "
		 "unixepoch('%s') * 1000000, unixepoch('%s') * 1000000, 0 "
		 "FROM calendar_source",
		start, end));
}

#endif
