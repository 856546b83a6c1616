/*
 * Rows of any query as a table, as "name: value" lines or as JSON. What is
 * shown is decided by the query's columns alone.
 */
#include "cmd/ctl.h"

#include <string.h>
#include <sysexits.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "db/json.h"
#include "text/form.h"
#include "text/shown.h"

#include "base/banned.h"

enum { COLUMNS = 32, JSON_MAX = 16 << 20, SCRATCH_MAX = 1 << 20 };

/* The columns of a query that are shown, and what the rows hold. */
struct table {
	unsigned n_columns;
	unsigned column[COLUMNS]; /* their places in the query */
	size_t n_rows;
	const char **cells;    /* row by row */
	size_t width[COLUMNS]; /* in code points */
};

static bool
is_shown(const struct db_field *field)
{
	return field->name[0] != '_' && !strstr(field->name, "._");
}

/*
 * The rows that are shown, of those that the query has.
 */

struct chosen {
	struct ctl *ctl;
	const struct db_query *query;
	struct db_rows *rows;
	const char *q;	      /* folded; NULL: all */
	int64_t left;	      /* rows that may still come */
	struct arena scratch; /* of one row */
};

static enum err
chosen_open(struct ctl *ctl, struct db_call call, const struct ctl_shown *shown,
    struct chosen *out)
{
	*out = (struct chosen){ .ctl = ctl,
		.query = call.query,
		.q = shown->q ? text_fold(&ctl->arena, shown->q) : NULL,
		.left = shown->limit ? shown->limit : INT64_MAX };
	arena_init(&out->scratch, SCRATCH_MAX);
	return db_rows(ctl->db, call, &out->rows);
}

static void
chosen_close(struct chosen *chosen)
{
	arena_release(&chosen->scratch);
}

/* Whether the current row has q in one of its texts. */
static bool
has_q(struct chosen *chosen)
{
	const struct db_query *query = chosen->query;
	bool has = false;

	for (unsigned i = 0; i < query->n_out && !has; i++) {
		struct arena *a = &chosen->scratch;
		struct db_value v;

		if (query->out[i].type != DB_TEXT || !is_shown(&query->out[i]))
			continue;
		db_rows_value(chosen->rows, i, &v);
		has = !v.is_null &&
		      strstr(
			  text_fold(a, arena_strndup(a, v.text.p, v.text.len)),
			  chosen->q);
	}
	arena_reset(&chosen->scratch);
	return has;
}

/* The next of them; *more is false at the end. */
static enum err
chosen_next(struct chosen *chosen, bool *more)
{
	enum err err = ERR_OK;

	*more = chosen->left-- > 0;
	while (*more) {
		err = db_rows_next(chosen->rows, more);
		if (err || !*more || !chosen->q || has_q(chosen))
			break;
	}
	return err;
}

int
ctl_read_limit(struct ctl *ctl, const char *text, int64_t max, int64_t *limit)
{
	if (!text || str_to_int(text, 1, max, limit))
		return 0;
	return ctl_complain(ctl, EX_USAGE,
	    "'%s' is not a number from 1 to %lld", text, (long long)max);
}

/*
 * A table, or lines.
 */

static const char *
bytes_text(struct arena *arena, const struct db_value *v)
{
	return arena_printf(arena, "(%zu bytes)", v->text.len);
}

/* A value as a person reads it. */
static const char *
cell_text(struct arena *arena, enum db_type type, const struct db_value *v)
{
	char *text;

	if (v->is_null)
		return "-";
	switch (type) {
	case DB_INT:
		return arena_printf(arena, "%lld", (long long)v->i);
	case DB_BOOL:
		return v->b ? "yes" : "no";
	case DB_REAL:
		return arena_printf(arena, "%g", v->d);
	case DB_TIME:
		text = arena_alloc(arena, CLOCK_TEXT_SIZE);
		clock_format(v->i, text);
		return text;
	case DB_WALL:
		text = arena_alloc(arena, CLOCK_TEXT_SIZE);
		clock_format_wall(v->i, text);
		return text;
	case DB_UUID:
		text = arena_alloc(arena, UUID_TEXT_SIZE);
		uuid_format(v->u, text);
		return text;
	case DB_BYTES:
		return bytes_text(arena, v);
	case DB_TEXT:
	case DB_JSON:
		break;
	}
	text = arena_strndup(arena, v->text.p, v->text.len);
	return text_for_terminal(arena, text);
}

/* Whether name is one of the words in names. */
static bool
is_named(const char *names, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = names; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		if (n == len && memcmp(p, name, n) == 0)
			return true;
		p += n;
	}
	return false;
}

static void
choose_columns(const struct db_query *query, const char *names, struct table *t)
{
	t->n_columns = 0;
	for (unsigned i = 0; i < query->n_out && t->n_columns < COLUMNS; i++)
		if (is_shown(&query->out[i]) &&
		    (!names || is_named(names, query->out[i].name)))
			t->column[t->n_columns++] = i;
}

/* Grows the cells by a row; the arena takes the old array back at the end. */
static const char **
add_row(struct arena *arena, struct table *t)
{
	size_t n = t->n_rows * t->n_columns;

	if ((t->n_rows & (t->n_rows + 1)) == 0) {
		const char **more = arena_array(
		    arena, (t->n_rows + 1) * 2 * t->n_columns, sizeof(*more));

		if (n)
			memcpy(more, t->cells, n * sizeof(*more));
		t->cells = more;
	}
	t->n_rows++;
	return t->cells + n;
}

static enum err
read_table(struct chosen *chosen, struct table *t)
{
	struct arena *arena = &chosen->ctl->arena;
	bool more;
	enum err err;

	while (!(err = chosen_next(chosen, &more)) && more) {
		const char **cells = add_row(arena, t);

		for (unsigned i = 0; i < t->n_columns; i++) {
			struct db_value v;

			db_rows_value(chosen->rows, t->column[i], &v);
			cells[i] = cell_text(
			    arena, chosen->query->out[t->column[i]].type, &v);
		}
	}
	return err;
}

static const char *
cell_at(
    const struct db_query *query, const struct table *t, size_t row, unsigned i)
{
	return row ? t->cells[(row - 1) * t->n_columns + i]
		   : query->out[t->column[i]].name;
}

static void
print_table(FILE *out, const struct db_query *query, struct table *t)
{
	for (size_t row = 0; row <= t->n_rows; row++)
		for (unsigned i = 0; i < t->n_columns; i++) {
			size_t w = str_utf8_len(cell_at(query, t, row, i));

			if (w > t->width[i])
				t->width[i] = w;
		}
	for (size_t row = 0; row <= t->n_rows; row++)
		for (unsigned i = 0; i < t->n_columns; i++) {
			const char *cell = cell_at(query, t, row, i);
			size_t pad = t->width[i] - str_utf8_len(cell);

			if (i + 1 == t->n_columns)
				fprintf(out, "%s\n", cell);
			else
				fprintf(out, "%s%*s", cell, (int)pad + 2, "");
		}
}

/*
 * JSON.
 */

/* Of bytes only how many there are. */
static void
write_value(struct json_writer *w, const struct db_field *field,
    const struct db_value *v)
{
	if (field->type == DB_BYTES && !v->is_null)
		json_write_int(w, (int64_t)v->text.len);
	else
		db_json_write(w, field, v);
}

static void
write_row(
    struct json_writer *w, const struct db_query *query, struct db_rows *rows)
{
	json_open(w, '{');
	for (unsigned i = 0; i < query->n_out; i++) {
		struct db_value v;

		if (!is_shown(&query->out[i]))
			continue;
		db_rows_value(rows, i, &v);
		json_key(w, query->out[i].name);
		write_value(w, &query->out[i], &v);
	}
	json_close(w, '}');
}

static enum err
write_rows(struct chosen *chosen, struct json_writer *w, size_t *n)
{
	bool more;
	enum err err;

	for (*n = 0; !(err = chosen_next(chosen, &more)) && more; ++*n)
		write_row(w, chosen->query, chosen->rows);
	return err;
}

static enum err
print_buf(struct ctl *ctl, struct buf *b)
{
	if (b->failed)
		return fault(&ctl->fault, ERR_INTERNAL,
		    "the result is larger than %d bytes", JSON_MAX);
	fprintf(
	    ctl->out, "%s\n", text_json_for_terminal(&ctl->arena, buf_text(b)));
	return ERR_OK;
}

static enum err
print_json(struct ctl *ctl, struct chosen *chosen, bool list)
{
	struct buf b;
	struct json_writer w = json_writer(&b);
	size_t n;
	enum err err;

	buf_init(&b, JSON_MAX);
	if (list)
		json_open(&w, '[');
	err = write_rows(chosen, &w, &n);
	if (list)
		json_close(&w, ']');
	if (!err && !list && !n)
		err = fault(&ctl->fault, ERR_NOT_FOUND, "not found");
	if (!err)
		err = print_buf(ctl, &b);
	buf_release(&b);
	return err;
}

static enum err
print_list(struct ctl *ctl, struct chosen *chosen, const char *names)
{
	struct table t = { 0 };
	enum err err;

	choose_columns(chosen->query, names, &t);
	err = read_table(chosen, &t);
	if (!err)
		print_table(ctl->out, chosen->query, &t);
	return err;
}

enum err
ctl_print_list(
    struct ctl *ctl, struct db_call call, const struct ctl_shown *shown)
{
	struct chosen chosen;
	enum err err = chosen_open(ctl, call, shown, &chosen);

	if (!err)
		err = shown->json ? print_json(ctl, &chosen, true)
				  : print_list(ctl, &chosen, shown->names);
	chosen_close(&chosen);
	return err;
}

static enum err
print_lines(struct ctl *ctl, struct chosen *chosen)
{
	struct table t = { 0 };
	enum err err;

	choose_columns(chosen->query, NULL, &t);
	err = read_table(chosen, &t);
	if (!err && !t.n_rows)
		return fault(&ctl->fault, ERR_NOT_FOUND, "not found");
	for (unsigned i = 0; !err && i < t.n_columns; i++)
		fprintf(ctl->out, "%s: %s\n",
		    chosen->query->out[t.column[i]].name, t.cells[i]);
	return err;
}

enum err
ctl_print_one(struct ctl *ctl, struct db_call call, bool json)
{
	struct chosen chosen;
	enum err err = chosen_open(
	    ctl, call, &(struct ctl_shown){ .limit = 1 }, &chosen);

	if (!err)
		err = json ? print_json(ctl, &chosen, false)
			   : print_lines(ctl, &chosen);
	chosen_close(&chosen);
	return err;
}
