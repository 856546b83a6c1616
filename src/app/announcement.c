/*
 * The payload of a page is that of the mails it stands for; in place of a user
 * it has the last one of the page before (nil: none).
 */
#include "app/announcement.h"

#include "app/job.h"
#include "generated/query.h"

#include "base/banned.h"

enum { PAGE = 100 };

static enum err
add_page(struct call *call, enum app_mail_kind kind, struct event_id event,
    struct user_id after)
{
	char event_text[UUID_TEXT_SIZE], after_text[UUID_TEXT_SIZE];
	const char *payload;

	uuid_format(event.v, event_text);
	uuid_format(after.v, after_text);
	payload = arena_printf(call->arena,
	    "{\"mail\":\"%s\",\"user_id\":\"%s\",\"event_id\":\"%s\"}",
	    app_mail_name(kind), after_text, event_text);
	return app_job_add(call, APP_ANNOUNCEMENT_JOB, payload,
	    &(struct app_job_options){ .dedupe_key = payload });
}

enum err
app_announcement_add(
    struct call *call, enum app_mail_kind kind, struct event_id event)
{
	return add_page(call, kind, event, (struct user_id){ 0 });
}

enum err
app_announcement_run(struct call *call, const char *payload)
{
	struct q_rsvp_audience_row *rows;
	struct app_mail page;
	size_t n;
	enum err err;

	err = app_mail_read(call, payload, &page);
	if (!err)
		err = q_rsvp_audience(call->db, .event = page.event,
		    .after_id = page.user, .limit = PAGE, &rows, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = app_mail_event(
		    call, page.kind, rows[i].user_id, page.event);
	if (!err && n == PAGE)
		err = add_page(
		    call, page.kind, page.event, rows[n - 1].user_id);
	return err;
}
