/*
 * What the paths of operations name: {event} is an event that is made for the
 * request.
 */
#ifndef T_API_THINGS_H
#define T_API_THINGS_H

#include <stdbool.h>
#include <stddef.h>

/* What has a name in paths, and how it is made. */
struct thing {
	const char *name;
	char *(*make)(void), *(*make_unseen)(void);
};

/* Sparks, routines and polls (things_together.c). */
extern const struct thing things_together[];
extern const size_t things_together_n;

/* What somebody has in their account (things_account.c). */
extern const struct thing things_account[];
extern const size_t things_account_n;

/* What is sold of events (things_sold.c). */
extern const struct thing things_sold[];
extern const size_t things_sold_n;

/* The id of nothing. */
char *thing_unknown(void);

/* Makes what a name of len characters means, and returns its id: something that
 * a stranger sees, or something that they do not. An unknown name ends the
 * test. */
char *thing_make(const char *name, size_t len, bool unseen);

#endif
