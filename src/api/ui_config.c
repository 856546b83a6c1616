/*
 * The rows that GET /ui is made of, for administrators.
 */
#include "api/condition.h"
#include "api/reply.h"
#include "api/ui.h"
#include "app/user.h"
#include "base/str.h"
#include "base/timezone.h"
#include "generated/api.h"
#include "generated/query/operator.h"
#include "generated/query/ui.h"
#include "json/merge.h"

#include "base/banned.h"

enum { CONFIGS_MAX = 500, CONFIG_BYTES = 32 * 1024 };

typedef struct q_ui_config_for_write_row ui_config;

static struct db_call
config_of(struct call *call, struct ui_config_id id)
{
	return db_call_copy(call->arena, Q_ui_config_get(.id = id));
}

enum err
api_ui_config_list(struct call *call, const struct api_ui_config_list_in *in)
{
	enum err err = app_user_require_admin(call);

	return err ? err
		   : reply_list(
			 call, Q_ui_config_list(), in->limit, in->cursor);
}

enum err
api_ui_config_get(struct call *call, const struct api_ui_config_get_in *in)
{
	enum err err = app_user_require_admin(call);

	return err ? err : reply_one(call, config_of(call, in->id));
}

enum err
api_ui_config_preview(
    struct call *call, const struct api_ui_config_preview_in *in)
{
	enum err err = app_user_require_admin(call);

	return err ? err
		   : api_ui_reply(call,
			 &(struct api_ui_client){ .version = in->app_version,
			     .patch = in->patch_id,
			     .place = in->location,
			     .time = in->time });
}

/*
 * Writing.
 */

/* The text of it. */
static enum err
write_config(
    struct call *call, const struct json_value *config, const char **text)
{
	struct buf b;
	struct json_writer w = json_writer(&b);
	bool is_too_long;

	buf_init(&b, CONFIG_BYTES);
	json_write_merged(&w, &config, 1);
	is_too_long = b.failed;
	if (!is_too_long)
		*text = arena_strndup(call->arena, b.p, b.len);
	buf_release(&b);
	return is_too_long ? fault_value(call->fault, "/config", "too_long",
				 "Takes 32 KiB at most.")
			   : ERR_OK;
}

static enum err
merge(struct call *call, ui_config *c, const struct api_ui_config_input *in,
    bool is_patch)
{
#define TAKE(member)                     \
	if (!is_patch || in->has.member) \
		c->member = in->member;
	API_UI_CONFIG_INPUT_MEMBERS(TAKE)
#undef TAKE
	if (c->timezone && !timezone_find(c->timezone))
		return api_condition_timezone(call, "/timezone");
	if (c->from_time.set && c->until_time.set &&
	    c->until_time.v <= c->from_time.v)
		return fault_value(call->fault, "/until_time", "out_of_range",
		    "Behind from_time.");
	return is_patch && !in->has.config
		   ? ERR_OK
		   : write_config(call, in->config, &c->config);
}

/* With all who could add one locked, who are few: of two at once the second
 * counts the first. */
static enum err
check_number(struct call *call)
{
	struct q_account_lock_admins_row *admins;
	struct q_ui_config_count_row row;
	size_t n;
	enum err err = q_account_lock_admins(call->db, &admins, &n);

	if (!err)
		err = q_ui_config_count(call->db, &row);
	return err || row.n < CONFIGS_MAX
		   ? err
		   : fault(call->fault, ERR_FORBIDDEN,
			 "There are %d of them at most.", CONFIGS_MAX);
}

enum err
api_ui_config_create(
    struct call *call, const struct api_ui_config_create_in *in)
{
	struct ui_config_id id = { uuid_new() };
	ui_config c = { 0 };
	enum err err = app_user_require_admin(call);

	if (!err)
		err = merge(call, &c, &in->body, false);
	if (!err)
		err = check_number(call);
	if (!err)
		err = q_ui_config_add(call->db, .id = id,
		    Q_FIELDS_ui_config_input(&c), .now = call->now_us, NULL);
	return err ? err
		   : reply_created(call, config_of(call, id),
			 "/api/v1/admin/ui-configs", id.v);
}

static enum err
load(struct call *call, struct ui_config_id id, ui_config *c)
{
	enum err err = app_user_require_admin(call);

	if (!err)
		err = q_ui_config_for_write(call->db, .id = id, c);
	return err ? err : api_condition_check(call, c->version);
}

enum err
api_ui_config_patch(struct call *call, const struct api_ui_config_patch_in *in)
{
	ui_config c;
	enum err err = load(call, in->id, &c);

	if (!err)
		err = merge(call, &c, &in->body, true);
	if (!err)
		err = q_ui_config_set(call->db, .id = in->id,
		    Q_FIELDS_ui_config_input(&c), .now = call->now_us, NULL);
	return err ? err : reply_one(call, config_of(call, in->id));
}

enum err
api_ui_config_remove(
    struct call *call, const struct api_ui_config_remove_in *in)
{
	ui_config c;
	enum err err = load(call, in->id, &c);

	if (!err)
		err = q_ui_config_remove(call->db, .id = in->id, NULL);
	return err ? err : reply_none(call);
}
