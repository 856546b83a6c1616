/*
 * Hearth beside a Stripe of a test's own (stripe_server.py), and what that
 * delivers.
 */
#ifndef T_LIB_STRIPE_H
#define T_LIB_STRIPE_H

#include "t/lib/http_server.h"

extern struct http_server stripe;

/* Starts it, and has Hearth use it until stripe_stop; set: a setting of its. */
void stripe_start(void (*set)(const char *name, const char *value));
void stripe_stop(void);
/* How it behaves from here on. */
void stripe_mode(const char *mode);
/* How many pages, or refunds, it has made: of kind "cs" or "re". */
int stripe_made(const char *kind);
/* The last request that it got: "METHOD path key form". */
const char *stripe_asked(void);

/* Stripe's signature of a body, now and by a secret, in the arena of the test.
 */
char *stripe_signature(const char *body, const char *secret, long off_s);
/* A delivery of an object, JSON with ' for ", each time another; as its status.
 */
int stripe_deliver(const char *type, const char *object);
/* The same once more. */
int stripe_deliver_again(void);
/* The object of a page as it is paid, for a reservation. */
char *stripe_paid(const char *session, const char *reservation,
    const char *charge, long amount);

#endif
