#include "app/event_notice.h"

#include "app/announcement.h"
#include "base/clock.h"
#include "rule/permission.h"

#include "base/banned.h"

static enum err
check_event(struct call *call, const struct q_event_notice_facts_row *e)
{
	struct rule_access access = { e->is_visible, e->permissions };
	enum err err = rule_require(&access, RULE_EVENTS_MANAGE, call->fault);

	if (err)
		return err;
	if (e->is_withheld)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "It is a draft or hidden: nobody is told of it.");
	if (e->n_since < APP_EVENT_NOTICES_A_DAY)
		return ERR_OK;
	call->fault->retry_after_s = (int)(CLOCK_DAY_US / CLOCK_SECOND_US);
	return fault(call->fault, ERR_RATE_LIMITED,
	    "%d notices of an event a day are the most.",
	    APP_EVENT_NOTICES_A_DAY);
}

enum err
app_event_notice_add(struct call *call, struct event_id event,
    const struct app_event_notice *notice, int64_t *n)
{
	struct event_notice_id id = { uuid_new() };
	struct q_event_notice_facts_row e;
	enum err err = q_event_notice_facts(call->db, .event = event,
	    .viewer = call->user, .since = call->now_us - CLOCK_DAY_US, &e);

	if (!err)
		err = check_event(call, &e);
	if (!err)
		err = app_announcement_add(call, RULE_NOTICE_EVENT_NOTICE,
		    notice->audience,
		    &(struct app_notice_event){ .id = event,
			.title = e.title,
			.timezone = e.timezone,
			.place = e.place,
			.start_time = e.start_time,
			.words = id },
		    n);
	return err ? err
		   : q_event_notice_add(call->db, .id = id, .event = event,
			 .sender = call->user, .subject = notice->subject,
			 .body = notice->body, .audience = notice->audience,
			 .recipients = *n, .now = call->now_us, NULL);
}
