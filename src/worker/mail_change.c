/*
 * What was true when a notice was decided, and is not when it is sent.
 */
#include "worker/mail_change.h"

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
