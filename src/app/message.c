#include "app/message.h"

#include "app/audit.h"
#include "base/clock.h"
#include "generated/query/member.h"
#include "generated/query/user.h"
#include "rule/message.h"

#include "base/banned.h"

static const struct spark_id no_spark;

/*
 * Reading.
 */

static bool
moderates(const struct app_space *space)
{
	return space->rights.permissions >> RULE_MESSAGES_MODERATE & 1;
}

static enum err
require_member(struct call *call, const struct app_space *space)
{
	if (space->facts.is_banned)
		return fault(call->fault, ERR_BANNED, "You are banned here.");
	return space->is_active
		   ? ERR_OK
		   : fault(call->fault, ERR_FORBIDDEN,
			 "Only its members read what is written there.");
}

enum err
app_message_require_reader(
    struct call *call, struct space_id group, bool *sees_all)
{
	struct app_space space;
	enum err err = app_space_find(call, group, true, &space);

	if (err)
		return err;
	*sees_all = moderates(&space);
	return *sees_all ? ERR_OK : require_member(call, &space);
}

/* The number of a message of the group, which a member of the body names. */
static enum err
find_number(struct call *call, struct space_id group, struct message_id id,
    const char *pointer, int64_t *number)
{
	struct q_message_find_row row;
	enum err err = q_message_find(
	    call->db, .group = group, .spark = no_spark, .id = id, &row);

	if (err == ERR_NOT_FOUND) {
		fault_item(call->fault, ERR_VALIDATION_FAILED, pointer,
		    "unknown", "There is no such message in the group.");
		return fault(call->fault, ERR_VALIDATION_FAILED,
		    "%s is no message of the group.", pointer + 1);
	}
	if (!err)
		*number = row.number;
	return err;
}

enum err
app_message_mark_read(
    struct call *call, struct space_id group, struct message_id id)
{
	struct app_space space;
	int64_t number;
	enum err err = app_space_find(call, group, true, &space);

	if (!err)
		err = require_member(call, &space);
	if (!err)
		err = find_number(call, group, id, "/message_id", &number);
	return err ? err
		   : q_member_read(call->db, .space = group, .user = call->user,
			 .number = number, NULL);
}

/*
 * Writing.
 */

/* The caller writes one message at a time, in whatever groups, so that what is
 * counted then is right. */
enum err
app_message_hold_author(struct call *call)
{
	struct q_user_lock_row author;

	return q_user_lock(call->db, .id = call->user, &author);
}

/* Messages of the caller's that stand in the future were written while a clock
 * was wrong, and do not count; but those of requests that began after this one,
 * which had to wait, do. */
enum err
app_message_check_rate(struct call *call)
{
	const struct conf *conf = call->conf;
	const int64_t minute_us = 60 * CLOCK_SECOND_US;
	struct q_message_recent_row recent;
	enum err err = q_message_recent(call->db, .sender = call->user,
	    .minute_ago = call->now_us - minute_us,
	    .hour_ago = call->now_us - CLOCK_HOUR_US,
	    .until = call->now_us + minute_us, .limit = conf->messages_per_hour,
	    &recent);

	return err ? err
		   : rule_message_check_rate(
			 &(struct rule_message_rate){ .minute = recent.minute,
			     .hour = recent.hour,
			     .per_minute = conf->messages_per_minute,
			     .per_hour = conf->messages_per_hour },
			 call->fault);
}

/* The group was open a moment ago. */
static enum err
take_number(struct call *call, struct space_id group,
    struct rule_space_facts *facts, int64_t *number)
{
	struct q_message_take_number_row row;
	enum err err = q_message_take_number(call->db, .group = group, &row);

	if (err == ERR_NOT_FOUND) {
		facts->is_closing = true;
		return rule_space_is_open(facts, call->fault);
	}
	if (!err)
		*number = row.number;
	return err;
}

static enum err
add_as(struct call *call, struct space_id group, int64_t number,
    const struct app_message *message, struct message_id id)
{
	int64_t n;
	enum err err = q_message_add(call->db, .id = id, .group = group,
	    .number = number, .reply_to = message->reply_to,
	    .content = message->content, .viewer = call->user,
	    .now = call->now_us, &n);

	return err || n ? err
			: fault(call->fault, ERR_FORBIDDEN,
			      "You may not write there any more.");
}

enum err
app_message_add(struct call *call, struct space_id group,
    const struct app_message *message, struct message_id *id)
{
	struct app_space space;
	int64_t number;
	enum err err = app_space_require(
	    call, group, true, RULE_MESSAGES_POST, &space);

	id->v = uuid_new();
	if (!err)
		err = rule_space_is_open(&space.facts, call->fault);
	if (!err && !uuid_is_nil(message->reply_to.v))
		err = find_number(
		    call, group, message->reply_to, "/reply_to_id", &number);
	if (!err)
		err = app_message_hold_author(call);
	if (!err)
		err = take_number(call, group, &space.facts, &number);
	if (!err)
		err = app_message_check_rate(call);
	return err ? err : add_as(call, group, number, message, *id);
}

/*
 * Changing.
 */

/* Who neither reads the group nor wrote it makes nobody wait. */
static enum err
ask(struct call *call, struct space_id group, struct message_id id)
{
	struct q_message_find_row row;
	struct app_space space;
	enum err err = app_space_find(call, group, true, &space);

	if (!err)
		err = q_message_find(call->db, .group = group,
		    .spark = no_spark, .id = id, &row);
	if (err || moderates(&space) || uuid_eq(row.sender_id.v, call->user.v))
		return err;
	return require_member(call, &space);
}

enum err
app_message_hold(struct call *call, struct space_id group, struct message_id id,
    struct app_message_held *held)
{
	app_space_row row;
	enum err err = ask(call, group, id);

	if (!err)
		err = app_space_lock(call, group, true, &held->space, &row);
	if (!err)
		err = q_message_for_write(call->db, .group = group,
		    .spark = no_spark, .id = id, &held->row);
	held->sees_all = !err && moderates(&held->space);
	return err;
}

static bool
is_mine(const struct call *call, const app_message_row *row)
{
	return uuid_eq(row->sender_id.v, call->user.v);
}

enum err
app_message_reword(
    struct call *call, const app_message_row *row, const char *content)
{
	struct rule_message message = { .is_mine = is_mine(call, row),
		.is_removed = row->is_removed,
		.age_us = call->now_us - row->created_at };
	enum err err = rule_message_check_edit(&message, call->fault);

	return err ? err
		   : q_message_edit(call->db, .id = row->id, .content = content,
			 .now = call->now_us, NULL);
}

enum err
app_message_edit(
    struct call *call, const struct app_message_held *held, const char *content)
{
	enum err err = rule_space_require(
	    &held->space.facts, RULE_MESSAGES_POST, call->fault);

	if (!err)
		err = rule_space_is_open(&held->space.facts, call->fault);
	return err ? err : app_message_reword(call, &held->row, content);
}

static enum err
audit_removal(
    struct call *call, struct space_id space, const app_message_row *row)
{
	return app_audit_add(
	    call, &(struct app_audit){ .action = "message.remove",
		      .space = space,
		      .subject = row->sender_id,
		      .object_kind = "message",
		      .object = row->id.v });
}

enum err
app_message_clear(
    struct call *call, struct space_id space, const app_message_row *row)
{
	enum err err;

	if (row->is_removed)
		return ERR_OK;
	err = q_message_remove(
	    call->db, .id = row->id, .now = call->now_us, NULL);
	return err || is_mine(call, row) ? err
					 : audit_removal(call, space, row);
}

enum err
app_message_remove(struct call *call, struct space_id group,
    const struct app_message_held *held)
{
	enum err err = is_mine(call, &held->row)
			   ? ERR_OK
			   : rule_space_require(&held->space.facts,
				 RULE_MESSAGES_MODERATE, call->fault);

	return err ? err : app_message_clear(call, group, &held->row);
}

enum err
app_message_remove_of(
    struct call *call, struct space_id space, struct user_id user)
{
	int64_t n;
	enum err err = q_message_remove_of(call->db, .space = space,
	    .sender = user,
	    .since = call->now_us - APP_MESSAGE_REMOVE_DAYS * CLOCK_DAY_US,
	    .now = call->now_us, &n);

	return err || !n ? err
			 : app_audit_add(call,
			       &(struct app_audit){ .action = "message.remove",
				   .space = space,
				   .subject = user,
				   .object_kind = "space",
				   .object = space.v });
}
