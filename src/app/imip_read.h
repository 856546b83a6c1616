/*
 * What a mail says that may be an answer to an event: whose it is, and what
 * their calendar program, or they themselves, answer.
 */
#ifndef APP_IMIP_READ_H
#define APP_IMIP_READ_H

#include "app/call.h"
#include "generated/id/event_invitation.h"
#include "ical/reply.h"
#include "mail/message.h"

struct app_imip_mail {
	struct mail_message message;
	bool has_calendar;
	struct ical_reply reply;
	const char *method; /* of the calendar, or of its part; "": none */
	const char *words;  /* the text beside it, whole; "": none */
	/* Whom the address stands for that it went to. */
	struct event_invitation_id invitation;
};

/* Reads a mail that went to recipient; NULL: the mail says to whom. False, with
 * a sentence, when it is too large or went to nobody. */
MUST_CHECK bool app_imip_read(struct call *call, struct bytes bytes,
    const char *recipient, struct app_imip_mail *out, const char **why);

#endif
