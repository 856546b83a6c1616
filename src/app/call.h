/*
 * A call: who wants something done, and what is at hand to do it. Handlers,
 * jobs and hearthctl each make one and pass it down; nothing else is global.
 */
#ifndef APP_CALL_H
#define APP_CALL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "crypt/keys.h"
#include "db/db.h"

struct exchange;	/* api/exchange.h */

struct call {
	struct db *db;		/* bound to arena and fault */
	struct arena *arena;	/* lives as long as the call */
	struct fault *fault;	/* failures are recorded here */
	const struct conf *conf;
	const struct crypt_keys *keys;
	int64_t now_us;		/* one time for the whole call */
	struct user_id user;	/* the caller; nil: nobody has signed in */
	struct session_id session; /* the caller's session; nil: none */
	struct exchange *exchange; /* the HTTP side; NULL outside of it */
};

#endif
