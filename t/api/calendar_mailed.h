/*
 * Calendars as mails have them, and a series of ann's that somebody has by one.
 */
#ifndef T_API_CALENDAR_MAILED_H
#define T_API_CALENDAR_MAILED_H

#include <string.h>

#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/work.h"

/* The calendar of a mail, without folds; "" when it has none. */
static inline char *
calendar_in(const char *mail)
{
	const char *begin, *end;
	char *calendar, *to;

	begin = strstr(mail, "Content-Type: text/calendar; method");
	if (!begin)
		return text("%s", "");
	end = strstr(begin, "\r\n--=_");
	cr_assert(end, "%s", mail);
	calendar = to = text("%.*s\r\n", (int)(end - begin), begin);
	for (const char *p = calendar; *p;)
		if (p[0] == '\r' && p[1] == '\n' && p[2] == ' ')
			p += 3;
		else
			*to++ = *p++;
	*to = '\0';
	return calendar;
}

/* That of the last one to an address. */
static inline char *
calendar_mailed(const char *address)
{
	const char *mail;

	work();
	mail = work_mail(address);
	cr_assert(mail, "no mail to %s", address);
	return calendar_in(mail);
}

static inline void
expect_in(const char *calendar, const char *line)
{
	cr_expect(strstr(calendar, text("\r\n%s\r\n", line)) != NULL,
	    "%s is in\n%s", line, calendar);
}

/* What is between two texts, the first of which is there. */
static inline char *
between(const char *in, const char *before, const char *after)
{
	const char *begin = strstr(in, before), *end;

	cr_assert(begin, "%s is in\n%s", before, in);
	begin += strlen(before);
	end = strstr(begin, after);
	cr_assert(end, "%s is in\n%s", after, begin);
	return text("%.*s", (int)(end - begin), begin);
}

static inline void
use_calendar(void)
{
	api_set("IMIP_ADDRESS", "rsvp@events.example.org");
}

/* Ann's series e of three dates, which have names. */
static inline void
given_dates(void)
{
	given_event(
	    "e", .title = "Tea", .more = ", 'rrule': 'FREQ=DAILY;COUNT=3'");
	expect(200, as("ann", GET, "/events/%s/occurrences", id("e")));
	keep_id("first", body("/0/id"));
	keep_id("second", body("/1/id"));
}

static inline bool
is_of(const char *calendar, const char *event)
{
	return strstr(calendar, text("\r\nUID:%s@", id(event))) != NULL;
}

static inline bool
is_date(const char *calendar)
{
	return strstr(calendar, "\r\nRECURRENCE-ID") != NULL;
}

/* How many mails an event has in bob's calendar, and the last of these there;
 * empty if none has. */
static inline int
mails_of(const char *event, char **calendar)
{
	int n = 0, mails;

	*calendar = "";
	work();
	mails = work_mails("bob@example.org");
	for (int i = 0; i < mails; i++) {
		char *one = calendar_in(work_mail_at("bob@example.org", i));

		if (is_of(one, event)) {
			*calendar = one;
			n++;
		}
	}
	return n;
}

#endif
