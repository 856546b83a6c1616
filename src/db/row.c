/*
 * Between structs and values, by the descriptors of a query: the only place
 * that knows how a nullable member looks in C.
 */
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "db/engine.h"

#include "base/banned.h"

static const char *
copy_text(const struct db_rows *rows, const struct db_value *v)
{
	if (v->is_null)
		return NULL;
	return rows->db->calls->keeps_rows
		   ? v->text.p
		   : arena_strndup(rows->db->arena, v->text.p, v->text.len);
}

static struct bytes
copy_bytes(const struct db_rows *rows, const struct db_value *v)
{
	if (v->is_null)
		return (struct bytes){ 0 };
	return (struct bytes){ copy_text(rows, v), v->text.len };
}

static int
number_at(const void *from)
{
	int number;

	memcpy(&number, from, sizeof(number));
	return number;
}

static void
store_word(void *to, int number)
{
	_Static_assert(sizeof(enum db_type) == sizeof(number), "enums");
	memcpy(to, &number, sizeof(number));
}

/* Each optional struct is written whole, so that offset and member agree. */
static void
store_null(const struct db_field *f, void *to)
{
	switch (f->type) {
	case DB_TEXT:
	case DB_JSON:
		if (f->words)
			store_word(to, 0);
		else
			*(const char **)to = NULL;
		break;
	case DB_INT:
		*(struct opt_int *)to = (struct opt_int){ 0 };
		break;
	case DB_BOOL:
		*(struct opt_bool *)to = (struct opt_bool){ 0 };
		break;
	case DB_TIME:
	case DB_WALL:
		*(struct opt_time *)to = (struct opt_time){ 0 };
		break;
	case DB_REAL:
		*(struct opt_real *)to = (struct opt_real){ 0 };
		break;
	case DB_UUID:
		*(struct uuid *)to = (struct uuid){ { 0 } };
		break;
	case DB_BYTES:
		*(struct bytes *)to = (struct bytes){ 0 };
		break;
	}
}

static void
store(const struct db_rows *rows, const struct db_field *f,
    const struct db_value *v, void *to)
{
	switch (f->type) {
	case DB_TEXT:
	case DB_JSON:
		if (f->words)
			store_word(
			    to, word_find(f->words, v->text.p, v->text.len));
		else
			*(const char **)to = copy_text(rows, v);
		break;
	case DB_INT:
		if (f->nullable)
			*(struct opt_int *)to = (struct opt_int){ true, v->i };
		else
			*(int64_t *)to = v->i;
		break;
	case DB_BOOL:
		if (f->nullable)
			*(struct opt_bool *)to = (struct opt_bool){ true,
				v->b };
		else
			*(bool *)to = v->b;
		break;
	case DB_TIME:
	case DB_WALL:
		if (f->nullable)
			*(struct opt_time *)to = (struct opt_time){ true,
				v->i };
		else
			*(int64_t *)to = v->i;
		break;
	case DB_REAL:
		if (f->nullable)
			*(struct opt_real *)to = (struct opt_real){ true,
				v->d };
		else
			*(double *)to = v->d;
		break;
	case DB_UUID:
		*(struct uuid *)to = v->u;
		break;
	case DB_BYTES:
		*(struct bytes *)to = copy_bytes(rows, v);
		break;
	}
}

/*
 * PostgreSQL reads a row anew when it had to wait for its lock, but what that
 * row refers to as it was before: what came together with the change is not
 * there yet (https://www.postgresql.org/docs/current/transaction-iso.html).
 */
static enum err
is_null(const struct db_rows *rows, const char *column)
{
	return fault_internal(rows->db->fault,
	    rows->query->is_locking ? ERR_RETRY : ERR_INTERNAL,
	    "%s: the column %s is NULL", rows->query->name, column);
}

enum err
db_row_decode(const struct db_rows *rows, void *row)
{
	const struct db_query *q = rows->query;
	struct db_value v;

	for (unsigned i = 0; i < q->n_out; i++) {
		const struct db_field *f = &q->out[i];
		char *to = (char *)row + f->offset;

		rows->db->calls->value(rows, i, &v);
		if (!v.is_null)
			store(rows, f, &v, to);
		else if (f->nullable)
			store_null(f, to);
		else
			return is_null(rows, f->name);
		if (f->type == DB_TEXT && f->words && !v.is_null &&
		    !number_at(to))
			return fault_internal(rows->db->fault, ERR_INTERNAL,
			    "%s: the column %s is \"%.*s\"", q->name, f->name,
			    (int)v.text.len, v.text.p);
	}
	return ERR_OK;
}

/* The text of an input, which may be given by its number in a list. */
static const char *
text_of(const struct db_field *f, const void *from)
{
	return f->words ? word_text(f->words, number_at(from))
			: *(const char *const *)from;
}

static void
load_text(const char *s, struct db_value *out)
{
	out->is_null = !s;
	out->text.p = s;
	out->text.len = s ? strlen(s) : 0;
}

static void
load_int(const struct db_field *f, const void *from, struct db_value *out)
{
	const struct opt_int *opt = from;

	out->is_null = f->nullable && !opt->set;
	out->i = f->nullable ? opt->v : *(const int64_t *)from;
}

static void
load_time(const struct db_field *f, const void *from, struct db_value *out)
{
	const struct opt_time *opt = from;

	out->is_null = f->nullable && !opt->set;
	out->i = f->nullable ? opt->v : *(const int64_t *)from;
}

static void
load_bool(const struct db_field *f, const void *from, struct db_value *out)
{
	const struct opt_bool *opt = from;

	out->is_null = f->nullable && !opt->set;
	out->b = f->nullable ? opt->v : *(const bool *)from;
}

static void
load_real(const struct db_field *f, const void *from, struct db_value *out)
{
	const struct opt_real *opt = from;

	out->is_null = f->nullable && !opt->set;
	out->d = f->nullable ? opt->v : *(const double *)from;
}

void
db_call_value(const struct db_call *call, unsigned i, struct db_value *out)
{
	const struct db_field *f = &call->query->in[i];
	const void *from = (const char *)call->in + f->offset;

	switch (f->type) {
	case DB_TEXT:
	case DB_JSON:
		load_text(text_of(f, from), out);
		break;
	case DB_INT:
		load_int(f, from, out);
		break;
	case DB_BOOL:
		load_bool(f, from, out);
		break;
	case DB_TIME:
	case DB_WALL:
		load_time(f, from, out);
		break;
	case DB_REAL:
		load_real(f, from, out);
		break;
	case DB_UUID:
		out->u = *(const struct uuid *)from;
		out->is_null = f->nullable && uuid_is_nil(out->u);
		break;
	case DB_BYTES:
		out->text.p = ((const struct bytes *)from)->p;
		out->text.len = ((const struct bytes *)from)->len;
		out->is_null = !out->text.p;
		break;
	}
	bug_if(out->is_null && !f->nullable); /* a forgotten member */
}

/* Makes the text or bytes at an input the arena's own. */
static void
own_input(struct arena *a, const struct db_field *f, void *at)
{
	if (f->words)
		return; /* a number */
	if (f->type == DB_TEXT || f->type == DB_JSON) {
		const char **s = at;

		if (*s)
			*s = arena_strdup(a, *s);
	} else if (f->type == DB_BYTES) {
		struct bytes *b = at;

		if (b->p)
			b->p = arena_strndup(a, b->p, b->len);
	}
}

struct db_call
db_call_copy(struct arena *a, struct db_call call)
{
	const struct db_query *q = call.query;
	char *in;

	if (q->n_in == 0)
		return call;
	in = arena_alloc(a, q->in_size);
	memcpy(in, call.in, q->in_size);
	for (unsigned i = 0; i < q->n_in; i++)
		own_input(a, &q->in[i], in + q->in[i].offset);
	return (struct db_call){ q, in };
}
