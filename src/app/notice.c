/*
 * From a notice to jobs. The payload of a mail and of a page is the same; a
 * mail has one user.
 */
#include "app/notice.h"

#include <string.h>

#include "app/job.h"
#include "app/notice_payload.h"
#include "base/bug.h"
#include "base/rand.h"
#include "generated/query/role.h"

#include "base/banned.h"

enum {
	PAGE = 100,
	HOLDERS = 20,
	/* for three days, as mail servers do themselves: an hour with growing
	 * pauses, then one of about half an hour each; a mail with a link is
	 * not needed any more when that has ended */
	ATTEMPTS = 136,
	HOUR_S = 3600,
	NOBODIES = 64 /* jobs for nobody at one time */
};

static struct uuid
about_of(const struct app_notice *n, enum rule_notice_topic topic)
{
	switch (topic) {
	case RULE_NOTICE_EVENT:
		return n->event.id.v;
	case RULE_NOTICE_SPACE:
		return n->space.id.v;
	case RULE_NOTICE_SPARK:
		return n->spark.id.v;
	case RULE_NOTICE_ROUTINE:
		return n->routine.id.v;
	case RULE_NOTICE_POLL:
		return n->poll.id.v;
	case RULE_NOTICE_EVENT_INVITATION:
		return n->event_invitation.v;
	default:
		return n->verification.v;
	}
}

/* "event_cancelled:<what it is about>:<whom it is for>"; NULL when each stands
 * for itself. */
static const char *
dedupe_key(struct call *call, const struct app_notice *n, struct user_id user)
{
	const struct rule_notice_row *row = rule_notice_row(n->kind);
	char about[UUID_TEXT_SIZE], to[UUID_TEXT_SIZE];

	if (row->repeat == RULE_NOTICE_EACH)
		return NULL;
	uuid_format(about_of(n, row->topic), about);
	uuid_format(user.v, to);
	return arena_printf(call->arena, "%s:%s:%s", row->word, about, to);
}

static int64_t
priority(const struct app_notice *n)
{
	if (rule_notice_row(n->kind)->urgency == RULE_NOTICE_TRANSACTIONAL)
		return APP_JOB_FIRST;
	return n->is_mass ? APP_JOB_MASS : APP_JOB_URGENT;
}

/* The same for some of the users. */
static struct app_notice
part(const struct app_notice *n, size_t first, size_t most)
{
	struct app_notice some = *n;

	some.users = n->users + first;
	some.had = n->had ? n->had + first : NULL;
	some.n_users = n->n_users - first < most ? n->n_users - first : most;
	return some;
}

static enum err
add_mail(struct call *call, const struct app_notice *n, size_t i)
{
	struct user_id user = n->users[i];
	struct app_notice one = part(n, i, 1);

	return app_job_add(call, APP_NOTICE_MAIL_JOB,
	    app_notice_payload(call->arena, &one),
	    &(struct app_job_options){ .max_attempts = ATTEMPTS,
		.priority = priority(n),
		.dedupe_key = dedupe_key(call, n, user),
		.quiet_s = rule_notice_row(n->kind)->repeat ==
				   RULE_NOTICE_HOURLY
			       ? HOUR_S
			       : 0,
		.recipient = user });
}

static enum err
add_page(struct call *call, const struct app_notice *n, size_t first)
{
	struct app_notice page = part(n, first, PAGE);

	return app_job_add(call, APP_NOTICE_PAGE_JOB,
	    app_notice_payload(call->arena, &page),
	    &(struct app_job_options){ .priority = APP_JOB_MASS });
}

/* The users without the one who did it. */
static struct app_notice
without_caller(struct call *call, const struct app_notice *n)
{
	struct user_id *users = arena_array(
	    call->arena, n->n_users, sizeof(*users));
	struct event_invitation_id *had = arena_array(
	    call->arena, n->n_users, sizeof(*had));
	struct app_notice others = *n;

	others.users = users;
	others.had = n->had ? had : NULL;
	others.n_users = 0;
	for (size_t i = 0; i < n->n_users; i++) {
		if (uuid_eq(n->users[i].v, call->user.v))
			continue;
		if (n->had)
			had[others.n_users] = n->had[i];
		users[others.n_users++] = n->users[i];
	}
	return others;
}

enum err
app_notice(struct call *call, const struct app_notice *n)
{
	enum rule_notice_topic topic = rule_notice_row(n->kind)->topic;
	struct app_notice others;
	enum err err = ERR_OK;

	if (topic == RULE_NOTICE_EVENT || topic == RULE_NOTICE_SPARK ||
	    topic == RULE_NOTICE_ROUTINE || topic == RULE_NOTICE_POLL) {
		others = without_caller(call, n);
		n = &others;
	}
	if (n->n_users == 1)
		return add_mail(call, n, 0);
	for (size_t i = 0; !err && i < n->n_users; i += PAGE)
		err = add_page(call, n, i);
	return err;
}

enum err
app_notice_account(
    struct call *call, enum rule_notice kind, struct user_id user)
{
	bug_if(rule_notice_row(kind)->topic != RULE_NOTICE_ACCOUNT);
	return app_notice(call,
	    &(struct app_notice){ .kind = kind, .users = &user, .n_users = 1 });
}

enum err
app_notice_verification(struct call *call, enum rule_notice kind,
    struct user_id user, struct verification_id id)
{
	bug_if(rule_notice_row(kind)->topic != RULE_NOTICE_VERIFICATION);
	return app_notice(call, &(struct app_notice){ .kind = kind,
				    .users = &user,
				    .n_users = 1,
				    .verification = id });
}

enum err
app_notice_space(struct call *call, enum rule_notice kind, struct user_id user,
    const struct app_notice_space *space)
{
	return app_notice(call,
	    &(struct app_notice){
		.kind = kind, .users = &user, .n_users = 1, .space = *space });
}

enum err
app_notice_holders(struct call *call, enum rule_notice kind,
    enum rule_permission permission, const struct app_notice_space *space)
{
	struct q_role_holders_row *rows;
	struct user_id users[HOLDERS];
	size_t n;
	enum err err = q_role_holders(call->db, .space = space->id,
	    .permission = INT64_C(1) << permission, .limit = HOLDERS, &rows,
	    &n);

	if (err)
		return err;
	for (size_t i = 0; i < n; i++)
		users[i] = rows[i].user_id;
	return app_notice(call,
	    &(struct app_notice){
		.kind = kind, .users = users, .n_users = n, .space = *space });
}

enum err
app_notice_invite(
    struct call *call, struct user_id user, struct invite_id invite)
{
	return app_notice(
	    call, &(struct app_notice){ .kind = RULE_NOTICE_INVITED,
		      .users = &user,
		      .n_users = 1,
		      .invite = invite });
}

enum err
app_notice_new_login(
    struct call *call, struct user_id user, struct session_id session)
{
	return app_notice(
	    call, &(struct app_notice){ .kind = RULE_NOTICE_NEW_LOGIN,
		      .users = &user,
		      .n_users = 1,
		      .session = session });
}

enum err
app_notice_account_invite(struct call *call, struct account_invite_id invite)
{
	struct user_id nobody = { 0 };

	return app_notice(
	    call, &(struct app_notice){ .kind = RULE_NOTICE_ACCOUNT_INVITED,
		      .users = &nobody,
		      .n_users = 1,
		      .account_invite = invite });
}

enum err
app_notice_ticket(struct call *call, struct auth_ticket_id ticket)
{
	struct user_id nobody = { 0 };

	return app_notice(
	    call, &(struct app_notice){ .kind = RULE_NOTICE_OAUTH_EMAIL,
		      .users = &nobody,
		      .n_users = 1,
		      .ticket = ticket });
}

enum err
app_notice_guest_request(struct call *call, struct guest_request_id request)
{
	struct user_id nobody = { 0 };

	return app_notice(
	    call, &(struct app_notice){ .kind = RULE_NOTICE_GUEST_CONFIRM,
		      .users = &nobody,
		      .n_users = 1,
		      .guest_request = request });
}

enum err
app_notice_event_invitation(struct call *call, enum rule_notice kind,
    struct user_id user, struct event_invitation_id invitation)
{
	bug_if(rule_notice_row(kind)->topic != RULE_NOTICE_EVENT_INVITATION);
	return app_notice(call, &(struct app_notice){ .kind = kind,
				    .users = &user,
				    .n_users = 1,
				    .event_invitation = invitation });
}

enum err
app_notice_rsvp_result(struct call *call, struct user_id user,
    struct event_invitation_id invitation, const char *reason)
{
	return app_notice(
	    call, &(struct app_notice){ .kind = RULE_NOTICE_RSVP_RESULT,
		      .users = &user,
		      .n_users = 1,
		      .event = { .reason = reason },
		      .event_invitation = invitation });
}

enum err
app_notice_to_nobody(struct call *call, enum rule_notice kind)
{
	struct user_id nobody = { uuid_new() };
	struct app_notice n = { .kind = kind,
		.users = &nobody,
		.n_users = 1,
		.verification = { uuid_new() } };

	return app_job_add(call, APP_NOTICE_NOBODY_JOB,
	    app_notice_payload(call->arena, &n),
	    &(struct app_job_options){ .priority = priority(&n),
		.dedupe_key = arena_printf(
		    call->arena, "nobody:%u", (unsigned)rand_below(NOBODIES)),
		.recipient = nobody });
}

enum err
app_notice_run_page(struct call *call, const char *payload)
{
	struct app_notice n;
	enum err err = app_notice_read(call, payload, &n);

	n.is_mass = true;
	for (size_t i = 0; !err && i < n.n_users; i++)
		err = add_mail(call, &n, i);
	return err;
}
