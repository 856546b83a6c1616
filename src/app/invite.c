#include "app/invite.h"

#include <string.h>

#include "app/client.h"
#include "app/join.h"
#include "app/member.h"
#include "app/notice.h"
#include "app/throttle.h"
#include "base/clock.h"
#include "crypt/digest.h"
#include "rule/member.h"
#include "rule/words.h"

#include "base/banned.h"

enum { MISSES_PER_HOUR = 20, PEOPLE_PER_DAY = 50 };

/*
 * Codes.
 */

static struct bytes
hash_of(struct call *call, const char *code)
{
	unsigned char *hash = arena_alloc(call->arena, CRYPT_SHA256_SIZE);

	crypt_sha256(code, strlen(code), hash);
	return (struct bytes){ hash, CRYPT_SHA256_SIZE };
}

const char *
app_invite_code(struct call *call, struct invite_id id, struct bytes code_hash)
{
	char *code = arena_alloc(call->arena, CRYPT_INVITE_SIZE);

	for (unsigned set = 0; set < crypt_keys_count(call->keys); set++) {
		crypt_invite_make(call->keys, set, id.v, code);
		if (crypt_is_equal(
			hash_of(call, code).p, code_hash.p, CRYPT_SHA256_SIZE))
			return code;
	}
	return NULL;
}

const char *
app_invite_url(struct call *call, const char *code)
{
	const char *base = call->conf->public_url;
	size_t len = strlen(base);

	while (len && base[len - 1] == '/')
		len--;
	return arena_printf(
	    call->arena, "%.*s/invite#%s", (int)len, base, code);
}

/*
 * Making and ending.
 */

/* Whom an invite is for: a user, an address, or everybody. */
struct invitee {
	struct user_id user;
	const char *email; /* NULL: none */
};

static bool
has(const struct app_space *space, enum rule_permission permission)
{
	return space->rights.permissions >> permission & 1;
}

/* Whether somebody may invite into the cluster around a group too. */
static enum err
opens_cluster(struct call *call, const struct app_space *space,
    struct user_id user, bool *opens)
{
	struct app_space cluster;
	enum err err;

	*opens = false;
	if (space->facts.kind != SPACE_KIND_GROUP ||
	    uuid_is_nil(space->cluster.v))
		return ERR_OK;
	err = app_space_of(call, space->cluster, user, &cluster);
	*opens = !err && has(&cluster, RULE_MEMBERS_INVITE);
	return err;
}

static enum err
check_room(struct call *call, struct space_id space, size_t more)
{
	struct q_invite_count_row live;
	enum err err = q_invite_count(call->db, .space = space,
	    .now = call->now_us, .limit = APP_INVITES_MAX, &live);

	return err || live.n + (int64_t)(more ? more : 1) <= APP_INVITES_MAX
		   ? err
		   : fault(call->fault, ERR_FORBIDDEN,
			 "A space has at most %d live invites.",
			 APP_INVITES_MAX);
}

/* The name under which somebody is counted. */
static const char *
name_of(struct call *call, struct user_id user)
{
	char id[UUID_TEXT_SIZE];

	uuid_format(user.v, id);
	return arena_strdup(call->arena, id);
}

static enum err
count_person(struct call *call)
{
	struct app_throttle t = app_throttle_of(
	    call, APP_THROTTLE_INVITES, name_of(call, call->user));
	int64_t n;
	enum err err = app_throttle_count(call, &t, &n);

	return err || n <= PEOPLE_PER_DAY
		   ? err
		   : app_throttle_refuse(
			 call, &t, "You have invited many people today.");
}

/* One mail a week; the invites between are found under /users/me/invites. */
static enum err
tell(struct call *call, struct space_id space, struct invite_id id,
    const struct invitee *whom)
{
	const char *name = whom->email
			       ? rule_email_key(call->arena, whom->email)
			       : name_of(call, whom->user);
	struct app_throttle t = app_throttle_of(call, APP_THROTTLE_INVITED,
	    arena_printf(call->arena, "%s\n%s",
		name_of(call, (struct user_id){ space.v }), name));
	bool may = true;
	int64_t n = 0;
	enum err err = count_person(call);

	if (!err)
		err = app_throttle_count(call, &t, &n);
	if (!err && n == 1 && whom->email)
		err = app_throttle_address(call, name, &may);
	return err || n > 1 || !may ? err
				    : app_notice_invite(call, whom->user, id);
}

static enum err
add_one(struct call *call, struct space_id space, bool opens,
    const struct app_invite *invite, const struct invitee *whom)
{
	struct opt_int once = { true, 1 };
	bool is_personal = whom->email || !uuid_is_nil(whom->user.v);
	struct invite_id id = { uuid_new() };
	char code[CRYPT_INVITE_SIZE];
	enum err err;

	crypt_invite_make(call->keys, 0, id.v, code);
	err = q_invite_add(call->db, .id = id, .space = space, .by = call->user,
	    .user = whom->user, .email = whom->email,
	    .email_key = (whom->email ? rule_email_key(call->arena, whom->email)
				      : NULL),
	    .code_hash = hash_of(call, code),
	    .max_uses = (is_personal ? once : invite->max_uses),
	    .opens_cluster = opens,
	    .expires = call->now_us + invite->ttl_s * CLOCK_SECOND_US,
	    .now = call->now_us, NULL);
	if (!err && is_personal)
		err = tell(call, space, id, whom);
	return err ? err
		   : app_audit_add(
			 call, &(struct app_audit){ .action = "invite.create",
				   .space = space,
				   .subject = whom->user,
				   .object_kind = "invite",
				   .object = id.v });
}

static enum err
add_all(struct call *call, struct space_id space, bool opens,
    const struct app_invite *invite)
{
	struct invitee everybody = { 0 };
	enum err err = ERR_OK;

	if (!invite->n_users && !invite->n_emails)
		return add_one(call, space, opens, invite, &everybody);
	for (size_t i = 0; !err && i < invite->n_users; i++)
		err = add_one(call, space, opens, invite,
		    &(struct invitee){ .user = invite->users[i] });
	for (size_t i = 0; !err && i < invite->n_emails; i++)
		err = add_one(call, space, opens, invite,
		    &(struct invitee){ .email = invite->emails[i] });
	return err;
}

/* The lock is for the count. */
enum err
app_invite_add(struct call *call, struct space_id space, bool is_group,
    const struct app_invite *invite)
{
	struct app_space facts;
	app_space_row row;
	bool opens = false;
	enum err err = app_space_lock_for(
	    call, space, is_group, RULE_MEMBERS_INVITE, &facts, &row);

	if (!err)
		err = rule_space_is_open(&facts.facts, call->fault);
	if (!err)
		err = check_room(
		    call, space, invite->n_users + invite->n_emails);
	if (!err)
		err = opens_cluster(call, &facts, call->user, &opens);
	return err ? err : add_all(call, space, opens, invite);
}

enum err
app_invite_whose(
    struct call *call, struct space_id space, bool is_group, struct user_id *by)
{
	struct app_space facts;
	enum err err = app_space_require(
	    call, space, is_group, RULE_MEMBERS_INVITE, &facts);

	*by = call->user;
	if (!err && has(&facts, RULE_MEMBERS_REMOVE))
		*by = (struct user_id){ 0 };
	return err;
}

enum err
app_invite_revoke(struct call *call, struct space_id space, bool is_group,
    struct invite_id id)
{
	struct user_id by;
	int64_t n;
	enum err err = app_invite_whose(call, space, is_group, &by);

	if (!err)
		err = q_invite_remove(
		    call->db, .id = id, .space = space, .by = by, &n);
	if (!err && !n)
		err = ERR_NOT_FOUND;
	return err ? err
		   : app_audit_add(
			 call, &(struct app_audit){ .action = "invite.revoke",
				   .space = space,
				   .object_kind = "invite",
				   .object = id.v });
}

/*
 * Finding and accepting.
 */

/* Under the address of the client, and under the user if there is one. */
static size_t
throttles_of(struct call *call, struct app_throttle t[2])
{
	char user[UUID_TEXT_SIZE];

	t[0] = app_throttle_of(
	    call, APP_THROTTLE_INVITE, app_client_network(call));
	if (uuid_is_nil(call->user.v))
		return 1;
	uuid_format(call->user.v, user);
	t[1] = app_throttle_of(call, APP_THROTTLE_INVITE, user);
	return 2;
}

static enum err
check_misses(struct call *call)
{
	struct app_throttle t[2];
	size_t n = throttles_of(call, t);
	int64_t misses;
	enum err err;

	for (size_t i = 0; i < n; i++) {
		err = app_throttle_get(call, &t[i], &misses);
		if (err)
			return err;
		if (misses >= MISSES_PER_HOUR)
			return app_throttle_refuse(call, &t[i],
			    "You asked for too many invites that there are "
			    "not.");
	}
	return ERR_OK;
}

static enum err
count_miss(struct call *call)
{
	struct app_throttle t[2];
	size_t n = throttles_of(call, t);
	int64_t misses;
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < n; i++)
		err = app_throttle_count(call, &t[i], &misses);
	return err ? err : ERR_NOT_FOUND;
}

/* An invite is worth what whoever made it may still do. */
static enum err
check_maker(struct call *call, struct q_invite_find_row *invite)
{
	struct app_space space;
	bool opens = false;
	enum err err = app_space_of(
	    call, invite->space_id, invite->by_id, &space);

	if (!err)
		err = opens_cluster(call, &space, invite->by_id, &opens);
	invite->is_live &= !err && has(&space, RULE_MEMBERS_INVITE);
	invite->opens_cluster &= opens;
	return err;
}

enum err
app_invite_find(
    struct call *call, const char *code, struct q_invite_find_row *invite)
{
	enum err err = check_misses(call);

	if (!err)
		err = q_invite_find(call->db, .code_hash = hash_of(call, code),
		    .now = call->now_us, invite);
	if (err == ERR_NOT_FOUND)
		return count_miss(call);
	if (!err)
		err = check_maker(call, invite);
	return err || invite->is_live ? err
				      : fault(call->fault, ERR_INVITE_EXPIRED,
					    "The invite is used up or over.");
}

static enum err
use(struct call *call, struct invite_id id)
{
	int64_t n;
	enum err err = q_invite_use(
	    call->db, .id = id, .now = call->now_us, &n);

	return err || n ? err
			: fault(call->fault, ERR_INVITE_EXPIRED,
			      "Somebody else had the last use of it.");
}

enum err
app_invite_accept(struct call *call, const struct q_invite_find_row *invite)
{
	struct app_space space;
	enum err err;

	if (!uuid_is_nil(invite->user_id.v) &&
	    !uuid_eq(invite->user_id.v, call->user.v))
		return ERR_NOT_FOUND;
	err = app_join_count(call);
	if (!err)
		err = app_space_of(call, invite->space_id, call->user, &space);
	if (!err)
		err = rule_member_check_join(
		    &space.facts, space.is_member, call->fault);
	if (!err && space.facts.kind == SPACE_KIND_GROUP &&
	    !uuid_is_nil(space.cluster.v))
		err = app_join_cluster(
		    call, space.cluster, invite->opens_cluster, NULL);
	if (!err)
		err = app_member_admit(call, invite->space_id, &space,
		    &(struct app_member_way){ .user = call->user,
			.via = "invite",
			.has_request = space.has_request });
	if (!err)
		err = use(call, invite->id);
	return err ? err
		   : app_audit_add(
			 call, &(struct app_audit){ .action = "invite.accept",
				   .space = invite->space_id,
				   .subject = call->user,
				   .object_kind = "invite",
				   .object = invite->id.v });
}
