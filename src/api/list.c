/*
 * Input arrays back to JSON, and the bounds of time.
 */
#include "api/list.h"

#include "base/bug.h"
#include "base/clock.h"
#include "json/write.h"

#include "base/banned.h"

enum { LIST_MAX = 1 << 20 };

static struct json_writer
begin(struct buf *b)
{
	struct json_writer w = json_writer(b);

	buf_init(b, LIST_MAX);
	json_open(&w, '[');
	return w;
}

static const char *
finish(struct json_writer *w, struct arena *arena)
{
	struct buf *b = w->buf;
	const char *text;

	json_close(w, ']');
	bug_if(b->failed); /* the contract bounds every array */
	text = arena_strndup(arena, b->p, b->len);
	buf_release(b);
	return text;
}

const char *
api_list_texts(struct arena *arena, struct check_texts list)
{
	struct buf b;
	struct json_writer w = begin(&b);

	for (size_t i = 0; i < list.n; i++)
		json_write_text(&w, list.v[i]);
	return finish(&w, arena);
}

const char *
api_list_uuids(struct arena *arena, struct check_uuids list)
{
	struct buf b;
	struct json_writer w = begin(&b);

	for (size_t i = 0; i < list.n; i++)
		json_write_uuid(&w, list.v[i]);
	return finish(&w, arena);
}

const char *
api_list_ints(struct arena *arena, struct check_ints list)
{
	struct buf b;
	struct json_writer w = begin(&b);

	for (size_t i = 0; i < list.n; i++)
		json_write_int(&w, list.v[i]);
	return finish(&w, arena);
}

int64_t
api_list_from(struct opt_time from)
{
	return from.set ? from.v : CLOCK_MIN_US;
}

int64_t
api_list_to(struct opt_time to)
{
	return to.set ? to.v : CLOCK_MAX_US;
}
