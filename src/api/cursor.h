/*
 * Opaque keyset cursors: where a page ended, sealed so that one that was made
 * up, or belongs to another list, is refused.
 */
#ifndef API_CURSOR_H
#define API_CURSOR_H

#include "app/call.h"
#include "db/page.h"

enum { API_CURSOR_TEXT_MAX = 255, API_CURSOR_SIZE = 512 };

/* The keys that the cursor seals; leaves them as they are when it is NULL.
 * ERR_CURSOR_INVALID. Their text lives in the call's arena. */
MUST_CHECK enum err api_cursor_read(
    const struct call *call, const char *cursor, struct db_keys *keys);
/* Writes terminated base64url. */
void api_cursor_write(const struct call *call, const struct db_keys *keys,
    char out[API_CURSOR_SIZE]);

#endif
