/*
 * Passkeys as requests hold them.
 */
#ifndef API_PASSKEY_H
#define API_PASSKEY_H

#include "app/passkey.h"
#include "generated/api.h"

/* What a request shows; in the arena. NULL when in is, which is none. */
const struct app_passkey *api_passkey_read(
    const struct call *call, const struct api_passkey *in);

#endif
