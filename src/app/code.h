/*
 * Trying the six digits of a mail. A try is counted in a transaction of its
 * own, so that the response cannot take the count back; and nobody learns by
 * trying whether anything waits for a code.
 */
#ifndef APP_CODE_H
#define APP_CODE_H

#include "app/call.h"

enum {
	APP_CODE_TTL_S = 600,
	APP_CODE_TRIES = 5, /* of one code */
	/* of all codes of an address for one thing: guessing then takes a
	 * lifetime; links go on working */
	APP_CODE_TRIES_A_DAY = 20
};

/* What waits for a code. */
struct app_code_found {
	struct uuid id; /* from which the digits are derived */
	int64_t expires_at;
};

/* Codes of one kind. */
struct app_code {
	const char *kind;  /* what they are for */
	const char *whose; /* under which tries are counted: an address key */
	/* Counts a try of what waits, if it was tried less than tries_max
	 * times; ERR_NOT_FOUND when nothing does. */
	enum err (*count)(struct call *call, void *ctx, int64_t tries_max,
	    struct app_code_found *found);
	void *ctx;
};

/* Whether the digits are those of what waits, whose id *id gets. Begins a
 * transaction and leaves it open. ERR_TOKEN_INVALID; ERR_TOKEN_EXPIRED, which
 * only who knows the digits is told. */
MUST_CHECK enum err app_code_check(struct call *call,
    const struct app_code *code, const char *digits, struct uuid *id);

/* Records ERR_TOKEN_INVALID and returns it. */
enum err app_code_invalid(struct call *call);
/* Records ERR_TOKEN_EXPIRED and returns it. */
enum err app_code_expired(struct call *call);

#endif
