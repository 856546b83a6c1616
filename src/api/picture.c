/*
 * Pictures of people, events and spaces. Each is a patch of image_url, so what
 * decides about that decides here.
 */
#include "api/space.h"
#include "api/upload.h"
#include "app/throttle.h"
#include "generated/api.h"
#include "generated/query/file.h"

#include "base/banned.h"

enum { PER_HOUR = 30 };

/* Making one takes a second: it is counted before the body comes. */
static enum err
count(struct call *call)
{
	char id[UUID_TEXT_SIZE];
	struct app_throttle t;
	int64_t n;
	enum err err;

	uuid_format(call->user.v, id);
	t = app_throttle_of(call, APP_THROTTLE_PICTURE, id);
	err = app_throttle_count(call, &t, &n);
	return err || n <= PER_HOUR ? err
				    : app_throttle_refuse(call, &t,
					  "Too many pictures within an hour.");
}

static const char *
made(const struct call *call)
{
	return api_upload_picture(api_exchange_of(call));
}

enum err
api_user_me_image_ask(struct call *call, const struct api_user_me_image_in *in)
{
	(void)in;
	return count(call);
}

enum err
api_user_me_image(struct call *call, const struct api_user_me_image_in *in)
{
	const struct api_user_me_patch_in patch = {
		.body = { .has = { .image_url = true },
		    .image_url = made(call) }
	};

	(void)in;
	return api_user_me_patch(call, &patch);
}

enum err
api_event_image_ask(struct call *call, const struct api_event_image_in *in)
{
	struct q_file_event_row event;
	enum err err = q_file_event(call->db, .event = in->id,
	    .viewer = call->user, .now = call->now_us, &event);

	if (!err)
		err = rule_require(&(struct rule_access){ event.is_visible,
				       event.permissions },
		    RULE_EVENTS_MANAGE, call->fault);
	return err ? err : count(call);
}

enum err
api_event_image(struct call *call, const struct api_event_image_in *in)
{
	const struct api_event_patch_in patch = { .id = in->id,
		.body = {
		    .has = { .image_url = true }, .image_url = made(call) } };

	return api_event_patch(call, &patch);
}

static enum err
may_change(struct call *call, struct space_id id, bool is_group,
    enum rule_permission wanted)
{
	struct app_space space;
	enum err err = app_space_require(call, id, is_group, wanted, &space);

	return err ? err : count(call);
}

enum err
api_cluster_image_ask(struct call *call, const struct api_cluster_image_in *in)
{
	return may_change(call, in->id, false, RULE_CLUSTER_UPDATE);
}

enum err
api_cluster_image(struct call *call, const struct api_cluster_image_in *in)
{
	const struct api_cluster_patch_in patch = { .id = in->id,
		.body = {
		    .has = { .image_url = true }, .image_url = made(call) } };

	return api_cluster_patch(call, &patch);
}

enum err
api_group_image_ask(struct call *call, const struct api_group_image_in *in)
{
	return may_change(call, in->id, true, RULE_GROUPS_MANAGE);
}

enum err
api_group_image(struct call *call, const struct api_group_image_in *in)
{
	const struct api_group_patch_in patch = { .id = in->id,
		.body = {
		    .has = { .image_url = true }, .image_url = made(call) } };

	return api_group_patch(call, &patch);
}
