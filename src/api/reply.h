/*
 * Responses of handlers. A reply runs a query and encodes its rows straight
 * into the response: the columns of the query are the members of the response.
 */
#ifndef API_REPLY_H
#define API_REPLY_H

#include "api/cursor.h"
#include "app/call.h"
#include "json/write.h"

/* 200 with the one row, or ERR_NOT_FOUND. With a column _version the response
 * has an ETag; a GET whose If-None-Match has it becomes 304. In a transaction
 * it is the last thing that a handler does: the commit may travel with it. */
MUST_CHECK enum err reply_one(struct call *call, struct db_call query);
/* The same with another status. */
MUST_CHECK enum err reply_one_as(
    struct call *call, int status, struct db_call query);
/* The response is of something that was made: Location: path, a slash, and id.
 */
void reply_location(struct call *call, const char *path, struct uuid id);
/* 201 with the one row and Location: path. */
MUST_CHECK enum err reply_created_at(
    struct call *call, struct db_call query, const char *path);
/* 201 with the one row and Location: path, a slash, and id. */
MUST_CHECK enum err reply_created(
    struct call *call, struct db_call query, const char *path, struct uuid id);

/* A page ends with the row that makes it longer than this. */
enum { REPLY_PAGE_BYTES = 1 << 20 };

/* 200 with an array that is empty. */
MUST_CHECK enum err reply_no_rows(struct call *call);

/* 200 with an array of at most limit rows, fewer when they are large, from
 * where the cursor points (NULL: from the first one), and a Link to the next
 * page when there are more. ERR_CURSOR_INVALID. */
MUST_CHECK enum err reply_list(
    struct call *call, struct db_list list, int64_t limit, const char *cursor);
/* The same for a list by start of what is not over at from, the input of the
 * same name (see db_page_call_from). A row whose column _is_hit is false is not
 * shown; at one whose _is_last is true the page ends, and the next one begins
 * behind it. */
MUST_CHECK enum err reply_list_from(struct call *call, struct db_list list,
    int64_t limit, const char *cursor, int64_t from);
/* The same; where the page ends at a last row, the list more goes on behind it,
 * in whose query since_... is where the page began. If that has a last row too,
 * the page ends where it did. */
MUST_CHECK enum err reply_lists_from(struct call *call, struct db_list list,
    struct db_list more, int64_t limit, const char *cursor, int64_t from);

/* The same for a list by a number, whose first page begins behind one. */
MUST_CHECK enum err reply_list_after(struct call *call, struct db_list list,
    int64_t limit, const char *cursor, int64_t number);
/* The same for a list by a text, whose first page begins at start. */
MUST_CHECK enum err reply_list_by_text(struct call *call, struct db_list list,
    int64_t limit, const char *cursor, const char *start);

/* Says by a Link that a list goes on behind a row. */
void reply_next(struct call *call, const struct db_keys *last);

/* 200 {"message": text}. */
enum err reply_message(struct call *call, const char *text);
/* The same with another status. */
enum err reply_message_as(struct call *call, int status, const char *text);
/* 204. */
enum err reply_none(struct call *call);

/* A query whose rows are an array in a response. */
struct reply_array {
	const char *member;
	struct db_call query;
};

/* As reply_one_as; the n arrays are further members of the object, in this
 * order. The queries run one after the other. */
MUST_CHECK enum err reply_one_with(struct call *call, int status,
    struct db_call query, const struct reply_array *arrays, size_t n);

/* 200 with another media type; the text goes into the result. */
struct buf *reply_text(struct call *call, const char *content_type);
/* Gives the response an ETag, quotes included, before its body is made; true
 * when the caller has that already: it is 304 then, and done. */
bool reply_is_known(struct call *call, const char *etag);
/* 302 to location, a URI without control characters. */
enum err reply_redirect(struct call *call, const char *location);
/* A response by hand: 200, application/json, and a writer into its body. */
struct json_writer reply_json(struct call *call);
/* The same with another status. */
struct json_writer reply_json_as(struct call *call, int status);
/* 201 and Location: path, of what was made or the list that it is in. */
struct json_writer reply_json_created(struct call *call, const char *path);
/* One row as a JSON object into w; the caller writes what is around it.
 * ERR_NOT_FOUND. */
MUST_CHECK enum err reply_encode_one(
    struct call *call, struct json_writer *w, struct db_call query);
/* All rows as elements of an array that is open in w. */
MUST_CHECK enum err reply_encode_rows(
    struct call *call, struct json_writer *w, struct db_call query);
/* All rows as a JSON array into w. */
MUST_CHECK enum err reply_encode_many(
    struct call *call, struct json_writer *w, struct db_call query);

#endif
