/*
 * What clusters and groups have in common.
 */
#include "api/space.h"

#include "api/condition.h"
#include "api/reply.h"
#include "base/timezone.h"
#include "json/list.h"
#include "rule/words.h"

#include "base/banned.h"

enum { QUESTION_BYTES = 2048 };

enum err
api_permission_list(struct call *call, const struct api_permission_list_in *in)
{
	struct json_writer w = reply_json(call);

	(void)in;
	json_open(&w, '[');
#define WRITE(number, id, name, what) \
	json_open(&w, '{');           \
	json_key(&w, "name");         \
	json_write_text(&w, name);    \
	json_key(&w, "description");  \
	json_write_text(&w, what);    \
	json_close(&w, '}');
	RULE_PERMISSIONS(WRITE)
#undef WRITE
	json_close(&w, ']');
	return ERR_OK;
}

const char *
api_space_questions(
    struct arena *arena, const struct api_questions_item *questions, size_t n)
{
	struct json_list list;

	json_list_init(&list, n, QUESTION_BYTES);
	for (size_t i = 0; i < n; i++) {
		json_open(&list.w, '{');
		json_key(&list.w, "text");
		json_write_text(&list.w, questions[i].text);
		json_key(&list.w, "required");
		json_write_bool(&list.w, questions[i].required);
		json_close(&list.w, '}');
	}
	return json_list_text(&list, arena);
}

const char *
api_space_end(struct call *call, const char *q)
{
	return rule_name_end(
	    call->arena, rule_name_key(call->arena, q ? q : ""));
}

enum err
api_space_list(struct call *call, struct db_list list, const char *q,
    int64_t limit, const char *cursor)
{
	return reply_list_by_text(
	    call, list, limit, cursor, rule_name_key(call->arena, q ? q : ""));
}

/* What the contract's tables cannot say. */
static enum err
check(struct call *call, const app_space_row *row)
{
	return timezone_find(row->timezone)
		   ? ERR_OK
		   : api_condition_timezone(call, "/timezone");
}

static struct db_call
show(struct call *call, const struct api_space_noun *noun, struct space_id id,
    const struct app_space *space)
{
	return noun->show(call, id, space->rights.permissions);
}

enum err
api_space_get(
    struct call *call, const struct api_space_noun *noun, struct space_id id)
{
	struct app_space space;
	enum err err = app_space_find(call, id, noun->is_group, &space);

	return err ? err : reply_one(call, show(call, noun, id, &space));
}

enum err
api_space_create(struct call *call, const struct api_space_noun *noun,
    const app_space_row *row, int64_t members_may)
{
	struct app_space space;
	struct space_id id;
	enum err err = check(call, row);

	if (!err)
		err = app_space_add(call, row, members_may, &id);
	if (!err)
		err = app_space_find(call, id, noun->is_group, &space);
	return err ? err
		   : reply_created(
			 call, show(call, noun, id, &space), noun->path, id.v);
}

/* Locks it for somebody with a permission, whose If-Match it passes. */
static enum err
lock(struct call *call, const struct api_space_noun *noun, struct space_id id,
    enum rule_permission wanted, struct app_space *space, app_space_row *row)
{
	enum err err = app_space_lock_for(
	    call, id, noun->is_group, wanted, space, row);

	return err ? err : api_condition_check(call, row->version);
}

enum err
api_space_patch_begin(struct call *call, const struct api_space_noun *noun,
    struct space_id id, struct app_space *space, app_space_row *row)
{
	enum err err = lock(call, noun, id, noun->update, space, row);

	return err ? err : rule_space_is_open(&space->facts, call->fault);
}

enum err
api_space_patch_end(struct call *call, const struct api_space_noun *noun,
    struct space_id id, const struct app_space *space, const app_space_row *row)
{
	enum err err = check(call, row);

	if (!err)
		err = app_space_set(call, id, row);
	return err ? err : reply_one(call, show(call, noun, id, space));
}

enum err
api_space_close(
    struct call *call, const struct api_space_noun *noun, struct space_id id)
{
	struct app_space space;
	app_space_row row;
	enum err err = lock(call, noun, id, noun->close, &space, &row);

	if (!err)
		err = app_space_close(call, id, &row);
	return err ? err
		   : reply_one_as(call, 202, show(call, noun, id, &space));
}

enum err
api_space_reopen(
    struct call *call, const struct api_space_noun *noun, struct space_id id)
{
	struct app_space space;
	app_space_row row;
	enum err err = lock(call, noun, id, noun->close, &space, &row);

	if (!err)
		err = app_space_reopen(call, id, &row);
	return err ? err : reply_one(call, show(call, noun, id, &space));
}

enum err
api_space_transfer(struct call *call, const struct api_space_noun *noun,
    struct space_id id, struct user_id owner)
{
	struct app_space space;
	app_space_row row;
	enum err err = lock(call, noun, id, noun->close, &space, &row);

	if (!err)
		err = rule_space_is_open(&space.facts, call->fault);
	if (!err)
		err = app_space_transfer(call, id, &space, &row, owner);
	return err ? err : reply_one(call, show(call, noun, id, &space));
}
