/*
 * The row of a guest is changed before the event is locked: whoever answers by
 * it locks the two in that order.
 */
#include "app/guest.h"

#include "app/audit.h"
#include "app/departure.h"
#include "base/clock.h"
#include "generated/query/guest.h"
#include "generated/query/member.h"
#include "rule/permission.h"

#include "base/banned.h"

/* What is counted stays so until the transaction ends. */
static enum err
find(struct call *call, struct event_id event, struct user_id user,
    bool is_host, struct q_guest_facts_row *facts)
{
	struct q_guest_hold_row row;
	struct rule_access access;
	enum err err = q_guest_hold(call->db, .event = event, &row);

	if (err)
		return err;
	err = q_guest_facts(call->db, .event = event, .user = user,
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
	if (facts->role || facts->n_since < APP_GUESTS_A_DAY)
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

static bool
is_host(const struct q_guest_facts_row *facts)
{
	return facts->role && facts->role != EVENT_ROLE_GUEST;
}

/* Who hosts or organizes an event is shown to all who see it. */
static enum err
find_known(struct call *call, struct event_id event, struct user_id user,
    struct q_guest_facts_row *facts)
{
	enum err err = find_new(call, event, user, true, facts);

	return err || facts->is_known ? err : ERR_NOT_FOUND;
}

enum err
app_guest_put_host(struct call *call, struct event_id event,
    struct user_id user, enum event_role role)
{
	struct q_guest_facts_row facts;
	enum err err = find_known(call, event, user, &facts);

	if (err || facts.role == role)
		return err;
	if (facts.n_hosts >= APP_HOSTS_MAX && !is_host(&facts))
		return fault(call->fault, ERR_FORBIDDEN,
		    "%d hosts are the most.", APP_HOSTS_MAX);
	err = q_guest_put_host(call->db, .event = event, .user = user,
	    .role = role, .by = call->user, .now = call->now_us, NULL);
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

/* The members whom an event is for keep it among them. */
static enum err
hold_member(struct call *call, struct space_id home, struct user_id user)
{
	struct q_member_hold_row row;
	enum err err = uuid_is_nil(home.v)
			   ? ERR_OK
			   : q_member_hold(
				 call->db, .space = home, .user = user, &row);

	return err == ERR_NOT_FOUND
		   ? fault(call->fault, ERR_FORBIDDEN,
			 "They are no member where it is for members.")
		   : err;
}

enum err
app_guest_find_heir(struct call *call, struct event_id event,
    struct user_id user, struct app_handover *heir)
{
	struct q_guest_facts_row facts;
	enum err err = find_known(call, event, user, &facts);

	if (!err)
		err = hold_member(call, facts.home_id, user);
	*heir = (struct app_handover){ .event = { .id = event,
					   .title = facts.title,
					   .timezone = facts.timezone,
					   .place = facts.place,
					   .start_time = facts.start_time },
		.heir = user,
		.space = facts.space_id };
	return err;
}
