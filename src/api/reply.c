/*
 * What handlers answer with.
 */
#include "api/reply.h"

#include <string.h>

#include "api/encode.h"
#include "api/exchange.h"
#include "base/bug.h"
#include "base/str.h"
#include "http/etag.h"

#include "base/banned.h"

static struct json_writer
begin(struct call *call, int status)
{
	struct http_response *r = api_exchange_of(call)->response;

	r->status = status;
	r->content_type = "application/json";
	buf_clear(&r->body);
	return json_writer(&r->body);
}

struct json_writer
reply_json(struct call *call)
{
	return begin(call, 200);
}

struct json_writer
reply_json_as(struct call *call, int status)
{
	return begin(call, status);
}

struct json_writer
reply_json_created(struct call *call, const char *path)
{
	http_response_header(api_exchange_of(call)->response, "Location", path);
	return begin(call, 201);
}

/* The index of a column, or -1. */
static int
find_column(const struct db_query *q, const char *name)
{
	for (unsigned i = 0; name && i < q->n_out; i++)
		if (strcmp(q->out[i].name, name) == 0)
			return (int)i;
	bug_if(name && name[0] != '_');
	return -1;
}

bool
reply_is_known(struct call *call, const char *etag)
{
	struct http_response *r = api_exchange_of(call)->response;
	const struct http_request *request = api_exchange_of(call)->request;

	http_response_header(r, "ETag", etag);
	if ((request->method != HTTP_GET && request->method != HTTP_HEAD) ||
	    !request->if_none_match ||
	    !http_etag_matches(request->if_none_match, etag))
		return false;
	r->status = 304;
	r->content_type = NULL;
	buf_clear(&r->body);
	return true;
}

/* A response to a write is made all the same. */
static void
add_etag(struct call *call, int64_t version)
{
	struct http_response *r = api_exchange_of(call)->response;
	char etag[HTTP_ETAG_SIZE];

	http_etag_format(etag, version, r->body.p, r->body.len);
	(void)reply_is_known(call, etag);
}

/* Encodes the members of the only row into w; *version becomes its _version, if
 * it has one. */
static enum err
encode_members(struct call *call, struct json_writer *w, struct db_call query,
    struct opt_int *version)
{
	int column = find_column(query.query, "_version");
	struct api_encoder encoder;
	struct db_rows *rows;
	struct db_value v;
	enum err err;
	bool more;

	err = db_rows(call->db, query, &rows);
	if (!err)
		err = db_rows_next(rows, &more);
	if (err)
		return err;
	if (!more)
		return ERR_NOT_FOUND;
	api_encoder_init(&encoder, query.query);
	api_encode_members(&encoder, rows, w);
	*version = (struct opt_int){ 0 };
	if (column >= 0) {
		db_rows_value(rows, (unsigned)column, &v);
		*version = (struct opt_int){ true, v.i };
	}
	err = db_rows_next(rows, &more);
	bug_if(!err && more);
	return err;
}

enum err
reply_encode_one(struct call *call, struct json_writer *w, struct db_call query)
{
	struct opt_int version;
	enum err err;

	json_open(w, '{');
	err = encode_members(call, w, query, &version);
	json_close(w, '}');
	return err;
}

enum err
reply_encode_rows(
    struct call *call, struct json_writer *w, struct db_call query)
{
	struct api_encoder encoder;
	struct db_rows *rows;
	enum err err;
	bool more;

	api_encoder_init(&encoder, query.query);
	err = db_rows(call->db, query, &rows);
	if (err)
		return err;
	while (!(err = db_rows_next(rows, &more)) && more)
		api_encode_row(&encoder, rows, w);
	return err;
}

enum err
reply_encode_many(
    struct call *call, struct json_writer *w, struct db_call query)
{
	enum err err;

	json_open(w, '[');
	err = reply_encode_rows(call, w, query);
	json_close(w, ']');
	return err;
}

/* Whether nothing but the response is left of the transaction. */
static bool
is_last(const struct call *call)
{
	return db_is_in_transaction(call->db) &&
	       !api_exchange_of(call)->is_claimed;
}

enum err
reply_one_with(struct call *call, int status, struct db_call query,
    const struct reply_array *arrays, size_t n)
{
	struct json_writer w = begin(call, status);
	struct opt_int version;
	enum err err;

	if (n == 0 && is_last(call))
		db_last(call->db);
	json_open(&w, '{');
	err = encode_members(call, &w, query, &version);
	for (size_t i = 0; i < n && !err; i++) {
		json_key(&w, arrays[i].member);
		err = reply_encode_many(call, &w, arrays[i].query);
	}
	json_close(&w, '}');
	if (!err && version.set)
		add_etag(call, version.v);
	return err;
}

enum err
reply_one_as(struct call *call, int status, struct db_call query)
{
	return reply_one_with(call, status, query, NULL, 0);
}

enum err
reply_one(struct call *call, struct db_call query)
{
	return reply_one_as(call, 200, query);
}

enum err
reply_created_at(struct call *call, struct db_call query, const char *path)
{
	enum err err = reply_one_as(call, 201, query);

	if (err)
		return err;
	http_response_headerf(
	    api_exchange_of(call)->response, "Location", "%s", path);
	return ERR_OK;
}

void
reply_location(struct call *call, const char *path, struct uuid id)
{
	char text[UUID_TEXT_SIZE];

	uuid_format(id, text);
	http_response_headerf(
	    api_exchange_of(call)->response, "Location", "%s/%s", path, text);
}

enum err
reply_created(
    struct call *call, struct db_call query, const char *path, struct uuid id)
{
	enum err err = reply_one_as(call, 201, query);

	if (!err)
		reply_location(call, path, id);
	return err;
}

/* Without the slash at its end that is accepted. */
static size_t
path_len(const char *path)
{
	size_t len = strlen(path);

	return len > 1 && path[len - 1] == '/' ? len - 1 : len;
}

/* The request's query with another cursor, as a Link (RFC 8288). What would
 * end the header's value or its URI is percent-encoded. */
static void
add_next_link(struct call *call, const char *cursor)
{
	const struct http_request *request = api_exchange_of(call)->request;
	struct buf link;

	buf_init(&link, HTTP_URI_MAX * 3 + API_CURSOR_SIZE);
	buf_printf(
	    &link, "<%.*s?", (int)path_len(request->path), request->path);
	for (const char *p = request->query; *p;) {
		size_t len = strcspn(p, "&");

		if (len && !str_has_prefix(p, "cursor=")) {
			for (size_t i = 0; i < len; i++) {
				unsigned char c = (unsigned char)p[i];

				if (c <= 0x20 || c >= 0x7f || c == '<' ||
				    c == '>' || c == '"' || c == '\\')
					buf_printf(&link, "%%%02X", c);
				else
					buf_char(&link, p[i]);
			}
			buf_char(&link, '&');
		}
		p += len;
		p += *p == '&';
	}
	buf_printf(&link, "cursor=%s>; rel=\"next\"", cursor);
	if (!link.failed)
		http_response_header(
		    api_exchange_of(call)->response, "Link", buf_text(&link));
	buf_release(&link);
}

/* A page that is being written. */
struct page {
	struct json_writer w;
	int64_t limit, n; /* rows, at most and so far */
	enum {
		AT_END,
		BEFORE_MORE, /* last is the last row that was written */
		AT_LAST	     /* last is the row that says _is_last */
	} ends;
	struct db_keys last;
};

static bool
is_full(const struct page *page)
{
	return page->n == page->limit || page->w.buf->len > REPLY_PAGE_BYTES;
}

/* What a column says that few queries have. */
static bool
is_true(const struct db_rows *rows, int column, bool without)
{
	struct db_value v;

	if (column < 0)
		return without;
	db_rows_value(rows, (unsigned)column, &v);
	return v.b;
}

/* The columns that say how a row stands in a page; -1: the query has none. */
struct place_columns {
	int hit, last;
};

/* A row that comes when the page is full is not written: it tells that there
 * are more. */
static void
write_row(struct page *page, const struct api_encoder *encoder,
    const struct place_columns *columns, const struct db_rows *rows,
    struct arena *arena)
{
	if (is_full(page)) {
		page->ends = BEFORE_MORE;
		return;
	}
	if (is_true(rows, columns->hit, true)) {
		api_encode_row(encoder, rows, &page->w);
		page->n++;
	}
	if (is_true(rows, columns->last, false))
		page->ends = AT_LAST;
	if (page->ends == AT_LAST || is_full(page))
		page->last = db_page_keys(encoder->query, rows, arena);
}

/* Reads to the end, which ends the statement on SQLite. */
static enum err
write_rows(struct call *call, struct db_call query, struct page *page)
{
	const struct place_columns columns = {
		.hit = find_column(query.query, "_is_hit"),
		.last = find_column(query.query, "_is_last"),
	};
	struct api_encoder encoder;
	struct db_rows *rows;
	bool is_row;
	enum err err;

	page->ends = AT_END;
	api_encoder_init(&encoder, query.query);
	err = db_rows(call->db, query, &rows);
	if (err)
		return err;
	while (!(err = db_rows_next(rows, &is_row)) && is_row)
		if (page->ends == AT_END)
			write_row(page, &encoder, &columns, rows, call->arena);
	return err;
}

void
reply_next(struct call *call, const struct db_keys *last)
{
	char cursor[API_CURSOR_SIZE];

	api_cursor_write(call, last, cursor);
	add_next_link(call, cursor);
}

static struct page
begin_page(struct call *call, int64_t limit)
{
	struct page page = { .w = begin(call, 200), .limit = limit };

	json_open(&page.w, '[');
	return page;
}

static void
end_page(struct call *call, struct page *page)
{
	json_close(&page->w, ']');
	if (page->ends != AT_END)
		reply_next(call, &page->last);
}

static enum err
write_page(struct call *call, struct db_call query, int64_t limit)
{
	struct page page = begin_page(call, limit);
	enum err err = write_rows(call, query, &page);

	if (!err)
		end_page(call, &page);
	return err;
}

/* The page behind the cursor; the first one is behind start. */
static enum err
reply_page(struct call *call, struct db_list list, int64_t limit,
    const char *cursor, struct db_keys start)
{
	enum err err = api_cursor_read(call, cursor, &start);

	return err ? err
		   : write_page(
			 call, db_page_call(list, &start, limit + 1), limit);
}

enum err
reply_list(
    struct call *call, struct db_list list, int64_t limit, const char *cursor)
{
	return reply_page(call, list, limit, cursor, db_page_start(list.query));
}

enum err
reply_list_after(struct call *call, struct db_list list, int64_t limit,
    const char *cursor, int64_t number)
{
	struct db_keys start = db_page_start(list.query);

	start.number = number;
	return reply_page(call, list, limit, cursor, start);
}

enum err
reply_no_rows(struct call *call)
{
	struct json_writer w = reply_json(call);

	json_open(&w, '[');
	json_close(&w, ']');
	return ERR_OK;
}

enum err
reply_list_from(struct call *call, struct db_list list, int64_t limit,
    const char *cursor, int64_t from)
{
	struct db_keys after = db_page_start(list.query);
	enum err err = api_cursor_read(call, cursor, &after);

	return err ? err
		   : write_page(call,
			 db_page_call_from(list, from, &after, limit + 1),
			 limit);
}

enum err
reply_list_by_text(struct call *call, struct db_list list, int64_t limit,
    const char *cursor, const char *start)
{
	struct db_keys after = db_page_start(list.query);

	after.text = start;
	return reply_page(call, list, limit, cursor, after);
}

enum err
reply_lists_from(struct call *call, struct db_list list, struct db_list more,
    int64_t limit, const char *cursor, int64_t from)
{
	struct db_keys after = db_page_start(list.query), place;
	struct page page;
	enum err err;

	err = api_cursor_read(call, cursor, &after);
	if (err)
		return err;
	page = begin_page(call, limit);
	err = write_rows(
	    call, db_page_call_from(list, from, &after, limit + 1), &page);
	if (!err && page.ends == AT_LAST) {
		place = page.last;
		err = write_rows(call,
		    db_page_call_behind(
			more, &after, &place, limit - page.n + 1),
		    &page);
		if (page.ends == AT_LAST)
			page.last = place;
	}
	if (!err)
		end_page(call, &page);
	return err;
}

enum err
reply_message(struct call *call, const char *text)
{
	return reply_message_as(call, 200, text);
}

enum err
reply_message_as(struct call *call, int status, const char *text)
{
	struct json_writer w = begin(call, status);

	json_open(&w, '{');
	json_key(&w, "message");
	json_write_text(&w, text);
	json_close(&w, '}');
	return ERR_OK;
}

enum err
reply_none(struct call *call)
{
	struct http_response *r = api_exchange_of(call)->response;

	r->status = 204;
	r->content_type = NULL;
	buf_clear(&r->body);
	return ERR_OK;
}

struct buf *
reply_text(struct call *call, const char *content_type)
{
	struct http_response *r = api_exchange_of(call)->response;

	r->status = 200;
	r->content_type = content_type;
	buf_clear(&r->body);
	return &r->body;
}

enum err
reply_redirect(struct call *call, const char *location)
{
	struct http_response *r = api_exchange_of(call)->response;

	r->status = 302;
	r->content_type = NULL;
	buf_clear(&r->body);
	http_response_header(r, "Location", location);
	return ERR_OK;
}
