/*
 * The categories that events may have.
 */
#include "api/reply.h"
#include "generated/api.h"
#include "generated/query/category.h"

#include "base/banned.h"

enum err
api_category_list(struct call *call, const struct api_category_list_in *in)
{
	return reply_list(call, Q_category_list(), in->limit, in->cursor);
}
