/*
 * Opaque keyset cursors: where a page ended, sealed so that one that was made
 * up, or belongs to another list, is refused.
 */
#ifndef API_CURSOR_H
#define API_CURSOR_H

#include "app/call.h"

/* The keys of the last row of a page. Lists are ordered by a time and an id,
 * or by a text. */
struct api_cursor {
	int64_t time_us;
	struct uuid id;
	const char *text;
};

enum { API_CURSOR_TEXT_MAX = 255, API_CURSOR_SIZE = 512 };

/* Leaves *cursor as it is when text is NULL. ERR_CURSOR_INVALID. The text of
 * the result lives in the call's arena. */
MUST_CHECK enum err api_cursor_read(
    const struct call *call, const char *text, struct api_cursor *cursor);
/* Writes terminated base64url. */
void api_cursor_write(const struct call *call, const struct api_cursor *cursor,
    char out[API_CURSOR_SIZE]);

#endif
