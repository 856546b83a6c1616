/*
 * What a mail about an event does to its reader's calendar (RFC 6047): the
 * event comes into it with their answer, or goes out of it. The address that
 * answers go to says whose they are.
 */
#ifndef APP_CALENDAR_MAIL_H
#define APP_CALENDAR_MAIL_H

#include "app/call.h"
#include "app/notice.h"
#include "base/buf.h"

/* Dates of a series that are otherwise than its rule says: of one that has more
 * a mail has no calendar. */
enum {
	APP_CALENDAR_MAIL_DATES = 100,
	APP_CALENDAR_MAIL_LEFT_OUT = 2000 /* these, and those that it lacks */
};

/* A mail that is about to be sent. */
struct app_calendar_mail {
	struct app_notice_event event; /* what it is about */
	struct user_id reader;	       /* nil: whoever has the address */
	struct event_invitation_id invitation; /* by which it names them; nil:
						  theirs, or a new one */
	const char *address;		       /* that it goes to */
	bool is_stranger; /* they may know neither the event nor who runs it */
};

struct app_calendar_effect {
	const char *method;   /* of the calendar; NULL: there is none */
	const char *reply_to; /* the address for answers */
	const char *sender;   /* a name: on whose behalf; NULL: nobody's */
	/* Whose it is, nil: nobody's, and which state of the event they have
	 * by it; none when it goes. */
	struct event_invitation_id invitation;
	struct opt_int sequence;
};

/*
 * Appends the calendar. There is none when IMIP_ADDRESS is not set, of a series
 * for who has neither answered it nor been invited to it, and when the event
 * would go out of a calendar that it never came into. Whoever has the series of
 * a date gets that as a date of it, else as an event by itself, which the
 * series leaves out from then on. The effect's texts are static or in the
 * arena.
 */
MUST_CHECK enum err app_calendar_mail_write(struct call *call,
    const struct app_calendar_mail *m, struct buf *to,
    struct app_calendar_effect *out);

/* Writes down, when the mail has been sent, that its reader has the event, or
 * has it no more: one that fails and is tried again says the same. */
MUST_CHECK enum err app_calendar_mail_sent(
    struct call *call, const struct app_calendar_effect *effect);

#endif
