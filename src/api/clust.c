/*
 * The operations of Clust by their old names. Each is the handler of its
 * successor; only what a client of Clust would miss is different.
 */
#include "api/exchange.h"
#include "api/interest.h"
#include "api/reply.h"
#include "base/str.h"
#include "generated/api.h"
#include "generated/query/message.h"
#include "generated/query/user.h"
#include "rule/words.h"

#include "base/banned.h"

/* Clust never said 201. */
static enum err
reply_200(struct call *call, enum err err)
{
	if (!err)
		api_exchange_of(call)->response->status = 200;
	return err;
}

enum err
api_clust_group_create(
    struct call *call, const struct api_clust_group_create_in *in)
{
	struct api_group_create_in now = { .body = in->body };

	return reply_200(call, api_group_create(call, &now));
}

enum err
api_clust_group_list(
    struct call *call, const struct api_clust_group_list_in *in)
{
	struct api_group_list_in now = { .limit = in->limit,
		.cursor = in->cursor };

	return api_group_list(call, &now);
}

enum err
api_clust_group_list_mine(
    struct call *call, const struct api_clust_group_list_mine_in *in)
{
	struct api_group_list_mine_in now = { .limit = in->limit,
		.cursor = in->cursor };

	return api_group_list_mine(call, &now);
}

/* Clust gave all of them, the earliest first; what people look at is the end.
 */
enum err
api_clust_message_list(
    struct call *call, const struct api_clust_message_list_in *in)
{
	struct api_message_list_in now = { .id = in->id,
		.limit = in->limit,
		.cursor = in->cursor,
		.after = { .set = true } };
	struct q_message_count_row group;
	enum err err = q_message_count(call->db, .group = in->id, &group);

	if (err)
		return err;
	if (group.n > in->limit)
		now.after.v = group.n - in->limit;
	return api_message_list(call, &now);
}

enum err
api_clust_message_create(
    struct call *call, const struct api_clust_message_create_in *in)
{
	struct api_message_create_in now = { .id = in->id, .body = in->body };

	return reply_200(call, api_message_create(call, &now));
}

enum err
api_clust_category_assign(
    struct call *call, const struct api_clust_category_assign_in *in)
{
	enum err err = api_interest_set_categories(call, in->body.category_ids);

	return err ? err : reply_none(call);
}

enum err
api_clust_user_me(struct call *call, const struct api_clust_user_me_in *in)
{
	struct api_user_me_in now = { 0 };

	(void)in;
	return api_user_me(call, &now);
}

/* Clients send the whole form, with the address as it is. */
static enum err
check_email(struct call *call, const char *email)
{
	struct q_user_for_write_row user;
	enum err err;

	if (!email)
		return ERR_OK;
	err = q_user_for_write(call->db, .id = call->user, &user);
	if (err || str_eq(rule_email_key(call->arena, email),
		       rule_email_key(call->arena, user.email)))
		return err;
	fault_item(call->fault, ERR_VALIDATION_FAILED, "/email", "unchangeable",
	    "Another address has to be verified, which this does not.");
	return fault(
	    call->fault, ERR_VALIDATION_FAILED, "email is another address.");
}

enum err
api_clust_user_me_patch(
    struct call *call, const struct api_clust_user_me_patch_in *in)
{
	struct api_user_me_patch_in now = {
		.body = { .first_name = in->body.first_name,
		    .last_name = in->body.last_name,
		    .has = { .first_name = in->body.first_name != NULL,
			.last_name = in->body.last_name != NULL } }
	};
	enum err err = check_email(call, in->body.email);

	if (!err)
		err = api_user_me_patch(call, &now);
	return err ? err : reply_message(call, "User updated successfully");
}

enum err
api_clust_user_get(struct call *call, const struct api_clust_user_get_in *in)
{
	struct api_user_get_in now = { .id = in->id };

	return api_user_get(call, &now);
}

enum err
api_clust_rsvp_put(struct call *call, const struct api_clust_rsvp_put_in *in)
{
	struct api_rsvp_put_in now = { .id = in->body.event_id,
		.body = { .status = in->body.status, .party_size = 1 } };

	return api_rsvp_put(call, &now);
}

enum err
api_clust_rsvp_list_mine(
    struct call *call, const struct api_clust_rsvp_list_mine_in *in)
{
	struct api_rsvp_list_mine_in now = { .limit = in->limit,
		.cursor = in->cursor };

	return api_rsvp_list_mine(call, &now);
}

enum err
api_clust_rsvp_list(struct call *call, const struct api_clust_rsvp_list_in *in)
{
	struct api_rsvp_list_in now = {
		.id = in->id, .limit = in->limit, .cursor = in->cursor
	};

	return api_rsvp_list(call, &now);
}

enum err
api_clust_event_notice_create(
    struct call *call, const struct api_clust_event_notice_create_in *in)
{
	struct api_event_notice_create_in now = { .id = in->id,
		.body = in->body };

	return api_event_notice_create(call, &now);
}
