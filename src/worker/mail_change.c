/*
 * What was true when a notice was decided, and is not when it is sent.
 */
#include "worker/mail_change.h"

#include "base/clock.h"
#include "rule/feedback.h"
#include "rule/rsvp.h"
#include "worker/mail_words.h"

#include "base/banned.h"

const char *
worker_mail_space_change(
    enum rule_notice kind, const struct q_mail_space_row *s)
{
	switch (kind) {
	case RULE_NOTICE_JOIN_REQUESTED:
		return s->has_requests ? NULL : "no request waits for them";
	case RULE_NOTICE_MEMBERSHIP_ENDS:
		return s->is_active && s->expires_at.set
			   ? NULL
			   : "it does not end, or has ended";
	case RULE_NOTICE_MEMBERSHIP_ENDED:
	case RULE_NOTICE_MEMBER_REMOVED:
	case RULE_NOTICE_MEMBER_BANNED:
		return s->is_active ? "they are a member again" : NULL;
	case RULE_NOTICE_SPACE_CLOSING:
		return s->closes_at.set ? NULL : "it is not closing any more";
	case RULE_NOTICE_SPACE_HANDED_OVER:
		return s->is_owner ? NULL : "it is not theirs any more";
	case RULE_NOTICE_DOMAIN_LAPSED:
		return s->has_lapsed ? NULL : "none is lapsed, or not for them";
	case RULE_NOTICE_JOIN_APPROVED:
		return s->is_active ? NULL : "they are no member any more";
	default:
		return NULL;
	}
}

const char *
worker_mail_spark_change(
    enum rule_notice kind, const struct q_mail_spark_row *s)
{
	switch (kind) {
	case RULE_NOTICE_SPARK_CALLED_OFF:
		return !s->status || s->status == SPARK_STATUS_CANCELLED
			   ? NULL
			   : "it takes place";
	case RULE_NOTICE_SPARK_REMOVED:
		return !s->is_in && s->is_live ? NULL : "it is over";
	case RULE_NOTICE_SPARK_HANDED_OVER:
		return s->is_creator && s->is_live
			   ? NULL
			   : "it is over, or not theirs any more";
	case RULE_NOTICE_SPARK_NEARBY:
		return s->is_for ? NULL : "they could not join it any more";
	default:
		return s->is_in && s->is_live
			   ? NULL
			   : "it is over, or they are not in it any more";
	}
}

const char *
worker_mail_routine_change(
    enum rule_notice kind, const struct q_mail_routine_row *r)
{
	if (!r->is_live || !r->is_open)
		return "it is over, or not for them any more";
	return kind == RULE_NOTICE_RUN_REMINDER && !r->is_theirs
		   ? "others do it"
		   : NULL;
}

const char *
worker_mail_poll_change(enum rule_notice kind, const struct q_mail_poll_row *p)
{
	switch (kind) {
	case RULE_NOTICE_POLL_OPEN:
		return p->status == POLL_STATUS_OPEN && !p->has_answered
			   ? NULL
			   : "it is not for them to answer any more";
	case RULE_NOTICE_POLL_CLOSED:
		return p->status == POLL_STATUS_CLOSED && p->is_creator
			   ? NULL
			   : "it is not closed, or not theirs any more";
	default:
		return p->status == POLL_STATUS_FINALIZED &&
			       p->event_status == EVENT_STATUS_PUBLISHED
			   ? NULL
			   : "nothing came of it, or it is not for them";
	}
}

/* Whether somebody who answers so is told what there is to tell. */
static bool
is_audience(enum rsvp_status answer)
{
	return answer == RSVP_STATUS_ATTENDING || answer == RSVP_STATUS_MAYBE ||
	       answer == RSVP_STATUS_WAITLISTED;
}

static bool
is_ahead(const struct q_mail_event_row *e, int64_t now_us)
{
	return rule_rsvp_event_is_ahead(e->status, e->end_time.v, now_us);
}

/* Whether it begins when they are told, and has not yet. */
static bool
has_start(const struct app_notice *n, const struct q_mail_event_row *e,
    int64_t now_us)
{
	return e->status == EVENT_STATUS_PUBLISHED &&
	       e->start_time.v == n->event.start_time &&
	       e->start_time.v > now_us;
}

static bool
wants_feedback(const struct q_mail_event_row *e, int64_t now_us)
{
	return e->status == EVENT_STATUS_COMPLETED && e->has_attended &&
	       !e->is_withheld &&
	       now_us - e->end_time.v < RULE_FEEDBACK_DAYS * CLOCK_DAY_US;
}

/* Of one that is for them. */
static const char *
event_change(const struct app_notice *n, const struct q_mail_event_row *e,
    int64_t now_us)
{
	switch (n->kind) {
	case RULE_NOTICE_PROMOTED_FROM_WAITLIST:
		if (!is_ahead(e, now_us))
			return "the event is over or will not take place";
		return e->rsvp == RSVP_STATUS_ATTENDING
			   ? NULL
			   : "the answer has changed";
	case RULE_NOTICE_RSVP_SET:
	case RULE_NOTICE_GUEST_ANSWERED:
		return mail_answer(e->own_rsvp) ? NULL : "there is no answer";
	case RULE_NOTICE_RSVP_REMOVED:
		return e->own_rsvp == RSVP_STATUS_REMOVED
			   ? NULL
			   : "they were let in again";
	case RULE_NOTICE_EVENT_CANCELLED:
		return e->status && e->status != EVENT_STATUS_CANCELLED
			   ? "the event's status has changed"
			   : NULL;
	case RULE_NOTICE_EVENT_SPLIT:
		return e->status == EVENT_STATUS_PUBLISHED
			   ? NULL
			   : "the event does not take place";
	case RULE_NOTICE_EVENT_CHANGED:
	case RULE_NOTICE_EVENT_REINSTATED:
		return is_ahead(e, now_us) && is_audience(e->rsvp)
			   ? NULL
			   : "the event or the answer has changed";
	case RULE_NOTICE_EVENT_REMINDER:
		return has_start(n, e, now_us) &&
			       e->rsvp == RSVP_STATUS_ATTENDING
			   ? NULL
			   : "it has begun, was moved, or they do not come";
	case RULE_NOTICE_STILL_COMING:
		return is_ahead(e, now_us) && e->is_asked &&
			       n->event.until > now_us
			   ? NULL
			   : "it is too late, or they have answered";
	case RULE_NOTICE_SEAT_RELEASED:
		return e->rsvp == RSVP_STATUS_NOT_ATTENDING
			   ? NULL
			   : "the answer has changed";
	case RULE_NOTICE_FEEDBACK_ASKED:
		return wants_feedback(e, now_us)
			   ? NULL
			   : "it is too late, or they were "
			     "not there";
	case RULE_NOTICE_EVENT_HIDDEN:
		return e->is_hidden && e->is_organizer
			   ? NULL
			   : "it is shown again, or not theirs";
	case RULE_NOTICE_EVENT_HANDED_OVER:
		return e->is_organizer ? NULL : "it is not theirs any more";
	case RULE_NOTICE_EVENT_NOTICE:
		return !e->is_withheld && is_audience(e->rsvp)
			   ? NULL
			   : "the event is not shown, or the answer has "
			     "changed";
	default:
		return NULL;
	}
}

const char *
worker_mail_event_change(const struct app_notice *n,
    const struct q_mail_event_row *e, int64_t now_us)
{
	return e->status && !e->is_kept ? "the event is not for them any more"
					: event_change(n, e, now_us);
}
