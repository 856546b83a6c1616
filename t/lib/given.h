/*
 * What a test takes for granted: users who can act at once, events, and what
 * only the mail or the database would tell. Users are put straight into the
 * database, because signing up takes a password hash; what is tested is made
 * by requests.
 */
#ifndef T_LIB_GIVEN_H
#define T_LIB_GIVEN_H

#include <stdbool.h>
#include <stdint.h>

#include "crypt/jwt.h"
#include "db/db.h"
#include "t/lib/talk.h"
#include "generated/id/event.h"
#include "generated/id/user.h"

/* The secret that Hearth runs with in tests. */
#define GIVEN_SECRET   "a secret for tests only, long enough"
#define GIVEN_PASSWORD "Corr3ct!horse"

/* Opens a connection of its own to the database at url; issuer is Hearth's
 * PUBLIC_URL. */
void given_open(const char *url, const char *issuer);
void given_close(void);
/* The connection, bound; results live until the test ends. */
struct db *given_db(void);
/* What its last failure was about, for who reports it. */
const char *given_fault(void);
const struct crypt_keys *given_keys(void);

/* A verified user <name>@example.org, called Name Example. id(name) is their
 * id. as() does this for a name that is new. */
void given_user(const char *name);
void given_admin(const char *name);
/* One who can log in with GIVEN_PASSWORD; takes a password hash. */
void given_member(const char *name, bool is_verified);
/* As an operator suspends them, and lets them in again. */
void given_suspended(const char *name);
void given_restored(const char *name);
struct user_id given_user_id(const char *name);
/* A new session of the user's, which as() has from here on. */
void given_session(const char *name);
/* In that session they have proved long ago who they are. */
void given_stale(const char *name);
/* "hearth=...", the cookie of a new session of the user's. */
char *given_cookie(const char *name);
/* "Bearer hth_...", a new API token of the user's; scopes is a JSON array. */
char *given_token(const char *name, const char *scopes);
/* A talk_login_fn: "Bearer ..." with a session of the user's; the same one
 * each time. */
char *given_login(void *ctx, const char *name);
/* The claims of that session's access token. */
struct crypt_claims given_claims(const char *name);

struct given_event {
	const char *by;	   /* default "ann" */
	const char *title; /* default "Picnic" */
	int64_t capacity;  /* 0: no limit */
	bool waitlist, draft, is_private;
	int starts_in_h;  /* default 24 */
	const char *more; /* further members: ", 'location': 'x'" */
};

/* Makes an event by a request; id(name) is its id. */
#define given_event(name, ...) \
	given_event_make((name), &(struct given_event){ __VA_ARGS__ })
void given_event_make(const char *name, const struct given_event *e);
/* Whoever runs it moves it, and tells nobody: it begins and ends so many hours
 * from now. */
void given_moved(
    const char *name, const char *by, int starts_in_h, int ends_in_h);

/* Bob holds a seat of "e", of the type "paid" that costs 7.50; the reservation
 * is "r". more: further members of the type, as of an event's; may be "". */
void given_seat_held(const char *more);

/* Seats that the answers of those who attend take, added up row by row. */
int64_t seats_in_rows(struct event_id event);

/* RFC 3339 text of a time so many seconds from now. */
char *in_seconds(int64_t s);
#define in_hours(h) in_seconds((h)*INT64_C(3600))

/* What the last mail for a purpose ("verify_email", "reset_password") to the
 * user holds. */
char *mailed_token(const char *name, const char *purpose);
char *mailed_code(const char *name, const char *purpose);
/* How many jobs have all of these texts in their payload; b may be NULL. */
int jobs_with(const char *a, const char *b);

#endif
