/*
 * After SECRET_KEY was changed: what the database keeps sealed is sealed anew,
 * so that SECRET_KEY_PREVIOUS is needed no more. What lives for minutes is left
 * to end by itself.
 */
#ifndef APP_RESEAL_H
#define APP_RESEAL_H

#include "app/call.h"

struct app_resealed {
	int64_t n;	  /* sealed anew */
	int64_t n_broken; /* that do not open; logged, and left as they are */
};

/* Seals anew whatever the previous key seals, in transactions of a hundred
 * rows. Nothing when there is no previous key. */
MUST_CHECK enum err app_reseal(struct call *call, struct app_resealed *done);

/* How many values the previous key seals. */
MUST_CHECK enum err app_reseal_count(
    struct db *db, const struct crypt_keys *keys, int64_t *n);

#endif
