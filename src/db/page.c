/*
 * The keys of pages, between rows, inputs and whoever keeps them meanwhile.
 */
#include "db/page.h"

#include <string.h>

#include "base/bug.h"
#include "base/clock.h"

#include "base/banned.h"

static struct db_keys
least(enum db_type type)
{
	struct db_keys keys = { .text = "" };

	keys.number = type == DB_TIME ? CLOCK_MIN_US : INT64_MIN;
	return keys;
}

static struct db_keys
greatest(enum db_type type)
{
	struct db_keys keys = { .text = NULL }; /* no text is the greatest */

	keys.number = type == DB_TIME ? CLOCK_MAX_US : INT64_MAX;
	memset(keys.id.b, 0xff, sizeof(keys.id.b));
	return keys;
}

/* The type of the number among the keys, if there is one. */
static enum db_type
number_type(const struct db_query *q)
{
	for (unsigned i = 0; i < q->page->n_keys; i++)
		if (q->out[q->page->keys[i].out].type == DB_TIME)
			return DB_TIME;
	return DB_INT;
}

struct db_keys
db_page_start(const struct db_query *q)
{
	return q->page->is_descending ? greatest(number_type(q))
				      : least(number_type(q));
}

/* None of these inputs may be NULL, so each is its bare type. */
static void
set_key(const struct db_field *f, void *in, const struct db_keys *keys)
{
	void *to = (char *)in + f->offset;

	switch (f->type) {
	case DB_INT:
	case DB_TIME:
		*(int64_t *)to = keys->number;
		break;
	case DB_UUID:
		*(struct uuid *)to = keys->id;
		break;
	case DB_TEXT:
		*(const char **)to = keys->text;
		break;
	default:
		bug_if(true); /* the generator knows no other key */
	}
}

static void
set_keys(struct db_list list, unsigned n_before, const struct db_keys *keys)
{
	const struct db_page *page = list.query->page;

	for (unsigned i = 0; i < page->n_keys; i++)
		set_key(&list.query->in[page->keys[i].in + n_before], list.in,
		    keys);
}

struct db_call
db_page_call(struct db_list list, const struct db_keys *after, int64_t limit)
{
	const struct db_query *q = list.query;

	set_keys(list, 0, after);
	*(int64_t *)((char *)list.in + q->in[q->page->limit].offset) = limit;
	return (struct db_call){ q, list.in };
}

struct db_call
db_page_call_behind(struct db_list list, const struct db_keys *since,
    const struct db_keys *after, int64_t limit)
{
	bug_if(!list.query->page->has_since);
	set_keys(list, list.query->page->n_keys, since);
	return db_page_call(list, after, limit);
}

struct db_call
db_page_call_from(struct db_list list, int64_t from,
    const struct db_keys *after, int64_t limit)
{
	struct db_keys ahead = *after;

	bug_if(list.query->page->is_descending);
	if (!list.query->page->has_since)
		return db_page_call(list, after, limit);
	set_keys(list, list.query->page->n_keys, after);
	if (after->number < from) {
		ahead = least(DB_TIME);
		ahead.number = from;
	}
	return db_page_call(list, &ahead, limit);
}

struct db_keys
db_page_keys(
    const struct db_query *q, const struct db_rows *rows, struct arena *arena)
{
	struct db_keys keys = { .text = NULL };
	struct db_value v;

	for (unsigned i = 0; i < q->page->n_keys; i++) {
		unsigned column = q->page->keys[i].out;

		db_rows_value(rows, column, &v);
		if (q->out[column].type == DB_UUID)
			keys.id = v.u;
		else if (q->out[column].type == DB_TEXT)
			keys.text = arena_strndup(arena, v.text.p, v.text.len);
		else
			keys.number = v.i;
	}
	return keys;
}
