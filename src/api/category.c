/*
 * The categories that events may have.
 */
#include "app/category.h"

#include "api/reply.h"
#include "generated/api.h"
#include "generated/query/category.h"

#include "base/banned.h"

enum err
api_category_list(struct call *call, const struct api_category_list_in *in)
{
	return reply_list(call, Q_category_list(), in->limit, in->cursor);
}

static struct db_call
category(struct call *call, struct category_id id)
{
	return db_call_copy(
	    call->arena, Q_category_get(.id = id, .name = NULL));
}

enum err
api_category_create(struct call *call, const struct api_category_create_in *in)
{
	struct category_id id;
	enum err err = app_category_add(call, in->body.name, &id);

	return err ? err
		   : reply_created(
			 call, category(call, id), "/api/v1/categories", id.v);
}

enum err
api_category_patch(struct call *call, const struct api_category_patch_in *in)
{
	enum err err = app_category_rename(call, in->id, in->body.name);

	return err ? err : reply_one(call, category(call, in->id));
}

enum err
api_category_remove(struct call *call, const struct api_category_remove_in *in)
{
	enum err err = app_category_remove(call, in->id);

	return err ? err : reply_none(call);
}
