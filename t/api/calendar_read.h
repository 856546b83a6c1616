/*
 * Calendars as several test files read them.
 */
#ifndef T_API_CALENDAR_READ_H
#define T_API_CALENDAR_READ_H

#include <string.h>

#include "t/lib/api.h"

/* The response without folds, as a reader first makes of it. */
static inline char *
calendar(void)
{
	char *text_of_it = text("%s", response()->body), *to = text_of_it;

	for (const char *p = text_of_it; *p;)
		if (p[0] == '\r' && p[1] == '\n' && p[2] == ' ')
			p += 3;
		else
			*to++ = *p++;
	*to = '\0';
	return text_of_it;
}

static inline bool
has_line(const char *line)
{
	return strstr(calendar(), text("\r\n%s\r\n", line)) != NULL;
}

static inline void
expect_line(const char *line)
{
	cr_expect(has_line(line), "%s is in %s", line, calendar());
}

static inline void
expect_no_line(const char *line)
{
	cr_expect(!has_line(line), "%s is not in %s", line, calendar());
}

/* Titles of one letter, in order. */
static inline char *
summaries(void)
{
	static const char begin[] = "\r\nSUMMARY:";
	char *all = text("%s", "");

	for (const char *p = calendar(); (p = strstr(p, begin)); p++)
		all = text("%s%c", all, p[sizeof(begin) - 1]);
	return all;
}

static inline int
read_file(const char *user, const char *event)
{
	return as(user, GET, "/events/%s/calendar.ics", id(event));
}

/* Where it is, from /api/v1 on; more: further members. */
static inline char *
given_feed(const char *user, const char *kind, const char *more)
{
	expect(201, as(user, POST, "/users/me/calendar-feeds {'kind': '%s'%s}",
			kind, more));
	return text("%s", strstr(body("/url"), "/feeds/"));
}

static inline void
expect_summaries(const char *want, const char *feed)
{
	expect(200, anonymous(GET, "%s", feed));
	expect_text(want, summaries());
}

#endif
