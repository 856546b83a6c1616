/*
 * What an administrator has said of a provider, as the contract has read it.
 */
#ifndef API_PROVIDER_H
#define API_PROVIDER_H

#include "app/provider.h"
#include "generated/api.h"

/* A new one. Borrows from the body; lists are in the arena. */
struct app_provider_input api_provider_new(
    struct arena *arena, const struct api_provider_create_body *body);
/* What changes of one; the same. */
struct app_provider_input api_provider_change(
    struct arena *arena, const struct api_provider_patch_body *body);

#endif
