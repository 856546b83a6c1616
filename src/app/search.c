/*
 * The index of words, and its making anew page by page: the rows of a page stay
 * locked until it is written, so that no edit is lost to older words.
 */
#include "app/search.h"

#include <string.h>

#include "app/job.h"
#include "generated/query/event.h"
#include "json/read.h"
#include "rule/words.h"

#include "base/banned.h"

enum { PAGE = 100, PRIORITY = 2 * APP_JOB_PRIORITY /* mail comes first */ };

enum err
app_search_add(struct call *call, struct event_id event,
    const struct app_search_texts *texts)
{
	/* the longest last: words beyond the bound are its own */
	const char *const in_order[] = { texts->title, texts->location,
		texts->venue_name, texts->description };

	return q_event_index(call->db, .id = event,
	    .words = rule_words_of(call->arena, in_order, N_OF(in_order)),
	    NULL);
}

static enum err
add_page(struct call *call, struct event_id after)
{
	char text[UUID_TEXT_SIZE];
	const char *payload;

	uuid_format(after.v, text);
	payload = arena_printf(call->arena, "{\"after_id\":\"%s\"}", text);
	return app_job_add(call, APP_SEARCH_JOB, payload,
	    &(struct app_job_options){
		.priority = PRIORITY, .dedupe_key = payload });
}

static bool
read_after(struct call *call, const char *payload, struct event_id *after)
{
	const struct json_value *v, *id;

	if (json_parse(call->arena, payload, strlen(payload), call->fault, &v))
		return false;
	id = json_type(v) == JSON_OBJECT ? json_member(v, "after_id") : NULL;
	return id && json_type(id) == JSON_TEXT &&
	       uuid_parse(json_text(id, NULL), &after->v);
}

enum err
app_search_run(struct call *call, const char *payload)
{
	struct q_event_texts_row *rows;
	struct event_id after;
	size_t n;
	enum err err;

	if (!read_after(call, payload, &after))
		return fault(
		    call->fault, ERR_BAD_REQUEST, "the payload names no event");
	err = q_event_texts(
	    call->db, .after_id = after, .limit = PAGE, &rows, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = app_search_add(call, rows[i].id,
		    &(struct app_search_texts){ .title = rows[i].title,
			.location = rows[i].location,
			.venue_name = rows[i].venue_name,
			.description = rows[i].description });
	if (!err && n == PAGE)
		err = add_page(call, rows[n - 1].id);
	return err;
}
