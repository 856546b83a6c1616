/*
 * What Clerk says in tests: deliveries as it signs them.
 */
#ifndef T_API_CLERK_SAY_H
#define T_API_CLERK_SAY_H

/* The secret before the one that it signs by. */
#define CLERK_OLDER "whsec_+/8AAQIDBAUGBwgJCgsMDQ4PEA=="

/* It is heard. */
void clerk_start(void);
/* The status for a body as a message of a name, signed so many seconds off. */
int clerk_send(const char *message, const char *json, long off_s);
/* The same for an event of a type, whose data has ' for "; each time another
 * message, or this one. */
int clerk_deliver(const char *type, const char *data);
int clerk_deliver_as(const char *message, const char *type, const char *data);
/* Data of somebody "user_" name, whose address is name@example.org, at a
 * second. */
char *clerk_person(
    const char *name, const char *status, int at_s, const char *more);

#endif
