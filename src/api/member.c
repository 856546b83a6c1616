/*
 * Members of clusters and groups.
 */
#include "app/member.h"

#include "api/reply.h"
#include "app/join.h"
#include "generated/api.h"
#include "generated/query/member.h"
#include "rule/permission.h"
#include "rule/words.h"

#include "base/banned.h"

static bool
sees_ends(const struct app_space *space)
{
	return space->rights.permissions >> RULE_MEMBERS_REMOVE & 1;
}

static struct db_call
member(struct call *call, struct space_id id, struct user_id user, bool sees)
{
	return db_call_copy(
	    call->arena, Q_member_get(.space = id, .user = user,
			     .viewer = call->user, .sees_ends = sees));
}

/* As they will be there. */
static enum err
reply_coming(
    struct call *call, struct space_id id, const struct app_join *joined)
{
	struct json_writer w = reply_json(call);

	return reply_encode_one(call, &w,
	    Q_member_coming(.space = id, .user = call->user,
		.builtin = "member", .joined_at = call->now_us,
		.expires_at = joined->expires_at));
}

/* Others wait from when they are let in until the commit. So they are told who
 * they are there before; or, where others wait already, in the same round trip.
 */
static enum err
reply_joined(
    struct call *call, struct space_id id, const struct app_join *joined)
{
	enum err err = joined->has_come ? ERR_OK
					: reply_coming(call, id, joined);

	if (!err)
		err = db_later(call->db, joined->admission);
	return err || !joined->has_come
		   ? err
		   : reply_one(call, member(call, id, call->user, false));
}

static enum err
join(struct call *call, struct space_id id, bool is_group,
    const struct api_join_input *in)
{
	struct app_join joined;
	enum err err = app_join(call, id, is_group,
	    &(struct app_request_answers){ in->answers.v, in->answers.n },
	    &joined);

	if (err)
		return err;
	return uuid_is_nil(joined.request.v)
		   ? reply_joined(call, id, &joined)
		   : reply_one_as(
			 call, 202, Q_request_get(.id = joined.request));
}

enum err
api_cluster_join(struct call *call, const struct api_cluster_join_in *in)
{
	return join(call, in->id, false, &in->body);
}

enum err
api_group_join(struct call *call, const struct api_group_join_in *in)
{
	return join(call, in->id, true, &in->body);
}

static enum err
leave(struct call *call, struct space_id id, bool is_group)
{
	enum err err = app_member_leave(call, id, is_group);

	return err ? err : reply_none(call);
}

enum err
api_cluster_leave(struct call *call, const struct api_cluster_leave_in *in)
{
	return leave(call, in->id, false);
}

enum err
api_group_leave(struct call *call, const struct api_group_leave_in *in)
{
	return leave(call, in->id, true);
}

enum { EXAMINED = 200 }; /* members whom a page may pass over */

/* What both kinds are asked for. */
struct asked {
	struct space_id space;
	struct role_id role; /* nil: any */
	const char *q;	     /* NULL: any name */
	bool is_group;
	int64_t limit;
	const char *cursor;
};

static enum err
reply_by_word(
    struct call *call, const struct asked *a, bool sees, const char *words)
{
	struct rule_words_range asked = rule_words_range(call->arena, a->q);

	return reply_list_by_text(call,
	    Q_member_list_by_word(.space = a->space, .viewer = call->user,
		.sees_ends = sees, .words = words, .start = asked.start,
		.end = asked.end, .examined = a->limit + 1 + EXAMINED),
	    a->limit, a->cursor, asked.start);
}

static enum err
reply_asked(struct call *call, const struct asked *a, bool sees)
{
	const char *words = a->q ? rule_words_asked(call->arena, a->q) : "";
	int64_t examined = a->limit + 1 + EXAMINED;

	if (a->q && !*words)
		return reply_no_rows(call); /* signs alone */
	if (!uuid_is_nil(a->role.v))
		return reply_list(call,
		    Q_member_list_of_role(.space = a->space, .role = a->role,
			.viewer = call->user, .sees_ends = sees, .words = words,
			.examined = examined),
		    a->limit, a->cursor);
	if (*words)
		return a->is_group
			   ? reply_list(call,
				 Q_member_list_named(.space = a->space,
				     .viewer = call->user, .sees_ends = sees,
				     .words = words, .examined = examined),
				 a->limit, a->cursor)
			   : reply_by_word(call, a, sees, words);
	return reply_list(call,
	    Q_member_list(.space = a->space, .viewer = call->user,
		.sees_ends = sees),
	    a->limit, a->cursor);
}

static enum err
list(struct call *call, const struct asked *a)
{
	struct app_space space;
	enum err err = app_space_require(
	    call, a->space, a->is_group, RULE_MEMBERS_READ, &space);

	return err ? err : reply_asked(call, a, sees_ends(&space));
}

#define ASKED(in, is_group)                                              \
	&(struct asked)                                                  \
	{                                                                \
		(in)->id, (in)->role_id, (in)->q, is_group, (in)->limit, \
		    (in)->cursor                                         \
	}

enum err
api_cluster_member_list(
    struct call *call, const struct api_cluster_member_list_in *in)
{
	return list(call, ASKED(in, false));
}

enum err
api_group_member_list(
    struct call *call, const struct api_group_member_list_in *in)
{
	return list(call, ASKED(in, true));
}

static enum err
get(struct call *call, struct space_id id, bool is_group, struct user_id user)
{
	struct app_space space;
	enum err err = app_space_require(
	    call, id, is_group, RULE_MEMBERS_READ, &space);

	return err ? err
		   : reply_one(call, member(call, id, user, sees_ends(&space)));
}

enum err
api_cluster_member_get(
    struct call *call, const struct api_cluster_member_get_in *in)
{
	return get(call, in->id, false, in->user_id);
}

enum err
api_group_member_get(
    struct call *call, const struct api_group_member_get_in *in)
{
	return get(call, in->id, true, in->user_id);
}

enum err
api_cluster_member_remove(
    struct call *call, const struct api_cluster_member_remove_in *in)
{
	enum err err = app_member_remove(
	    call, in->id, false, in->user_id, in->body.reason);

	return err ? err : reply_none(call);
}

enum err
api_group_member_remove(
    struct call *call, const struct api_group_member_remove_in *in)
{
	enum err err = app_member_remove(
	    call, in->id, true, in->user_id, in->body.reason);

	return err ? err : reply_none(call);
}

enum err
api_group_member_set(
    struct call *call, const struct api_group_member_set_in *in)
{
	enum err err = app_member_set_role(
	    call, in->id, in->user_id, in->body.role == GROUP_ROLE_MODERATOR);

	return err ? err
		   : reply_one(call, member(call, in->id, in->user_id, true));
}
