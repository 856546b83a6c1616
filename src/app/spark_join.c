/*
 * Who joins does so in one statement, which decides; what was read before only
 * says why not. Of two at once by one person the second counts the first, since
 * it waits for the lock of their row. All else is done while the spark is
 * locked. Locks are taken in
 * one order: whoever joins, the spark, then who is in it, then invites.
 */
#include "app/spark_join.h"

#include <stdio.h>

#include "app/spark_invite.h"
#include "app/spark_notice.h"
#include "base/clock.h"
#include "generated/query/user.h"

#include "base/banned.h"

enum { JOINED_MAX = 20, RELEASES = 100, PAGE = 50 };

/*
 * Coming.
 */

static enum err
refuse_full(struct call *call, int64_t spots_left)
{
	struct fault *f = call->fault;

	snprintf(f->members, sizeof(f->members), "\"spots_left\":%lld",
	    (long long)spots_left);
	return fault(f, ERR_SPARK_FULL, "There are not so many spots left.");
}

static enum err
check_person(struct call *call, const struct q_spark_join_facts_row *facts,
    bool has_code)
{
	struct fault *f = call->fault;

	if (facts->state == SPARK_PARTICIPANT_STATE_REMOVED)
		return fault(f, ERR_FORBIDDEN, "You were removed from it.");
	if (facts->state)
		return fault(f, ERR_ALREADY_JOINED,
		    "You are in it, or have asked to be.");
	if (facts->is_banned)
		return fault(f, ERR_BANNED, "You are banned from its space.");
	return facts->is_for_them || has_code
		   ? ERR_OK
		   : fault(f, ERR_INVITE_ONLY, "It takes an invite.");
}

static enum err
check_spark(struct call *call, const struct q_spark_join_facts_row *facts)
{
	struct fault *f = call->fault;

	if (rule_spark_is_over(facts->status))
		return fault(f, ERR_SPARK_OVER, "The spark is over.");
	if (facts->status == SPARK_STATUS_CREATED)
		return fault(
		    f, ERR_INVALID_TRANSITION, "The spark is a draft.");
	return facts->is_closing ? fault(f, ERR_INVALID_TRANSITION,
				       "Its space is about to go.")
				 : ERR_OK;
}

static enum err
check_number(struct call *call, const struct q_spark_join_facts_row *facts)
{
	if (facts->joined < JOINED_MAX)
		return ERR_OK;
	call->fault->retry_after_s = APP_SPARK_WAIT_S;
	return fault(call->fault, ERR_RATE_LIMITED,
	    "You are in %d sparks that are not over.", JOINED_MAX);
}

static int64_t
since(const struct call *call)
{
	return call->now_us - RULE_SPARK_OVER_H * CLOCK_HOUR_US;
}

static enum err
find_facts(struct call *call, struct spark_id id,
    const struct app_spark_join *join, struct spark_invite_id *invite,
    struct q_spark_join_facts_row *facts)
{
	enum err err = join->code
			   ? app_spark_invite_find(call, id, join->code, invite)
			   : ERR_OK;

	if (!err)
		err = q_spark_join_facts(call->db, .id = id,
		    .viewer = call->user, .invited = join->code != NULL,
		    .since = since(call), .most = JOINED_MAX,
		    .now = call->now_us, facts);
	return err || facts->is_visible ? err : ERR_NOT_FOUND;
}

static enum err
check(struct call *call, const struct app_spark_join *join,
    const struct q_spark_join_facts_row *facts)
{
	enum err err = check_spark(call, facts);

	if (!err)
		err = check_person(call, facts, join->code != NULL);
	if (!err)
		err = check_number(call, facts);
	return err || facts->join_policy == SPARK_JOIN_POLICY_APPROVE ||
		       join->party_size <= facts->spots_left
		   ? err
		   : refuse_full(call, facts->spots_left);
}

/* The statement that decides; of one that gives no row something has changed
 * since. */
static struct db_call
joining(struct call *call, struct spark_id id, struct spark_invite_id invite,
    int64_t seats)
{
	return db_call_copy(call->arena,
	    Q_spark_join(.id = id, .viewer = call->user,
		.invited = !uuid_is_nil(invite.v), .invite = invite,
		.seats = seats, .since = since(call), .most = JOINED_MAX,
		.now = call->now_us));
}

static enum err
ask(struct call *call, struct spark_id id, struct spark_invite_id invite,
    int64_t seats)
{
	struct q_spark_ask_row asked;

	return q_spark_ask(call->db, .id = id, .viewer = call->user,
	    .invited = !uuid_is_nil(invite.v), .invite = invite, .seats = seats,
	    .since = since(call), .most = JOINED_MAX, .now = call->now_us,
	    &asked);
}

/* By an invite, or by asking. */
static enum err
enter(struct call *call, struct spark_id id, struct spark_invite_id invite,
    int64_t seats, struct app_spark_joined *out)
{
	struct q_spark_join_row spark;
	enum err err = out->is_asked
			   ? ask(call, id, invite, seats)
			   : db_one(call->db, joining(call, id, invite, seats),
				 &spark);

	if (!err && !uuid_is_nil(invite.v))
		err = app_spark_invite_use(call, invite);
	out->reply = db_call_copy(
	    call->arena, Q_spark_get(.id = id, .viewer = call->user,
			     .invited = false, .now = call->now_us));
	return err == ERR_NOT_FOUND ? ERR_RETRY : err;
}

enum err
app_spark_join(struct call *call, struct spark_id id,
    const struct app_spark_join *join, struct app_spark_joined *out)
{
	struct spark_invite_id invite = { 0 }, none = { 0 };
	struct q_spark_join_facts_row facts;
	enum err err = find_facts(call, id, join, &invite, &facts);

	if (!err)
		err = check(call, join, &facts);
	if (!err)
		err = db_later(call->db, Q_user_lock(.id = call->user));
	if (err)
		return err;
	if (facts.is_for_them)
		invite = none; /* they need none, so it is another's to use */
	out->is_asked = facts.join_policy == SPARK_JOIN_POLICY_APPROVE;
	if (out->is_asked || !uuid_is_nil(invite.v))
		return enter(call, id, invite, join->party_size, out);
	out->reply = joining(call, id, none, join->party_size);
	return ERR_OK;
}

/*
 * Going.
 */

static enum err
move(struct call *call, const app_spark_row *spark, int64_t seats,
    int64_t people)
{
	return q_spark_move(call->db, .id = spark->id, .taken = seats,
	    .others = people, .now = call->now_us, NULL);
}

static enum err
remove_row(struct call *call, const app_spark_row *spark, struct user_id user)
{
	enum err err = q_spark_invite_give_back(
	    call->db, .spark = spark->id, .user = user, NULL);

	if (!err)
		err = q_spark_participant_remove(
		    call->db, .id = spark->id, .user = user, NULL);
	return err ? err
		   : q_spark_invite_remove_of(
			 call->db, .spark = spark->id, .by = user, NULL);
}

static enum err
go(struct call *call, const app_spark_row *spark, struct user_id user,
    enum spark_participant_state state, int64_t seats)
{
	enum err err = state == SPARK_PARTICIPANT_STATE_JOINED
			   ? move(call, spark, -seats, -1)
			   : ERR_OK;

	return err ? err : remove_row(call, spark, user);
}

/* Whom a block parts from whoever has the spark now. */
static enum err
part(struct call *call, const app_spark_row *spark, struct user_id creator)
{
	struct q_spark_parted_row *rows;
	size_t n = RELEASES;
	enum err err = ERR_OK;

	while (!err && n == RELEASES) {
		err = q_spark_parted(call->db, .id = spark->id,
		    .viewer = creator, .limit = RELEASES, &rows, &n);
		for (size_t i = 0; !err && i < n; i++)
			err = go(call, spark, rows[i].user_id, rows[i].state,
			    rows[i].party_size);
	}
	return err;
}

/* Who joined first has it from now on; with nobody else it does not take
 * place, and stays theirs. */
static enum err
pass_on(struct call *call, app_spark_row *spark, int64_t seats)
{
	struct user_id creator = spark->created_by;
	struct q_spark_heir_row heir;
	enum err err = q_spark_heir(
	    call->db, .id = spark->id, .creator = creator, &heir);

	if (err == ERR_NOT_FOUND)
		return app_spark_cancel(
		    call, spark, SPARK_REASON_CREATOR_LEFT, NULL);
	if (!err)
		err = q_spark_hand_over(
		    call->db, .id = spark->id, .heir = heir.user_id, NULL);
	if (!err)
		err = move(call, spark, -seats, -1);
	if (!err)
		err = remove_row(call, spark, creator);
	if (!err)
		err = part(call, spark, heir.user_id);
	return err ? err : app_spark_notice_heir(call, spark, heir.user_id);
}

/* Somebody who is in a spark that is locked and not over, or asks to be. */
static enum err
leave(struct call *call, app_spark_row *spark, struct user_id user,
    const struct q_spark_participant_find_row *row)
{
	return uuid_eq(spark->created_by.v, user.v)
		   ? pass_on(call, spark, row->party_size)
		   : go(call, spark, user, row->state, row->party_size);
}

static enum err
refuse_outsider(struct call *call, struct spark_id id)
{
	struct q_spark_access_row spark;
	enum err err = q_spark_access(
	    call->db, .id = id, .viewer = call->user, &spark);

	if (err)
		return err;
	return spark.is_visible ? fault(call->fault, ERR_NOT_MEMBER,
				      "You are not in the spark.")
				: ERR_NOT_FOUND;
}

/* Whether they see it or not. */
static enum err
find_own(struct call *call, struct spark_id id,
    struct q_spark_participant_find_row *row)
{
	enum err err = q_spark_participant_find(
	    call->db, .id = id, .user = call->user, row);

	if (err ? err != ERR_NOT_FOUND
		: row->state != SPARK_PARTICIPANT_STATE_REMOVED)
		return err;
	return refuse_outsider(call, id);
}

enum err
app_spark_leave(struct call *call, struct spark_id id)
{
	struct q_spark_participant_find_row row;
	app_spark_row spark;
	enum err err = find_own(call, id, &row);

	if (!err)
		err = app_spark_lock(call, id, &spark);
	if (!err)
		err = find_own(call, id, &row);
	if (!err)
		err = app_spark_check_not_over(call, &spark);
	return err ? err : leave(call, &spark, call->user, &row);
}

/* Of somebody who may have left by themselves meanwhile. */
static enum err
release(struct call *call, struct spark_id id, struct user_id user)
{
	struct q_spark_participant_find_row row;
	app_spark_row spark;
	enum err err = app_spark_lock(call, id, &spark);

	if (!err)
		err = q_spark_participant_find(
		    call->db, .id = id, .user = user, &row);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return rule_spark_is_over(spark.status) ||
		       row.state == SPARK_PARTICIPANT_STATE_REMOVED
		   ? ERR_OK
		   : leave(call, &spark, user, &row);
}

/* In the order of their ids: two who lock several sparks do not meet. */
enum err
app_spark_release(struct call *call, struct user_id user)
{
	struct q_spark_astray_row *rows;
	size_t n = RELEASES;
	enum err err = ERR_OK;

	while (!err && n == RELEASES) {
		err = q_spark_astray(call->db, .viewer = user,
		    .since = since(call), .now = call->now_us,
		    .limit = RELEASES, &rows, &n);
		for (size_t i = 0; !err && i < n; i++)
			err = release(call, rows[i].id, user);
	}
	return err;
}

static enum err
remove_whole(struct call *call, struct spark_id id)
{
	app_spark_row spark;
	enum err err = app_spark_lock(call, id, &spark);

	if (!err && !rule_spark_is_over(spark.status))
		err = app_spark_cancel(
		    call, &spark, SPARK_REASON_MODERATOR, NULL);
	return err ? err : q_spark_remove(call->db, .id = id, NULL);
}

enum err
app_spark_empty(struct call *call, struct space_id space, int64_t *n)
{
	struct q_spark_in_space_row *rows;
	size_t n_rows;
	enum err err = q_spark_in_space(
	    call->db, .space = space, .limit = PAGE, &rows, &n_rows);

	for (size_t i = 0; !err && i < n_rows; i++)
		err = remove_whole(call, rows[i].id);
	*n = (int64_t)n_rows;
	return err;
}

/*
 * What those who manage it say.
 */

/* Locks the spark, and finds somebody who is not what they would become. */
static enum err
find(struct call *call, struct spark_id id, struct user_id user,
    app_spark_row *spark, struct q_spark_participant_find_row *row)
{
	enum err err = app_spark_load(call, id, APP_SPARK_MANAGES, spark);

	if (!err)
		err = app_spark_check_not_over(call, spark);
	return err ? err
		   : q_spark_participant_find(
			 call->db, .id = id, .user = user, row);
}

enum err
app_spark_expel(struct call *call, struct spark_id id, struct user_id user)
{
	struct q_spark_participant_find_row row;
	app_spark_row spark;
	enum err err = find(call, id, user, &spark, &row);

	if (!err && uuid_eq(spark.created_by.v, user.v))
		err = fault(call->fault, ERR_FORBIDDEN,
		    "Who made it leaves by themselves.");
	if (!err && row.state == SPARK_PARTICIPANT_STATE_JOINED)
		err = move(call, &spark, -row.party_size, -1);
	if (!err)
		err = q_spark_participant_set(call->db, .id = id, .user = user,
		    .state = SPARK_PARTICIPANT_STATE_REMOVED, NULL);
	if (!err)
		err = q_spark_invite_remove_of(
		    call->db, .spark = id, .by = user, NULL);
	return err ? err : app_spark_notice_removed(call, &spark, user);
}

static enum err
find_asked(struct call *call, struct spark_id id, struct user_id user,
    app_spark_row *spark, struct q_spark_participant_find_row *row)
{
	enum err err = find(call, id, user, spark, row);

	return err || row->state == SPARK_PARTICIPANT_STATE_ASKED
		   ? err
		   : ERR_NOT_FOUND;
}

enum err
app_spark_approve(struct call *call, struct spark_id id, struct user_id user)
{
	struct q_spark_participant_find_row row;
	app_spark_row spark;
	enum err err = find_asked(call, id, user, &spark, &row);

	if (!err && spark.taken + row.party_size > spark.total_spots)
		err = refuse_full(call, spark.total_spots - spark.taken);
	if (!err)
		err = move(call, &spark, row.party_size, 1);
	return err ? err
		   : q_spark_participant_set(call->db, .id = id, .user = user,
			 .state = SPARK_PARTICIPANT_STATE_JOINED, NULL);
}

enum err
app_spark_decline(struct call *call, struct spark_id id, struct user_id user)
{
	struct q_spark_participant_find_row row;
	app_spark_row spark;
	enum err err = find_asked(call, id, user, &spark, &row);

	return err ? err : remove_row(call, &spark, user);
}
