/*
 * Steps ask for what there is to do anew each time, so that one that was done
 * half, or has come about meanwhile, is done. The person's row is locked in the
 * last step alone: until then others lock events and spaces before it.
 */
#include "app/erasure.h"

#include <string.h>

#include "app/audit.h"
#include "app/departure.h"
#include "app/event_state.h"
#include "app/heir.h"
#include "app/job.h"
#include "app/linked.h"
#include "app/rsvp.h"
#include "app/sale.h"
#include "app/suspension.h"
#include "base/clock.h"
#include "generated/person.h"
#include "generated/query/api_token.h"
#include "generated/query/account_invite.h"
#include "generated/query/erasure.h"
#include "generated/query/event.h"
#include "generated/query/person.h"
#include "generated/query/user.h"

#include "base/banned.h"

/* Of one step: events that are locked, and rows. */
enum { EVENTS = 20, ROWS = 500 };
/* As long as that what somebody pays is waited for; as often it is looked. */
enum { PAGES_D = 7, AGAIN_S = 60 };

const struct user_id app_erasure_ghost = {
	{ { 0, 0, 0, 0, 0, 0, 0x70, 0, 0x80 } }
};

/*
 * Asking.
 */

static enum err
leave_rest(struct call *call, struct user_id user, int64_t at_us)
{
	return app_job_add(call, APP_ERASURE_JOB,
	    app_job_payload_id(call->arena, "user_id", user.v),
	    &(struct app_job_options){ .run_at_us = at_us });
}

enum err
app_erasure_ask(struct call *call, struct user_id user, int64_t at_us)
{
	int64_t n;
	enum err err;

	if (uuid_eq(user.v, app_erasure_ghost.v))
		return ERR_NOT_FOUND;
	err = app_suspension_close(call, user, &n);
	if (!err)
		err = q_api_token_remove_all(call->db, .user = user, NULL);
	if (!err)
		err = q_erasure_ask(call->db, .id = user, .at = at_us,
		    .now = call->now_us, NULL);
	return err ? err : leave_rest(call, user, at_us);
}

/*
 * What goes step by step. *n: how much was done; 0: nothing is left.
 */

static enum err
follow_suspension(struct call *call, struct user_id user, int64_t *n)
{
	bool is_done;
	enum err err = app_suspension_follow(call, user, &is_done);

	*n = !is_done;
	return err;
}

static enum err
take_answers(struct call *call, struct user_id user, int64_t *n)
{
	struct q_erasure_answers_row *answers;
	size_t n_answers;
	enum err err = q_erasure_answers(
	    call->db, .user = user, .limit = EVENTS, &answers, &n_answers);

	for (size_t i = 0; !err && i < n_answers; i++)
		err = app_rsvp_drop(call, answers[i].event_id, user);
	*n = err ? 0 : (int64_t)n_answers;
	return err;
}

static enum err
leave_space(struct call *call, struct user_id user, int64_t *n)
{
	return app_heir_leave(call, user, app_erasure_ghost, n);
}

static enum err
pass_on(struct call *call, const struct q_erasure_events_row *e)
{
	struct app_notice_event event = { .id = e->id,
		.title = e->title,
		.timezone = e->timezone,
		.place = e->place,
		.start_time = e->start_time };

	if (!uuid_is_nil(e->heir.v))
		return app_departure_hand_over(call,
		    &(struct app_handover){
			.event = event, .heir = e->heir, .space = e->space });
	return app_event_state_cancel(call,
	    &(struct app_event_state){ .event = event,
		.status = EVENT_STATUS_PUBLISHED,
		.end_time = e->is_series ? INT64_MAX : e->end_time },
	    NULL, false);
}

static enum err
pass_events(struct call *call, struct user_id user, int64_t *n)
{
	struct q_erasure_events_row *events;
	size_t n_events;
	enum err err = q_erasure_events(call->db, .organizer = user,
	    .now = call->now_us, .limit = EVENTS, &events, &n_events);

	for (size_t i = 0; !err && i < n_events; i++)
		err = pass_on(call, &events[i]);
	*n = err ? 0 : (int64_t)n_events;
	return err;
}

static enum err
remove_drafts(struct call *call, struct user_id user, int64_t *n)
{
	struct q_erasure_drafts_row *drafts;
	size_t n_drafts;
	enum err err = q_erasure_drafts(
	    call->db, .organizer = user, .limit = EVENTS, &drafts, &n_drafts);

	for (size_t i = 0; !err && i < n_drafts; i++) {
		err = q_event_forget_words(call->db, .id = drafts[i].id, NULL);
		if (!err)
			err = q_event_remove(
			    call->db, .id = drafts[i].id, NULL);
	}
	*n = err ? 0 : (int64_t)n_drafts;
	return err;
}

static enum err
clear_messages(struct call *call, struct user_id user, int64_t *n)
{
	return q_erasure_messages(call->db, .user = user,
	    .ghost = app_erasure_ghost, .now = call->now_us, .limit = ROWS, n);
}

static enum err (*const steps[])(
    struct call *call, struct user_id user, int64_t *n) = { follow_suspension,
	app_linked_release, take_answers, app_sale_release, leave_space,
	pass_events, remove_drafts, clear_messages };

static enum err
do_some(struct call *call, struct user_id user, int64_t *n)
{
	enum err err = ERR_OK;

	*n = 0;
	for (size_t i = 0; i < N_OF(steps) && !err && !*n; i++)
		err = steps[i](call, user, n);
	return err;
}

/*
 * The last step.
 */

/* By what logs go on to name somebody: nobody can tell whom, but that it was
 * the same person. */
static struct user_id
hash_of(const struct call *call, struct user_id user)
{
	unsigned char mac[CRYPT_MAC_SIZE];
	struct user_id hash;

	crypt_mac(call->keys, CRYPT_ERASED, user.v.b, sizeof(user.v.b), mac);
	memcpy(hash.v.b, mac, sizeof(hash.v.b));
	hash.v.b[6] = (unsigned char)(0x80 | (hash.v.b[6] & 0x0f));
	hash.v.b[8] = (unsigned char)(0x80 | (hash.v.b[8] & 0x3f));
	return hash;
}

static enum err
forget_responses(
    struct call *call, struct user_id user, const char *id, const char *email)
{
	unsigned char mac[CRYPT_MAC_SIZE];
	struct bytes principal = { mac, sizeof(mac) };

	crypt_mac(call->keys, CRYPT_THROTTLE, user.v.b, sizeof(user.v.b), mac);
	return q_erasure_responses(
	    call->db, .principal = principal, .id = id, .email = email, NULL);
}

/* What names somebody in the text of jobs and responses, and by an address. */
static enum err
clear_texts(struct call *call, struct user_id user)
{
	struct q_erasure_address_row address;
	char id[UUID_TEXT_SIZE];
	enum err err = q_erasure_address(call->db, .id = user, &address);

	if (err)
		return err;
	uuid_format(user.v, id);
	err = q_erasure_jobs(
	    call->db, .user = user, .id = id, .email = address.email, NULL);
	if (!err)
		err = forget_responses(call, user, id, address.email);
	if (!err)
		err = q_erasure_guest_requests(
		    call->db, .email_key = address.email_key, NULL);
	if (!err)
		err = q_account_invite_remove_to(
		    call->db, .email_key = address.email_key, NULL);
	return err ? err
		   : q_erasure_invites(
			 call->db, .email_key = address.email_key, NULL);
}

static enum err
clear_logs(struct call *call, struct user_id user, struct user_id hash)
{
	enum err err = q_erasure_audit_of(call->db, .user = user, NULL);

	if (!err)
		err = q_erasure_audit_about(
		    call->db, .user = user, .hash = hash.v, NULL);
	return err ? err
		   : q_erasure_reports(
			 call->db, .user = user, .hash = hash.v, NULL);
}

/* What passes to the ghost, or names a hash from now on. */
static enum err
pass_rest(struct call *call, struct user_id user, struct user_id hash)
{
	const struct user_id GHOST = app_erasure_ghost, HASH = hash;
	enum err err = ERR_OK;

#define PASS(table, column, fate)                       \
	if (!err)                                       \
		err = q_person_pass_##table##_##column( \
		    call->db, .user = user, .by = fate, NULL);
	PERSON_PASSES(PASS)
#undef PASS
	return err;
}

static enum err
remove_person(struct call *call, struct user_id user)
{
	struct user_id hash = hash_of(call, user);
	enum err err = q_erasure_add_ghost(
	    call->db, .id = app_erasure_ghost, .now = call->now_us, NULL);

	if (!err)
		err = clear_texts(call, user);
	if (!err)
		err = clear_logs(call, user, hash);
	if (!err)
		err = pass_rest(call, user, hash);
	if (!err)
		err = q_erasure_remove(call->db, .id = user, NULL);
	return err ? err
		   : app_audit_add(
			 call, &(struct app_audit){ .action = "user.erased",
				   .subject = hash,
				   .object_kind = "user",
				   .object = hash.v });
}

/* What comes of a page where they pay is heard of by its reservation, which
 * goes with them: money that came later would be nobody's. *pays: until that is
 * known of all, or it lasts too long. */
static enum err
may_pay(struct call *call, struct user_id user, bool *pays)
{
	struct q_erasure_pays_row row;
	enum err err = q_erasure_pays(call->db, .user = user,
	    .since = call->now_us - PAGES_D * CLOCK_DAY_US,
	    .unheard = call->now_us - CLOCK_HOUR_US, &row);

	*pays = !err && row.pays;
	return err;
}

/* However often it is asked for, one job waits, to which one that runs passes
 * its key. With the person's row locked nobody else does the same. */
static enum err
look_again(struct call *call, struct user_id user)
{
	const char *payload = app_job_payload_id(
	    call->arena, "user_id", user.v);
	const char *key = arena_printf(
	    call->arena, APP_ERASURE_JOB ":%s", payload);
	enum err err = q_job_pass_key(call->db, .dedupe_key = key, NULL);

	return err ? err
		   : app_job_add(call, APP_ERASURE_JOB, payload,
			 &(struct app_job_options){
			     .run_at_us = call->now_us +
					  AGAIN_S * CLOCK_SECOND_US,
			     .dedupe_key = key });
}

/* With the row locked nothing comes about any more: what has until now is done
 * first. */
static enum err
finish(struct call *call, struct user_id user, bool *is_done)
{
	struct q_user_lock_whole_row row;
	bool pays = false;
	int64_t n;
	enum err err = q_user_lock_whole(call->db, .id = user, &row);

	if (!err)
		err = do_some(call, user, &n);
	if (!err && !n)
		err = may_pay(call, user, &pays);
	*is_done = !err && !n;
	if (!*is_done)
		return err;
	return pays ? look_again(call, user) : remove_person(call, user);
}

enum err
app_erasure_step(struct call *call, struct user_id user, bool *is_done)
{
	struct q_erasure_get_row row;
	int64_t n = 0;
	enum err err = q_erasure_get(call->db, .id = user, &row);

	*is_done = err == ERR_NOT_FOUND ||
		   (!err && row.erase_at > call->now_us);
	if (err || *is_done)
		return *is_done ? ERR_OK : err;
	err = q_erasure_add_ghost(
	    call->db, .id = app_erasure_ghost, .now = call->now_us, NULL);
	if (!err)
		err = do_some(call, user, &n);
	return err || n ? err : finish(call, user, is_done);
}

enum err
app_erasure_run(struct call *call, const char *payload)
{
	struct user_id user;
	bool is_done;
	enum err err = app_job_read_id(call, payload, "user_id", &user.v);

	if (!err)
		err = app_erasure_step(call, user, &is_done);
	return err || is_done ? err : leave_rest(call, user, 0);
}
