#include "json/list.h"

#include "base/bug.h"

#include "base/banned.h"

void
json_list_init(struct json_list *list, size_t n, size_t bytes)
{
	buf_init(&list->buf, (n + 1) * bytes); /* and the brackets */
	list->w = json_writer(&list->buf);
	json_open(&list->w, '[');
}

const char *
json_list_text(struct json_list *list, struct arena *arena)
{
	const char *text;

	json_close(&list->w, ']');
	bug_if(list->buf.failed);
	text = arena_strndup(arena, list->buf.p, list->buf.len);
	buf_release(&list->buf);
	return text;
}
