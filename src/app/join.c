/*
 * By which policy somebody comes in.
 */
#include "app/join.h"

#include "app/domain.h"
#include "app/job.h"
#include "app/member.h"
#include "app/proof.h"
#include "app/throttle.h"
#include "base/uuid.h"
#include "generated/query/member.h"
#include "generated/query/user.h"
#include "rule/member.h"

#include "base/banned.h"

/* Counting holds those up who join at once as the same person, so that what is
 * counted after it is right. */
enum err
app_join_count(struct call *call)
{
	return app_throttle_by_user(call, APP_THROTTLE_JOIN,
	    call->conf->joins_per_hour, "You have joined many within an hour.");
}

/* The one place where a policy decides. */
static enum err
find_way(struct call *call, struct space_id id, const struct app_space *space,
    struct app_member_way *way)
{
	*way = (struct app_member_way){ .user = call->user,
		.via = "open",
		.has_request = space->has_request };
	switch (space->join_policy) {
	case JOIN_POLICY_OPEN:
		return ERR_OK;
	case JOIN_POLICY_DOMAIN:
		return app_proof_by_login(call, id, call->user, way);
	case JOIN_POLICY_REQUEST:
		return fault(call->fault, ERR_FORBIDDEN,
		    "Ask to be let into its cluster first.");
	case JOIN_POLICY_INVITE:
	case NO_JOIN_POLICY:
		break;
	}
	return fault(call->fault, ERR_INVITE_ONLY, "It takes invited people.");
}

/* Whoever was a member comes in by proving an address anew, not on the way to a
 * group. */
static enum err
check_way(struct call *call, const struct app_space *cluster)
{
	enum err err = rule_member_check_join(
	    &cluster->facts, false, call->fault);

	return err || !cluster->is_member
		   ? err
		   : fault(call->fault, ERR_FORBIDDEN,
			 "Your membership of its cluster has ended.");
}

enum err
app_join_cluster(
    struct call *call, struct space_id cluster, bool is_invited, bool *has_come)
{
	struct app_member_way way = { .user = call->user, .via = "invite" };
	struct q_member_hold_row row;
	struct app_space space;
	enum err err = q_member_hold(
	    call->db, .space = cluster, .user = call->user, &row);

	if (has_come)
		*has_come = err == ERR_NOT_FOUND;
	if (err != ERR_NOT_FOUND)
		return err;
	err = is_invited ? app_space_of(call, cluster, call->user, &space)
			 : app_space_find(call, cluster, false, &space);
	if (!err)
		err = check_way(call, &space);
	if (err)
		return err;
	way.has_request = space.has_request;
	if (!is_invited)
		err = find_way(call, cluster, &space, &way);
	return err ? err : app_member_admit(call, cluster, &space, &way);
}

static enum err
find_open(struct call *call, struct user_id user,
    struct space_id spaces[APP_DOMAINS_MAX], size_t *n)
{
	struct q_user_address_row row;
	enum err err = q_user_address(call->db, .id = user, &row);

	*n = 0;
	return err || !row.is_verified
		   ? err
		   : app_domain_open(call, row.email_key, spaces, n);
}

enum err
app_join_by_itself(struct call *call, struct user_id user)
{
	struct space_id spaces[APP_DOMAINS_MAX];
	size_t n;
	enum err err = find_open(call, user, spaces, &n);

	return err || !n
		   ? err
		   : app_job_add(call, APP_JOIN_JOB,
			 app_job_payload_id(call->arena, "user_id", user.v),
			 NULL);
}

static bool
is_refusal(enum err err)
{
	return err == ERR_FORBIDDEN || err == ERR_BANNED ||
	       err == ERR_ALREADY_MEMBER || err == ERR_INVALID_TRANSITION;
}

static enum err
try_open(struct call *call, struct space_id id, struct user_id user)
{
	struct app_member_way way = { 0 };
	struct app_space space;
	enum err err = app_space_of(call, id, user, &space);

	if (!err)
		err = rule_member_check_join(
		    &space.facts, space.is_member, call->fault);
	if (err)
		return err;
	way.has_request = space.has_request;
	err = app_proof_by_login(call, id, user, &way);
	return err ? err : app_member_admit(call, id, &space, &way);
}

/* As a part: what refuses them may come with a statement, or behind some. */
static enum err
join_open(struct call *call, struct space_id id, struct user_id user)
{
	enum err err = db_begin_part(call->db);

	if (err)
		return err;
	err = try_open(call, id, user);
	if (!err)
		err = db_settle(call->db);
	if (err && !is_refusal(err))
		return err;
	if (err)
		fault_clear(call->fault);
	return db_end_part(call->db, !err);
}

enum err
app_join_run(struct call *call, const char *payload)
{
	struct space_id spaces[APP_DOMAINS_MAX];
	struct user_id user;
	size_t n = 0;
	enum err err = app_job_read_id(call, payload, "user_id", &user.v);

	if (!err)
		err = find_open(call, user, spaces, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = join_open(call, spaces[i], user);
	return err;
}

static enum err
enter(struct call *call, struct space_id id, const struct app_space *space,
    struct app_join *out)
{
	struct app_member_way way;
	enum err err = find_way(call, id, space, &way);

	if (!err)
		err = app_member_prepare(
		    call, id, space, &way, &out->admission);
	out->expires_at = way.expires_at;
	return err;
}

enum err
app_join(struct call *call, struct space_id id, bool is_group,
    const struct app_request_answers *answers, struct app_join *out)
{
	struct app_space space;
	enum err err = app_join_count(call);

	*out = (struct app_join){ 0 };
	if (!err)
		err = app_space_find(call, id, is_group, &space);
	if (!err)
		err = rule_member_check_join(
		    &space.facts, space.is_member, call->fault);
	if (!err && is_group && !uuid_is_nil(space.cluster.v))
		err = app_join_cluster(
		    call, space.cluster, false, &out->has_come);
	if (err)
		return err;
	return space.join_policy == JOIN_POLICY_REQUEST
		   ? app_request_file(call, id, &space, answers, &out->request)
		   : enter(call, id, &space, out);
}
