/*
 * hearthctl user export: all that sql/person.txt says there is of somebody, as
 * a JSON object of tables, each with its rows. A row is written when it has
 * been read, so that there may be any number of them.
 */
#include "cmd/ctl_user_export.h"

#include "api/encode.h"
#include "base/buf.h"
#include "cmd/ctl_user_find.h"
#include "generated/person.h"
#include "generated/query/person.h"
#include "text/shown.h"

#include "base/banned.h"

enum { ROW_MAX = 1 << 20, SCRATCH_MAX = 2 << 20 };

struct export
{
	struct ctl *ctl;
	struct user_id user;
	struct arena scratch;  /* of one row */
	const char *separator; /* before the next table */
};

static enum err
write_row(struct export *x, const struct api_encoder *e,
    const struct db_rows *rows, const char *separator)
{
	struct buf b;
	struct json_writer w = json_writer(&b);
	enum err err = ERR_OK;

	buf_init(&b, ROW_MAX);
	api_encode_row(e, rows, &w);
	if (b.failed)
		err = fault(&x->ctl->fault, ERR_INTERNAL,
		    "a row is larger than %d bytes", ROW_MAX);
	else
		fprintf(x->ctl->out, "%s\n%s", separator,
		    text_json_for_terminal(&x->scratch, buf_text(&b)));
	buf_release(&b);
	arena_reset(&x->scratch);
	return err;
}

static enum err
write_table(struct export *x, const char *name, struct db_call call)
{
	const char *separator = "";
	struct api_encoder e;
	struct db_rows *rows;
	bool more = true;
	enum err err = db_rows(x->ctl->db, call, &rows);

	api_encoder_init(&e, call.query);
	fprintf(x->ctl->out, "%s\n\"%s\":[", x->separator, name);
	x->separator = ",";
	while (!err && !(err = db_rows_next(rows, &more)) && more) {
		err = write_row(x, &e, rows, separator);
		separator = ",";
	}
	fputs("]", x->ctl->out);
	return err;
}

static enum err
write_tables(struct export *x)
{
	enum err err = ERR_OK;

#define WRITE(table)               \
	if (!err)                  \
		err = write_table( \
		    x, #table, Q_person_rows_##table(.user = x->user));
	PERSON_ROWS(WRITE)
#undef WRITE
	return err;
}

int
ctl_user_export(struct ctl *ctl, const struct ctl_args *args)
{
	struct export x = { .ctl = ctl, .separator = "" };
	struct q_operator_user_row user;
	int status = ctl_user_open(ctl, args->operands[0], &user);

	if (status)
		return status;
	x.user = user.id;
	arena_init(&x.scratch, SCRATCH_MAX);
	fputs("{", ctl->out);
	status = ctl_result(ctl, write_tables(&x));
	fputs("\n}\n", ctl->out);
	arena_release(&x.scratch);
	return status;
}
