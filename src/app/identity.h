/*
 * What others say of somebody, as it may be stored here.
 */
#ifndef APP_IDENTITY_H
#define APP_IDENTITY_H

#include "app/link.h"

/* The address; NULL when it is none. */
const char *app_identity_address(const char *email);

/* Names whoever has out->email: by names that may be NULL or no names of
 * people, else by the address. They live in the arena. */
void app_identity_call(struct call *call, struct app_identity *out,
    const char *first, const char *last);

#endif
