/*
 * The one door to people: whatever Hearth tells somebody goes through
 * app_notice, which leaves a job in the caller's transaction for each. What a
 * notice says of an event is fixed then; addresses, links and codes are looked
 * up and derived by the worker when it sends, so that the queue holds no
 * secret.
 */
#ifndef APP_NOTICE_H
#define APP_NOTICE_H

#include "app/call.h"
#include "rule/notice.h"
#include "rule/permission.h"
#include "generated/id/account_invite.h"
#include "generated/id/auth_ticket.h"
#include "generated/id/event.h"
#include "generated/id/event_invitation.h"
#include "generated/id/event_notice.h"
#include "generated/id/guest_request.h"
#include "generated/id/invite.h"
#include "generated/id/poll.h"
#include "generated/id/routine.h"
#include "generated/id/session.h"
#include "generated/id/space.h"
#include "generated/id/spark.h"
#include "generated/id/user.h"
#include "generated/id/verification.h"

/* An event as it is when a notice about it is decided. */
struct app_notice_event {
	struct event_id id;
	const char *title, *timezone;
	const char *place;     /* NULL: none */
	const char *reason;    /* that it is cancelled, or what somebody writes;
				  NULL: none */
	const char *cancelled; /* days of it that are; NULL: none */
	const char *next;      /* the next days of it, which are others than
				  before; NULL: they are not */
	const char *changed;   /* what of it is, in words; NULL: nothing */
	int64_t start_time;
	int64_t until;	/* when an answer is wanted; 0: none is */
	int64_t before; /* when it was to begin before; 0: as it does now */
	/* what calendars know it by when it is gone: its state, 0 when it is
	 * there; the series that it was a date of, nil: none; which date */
	int64_t sequence;
	struct event_id series;
	int64_t recurrence_wall;
	struct event_notice_id words; /* nil: Hearth's own */
};

/* A cluster or group. */
struct app_notice_space {
	struct space_id id;
	const char *name;
};

/* A spark, likewise. */
struct app_notice_spark {
	struct spark_id id;
	const char *name;
	const char *place;  /* NULL: none */
	const char *reason; /* that it does not take place; NULL: none */
	int64_t start_time;
};

/* A run of a routine, likewise. */
struct app_notice_routine {
	struct routine_id id;
	const char *name, *timezone;
	int64_t start_time;
};

/* A poll, likewise. */
struct app_notice_poll {
	struct poll_id id;
	const char *title, *timezone;
	/* when the event begins that was made of it, or else until when an
	 * answer is wanted; 0: there is none */
	int64_t time;
};

struct app_notice {
	enum rule_notice kind;
	const struct user_id *users; /* whom it is for */
	size_t n_users;
	/* by which each of them has the event in their calendar, nil: they do
	 * not; NULL: whoever sends it finds out */
	const struct event_invitation_id *had;
	/* what it is about, by its topic */
	struct verification_id verification;
	struct app_notice_event event;
	struct app_notice_space space;
	struct app_notice_spark spark;
	struct app_notice_routine routine;
	struct app_notice_poll poll;
	struct invite_id invite;
	struct guest_request_id guest_request;
	struct session_id session;
	struct account_invite_id account_invite;
	struct auth_ticket_id ticket;
	struct event_invitation_id event_invitation;
	bool is_mass; /* one of many: others of its kind go first */
};

/*
 * Tells the users, but not the caller about events, sparks, routines and
 * polls: who did it knows. Needs a transaction. One user gets a job; several
 * get a job for each page of them, which makes theirs. A notice of a kind that
 * repeats (rule/notice.h) replaces the one that still waits.
 */
MUST_CHECK enum err app_notice(struct call *call, const struct app_notice *n);

/* app_notice for one user, about their account; kind is of that topic. */
MUST_CHECK enum err app_notice_account(
    struct call *call, enum rule_notice kind, struct user_id user);
/* app_notice for one user, with the link or code of a verification. */
MUST_CHECK enum err app_notice_verification(struct call *call,
    enum rule_notice kind, struct user_id user, struct verification_id id);

/* app_notice for one user, of a session that began from what is new. */
MUST_CHECK enum err app_notice_new_login(
    struct call *call, struct user_id user, struct session_id session);

/* app_notice to the address of an invite, whether or not somebody has it. */
MUST_CHECK enum err app_notice_account_invite(
    struct call *call, struct account_invite_id invite);
/* The same to that of somebody elsewhere who waits behind a ticket. */
MUST_CHECK enum err app_notice_ticket(
    struct call *call, struct auth_ticket_id ticket);

/* app_notice for one user, about a space. */
MUST_CHECK enum err app_notice_space(struct call *call, enum rule_notice kind,
    struct user_id user, const struct app_notice_space *space);
/* The same for at most twenty of those who have a permission there by roles of
 * it. */
MUST_CHECK enum err app_notice_holders(struct call *call, enum rule_notice kind,
    enum rule_permission permission, const struct app_notice_space *space);

/* app_notice of an invite, which says where it goes: to a user, or nil: to its
 * address, whether or not somebody has it. */
MUST_CHECK enum err app_notice_invite(
    struct call *call, struct user_id user, struct invite_id invite);

/* app_notice to the address of a request, whether or not somebody has it. */
MUST_CHECK enum err app_notice_guest_request(
    struct call *call, struct guest_request_id request);
/* app_notice with the link of an invitation to an event, also to the caller. */
MUST_CHECK enum err app_notice_event_invitation(struct call *call,
    enum rule_notice kind, struct user_id user,
    struct event_invitation_id invitation);
/* The same to whoever has answered by mail, user or nil, with what became of
 * it.
 */
MUST_CHECK enum err app_notice_rsvp_result(struct call *call,
    struct user_id user, struct event_invitation_id invitation,
    const char *reason);

/* As much work as app_notice for one user, and a job that its worker removes:
 * asking for a notice must not tell whether there is anybody to get it. However
 * often that is done, few jobs wait. */
MUST_CHECK enum err app_notice_to_nobody(
    struct call *call, enum rule_notice kind);

/* What the token in a link is sealed with besides the verification's id
 * (crypt_token_seal with CRYPT_MAIL_TOKEN), so that the link of one purpose is
 * no use for the other. */
enum {
	APP_NOTICE_SEAL_VERIFY = 1,
	APP_NOTICE_SEAL_RESET = 2,
	APP_NOTICE_SEAL_MEMBERSHIP = 3, /* which no link has */
	APP_NOTICE_SEAL_GUEST = 4,	/* of a request to answer an event */
	APP_NOTICE_SEAL_MAGIC = 5,	/* which no link has */
	APP_NOTICE_SEAL_REAUTHENTICATE = 6, /* which no link has */
	APP_NOTICE_SEAL_EMAIL_OLD = 7,
	APP_NOTICE_SEAL_EMAIL_NEW = 8,
	APP_NOTICE_SEAL_EMAIL_UNDO = 9
};

/* The other side, for the worker. */

#define APP_NOTICE_MAIL_JOB   "mail"	    /* a mail to the one user */
#define APP_NOTICE_PAGE_JOB   "notice_page" /* a mail job for each user */
#define APP_NOTICE_NOBODY_JOB "nobody"	    /* nothing */

/* An app_job_fn: runs a page. */
MUST_CHECK enum err app_notice_run_page(struct call *call, const char *payload);

#endif
