/*
 * What the paths of operations name: {event} is an event that is made for the
 * request.
 */
#ifndef T_API_THINGS_H
#define T_API_THINGS_H

#include <stdbool.h>
#include <stddef.h>

/* Makes what a name of len characters means, and returns its id: something that
 * a stranger sees, or something that they do not. An unknown name ends the
 * test. */
char *thing_make(const char *name, size_t len, bool unseen);

#endif
