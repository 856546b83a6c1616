/*
 * The index of words, and its making anew page by page: the rows of a page stay
 * locked until it is written, so that no edit is lost to older words.
 */
#include "app/search.h"

#include "app/job.h"
#include "generated/query/event.h"
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
	const char *payload = app_job_payload_id(
	    call->arena, "after_id", after.v);

	return app_job_add(call, APP_SEARCH_JOB, payload,
	    &(struct app_job_options){
		.priority = PRIORITY, .dedupe_key = payload });
}

enum err
app_search_run(struct call *call, const char *payload)
{
	struct q_event_texts_row *rows;
	struct event_id after;
	size_t n;
	enum err err;

	err = app_job_read_id(call, payload, "after_id", &after.v);
	if (!err)
		err = q_event_texts(
		    call->db, .after_id = after, .limit = PAGE, &rows, &n);
	if (err)
		return err;
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
