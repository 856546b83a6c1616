/*
 * Whom the caller has blocked.
 */
#include "app/block.h"

#include "api/reply.h"
#include "generated/api.h"
#include "generated/query/block.h"

#include "base/banned.h"

enum err
api_block_list(struct call *call, const struct api_block_list_in *in)
{
	return reply_list(
	    call, Q_block_list(.viewer = call->user), in->limit, in->cursor);
}

enum err
api_block_put(struct call *call, const struct api_block_put_in *in)
{
	enum err err = app_block_put(call, in->user_id);

	return err ? err : reply_none(call);
}

enum err
api_block_remove(struct call *call, const struct api_block_remove_in *in)
{
	enum err err = app_block_remove(call, in->user_id);

	return err ? err : reply_none(call);
}
