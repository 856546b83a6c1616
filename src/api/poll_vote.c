/*
 * The times of polls, and what people say of them.
 */
#include "api/poll.h"
#include "app/poll_people.h"

#include "base/banned.h"

enum err
api_poll_option_create(
    struct call *call, const struct api_poll_option_create_in *in)
{
	app_poll_row poll;
	enum err err = app_poll_manage(call, in->id, &poll);

	if (!err)
		err = app_poll_check_open(call, &poll);
	if (!err)
		err = api_poll_add_options(
		    call, &poll, in->body.options.v, in->body.options.n);
	if (!err)
		err = q_poll_touch(call->db, .id = in->id, NULL);
	if (!err)
		err = api_poll_reply(call, 201, in->id);
	if (!err)
		reply_location(call, API_POLL_PATH, in->id.v);
	return err;
}

enum err
api_poll_option_delete(
    struct call *call, const struct api_poll_option_delete_in *in)
{
	struct q_poll_option_find_row option;
	app_poll_row poll;
	enum err err = app_poll_manage(call, in->id, &poll);

	if (!err)
		err = app_poll_check_open(call, &poll);
	if (!err)
		err = q_poll_option_find(
		    call->db, .id = in->option_id, .poll = in->id, &option);
	if (!err && option.is_answered)
		err = fault(call->fault, ERR_INVALID_TRANSITION,
		    "Somebody has said something of it.");
	if (!err)
		err = q_poll_option_remove(call->db, .id = in->option_id, NULL);
	if (!err)
		err = q_poll_touch(call->db, .id = in->id, NULL);
	return err ? err : reply_none(call);
}

enum err
api_poll_vote_put(struct call *call, const struct api_poll_vote_put_in *in)
{
	size_t n = in->body.votes.n;
	struct app_poll_vote *votes = arena_array(
	    call->arena, n, sizeof(*votes));
	app_poll_row poll;
	enum err err = app_poll_answer(call, in->id, &poll);

	for (size_t i = 0; i < n; i++)
		votes[i] = (struct app_poll_vote){
			in->body.votes.v[i].option_id,
			in->body.votes.v[i].answer
		};
	if (!err)
		err = app_poll_vote(call, &poll, votes, n, in->body.share_busy);
	return err ? err : api_poll_reply(call, 200, in->id);
}

enum err
api_poll_vote_delete(
    struct call *call, const struct api_poll_vote_delete_in *in)
{
	app_poll_row poll;
	enum err err = app_poll_answer(call, in->id, &poll);

	if (!err)
		err = app_poll_unvote(call, &poll);
	return err ? err : reply_none(call);
}
