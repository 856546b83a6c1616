/*
 * JSON written straight into a bounded buffer, without a tree.
 *
 * A writer puts the commas; the caller opens and closes in order:
 *
 *	struct json_writer w = json_writer(&buf);
 *	json_open(&w, '{');
 *	json_key(&w, "id");
 *	json_write_uuid(&w, id);
 *	json_close(&w, '}');
 */
#ifndef JSON_WRITE_H
#define JSON_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/uuid.h"

struct json_writer {
	struct buf *buf; /* not owned; its sticky error is the writer's */
	bool comma;	 /* the next value follows another */
};

/* A writer at the start of a text, which appends to buf. */
static inline struct json_writer
json_writer(struct buf *buf)
{
	return (struct json_writer){ .buf = buf };
}

/* bracket is '{' or '['. */
void json_open(struct json_writer *w, char bracket);
/* bracket is '}' or ']'. */
void json_close(struct json_writer *w, char bracket);
/* The key of the value that is written next; escaped. */
void json_key(struct json_writer *w, const char *key);
/* key must need no escape; its quoted form with the colon, length included. */
void json_key_raw(struct json_writer *w, const char *quoted, size_t len);

/*
 * One value each. That one did not fit is told by the buffer alone; nothing is
 * written after it.
 */
void json_write_null(struct json_writer *w);
void json_write_bool(struct json_writer *w, bool v);
void json_write_int(struct json_writer *w, int64_t v);
/* A short text with a fraction or an exponent that reads back as exactly v;
 * null when v is not finite. */
void json_write_real(struct json_writer *w, double v);
/* NULL becomes null. The text must be UTF-8. */
void json_write_text(struct json_writer *w, const char *s);
/* A member that is one. */
void json_member_text(struct json_writer *w, const char *key, const char *s);
/* len bytes of UTF-8. */
void json_write_text_n(struct json_writer *w, const char *s, size_t len);
/* As uuid_format writes it. */
void json_write_uuid(struct json_writer *w, struct uuid u);
/* RFC 3339 in UTC. */
void json_write_time(struct json_writer *w, int64_t us);
/* The same of a wall time (base/zone.h), without an offset. */
void json_write_wall(struct json_writer *w, int64_t us);
/* Text that is JSON already. */
void json_write_raw(struct json_writer *w, const char *json, size_t len);
/* The members of an object that is JSON already, with no blank before its
 * first brace or after its last, among those of the object that is open. */
void json_write_members(struct json_writer *w, const char *json, size_t len);

#endif
