/*
 * What a client is told of how it should look and behave.
 */
#ifndef API_UI_H
#define API_UI_H

#include "app/call.h"

/* What a client says of itself, as far as it does; NULL: it does not. */
struct api_ui_client {
	const char *version; /* not one: "1.0" */
	const char *patch, *place;
	const char *time; /* RFC 3339; not one: now */
};

/* 200 with what is for it, or 304. */
MUST_CHECK enum err api_ui_reply(
    struct call *call, const struct api_ui_client *client);

#endif
