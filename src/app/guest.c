/*
 * The row of a guest is changed before the event is locked: whoever answers by
 * it locks the two in that order.
 */
#include "app/guest.h"

#include "app/audit.h"
#include "app/departure.h"
#include "base/clock.h"
#include "generated/query/guest.h"
#include "rule/permission.h"

#include "base/banned.h"

static enum err
find(struct call *call, struct event_id event, struct user_id user,
    bool is_host, struct q_guest_facts_row *facts)
{
	struct rule_access access;
	enum err err = q_guest_facts(call->db, .event = event, .user = user,
	    .viewer = call->user, .since = call->now_us - CLOCK_DAY_US,
	    .limit = APP_GUESTS_A_DAY, .now = call->now_us, facts);

	if (err)
		return err;
	access = (struct rule_access){ facts->is_visible,
		is_host ? facts->host_permissions : facts->permissions };
	return rule_require(&access, RULE_EVENTS_MANAGE, call->fault);
}

static enum err
check_person(struct call *call, const struct q_guest_facts_row *facts)
{
	if (!facts->is_found)
		return ERR_NOT_FOUND;
	if (facts->is_organizer)
		return fault(
		    call->fault, ERR_INVALID_TRANSITION, "They organize it.");
	if (facts->is_banned)
		return fault(call->fault, ERR_FORBIDDEN,
		    "They are banned from where it takes place.");
	return ERR_OK;
}

static enum err
check_today(struct call *call, const struct q_guest_facts_row *facts)
{
	if (facts->is_named || facts->n_since < APP_GUESTS_A_DAY)
		return ERR_OK;
	call->fault->retry_after_s = (int)(CLOCK_DAY_US / CLOCK_SECOND_US);
	return fault(call->fault, ERR_RATE_LIMITED,
	    "%d people a day are the most.", APP_GUESTS_A_DAY);
}

/* Somebody else to be named, as what is_host says. */
static enum err
find_new(struct call *call, struct event_id event, struct user_id user,
    bool is_host, struct q_guest_facts_row *facts)
{
	enum err err = find(call, event, user, is_host, facts);

	if (!err)
		err = check_person(call, facts);
	return err ? err : check_today(call, facts);
}

enum err
app_guest_put(struct call *call, struct event_id event, struct user_id user)
{
	struct q_guest_facts_row facts;
	enum err err = find_new(call, event, user, false, &facts);

	return err ? err
		   : q_guest_put(call->db, .event = event, .user = user,
			 .by = call->user, .now = call->now_us, NULL);
}

enum err
app_guest_remove(struct call *call, struct event_id event, struct user_id user)
{
	struct q_guest_facts_row facts;
	enum err err = find(call, event, user, false, &facts);

	if (!err)
		err = q_guest_remove(
		    call->db, .event = event, .user = user, NULL);
	return err ? err : app_departure_release(call, user);
}

/* What was done to a right in an event of a space. */
static enum err
log_host(struct call *call, const struct q_guest_facts_row *facts,
    const char *action, struct event_id event, struct user_id user)
{
	return app_audit_add(call, &(struct app_audit){ .action = action,
				       .space = facts->space_id,
				       .subject = user,
				       .object_kind = "event",
				       .object = event.v });
}

enum err
app_guest_put_host(
    struct call *call, struct event_id event, struct user_id user)
{
	struct q_guest_facts_row facts;
	enum err err = find_new(call, event, user, true, &facts);

	if (err || facts.is_host)
		return err;
	if (facts.n_hosts >= APP_HOSTS_MAX)
		return fault(call->fault, ERR_FORBIDDEN,
		    "%d hosts are the most.", APP_HOSTS_MAX);
	err = q_guest_put_host(call->db, .event = event, .user = user,
	    .by = call->user, .now = call->now_us, NULL);
	return err ? err : log_host(call, &facts, "event.host", event, user);
}

enum err
app_guest_remove_host(
    struct call *call, struct event_id event, struct user_id user)
{
	struct q_guest_facts_row facts;
	int64_t n;
	enum err err = find(call, event, user, true, &facts);

	if (!err)
		err = q_guest_end_host(
		    call->db, .event = event, .user = user, &n);
	return err || !n ? err
			 : log_host(call, &facts, "event.unhost", event, user);
}
