#include "api/reply_csv.h"

#include <string.h>

#include "api/exchange.h"
#include "db/json.h"

#include "base/banned.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

enum { CELL_MAX = 1 << 20 }; /* of what is no text */

/* A part that is being written. */
struct table {
	const struct db_query *query;
	struct buf *body;
	struct buf cell;  /* what is no text, on its way */
	int64_t limit, n; /* rows, at most and so far */
	bool has_more;
};

static bool
begins_formula(const char *p, size_t len)
{
	static const char *const signs[] = { "=", "+", "-", "@", "\t", "\r",
		"\n", "\uff1d", "\uff0b", "\uff0d", "\uff20" };

	for (size_t i = 0; i < N_OF(signs); i++)
		if (len >= strlen(signs[i]) &&
		    memcmp(p, signs[i], strlen(signs[i])) == 0)
			return true;
	return false;
}

static void
put_text(struct buf *to, const char *p, size_t len)
{
	buf_char(to, '"');
	if (begins_formula(p, len))
		buf_char(to, '\'');
	for (size_t i = 0; i < len; i++) {
		if (p[i] == '"')
			buf_char(to, '"');
		buf_char(to, p[i]);
	}
	buf_char(to, '"');
}

/* As in JSON, of which ids and times are texts without anything to escape. */
static void
put_plain(
    struct table *t, const struct db_field *field, const struct db_value *v)
{
	struct json_writer w = json_writer(&t->cell);

	buf_clear(&t->cell);
	db_json_write(&w, field, v);
	if (t->cell.failed)
		t->body->failed = true;
	else if (t->cell.len && t->cell.p[0] == '"')
		buf_put(t->body, t->cell.p, t->cell.len);
	else
		put_text(t->body, t->cell.p, t->cell.len);
}

static bool
is_number(enum db_type type)
{
	return type == DB_INT || type == DB_REAL || type == DB_BOOL;
}

static void
put_value(struct table *t, const struct db_rows *rows, unsigned i)
{
	const struct db_field *field = &t->query->out[i];
	struct json_writer w = json_writer(t->body);
	struct db_value v;

	db_rows_value(rows, i, &v);
	if (v.is_null)
		return;
	if (field->type == DB_TEXT)
		put_text(t->body, v.text.p, v.text.len);
	else if (is_number(field->type) && !field->words)
		db_json_write(&w, field, &v);
	else
		put_plain(t, field, &v);
}

/* One line: of names where there are no rows. */
static void
put_line(struct table *t, const struct db_rows *rows)
{
	bool is_first = true;

	for (unsigned i = 0; i < t->query->n_out; i++) {
		const char *name = t->query->out[i].name;

		if (name[0] == '_')
			continue;
		if (!is_first)
			buf_char(t->body, ',');
		is_first = false;
		if (rows)
			put_value(t, rows, i);
		else
			put_text(t->body, name, strlen(name));
	}
	buf_lit(t->body, "\r\n");
}

static bool
is_full(const struct table *t)
{
	return t->n == t->limit || t->body->len > REPLY_CSV_BYTES;
}

/* Reads to the end, which ends the statement on SQLite. A row that comes when
 * the part is full tells that there are more. */
static enum err
put_rows(struct call *call, struct table *t, struct db_call query,
    struct db_keys *last)
{
	struct db_rows *rows;
	bool is_row;
	enum err err = db_rows(call->db, query, &rows);

	if (err)
		return err;
	while (!(err = db_rows_next(rows, &is_row)) && is_row) {
		if (is_full(t)) {
			t->has_more = true;
			continue;
		}
		put_line(t, rows);
		t->n++;
		if (is_full(t))
			*last = db_page_keys(t->query, rows, call->arena);
	}
	return err;
}

enum err
reply_csv(
    struct call *call, struct db_list list, int64_t limit, const char *cursor)
{
	struct table t = { .query = list.query, .limit = limit };
	struct db_keys start = db_page_start(list.query), last;
	enum err err = api_cursor_read(call, cursor, &start);

	if (err)
		return err;
	t.body = reply_text(call, "text/csv; charset=utf-8");
	buf_init(&t.cell, CELL_MAX);
	if (!cursor) {
		buf_lit(t.body, BYTE_ORDER_MARK);
		put_line(&t, NULL);
	}
	err = put_rows(call, &t, db_page_call(list, &start, limit + 1), &last);
	buf_release(&t.cell);
	if (!err && t.has_more)
		reply_next(call, &last);
	return err;
}
