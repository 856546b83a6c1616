/*
 * A row is written when it has been read, and forgotten.
 */
#include "app/person.h"

#include <stdio.h>

#include "db/json.h"
#include "generated/person.h"
#include "generated/query/person.h"

#include "base/banned.h"

enum { ROW_MAX = 1 << 20, HEAD_SIZE = 128 };

static void
encode(const struct db_rows *rows, const struct db_query *query, struct buf *b)
{
	struct json_writer w = json_writer(b);

	json_open(&w, '{');
	for (unsigned i = 0; i < query->n_out; i++) {
		const struct db_field *field = &query->out[i];
		struct db_value v;

		db_rows_value(rows, i, &v);
		json_key_raw(&w, field->key, field->key_len);
		db_json_write(&w, field, &v);
	}
	json_close(&w, '}');
}

static enum err
put_row(const struct app_person_out *out, struct buf *b)
{
	enum err err;

	if (b->failed)
		return fault_internal(out->fault, ERR_INTERNAL,
		    "a row is larger than %d bytes", ROW_MAX);
	err = out->put(out->ctx, buf_text(b));
	buf_clear(b);
	return err;
}

static enum err
put_rows(struct db_rows *rows, const struct db_query *query, struct buf *b,
    const struct app_person_out *out)
{
	const char *separator = "\n";
	bool more;
	enum err err = db_rows_next(rows, &more);

	while (!err && more) {
		buf_str(b, separator);
		encode(rows, query, b);
		err = put_row(out, b);
		if (!err)
			err = db_rows_next(rows, &more);
		separator = ",\n";
	}
	return err;
}

enum err
app_person_write_rows(
    struct db *db, struct db_call call, const struct app_person_out *out)
{
	struct db_rows *rows;
	struct buf b;
	enum err err = out->put(out->ctx, "[");

	if (!err)
		err = db_stream(db, call, &rows);
	if (err)
		return err;
	buf_init(&b, ROW_MAX);
	err = put_rows(rows, call.query, &b, out);
	buf_release(&b);
	return err ? err : out->put(out->ctx, "]");
}

static enum err
write_table(struct db *db, const char *head, struct db_call call,
    const struct app_person_out *out)
{
	enum err err = out->put(out->ctx, head);

	return err ? err : app_person_write_rows(db, call, out);
}

enum err
app_person_write(
    struct db *db, struct user_id user, const struct app_person_out *out)
{
	const char *separator = "{";
	enum err err = ERR_OK;
	char head[HEAD_SIZE];

#define WRITE(table)                                                       \
	if (!err) {                                                        \
		snprintf(                                                  \
		    head, sizeof(head), "%s\n\"" #table "\":", separator); \
		err = write_table(                                         \
		    db, head, Q_person_rows_##table(.user = user), out);   \
		separator = ",";                                           \
	}
	PERSON_ROWS(WRITE)
#undef WRITE
	return err ? err : out->put(out->ctx, "\n}");
}
