/*
 * Answers by people without an account. What somebody asks for under an address
 * waits until the address is proved, and takes no seats meanwhile; nothing that
 * is done then depends on whether the address is known.
 */
#ifndef APP_GUEST_REQUEST_H
#define APP_GUEST_REQUEST_H

#include "app/event_invitation.h"
#include "app/rsvp.h"

enum {
	APP_GUEST_REQUESTS_PER_HOUR = 5, /* to an address */
	APP_GUEST_REQUESTS_OPEN = 20,	 /* to an event, from a network */
	APP_GUEST_REQUEST_TTL_S = 24 * 3600
};

struct app_guest_request {
	const char *email, *first_name, *last_name;
	enum rsvp_status status; /* attending, maybe or not_attending */
	int64_t party_size;
	const char *note; /* NULL: none */
};

/*
 * Keeps it and mails the address a link and a code. An address that got several
 * within the hour gets no more, which nobody is told. Needs a transaction.
 * ERR_NOT_FOUND when not everybody sees the event, ERR_GUESTS_NOT_ALLOWED,
 * ERR_RSVP_CLOSED, ERR_VALIDATION_FAILED for a party that the event does not
 * take, ERR_RATE_LIMITED.
 */
MUST_CHECK enum err app_guest_request_add(struct call *call,
    struct event_id event, const struct app_guest_request *request);

/* Proof that somebody reads the mail of the address: the token of the link, or
 * the address and the six digits. */
struct app_guest_proof {
	const char *token; /* NULL: the others are given */
	const char *email, *code;
};

/* Makes an answer of it, once, as app_rsvp_set does: by the person who has the
 * address, an account that is made when there is none. *invitation opens it.
 * Begins a transaction and leaves it open. Errors as of app_rsvp_set, and
 * ERR_TOKEN_INVALID, also for who is suspended; ERR_TOKEN_EXPIRED,
 * ERR_GUESTS_NOT_ALLOWED. */
MUST_CHECK enum err app_guest_request_confirm(struct call *call,
    const struct app_guest_proof *proof, struct event_invitation_id *invitation,
    struct app_rsvp_outcome *out);

/*
 * Somebody who was invited by their address alone opens the link that was
 * mailed there: the invitation, *row, is theirs from now on, and they are a
 * guest of the event. The names are for who has no account, and may be NULL for
 * others. Needs a transaction. ERR_VALIDATION_FAILED without names;
 * ERR_TOKEN_INVALID for who is suspended, ERR_GUESTS_NOT_ALLOWED.
 */
MUST_CHECK enum err app_guest_request_claim(struct call *call,
    const char *token, struct q_event_invitation_find_row *row,
    const char *first_name, const char *last_name);

#endif
