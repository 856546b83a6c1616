/*
 * The row of a guest is changed before the event is locked: whoever answers by
 * it locks the two in that order.
 */
#include "app/guest.h"

#include "app/audit.h"
#include "app/departure.h"
#include "app/event_invitation.h"
#include "app/throttle.h"
#include "base/bug.h"
#include "base/clock.h"
#include "generated/query/guest.h"
#include "generated/query/member.h"
#include "json/ids.h"
#include "rule/permission.h"
#include "rule/words.h"

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
	    .viewer = call->user, .now = call->now_us, facts);
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
count(struct call *call, struct uuid name, int64_t most)
{
	char id[UUID_TEXT_SIZE];
	struct app_throttle t;
	int64_t n;
	enum err err;

	uuid_format(name, id);
	t = app_throttle_of(call, APP_THROTTLE_NAMED, id);
	err = app_throttle_count(call, &t, &n);
	return err || n <= most
		   ? err
		   : app_throttle_refuse(call, &t,
			 arena_printf(call->arena,
			     "%lld people are the most that are named within "
			     "a day.",
			     (long long)most));
}

/* One more is named, in the event and by the caller. */
static enum err
count_today(struct call *call, const struct q_guest_facts_row *facts)
{
	int64_t most = call->conf->event_invites_per_day;
	enum err err = count(call, facts->namer_id.v, most);

	if (!err && facts->since > call->now_us - CLOCK_DAY_US)
		err = count(call, call->user.v, most / 10);
	return err;
}

/* Somebody else to be named, as what is_host says. */
static enum err
find_new(struct call *call, struct event_id event, struct user_id user,
    bool is_host, struct q_guest_facts_row *facts)
{
	enum err err = find(call, event, user, is_host, facts);

	if (!err)
		err = check_person(call, facts);
	return err || facts->role ? err : count_today(call, facts);
}

/* Somebody who was not named before. */
static enum err
put(struct call *call, struct user_id user,
    const struct q_guest_facts_row *facts)
{
	struct event_invitation_id fresh = { uuid_new() };
	struct q_event_invitation_put_row row = { 0 };
	enum err err = q_guest_put(call->db, .event = facts->namer_id,
	    .user = user, .by = call->user, .now = call->now_us, NULL);

	if (!err)
		err = q_event_invitation_put(call->db, .id = fresh,
		    .event = facts->namer_id, .user = user, .by = call->user,
		    .now = call->now_us, &row);
	return err || !facts->is_open
		   ? err
		   : app_event_invitation_tell(
			 call, facts->namer_id, user, NULL, row.id);
}

enum err
app_guest_put(struct call *call, struct event_id event, struct user_id user)
{
	struct q_guest_facts_row facts;
	enum err err = find_new(call, event, user, false, &facts);

	return err || facts.role ? err : put(call, user, &facts);
}

static enum err
invite_user(struct call *call, const struct q_guest_findable_row *person,
    const struct q_guest_facts_row *facts, struct app_guest_list *list)
{
	enum err err;

	if (person->role) {
		list->already++;
		return ERR_OK;
	}
	list->invited++;
	err = count_today(call, facts);
	return err ? err : put(call, person->user_id, facts);
}

/* What is asked of the event is asked once. */
static enum err
invite_users(struct call *call, struct event_id event,
    const struct q_guest_facts_row *facts, struct app_guest_list *list)
{
	struct q_guest_findable_row *people = NULL;
	size_t n = 0;
	enum err err = q_guest_findable(call->db, .event = event,
	    .ids = JSON_IDS(call->arena, list->users, v, list->n_users),
	    .viewer = call->user, .now = call->now_us, &people, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = invite_user(call, &people[i], facts, list);
	return err;
}

static enum err
invite_address(struct call *call, const char *email,
    const struct q_guest_facts_row *facts, struct app_guest_list *list)
{
	struct event_invitation_id id = { uuid_new() };
	int64_t n = 0;
	enum err err = q_event_invitation_add_address(call->db, .id = id,
	    .event = facts->namer_id, .email = email,
	    .email_key = rule_email_key(call->arena, email), .by = call->user,
	    .now = call->now_us, &n);

	list->invited += n;
	list->already += !n;
	if (!err && n)
		err = count_today(call, facts);
	return err || !n || !facts->is_open
		   ? err
		   : app_event_invitation_tell(call, facts->namer_id,
			 (struct user_id){ 0 }, email, id);
}

enum err
app_guest_invite(
    struct call *call, struct event_id event, struct app_guest_list *list)
{
	struct q_guest_facts_row facts;
	enum err err = find(call, event, call->user, false, &facts);

	if (!err && list->n_users)
		err = invite_users(call, event, &facts, list);
	for (size_t i = 0; !err && i < list->n_emails; i++)
		err = invite_address(call, list->emails[i], &facts, list);
	return err;
}

enum err
app_guest_remove(struct call *call, struct event_id event, struct user_id user)
{
	struct q_guest_facts_row facts;
	enum err err = find(call, event, user, false, &facts);

	if (!err)
		err = q_guest_remove(
		    call->db, .event = facts.namer_id, .user = user, NULL);
	if (!err)
		err = app_departure_release(call, user);
	if (!err)
		err = q_event_invitation_withdraw(
		    call->db, .event = facts.namer_id, .user = user, NULL);
	return err ? err
		   : q_event_invitation_keep(
			 call->db, .event = facts.namer_id, .user = user, NULL);
}

enum err
app_guest_withdraw(struct call *call, struct event_id event,
    struct event_invitation_id invitation)
{
	struct q_event_invitation_in_row row;
	struct q_guest_facts_row facts;
	enum err err = find(call, event, call->user, false, &facts);

	if (!err)
		err = q_event_invitation_in(
		    call->db, .id = invitation, .event = facts.namer_id, &row);
	if (err)
		return err;
	return uuid_is_nil(row.user_id.v)
		   ? q_event_invitation_remove(call->db, .id = invitation, NULL)
		   : app_guest_remove(call, event, row.user_id);
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
	err = q_guest_put_host(call->db, .event = facts.namer_id, .user = user,
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
		    call->db, .event = facts.namer_id, .user = user, &n);
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
