/*
 * The audience of an event, page by page.
 */
#include "app/announcement.h"
#include "generated/query/event.h"
#include "generated/query/rsvp.h"

#include "base/banned.h"

enum { PAGE = 200 };

static enum err
tell(struct call *call, enum rule_notice kind,
    const struct app_notice_event *event,
    const struct q_rsvp_audience_row *rows, size_t n)
{
	struct user_id *users = arena_array(call->arena, n, sizeof(*users));

	for (size_t i = 0; i < n; i++)
		users[i] = rows[i].user_id;
	return app_notice(call,
	    &(struct app_notice){
		.kind = kind, .users = users, .n_users = n, .event = *event });
}

enum err
app_announcement_add(struct call *call, enum rule_notice kind,
    enum notice_audience audience, const struct app_notice_event *event,
    int64_t *n_told)
{
	struct q_rsvp_audience_row *rows;
	struct q_event_lock_row lock;
	struct user_id after = { 0 };
	size_t n = PAGE;
	int64_t told = 0;
	enum err err;

	/* an RSVP that is being inserted refers to the event: wait for it */
	err = q_event_lock(call->db, .id = event->id, &lock);
	while (!err && n == PAGE) {
		err = q_rsvp_audience(call->db, .event = event->id,
		    .audience = audience, .but = call->user, .after_id = after,
		    .limit = PAGE, &rows, &n);
		if (!err && n)
			err = tell(call, kind, event, rows, n);
		if (!err && n)
			after = rows[n - 1].user_id;
		told += (int64_t)n;
	}
	if (n_told)
		*n_told = told;
	return err;
}
