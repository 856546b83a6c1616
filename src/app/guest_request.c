/*
 * Only whoever reads the mail learns what an address is here. The row of the
 * request is locked before the person is, and both before the event.
 */
#include "app/guest_request.h"

#include "app/account.h"
#include "app/answer.h"
#include "app/client.h"
#include "app/code.h"
#include "app/notice.h"
#include "app/throttle.h"
#include "app/user.h"
#include "app/verification.h"
#include "base/clock.h"
#include "crypt/token.h"
#include "generated/query/guest.h"
#include "generated/query/guest_request.h"
#include "rule/rsvp.h"
#include "rule/words.h"
#include "text/typed.h"

#include "base/banned.h"

/* Clocks of two machines differ by less. */
#define AHEAD_US (5 * CLOCK_MINUTE_US)

/*
 * Asking.
 */

static enum err
check_event(struct call *call, struct event_id event,
    const struct app_guest_request *request)
{
	struct q_guest_request_facts_row facts;
	enum err err = q_guest_request_facts(call->db, .event = event, &facts);

	if (err)
		return err;
	if (!facts.is_listed)
		return ERR_NOT_FOUND;
	if (!facts.guest_rsvp || !call->conf->guest_rsvp)
		return fault(call->fault, ERR_GUESTS_NOT_ALLOWED,
		    "Sign in to answer this event.");
	err = rule_rsvp_check_open(
	    &(struct rule_rsvp_facts){ .event_status = facts.status,
		.end_us = facts.end_time,
		.closes = facts.rsvp_closes_at,
		.is_open = facts.is_open,
		.is_for_them = true,
		.is_closing = facts.is_closing },
	    call->now_us, call->fault);
	return err ? err
		   : rule_rsvp_check_party(
			 request->party_size, 0, facts.max_party, call->fault);
}

/* The network, under a keyed hash; all that have none are one. */
static struct bytes
client_key(struct call *call)
{
	struct app_throttle t = app_throttle_of(
	    call, APP_THROTTLE_GUEST, app_client_network(call));
	unsigned char *key = arena_alloc(call->arena, sizeof(t.key));

	for (size_t i = 0; i < sizeof(t.key); i++)
		key[i] = t.key[i];
	return (struct bytes){ key, sizeof(t.key) };
}

/* Of two requests from one network the second waits here for the first. */
static enum err
count_client(struct call *call, struct event_id event)
{
	const char *client = app_client_network(call);
	struct app_throttle t = app_throttle_of(
	    call, APP_THROTTLE_GUEST, client);
	struct q_guest_request_count_from_row open = { 0 };
	int64_t n = 0;
	enum err err = app_verification_count_request(call);

	if (err || !*client)
		return err;
	err = app_throttle_count(call, &t, &n);
	if (!err && n > call->conf->guest_rsvps_per_hour)
		err = app_throttle_refuse(call, &t,
		    "Too many answers without an account came from this "
		    "network.");
	if (!err)
		err = q_guest_request_count_from(call->db, .event = event,
		    .client = client_key(call), .now = call->now_us, &open);
	return err || open.n < APP_GUEST_REQUESTS_OPEN
		   ? err
		   : app_throttle_refuse(call, &t,
			 "Too many answers from this network wait for their "
			 "address to be proved.");
}

/* One more may wait: when as many do as may, the oldest of them go that have
 * waited for an hour. */
static enum err
make_room(struct call *call)
{
	int64_t most = call->conf->unverified_accounts, n;
	struct q_guest_request_count_row waiting;
	enum err err = q_guest_request_count(
	    call->db, .now = call->now_us, .limit = most, &waiting);

	if (err || waiting.n < most)
		return err;
	err = q_guest_request_purge(call->db,
	    .before = call->now_us - CLOCK_HOUR_US +
		      APP_GUEST_REQUEST_TTL_S * CLOCK_SECOND_US,
	    .limit = 2, &n);
	if (err || n)
		return err;
	call->fault->retry_after_s = 3600;
	return fault(call->fault, ERR_RATE_LIMITED,
	    "Too many answers wait for their address to be proved; try again "
	    "in an hour.");
}

static enum err
keep(struct call *call, struct event_id event, const char *email_key,
    const struct app_guest_request *r)
{
	struct guest_request_id id = { uuid_new() };
	int64_t now = call->now_us;
	enum err err = q_guest_request_add(call->db, .id = id, .event = event,
	    .client = client_key(call), .email = r->email,
	    .email_key = email_key, .first_name = r->first_name,
	    .last_name = r->last_name, .status = r->status,
	    .party_size = r->party_size, .note = r->note, .now = now,
	    .expires = now + APP_GUEST_REQUEST_TTL_S * CLOCK_SECOND_US,
	    .code_expires = now + APP_CODE_TTL_S * CLOCK_SECOND_US, NULL);

	return err ? err : app_notice_guest_request(call, id);
}

/* As much work as to keep one. */
static enum err
keep_nothing(struct call *call)
{
	enum err err = app_throttle_in_vain(call);

	return err ? err
		   : app_notice_to_nobody(call, RULE_NOTICE_GUEST_CONFIRM);
}

enum err
app_guest_request_add(struct call *call, struct event_id event,
    const struct app_guest_request *request)
{
	const char *key = rule_email_key(call->arena, request->email);
	struct app_throttle t = app_throttle_of(call, APP_THROTTLE_GUESTS, key);
	bool may = false;
	int64_t n = 0;
	enum err err = check_event(call, event, request);

	if (!err)
		err = count_client(call, event);
	if (!err)
		err = make_room(call);
	if (!err)
		err = app_throttle_count(call, &t, &n);
	if (!err)
		err = app_throttle_address(call, key, &may);
	if (err)
		return err;
	return n > APP_GUEST_REQUESTS_PER_HOUR || !may
		   ? keep_nothing(call)
		   : keep(call, event, key, request);
}

/*
 * Proving.
 */

static enum err
check_token(struct call *call, const char *token, struct uuid *id)
{
	uint32_t seal;

	if (!crypt_token_open(call->keys, CRYPT_MAIL_TOKEN,
		text_trim(call->arena, token), id, &seal) ||
	    seal != APP_NOTICE_SEAL_GUEST)
		return app_code_invalid(call);
	return app_begin(call);
}

static enum err
count_try(struct call *call, void *email_key, int64_t tries_max,
    struct app_code_found *found)
{
	struct q_guest_request_try_row row;
	enum err err = q_guest_request_try(call->db, .email_key = email_key,
	    .tries_max = tries_max, .ahead = call->now_us + AHEAD_US, &row);

	if (!err)
		*found = (struct app_code_found){ row.id.v,
			row.code_expires_at };
	return err;
}

static enum err
check_proof(
    struct call *call, const struct app_guest_proof *proof, struct uuid *id)
{
	char *key;

	if (proof->token)
		return check_token(call, proof->token, id);
	key = arena_strdup(
	    call->arena, rule_email_key(call->arena, proof->email));
	return app_code_check(call,
	    &(struct app_code){
		.kind = "guest", .whose = key, .count = count_try, .ctx = key },
	    proof->code, id);
}

/* What was asked for, and who has the address. */
static enum err
find(struct call *call, struct guest_request_id id,
    struct q_guest_request_for_confirm_row *request, struct user_id *user)
{
	enum err err = q_guest_request_for_confirm(call->db, .id = id, request);

	if (err == ERR_NOT_FOUND)
		return app_code_invalid(call);
	if (err)
		return err;
	if (request->expires_at <= call->now_us)
		return app_code_expired(call);
	if (!request->guest_rsvp || !call->conf->guest_rsvp)
		return fault(call->fault, ERR_GUESTS_NOT_ALLOWED,
		    "Sign in to answer this event.");
	return app_account_prove_guest(call,
	    &(struct app_account){ .email = request->email,
		.first_name = request->first_name,
		.last_name = request->last_name,
		.role = USER_ROLE_ATTENDEE },
	    user);
}

/* The invitation of somebody who answers, and the mail that has its link. */
static enum err
invite(struct call *call, struct event_id event, struct user_id user,
    struct event_invitation_id *invitation)
{
	struct event_invitation_id fresh = { uuid_new() };
	struct q_event_invitation_add_row row = { 0 };
	enum err err = q_event_invitation_add(call->db, .id = fresh,
	    .event = event, .user = user, .now = call->now_us, &row);

	*invitation = row.id;
	return err ? err
		   : app_notice_event_invitation(
			 call, RULE_NOTICE_GUEST_ANSWERED, user, row.id);
}

enum err
app_guest_request_confirm(struct call *call,
    const struct app_guest_proof *proof, struct event_invitation_id *invitation,
    struct app_rsvp_outcome *out)
{
	struct q_guest_request_for_confirm_row request;
	struct guest_request_id id;
	struct user_id user;
	struct call as;
	enum err err = check_proof(call, proof, &id.v);

	if (!err)
		err = find(call, id, &request, &user);
	if (!err)
		err = q_guest_request_remove(call->db, .id = id, NULL);
	if (!err)
		err = invite(call, request.event_id, user, invitation);
	if (err)
		return err;
	as = app_call_as(call, user);
	return app_answer_set(&as, request.event_id,
	    &(struct app_rsvp){ .status = request.status,
		.party_size = request.party_size,
		.note = request.note,
		.source = RSVP_SOURCE_GUEST },
	    out);
}

/* Whoever has an account needs no names. */
static enum err
check_names(struct call *call, const char *email, bool has_names)
{
	struct q_user_for_login_row user;
	enum err err = app_user_find(call, email, &user);

	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!err && user.is_verified)
		return ERR_OK;
	if (!call->conf->guest_rsvp)
		return fault(call->fault, ERR_GUESTS_NOT_ALLOWED,
		    "Sign up to answer this event.");
	if (has_names)
		return ERR_OK;
	fault_item(call->fault, ERR_VALIDATION_FAILED, "/first_name",
	    "required", "Say who you are, by both names.");
	return fault(call->fault, ERR_VALIDATION_FAILED,
	    "Whoever has no account says who they are.");
}

/* The invitation is the person's, and any other of theirs to the event goes. */
static enum err
take_over(struct call *call, struct event_invitation_id id,
    struct event_id event, struct user_id user, struct user_id by)
{
	int64_t n = 0;
	enum err err = q_event_invitation_remove_others(
	    call->db, .id = id, .event = event, .user = user, NULL);

	if (!err)
		err = q_event_invitation_claim(
		    call->db, .id = id, .user = user, &n);
	if (!err && !n)
		return ERR_RETRY;
	return err ? err
		   : q_guest_put(call->db, .event = event, .user = user,
			 .by = by, .now = call->now_us, NULL);
}

/* Of a series that was split since, to each part. */
static enum err
take_over_parts(struct call *call, struct event_invitation_id id,
    const struct q_event_invitation_find_row *row)
{
	struct q_event_invitation_parts_row *parts;
	size_t n = 0;
	enum err err = q_event_invitation_parts(call->db, .id = id, &parts, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = take_over(call, parts[i].id, parts[i].event_id,
		    row->user_id, parts[i].invited_by);
	return err ? err
		   : take_over(call, id, row->event_id, row->user_id,
			 row->invited_by);
}

enum err
app_guest_request_claim(struct call *call, const char *token,
    struct q_event_invitation_find_row *row, const char *first_name,
    const char *last_name)
{
	struct event_invitation_id id;
	uint32_t number;
	enum err err = check_names(call, row->email, first_name && last_name);

	if (!err &&
	    !crypt_token_open(call->keys, CRYPT_GUEST, token, &id.v, &number))
		err = ERR_NOT_FOUND;
	if (!err)
		err = app_account_prove_guest(call,
		    &(struct app_account){ .email = row->email,
			.first_name = first_name ? first_name : "",
			.last_name = last_name ? last_name : "",
			.role = USER_ROLE_ATTENDEE },
		    &row->user_id);
	return err ? err : take_over_parts(call, id, row);
}
