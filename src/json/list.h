/*
 * An array of values, as queries take it, in the arena.
 *
 *	struct json_list ids;
 *	json_list_init(&ids, n, JSON_ID_BYTES);
 *	json_write_uuid(&ids.w, id);
 *	… = json_list_text(&ids, arena);
 */
#ifndef JSON_LIST_H
#define JSON_LIST_H

#include "base/arena.h"
#include "json/write.h"

struct json_list {
	struct json_writer w; /* writes the values */
	struct buf buf;	      /* of w: a list is not copied */
};

/* An empty one, for at most n values, each of which takes at most so many bytes
 * with its comma, 2 at least. json_list_text must follow: it frees the memory.
 */
void json_list_init(struct json_list *list, size_t n, size_t bytes);
/* Ends it, and gives its text. That not all fitted is a bug: whoever writes
 * knows the bounds. */
const char *json_list_text(struct json_list *list, struct arena *arena);

#endif
