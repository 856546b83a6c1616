#include "app/poll_people.h"

#include <string.h>

#include "app/freebusy.h"
#include "app/poll_notice.h"
#include "json/ids.h"

#include "base/banned.h"

static enum err
refuse(struct call *call, const char *list, size_t i, const char *member,
    const char *code, const char *detail)
{
	return fault_value(call->fault,
	    arena_printf(call->arena, "/%s/%zu/%s", list, i, member), code,
	    detail);
}

/*
 * Who is asked.
 */

static struct space_id
space_of(const app_poll_row *poll)
{
	return uuid_is_nil(poll->group_id.v) ? poll->cluster_id
					     : poll->group_id;
}

static bool
was_asked(const struct q_poll_asked_row *rows, size_t n, struct user_id user)
{
	for (size_t i = 0; i < n; i++)
		if (uuid_eq(rows[i].user_id.v, user.v))
			return true;
	return false;
}

static bool
is_among(const struct app_poll_person *people, size_t n, struct user_id user)
{
	for (size_t i = 0; i < n; i++)
		if (uuid_eq(people[i].user.v, user.v))
			return true;
	return false;
}

static enum err
find_askable(struct call *call, const app_poll_row *poll,
    const struct app_poll_person *people, size_t n,
    struct q_poll_askable_row **rows, size_t *n_rows)
{
	return q_poll_askable(call->db,
	    .ids = JSON_IDS(call->arena, people, user.v, n),
	    .space = space_of(poll), .viewer = call->user, rows, n_rows);
}

/* Who is asked already may stay, whoever looks. */
static enum err
check_people(struct call *call, const app_poll_row *poll,
    const struct app_poll_person *people, size_t n,
    const struct q_poll_asked_row *had, size_t n_had)
{
	struct q_poll_askable_row *rows;
	size_t n_rows;
	enum err err = find_askable(call, poll, people, n, &rows, &n_rows);

	for (size_t i = 0; !err && i < n; i++) {
		bool may = was_asked(had, n_had, people[i].user);

		for (size_t j = 0; !may && j < n_rows; j++)
			may = uuid_eq(rows[j].id.v, people[i].user.v);
		if (!may)
			err = refuse(call, "people", i, "user_id", "unknown",
			    "Not a member of where it is, or not known.");
	}
	return err;
}

static enum err
drop_others(struct call *call, const app_poll_row *poll,
    const struct app_poll_person *people, size_t n,
    const struct q_poll_asked_row *had, size_t n_had)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < n_had; i++) {
		struct user_id user = had[i].user_id;

		if (uuid_eq(user.v, poll->created_by.v) ||
		    is_among(people, n, user))
			continue;
		err = q_poll_vote_remove(
		    call->db, .poll = poll->id, .user = user, NULL);
		if (!err)
			err = q_poll_person_remove(
			    call->db, .poll = poll->id, .user = user, NULL);
	}
	return err;
}

static enum err
put(struct call *call, const app_poll_row *poll,
    const struct app_poll_person *people, size_t n,
    const struct q_poll_asked_row *had, size_t n_had)
{
	struct user_id *users = arena_array(call->arena, n, sizeof(*users));
	size_t n_new = 0;
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < n; i++) {
		if (!was_asked(had, n_had, people[i].user))
			users[n_new++] = people[i].user;
		err = q_poll_person_put(call->db, .poll = poll->id,
		    .user = people[i].user,
		    .is_required = people[i].is_required, NULL);
	}
	return err || poll->status != POLL_STATUS_OPEN
		   ? err
		   : app_poll_notice_open(call, poll, users, n_new);
}

enum err
app_poll_set_people(struct call *call, const app_poll_row *poll,
    const struct app_poll_person *people, size_t n)
{
	struct q_poll_asked_row *had;
	size_t n_had;
	enum err err = q_poll_asked(call->db, .poll = poll->id, &had, &n_had);

	if (!err)
		err = check_people(call, poll, people, n, had, n_had);
	if (!err)
		err = drop_others(call, poll, people, n, had, n_had);
	return err ? err : put(call, poll, people, n, had, n_had);
}

enum err
app_poll_ask_group(struct call *call, const app_poll_row *poll)
{
	struct app_poll_person *people;
	struct q_poll_askable_row *rows;
	struct uuid *members;
	size_t n;
	enum err err = app_freebusy_members(call, poll->group_id, &members, &n);

	if (err)
		return err;
	people = arena_array(call->arena, n, sizeof(*people));
	for (size_t i = 0; i < n; i++)
		people[i].user = (struct user_id){ members[i] };
	err = find_askable(call, poll, people, n, &rows, &n);
	for (size_t i = 0; !err && i < n; i++)
		people[i] = (struct app_poll_person){ rows[i].id,
			uuid_eq(rows[i].id.v, poll->created_by.v) };
	return err ? err : app_poll_set_people(call, poll, people, n);
}

/*
 * What they say.
 */

static bool
is_twice(const struct app_poll_vote *votes, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (uuid_eq(votes[j].option.v, votes[i].option.v))
			return true;
	return false;
}

static enum err
add_vote(struct call *call, const app_poll_row *poll,
    const struct app_poll_vote *votes, size_t i)
{
	int64_t n;
	enum err err;

	if (is_twice(votes, i))
		return refuse(call, "votes", i, "option_id", "repeated",
		    "The time is there twice.");
	err = q_poll_vote_add(call->db, .option = votes[i].option,
	    .poll = poll->id, .user = call->user, .answer = votes[i].answer,
	    .now = call->now_us, &n);
	return err || n ? err
			: refuse(call, "votes", i, "option_id", "unknown",
			      "The poll has no such time.");
}

static enum err
note(struct call *call, const app_poll_row *poll, struct opt_time answered_at,
    bool shares_busy)
{
	enum err err = q_poll_person_answer(call->db, .poll = poll->id,
	    .user = call->user, .answered_at = answered_at,
	    .shares_busy = shares_busy, NULL);

	return err ? err : q_poll_touch(call->db, .id = poll->id, NULL);
}

enum err
app_poll_vote(struct call *call, const app_poll_row *poll,
    const struct app_poll_vote *votes, size_t n, bool shares_busy)
{
	enum err err = q_poll_vote_remove(
	    call->db, .poll = poll->id, .user = call->user, NULL);

	for (size_t i = 0; !err && i < n; i++)
		err = add_vote(call, poll, votes, i);
	return err ? err
		   : note(call, poll, (struct opt_time){ true, call->now_us },
			 shares_busy);
}

enum err
app_poll_unvote(struct call *call, const app_poll_row *poll)
{
	enum err err = q_poll_vote_remove(
	    call->db, .poll = poll->id, .user = call->user, NULL);

	return err ? err : note(call, poll, (struct opt_time){ 0 }, false);
}
