#include "api/interest.h"

#include "api/reply.h"
#include "app/match.h"
#include "app/throttle.h"
#include "base/str.h"
#include "generated/api.h"
#include "generated/query/interest.h"
#include "generated/query/user.h"
#include "text/form.h"

#include "base/banned.h"

enum { WEIGHT = 50, TAG_MAX = 40, A_DAY = 20 };

static enum err
add_category(struct call *call, struct category_id category, int64_t weight,
    const char *pointer)
{
	int64_t n;
	enum err err = q_interest_add_category(call->db, .user = call->user,
	    .category = category, .weight = weight, &n);

	return err || n ? err
			: fault_value(call->fault, pointer, "unknown",
			      "There is no such category.");
}

/* A letter may stand for whole words. */
static enum err
add_tag(
    struct call *call, const char *said, int64_t weight, const char *pointer)
{
	const char *tag = text_fold(call->arena, said);

	if (!*tag || str_utf8_len(tag) > TAG_MAX)
		return fault_value(call->fault, pointer,
		    *tag ? "too_long" : "required",
		    "A tag is 1 to 40 letters, written out.");
	return q_interest_add_tag(
	    call->db, .user = call->user, .tag = tag, .weight = weight, NULL);
}

static enum err
add(struct call *call, const struct api_interests_input_interests_item *item,
    size_t i)
{
	bool is_category = !uuid_is_nil(item->category_id.v);

	if (is_category == (item->tag != NULL))
		return fault_value(call->fault,
		    arena_printf(call->arena, "/interests/%zu", i), "one_of",
		    "Each is a category or a tag.");
	if (is_category)
		return add_category(call, item->category_id, item->weight,
		    arena_printf(call->arena, "/interests/%zu/category_id", i));
	return add_tag(call, item->tag, item->weight,
	    arena_printf(call->arena, "/interests/%zu/tag", i));
}

/* What the caller has said goes, behind what they may be saying meanwhile.
 * Whoever could say something else again and again would read from their
 * matches what others like. */
static enum err
clear(struct call *call, bool only_categories)
{
	struct q_user_lock_row row;
	enum err err = q_user_lock(call->db, .id = call->user, &row);

	if (!err)
		err = app_throttle_by_user(call, APP_THROTTLE_LIKES, A_DAY,
		    "Nobody says what they like so often a day.");
	return err ? err
		   : q_interest_clear(call->db, .user = call->user,
			 .only_categories = only_categories, NULL);
}

enum err
api_interest_get(struct call *call, const struct api_interest_get_in *in)
{
	(void)in;
	return reply_one(call, Q_interest_get(.user = call->user));
}

enum err
api_interest_put(struct call *call, const struct api_interest_put_in *in)
{
	enum err err = clear(call, false);

	for (size_t i = 0; !err && i < in->body.interests.n; i++)
		err = add(call, &in->body.interests.v[i], i);
	if (!err)
		err = app_match_refresh(call, call->user);
	return err ? err : reply_one(call, Q_interest_get(.user = call->user));
}

enum err
api_interest_set_categories(struct call *call, struct check_uuids categories)
{
	enum err err = clear(call, true);

	for (size_t i = 0; !err && i < categories.n; i++)
		err = add_category(call,
		    (struct category_id){ categories.v[i] }, WEIGHT,
		    "/category_ids");
	return err ? err : app_match_refresh(call, call->user);
}
