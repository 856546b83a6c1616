/*
 * The categories that events may have.
 */
#include "api/cursor.h"
#include "api/reply.h"
#include "generated/api.h"
#include "generated/query.h"

#include "base/banned.h"

enum err
api_category_list(struct call *call, const struct api_category_list_in *in)
{
	struct api_cursor after = { .text = "" };
	enum err err;

	err = api_cursor_read(call, in->cursor, &after);
	if (err)
		return err;
	return reply_list(call,
	    Q_category_list(.after_name = after.text, .limit = in->limit + 1),
	    (struct reply_page){ .limit = in->limit, .text_column = "name" });
}
