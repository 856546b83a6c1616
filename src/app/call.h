/*
 * A call: who wants something done, and what is at hand to do it. Handlers,
 * jobs and hearthctl each make one and pass it down; nothing else is global.
 */
#ifndef APP_CALL_H
#define APP_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "crypt/keys.h"
#include "db/db.h"
#include "generated/id/session.h"
#include "generated/id/user.h"

struct app_matches;

struct call {
	struct db *db;	     /* bound to arena and fault */
	struct arena *arena; /* lives as long as the call */
	struct fault *fault; /* failures are recorded here */
	const struct conf *conf;
	const struct crypt_keys *keys;
	struct metric *metric; /* what this process counts; NULL: nothing */
	struct app_matches *matches; /* clusters in memory; NULL: none */
	int64_t now_us;		     /* one time for the whole call */
	struct user_id user;	     /* the caller; nil: nobody has signed in */
	struct session_id session;   /* the caller's session; nil: none */
	bool is_operator;	     /* it is somebody at the machine */
	const char *address; /* of the caller; NULL: not over the network */
	/* Begins the transaction of the call's effect; NULL: db_begin. */
	enum err (*begin)(struct call *call);
};

/* The same call, made by somebody who has no session: whoever has shown that
 * they are that user. For use cases; a handler replies to its own. */
struct call app_call_as(const struct call *call, struct user_id user);

/*
 * Begins the transaction in which the call has its effect. Over HTTP it also
 * claims the request's Idempotency-Key; ERR_REPLAY then means that the effect
 * has happened before: return it.
 */
MUST_CHECK enum err app_begin(struct call *call);

/* What app_begin and the check of the caller say, without beginning anything:
 * before a try is counted, which is to stay counted whatever comes of it. */
MUST_CHECK enum err app_may_begin(struct call *call);

/* Something that is done for one of many. */
typedef enum err (*app_one_fn)(struct call *call, void *one);

/*
 * Does it in memory of its own, 16 MiB at most, which is given back behind it,
 * so that many come after one another in the room of one. No transaction may
 * be open. Its error.
 */
MUST_CHECK enum err app_apart(struct call *call, app_one_fn fn, void *one);

/*
 * The same as a transaction, so that one which fails spoils no other: what has
 * gone, or somebody else holds, is left for the next time, and what fails
 * otherwise is logged. Of errors only those that would meet the next one too:
 * ERR_DATABASE_UNAVAILABLE, ERR_SCHEMA_OUTDATED.
 */
MUST_CHECK enum err app_alone(struct call *call, app_one_fn fn, void *one);

#endif
