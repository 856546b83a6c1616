#include "app/link.h"

#include <string.h>

#include "app/account_invite.h"
#include "app/arrival.h"
#include "app/audit.h"
#include "app/link_ticket.h"
#include "app/notice.h"
#include "app/people.h"
#include "app/signup.h"
#include "app/user.h"
#include "app/way_in.h"
#include "base/str.h"
#include "crypt/seal.h"
#include "generated/query/linked.h"
#include "rule/link.h"
#include "rule/words.h"

#include "base/banned.h"

static struct crypt_seal_place
place_of(const char *column, const struct account_id *id)
{
	return (struct crypt_seal_place){ column, { id, sizeof(*id) } };
}

struct bytes
app_link_seal(struct call *call, const char *column, struct account_id id,
    const char *token)
{
	const struct crypt_seal_place place = place_of(column, &id);
	size_t len = token ? strlen(token) : 0;
	unsigned char *out;

	if (!len)
		return (struct bytes){ NULL, 0 };
	out = arena_alloc(call->arena, len + CRYPT_SEAL_MORE);
	crypt_seal(call->keys, &place, token, len, out);
	return (struct bytes){ out, len + CRYPT_SEAL_MORE };
}

const char *
app_link_open(struct call *call, const char *column, struct account_id id,
    struct bytes sealed)
{
	const struct crypt_seal_place place = place_of(column, &id);
	char *out;

	if (!sealed.p)
		return NULL;
	out = arena_alloc(call->arena, sealed.len + 1);
	return crypt_seal_open(call->keys, &place, sealed, out) ? out : NULL;
}

/*
 * Rows.
 */

static enum err
note(struct call *call, const char *action, struct user_id user,
    struct account_id id, const char *provider)
{
	return app_audit_add(call, &(struct app_audit){ .action = action,
				       .subject = user,
				       .object_kind = "account",
				       .object = id.v,
				       .details = app_audit_detail(call->arena,
					   "provider", provider) });
}

static enum err
renew(struct call *call, struct account_id id, const struct app_identity *in)
{
	return q_linked_renew(call->db, .id = id, .email = in->email,
	    .email_verified = in->email_verified, .scope = in->scope,
	    .access_token = app_link_seal(
		call, APP_LINK_ACCESS, id, in->access_token),
	    .refresh_token = app_link_seal(
		call, APP_LINK_REFRESH, id, in->refresh_token),
	    .access_expires = in->access_expires,
	    .refresh_expires = in->refresh_expires, .now = call->now_us, NULL);
}

/* ERR_RETRY when somebody else was faster: then it is known. */
static enum err
add(struct call *call, struct user_id user, const struct app_identity *in,
    struct account_id *id)
{
	int64_t n = 0;
	enum err err;

	*id = (struct account_id){ uuid_new() };
	err = q_linked_add(call->db, .id = *id, .user = user,
	    .provider = in->provider, .subject = in->subject,
	    .email = in->email, .email_verified = in->email_verified,
	    .scope = in->scope,
	    .access_token = app_link_seal(
		call, APP_LINK_ACCESS, *id, in->access_token),
	    .refresh_token = app_link_seal(
		call, APP_LINK_REFRESH, *id, in->refresh_token),
	    .access_expires = in->access_expires,
	    .refresh_expires = in->refresh_expires, .now = call->now_us, &n);
	if (!err && !n)
		return fault_internal(
		    call->fault, ERR_RETRY, "the account was added meanwhile");
	return err ? err : note(call, "account.link", user, *id, in->provider);
}

/* The same, and its person is told: it is a way in that they may not have
 * made. */
static enum err
add_and_tell(struct call *call, struct user_id user,
    const struct app_identity *in, struct account_id *id)
{
	enum err err = add(call, user, in, id);

	return err ? err
		   : app_notice_account(call, RULE_NOTICE_ACCOUNT_LINKED, user);
}

/*
 * People.
 */

static enum err
sign_up(struct call *call, const struct app_identity *in, struct user_id *user)
{
	int64_t n = 0;
	enum err err;

	*user = (struct user_id){ uuid_new() };
	err = q_user_add(call->db, .id = *user, .email = in->email,
	    .email_key = rule_email_key(call->arena, in->email),
	    .password_hash = NULL, .is_verified = true,
	    .first_name = in->first_name, .last_name = in->last_name,
	    .words = app_people_words(
		call->arena, in->first_name, in->last_name),
	    .role = USER_ROLE_ATTENDEE, .now = call->now_us, &n);
	if (!err && !n)
		return fault_internal(
		    call->fault, ERR_RETRY, "the address was taken meanwhile");
	return err ? err : app_arrival(call, *user);
}

static enum err
end_guest(struct call *call, struct user_id user)
{
	int64_t n;
	enum err err = q_user_end_guest(call->db, .id = user, &n);

	return err || !n ? err : app_arrival(call, user);
}

/* Whoever had the account before has not shown that the address is theirs: by
 * nothing of what they have left can anybody come in. */
static enum err
take_over(struct call *call, struct user_id user)
{
	int64_t n;
	enum err err = q_user_prove(
	    call->db, .id = user, .now = call->now_us, &n);

	if (!err)
		err = app_way_in_end_all(call, user);
	return err ? err : app_arrival(call, user);
}

/* Locks a user; what is read of them before decides nothing. */
static enum err
lock(struct call *call, struct user_id user)
{
	struct q_user_lock_for_login_row row;
	enum err err = q_user_lock_for_login(call->db, .id = user, &row);

	if (err == ERR_NOT_FOUND)
		return ERR_RETRY;
	return err || !row.is_suspended
		   ? err
		   : fault(call->fault, ERR_ACCOUNT_SUSPENDED,
			 "The account is suspended.");
}

static enum err
sign_in(struct call *call, struct user_id user, struct app_session *session,
    struct app_linked *out)
{
	if (!session)
		return ERR_OK;
	session->user = user;
	return app_sign_in(call, session, &out->signed_in);
}

/*
 * Deciding.
 */

struct known {
	struct q_linked_find_row account;  /* of the subject */
	struct q_user_for_login_row owner; /* of the address */
	struct rule_link_facts facts;
};

static enum err
look_up_owner(struct call *call, const struct app_identity *in, struct known *k)
{
	struct user_id locked;
	enum err err = app_user_find(call, in->email, &k->owner);

	if (err && err != ERR_NOT_FOUND)
		return err;
	k->facts.has_owner = !err;
	if (err)
		return ERR_OK;
	locked = k->owner.id;
	err = lock(call, locked);
	/* as it is, and not as it was before the lock */
	if (!err)
		err = app_user_find(call, in->email, &k->owner);
	k->facts.is_verified = k->owner.is_verified;
	return err == ERR_NOT_FOUND ||
		       (!err && !uuid_eq(k->owner.id.v, locked.v))
		   ? ERR_RETRY
		   : err;
}

/* Who has the account, if it is still theirs when they are locked. */
static enum err
lock_known(struct call *call, const struct app_identity *in,
    const struct q_linked_find_row *account)
{
	struct q_linked_find_row now;
	enum err err = lock(call, account->user_id);

	if (!err)
		err = q_linked_find(call->db, .provider = in->provider,
		    .subject = in->subject, &now);
	return err == ERR_NOT_FOUND ||
		       (!err && !uuid_eq(now.id.v, account->id.v))
		   ? ERR_RETRY
		   : err;
}

static enum err
look_up(struct call *call, const struct app_identity *in, struct user_id user,
    struct known *k)
{
	enum err err = q_linked_find(call->db, .provider = in->provider,
	    .subject = in->subject, &k->account);

	if (err && err != ERR_NOT_FOUND)
		return err;
	k->facts = (struct rule_link_facts){ .is_linking = !uuid_is_nil(user.v),
		.is_known = !err,
		.is_mine = !err && uuid_eq(k->account.user_id.v, user.v),
		.is_trusted = in->email && in->email_verified &&
			      in->is_trusted };
	if (k->facts.is_linking)
		return lock(call, user);
	if (k->facts.is_known)
		return lock_known(call, in, &k->account);
	return k->facts.is_trusted ? look_up_owner(call, in, k) : ERR_OK;
}

/* Who comes in for the first time, also if they have answered as a guest. Whom
 * Clerk lets in, Clerk has decided about. */
static enum err
check_signup(struct call *call, const struct app_identity *in,
    const struct q_user_for_login_row *owner, struct account_invite_id *used)
{
	bool is_new = !owner->email || owner->is_guest;

	*used = (struct account_invite_id){ 0 };
	return is_new && !str_eq(in->provider, APP_LINK_CLERK)
		   ? app_signup_answer(call, in->signup, used)
		   : ERR_OK;
}

static enum err
come_in(struct call *call, const struct app_identity *in, struct user_id owner,
    struct app_session *session, struct app_linked *out)
{
	enum err err = end_guest(call, owner);

	if (!err)
		err = add_and_tell(call, owner, in, &out->account);
	return err ? err : sign_in(call, owner, session, out);
}

static enum err
come_anew(struct call *call, const struct app_identity *in,
    struct app_session *session, struct app_linked *out)
{
	struct user_id user;
	enum err err = sign_up(call, in, &user);

	if (!err)
		err = add(call, user, in, &out->account);
	return err ? err : sign_in(call, user, session, out);
}

static enum err
come_again(struct call *call, const struct app_identity *in,
    const struct known *k, struct app_session *session, struct app_linked *out)
{
	enum err err;

	out->account = k->account.id;
	err = renew(call, k->account.id, in);
	return err ? err : sign_in(call, k->account.user_id, session, out);
}

static enum err
keep(struct call *call, const struct app_identity *in, struct user_id user,
    const struct known *k, struct app_linked *out)
{
	out->is_linked = true;
	if (!k->facts.is_known)
		return add_and_tell(call, user, in, &out->account);
	out->account = k->account.id;
	return renew(call, k->account.id, in);
}

static enum err
refuse_in_use(struct call *call)
{
	return fault(call->fault, ERR_ACCOUNT_IN_USE,
	    "Somebody else signs in with this account.");
}

/* Somebody comes in by it for the first time. */
static enum err
begin(struct call *call, const struct app_identity *in, const struct known *k,
    struct app_session *session, struct app_linked *out)
{
	enum rule_link how = rule_link_decide(&k->facts);
	struct account_invite_id used;
	enum err err = check_signup(call, in, &k->owner, &used);

	if (!err && how == RULE_LINK_TAKE_OVER)
		err = take_over(call, k->owner.id);
	if (!err)
		err = how == RULE_LINK_SIGN_UP
			  ? come_anew(call, in, session, out)
			  : come_in(call, in, k->owner.id, session, out);
	return err ? err : app_account_invite_use(call, used);
}

enum err
app_link_settle(struct call *call, const struct app_identity *identity,
    struct user_id user, struct app_session *session, struct app_linked *out)
{
	struct known k = { 0 };
	enum err err = look_up(call, identity, user, &k);

	*out = (struct app_linked){ 0 };
	if (err)
		return err;
	switch (rule_link_decide(&k.facts)) {
	case RULE_LINK_SIGN_IN:
		return come_again(call, identity, &k, session, out);
	case RULE_LINK_RENEW:
	case RULE_LINK_ADD:
		return keep(call, identity, user, &k, out);
	case RULE_LINK_IN_USE:
		return refuse_in_use(call);
	case RULE_LINK_SIGN_UP:
	case RULE_LINK_TAKE_OVER:
	case RULE_LINK_JOIN:
		return begin(call, identity, &k, session, out);
	case RULE_LINK_ASK:
		break;
	}
	return app_link_ticket_ask(call, identity);
}
