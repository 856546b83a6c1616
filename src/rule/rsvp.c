/*
 * Decisions about RSVPs; no I/O.
 */
#include "rule/rsvp.h"

#include "base/clock.h"

#include "base/banned.h"

/* Of a series and its dates. */
static enum err
check_turn(const struct rule_rsvp_facts *facts, struct fault *f)
{
	return facts->is_open
		   ? ERR_OK
		   : fault(f, ERR_RSVP_NOT_OPEN,
			 "Of a series the next dates take answers, each by "
			 "itself.");
}

enum err
rule_rsvp_check_open(
    const struct rule_rsvp_facts *facts, int64_t now_us, struct fault *f)
{
	if (facts->is_banned)
		return fault(
		    f, ERR_BANNED, "You are banned from where it takes place.");
	if (facts->event_status != EVENT_STATUS_PUBLISHED)
		return fault(f, ERR_RSVP_CLOSED, "The event is %s.",
		    event_status_text(facts->event_status));
	if (facts->end_us <= now_us)
		return fault(f, ERR_RSVP_CLOSED, "The event is over.");
	if (facts->closes.set && facts->closes.v <= now_us)
		return fault(
		    f, ERR_RSVP_CLOSED, "The organizer takes no more answers.");
	if (facts->is_withheld || facts->is_closing)
		return fault(
		    f, ERR_RSVP_CLOSED, "The event takes no answers now.");
	if (!facts->is_for_them)
		return fault(f, ERR_FORBIDDEN, "It is for its members.");
	return check_turn(facts, f);
}

enum err
rule_rsvp_check_own(bool is_removed, struct fault *f)
{
	return is_removed ? fault(f, ERR_FORBIDDEN,
				"A host of the event has removed you from it.")
			  : ERR_OK;
}

enum rule_verb
rule_rsvp_verb(enum rsvp_status asked)
{
	static const enum rule_verb verbs[] = {
		[RSVP_STATUS_ATTENDING] = RULE_ATTEND,
		[RSVP_STATUS_MAYBE] = RULE_WAVER,
		[RSVP_STATUS_NOT_ATTENDING] = RULE_DECLINE,
	};

	return verbs[asked];
}

enum err
rule_rsvp_check_late(int64_t end_us, int64_t now_us, struct fault *f)
{
	return end_us <= now_us - RULE_RSVP_LATE_DAYS * CLOCK_DAY_US
		   ? fault(f, ERR_RSVP_CLOSED,
			 "The event was over %d days ago.", RULE_RSVP_LATE_DAYS)
		   : ERR_OK;
}

enum err
rule_rsvp_check_host(
    const struct rule_rsvp_facts *facts, int64_t now_us, struct fault *f)
{
	if (facts->is_banned)
		return fault(f, ERR_FORBIDDEN,
		    "They are banned from where it takes place.");
	if (facts->event_status != EVENT_STATUS_PUBLISHED &&
	    facts->event_status != EVENT_STATUS_COMPLETED)
		return fault(f, ERR_RSVP_CLOSED, "The event is %s.",
		    event_status_text(facts->event_status));
	if (facts->is_withheld || facts->is_closing)
		return fault(
		    f, ERR_RSVP_CLOSED, "The event takes no answers now.");
	if (rule_rsvp_check_late(facts->end_us, now_us, f))
		return ERR_RSVP_CLOSED;
	return check_turn(facts, f);
}

enum err
rule_rsvp_check_party(
    int64_t party_size, int64_t so_far, int64_t max, struct fault *f)
{
	if (party_size <= max || party_size <= so_far)
		return ERR_OK;
	fault_item(f, ERR_VALIDATION_FAILED, "/party_size", "maximum",
	    "At most %lld come with one answer.", (long long)max);
	return fault(f, ERR_VALIDATION_FAILED,
	    "The event takes parties of %lld at most.", (long long)max);
}

bool
rule_rsvp_event_is_ahead(
    enum event_status status, int64_t end_us, int64_t now_us)
{
	return status == EVENT_STATUS_PUBLISHED && now_us < end_us;
}

int64_t
rule_rsvp_seats(enum rsvp_status status, int64_t party_size)
{
	return status == RSVP_STATUS_ATTENDING ? party_size : 0;
}
