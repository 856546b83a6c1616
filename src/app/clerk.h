/*
 * What Clerk tells of people by its webhooks, in whatever order it comes: who
 * they are, whether they are kept out, where they are signed in, and that they
 * are gone.
 */
#ifndef APP_CLERK_H
#define APP_CLERK_H

#include "app/call.h"
#include "json/read.h"

enum app_clerk_kind {
	APP_CLERK_NOTHING, /* of something that does not matter here */
	APP_CLERK_PERSON,
	APP_CLERK_GONE,
	APP_CLERK_SESSION, /* somebody's has begun */
	APP_CLERK_SESSION_OVER
};

/* A session there; texts as below. */
struct app_clerk_session {
	const char *id;			     /* "sess_..." */
	const char *ip_address, *user_agent; /* "": not said */
	struct opt_time expires;
};

/* A delivery; texts live as long as what it was read from, NULL: not said. */
struct app_clerk_said {
	enum app_clerk_kind kind;
	const char *subject; /* "user_..." */
	/* of a person */
	const char *email; /* the primary one */
	bool email_verified;
	const char *first_name, *last_name;
	bool is_kept_out; /* banned, or locked */
	int64_t at_us;	  /* when it became so */
	/* of a session, whose person subject is */
	struct app_clerk_session session;
};

/* Reads one. False when it is none of Clerk's. */
MUST_CHECK bool app_clerk_read(
    const struct json_value *event, struct app_clerk_said *out);

/*
 * A delivery has its effect, once: message is its name. Somebody new has their
 * account linked as by a provider whose addresses are trusted (app/link.h), and
 * nobody has one by an address that is not verified; whoever Clerk keeps out is
 * suspended, and restored by it unless something else keeps them out; whoever
 * is gone is erased; sessions begin and end. Needs a transaction. ERR_RETRY.
 */
MUST_CHECK enum err app_clerk_receive(
    struct call *call, const char *message, const struct app_clerk_said *said);

#endif
