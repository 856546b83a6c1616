#include "app/request.h"

#include <string.h>

#include "app/audit.h"
#include "app/member.h"
#include "app/notice.h"
#include "app/throttle.h"
#include "base/bug.h"
#include "base/clock.h"
#include "generated/query/member.h"
#include "json/read.h"
#include "json/write.h"
#include "text/name.h"

#include "base/banned.h"

enum { ANSWERS_MAX = 1 << 16 };

/*
 * Asking.
 */

static enum err
count_request(struct call *call)
{
	return app_throttle_by_user(call, APP_THROTTLE_REQUEST,
	    call->conf->join_requests_per_day,
	    "You have asked for many within a day.");
}

static enum err
check_rejected(struct call *call, struct space_id id)
{
	struct q_request_rejected_row last;
	int64_t left_us;
	enum err err = q_request_rejected(call->db, .space = id,
	    .user = call->user, .now = call->now_us, &last);

	if (err || !last.at.set)
		return err;
	left_us = last.at.v + CLOCK_DAY_US - call->now_us;
	if (left_us <= 0)
		return ERR_OK;
	call->fault->retry_after_s = (int)(left_us / CLOCK_SECOND_US) + 1;
	return fault(call->fault, ERR_RATE_LIMITED,
	    "You were turned away less than a day ago.");
}

static enum err
refuse_answer(
    struct call *call, const char *pointer, const char *code, const char *why)
{
	fault_item(
	    call->fault, ERR_VALIDATION_FAILED, pointer, code, "%s", why);
	return fault(call->fault, ERR_VALIDATION_FAILED,
	    "The answers do not fit the questions.");
}

static void
write_answer(struct json_writer *w, const char *question, const char *answer)
{
	json_open(w, '{');
	json_key(w, "question");
	json_write_text(w, question);
	json_key(w, "answer");
	json_write_text(w, answer);
	json_close(w, '}');
}

/* One to each question, which may be empty when it is not required. */
static enum err
write_answers(struct call *call, struct json_writer *w,
    const struct json_value *questions,
    const struct app_request_answers *answers)
{
	size_t n = json_array_len(questions);

	if (answers->n > n)
		return refuse_answer(call, "/answers", "too_many_items",
		    "There are not so many questions.");
	json_open(w, '[');
	for (size_t i = 0; i < n; i++) {
		const struct json_value *q = json_array_at(questions, i);
		const char *answer = i < answers->n ? answers->v[i] : "";

		if (json_bool(json_member(q, "required")) &&
		    text_name_flaw(answer) == TEXT_INVISIBLE)
			return refuse_answer(call,
			    arena_printf(call->arena, "/answers/%zu", i),
			    "required", "This question wants an answer.");
		write_answer(
		    w, json_text(json_member(q, "text"), NULL), answer);
	}
	json_close(w, ']');
	return ERR_OK;
}

/* The answers as the column holds them. */
static enum err
answers_of(struct call *call, const char *questions,
    const struct app_request_answers *answers, const char **json)
{
	const struct json_value *v;
	struct buf b;
	struct json_writer w = json_writer(&b);
	enum err err = json_parse(
	    call->arena, questions, strlen(questions), call->fault, &v);

	if (err)
		return err;
	buf_init(&b, ANSWERS_MAX);
	err = write_answers(call, &w, v, answers);
	bug_if(b.failed); /* the contract bounds them */
	*json = arena_strndup(call->arena, b.p ? b.p : "", b.len);
	buf_release(&b);
	return err;
}

/* The lock is for who changes meanwhile who may come in. */
enum err
app_request_file(struct call *call, struct space_id id,
    const struct app_space *space, const struct app_request_answers *answers,
    struct request_id *request)
{
	struct q_request_put_row put;
	const char *json;
	app_space_row row;
	enum err err = count_request(call);

	request->v = uuid_new();
	if (!err)
		err = check_rejected(call, id);
	if (!err)
		err = q_space_for_write(call->db, .id = id, &row);
	if (!err && row.version != space->version)
		err = fault(
		    call->fault, ERR_RETRY, "The space changed meanwhile.");
	if (!err)
		err = answers_of(call, row.questions, answers, &json);
	if (!err)
		err = q_request_put(call->db, .id = *request, .space = id,
		    .user = call->user, .answers = json, .now = call->now_us,
		    &put);
	if (!err && uuid_eq(put.id.v, request->v))
		return app_notice_holders(call, RULE_NOTICE_JOIN_REQUESTED,
		    RULE_MEMBERS_APPROVE,
		    &(struct app_notice_space){ id, row.name });
	if (!err)
		*request = put.id;
	return err;
}

/*
 * Deciding.
 */

static enum err
audit(struct call *call, const char *action, struct space_id id,
    struct request_id request, struct user_id user, const char *reason)
{
	return app_audit_add(call,
	    &(struct app_audit){ .action = action,
		.space = id,
		.subject = user,
		.object_kind = "join_request",
		.object = request.v,
		.details = app_audit_detail(call->arena, "reason", reason) });
}

/* Whoever is let into a group of a cluster stays in that one meanwhile. */
static enum err
hold_in_cluster(struct call *call, struct space_id cluster, struct user_id user)
{
	struct q_member_hold_row row;
	enum err err;

	if (uuid_is_nil(cluster.v))
		return ERR_OK;
	err = q_member_hold(call->db, .space = cluster, .user = user, &row);
	return err == ERR_NOT_FOUND ? fault(call->fault, ERR_INVALID_TRANSITION,
					  "They are no member of the cluster.")
				    : err;
}

static enum err
let_in(struct call *call, struct space_id id, const struct app_space *space,
    const char *name, struct user_id user)
{
	enum err err = app_member_admit(call, id, space,
	    &(struct app_member_way){
		.user = user, .via = "request", .has_request = true });

	return err ? err
		   : app_notice_space(call, RULE_NOTICE_JOIN_APPROVED, user,
			 &(struct app_notice_space){ id, name });
}

/* The request as it is while the space is locked. */
static enum err
lock(struct call *call, struct space_id id, bool is_group,
    struct request_id request, struct app_space *space, app_space_row *row,
    struct q_request_find_row *found)
{
	enum err err = q_space_for_write(call->db, .id = id, row);

	if (!err)
		err = app_space_require(
		    call, id, is_group, RULE_MEMBERS_APPROVE, space);
	if (!err)
		err = rule_space_is_open(&space->facts, call->fault);
	return err ? err
		   : q_request_find(
			 call->db, .id = request, .space = id, found);
}

enum err
app_request_decide(struct call *call, struct space_id id, bool is_group,
    struct request_id request, enum rule_verb verb, const char *reason)
{
	struct q_request_find_row found;
	struct app_space space;
	app_space_row row;
	int state;
	enum err err = app_space_require(
	    call, id, is_group, RULE_MEMBERS_APPROVE, &space);

	if (!err)
		err = q_request_find(
		    call->db, .id = request, .space = id, &found);
	if (!err && is_group && verb == RULE_APPROVE)
		err = hold_in_cluster(call, space.cluster, found.user_id);
	if (!err)
		err = lock(call, id, is_group, request, &space, &row, &found);
	if (!err)
		err = rule_transition_find(&rule_request_machine, verb,
		    (int)found.state, call->fault, &state);
	if (!err)
		err = verb == RULE_APPROVE
			  ? let_in(call, id, &space, row.name, found.user_id)
			  : q_request_reject(call->db, .id = request,
				.by = call->user, .reason = reason,
				.now = call->now_us, NULL);
	return err ? err
		   : audit(call,
			 verb == RULE_APPROVE ? "request.approve"
					      : "request.reject",
			 id, request, found.user_id, reason);
}
