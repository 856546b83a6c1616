#include "app/event_notice.h"

#include "app/announcement.h"
#include "base/clock.h"
#include "generated/query/event.h"
#include "rule/permission.h"

#include "base/banned.h"

static enum err
find(struct call *call, struct event_id event,
    struct q_event_notice_facts_row *facts)
{
	struct rule_access access;
	enum err err = q_event_notice_facts(
	    call->db, .event = event, .viewer = call->user, facts);

	if (err)
		return err;
	access = (struct rule_access){ facts->is_visible, facts->permissions };
	err = rule_require(&access, RULE_EVENTS_MANAGE, call->fault);
	return err || !facts->is_withheld
		   ? err
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "It is a draft or hidden: nobody is told of it.");
}

/* With the event locked: of two at once the second finds the first. */
static enum err
check_today(struct call *call, struct event_id event)
{
	struct q_event_lock_row lock;
	struct q_event_notice_count_row today;
	enum err err = q_event_lock(call->db, .id = event, &lock);

	if (!err)
		err = q_event_notice_count(call->db, .event = event,
		    .since = call->now_us - CLOCK_DAY_US, &today);
	if (err || today.n < APP_EVENT_NOTICES_A_DAY)
		return err;
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
	struct q_event_notice_facts_row facts;
	enum err err = find(call, event, &facts);

	if (!err)
		err = check_today(call, event);
	if (!err)
		err = app_announcement_add(call, RULE_NOTICE_EVENT_NOTICE,
		    notice->audience,
		    &(struct app_notice_event){ .id = event,
			.title = facts.title,
			.timezone = facts.timezone,
			.place = facts.place,
			.start_time = facts.start_time,
			.words = id },
		    n);
	return err ? err
		   : q_event_notice_add(call->db, .id = id, .event = event,
			 .sender = call->user, .subject = notice->subject,
			 .body = notice->body, .audience = notice->audience,
			 .recipients = *n, .now = call->now_us, NULL);
}
