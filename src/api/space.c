/*
 * What clusters and groups have in common.
 */
#include "api/space.h"

#include "api/condition.h"
#include "api/reply.h"
#include "base/bug.h"
#include "base/timezone.h"
#include "rule/words.h"

#include "base/banned.h"

enum { QUESTIONS_MAX = 1 << 16 };

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
	struct buf b;
	struct json_writer w = json_writer(&b);
	const char *text;

	buf_init(&b, QUESTIONS_MAX);
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&w, '{');
		json_key(&w, "text");
		json_write_text(&w, questions[i].text);
		json_key(&w, "required");
		json_write_bool(&w, questions[i].required);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	bug_if(b.failed); /* the contract bounds them */
	text = arena_strndup(arena, b.p, b.len);
	buf_release(&b);
	return text;
}

enum err
api_space_check(struct call *call, const app_space_row *row)
{
	return timezone_is_known(row->timezone)
		   ? ERR_OK
		   : api_condition_timezone(call, "/timezone");
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

enum err
api_space_lock(struct call *call, struct space_id id, bool is_group,
    enum rule_permission wanted, struct app_space *space, app_space_row *row)
{
	enum err err = q_space_for_write(call->db, .id = id, row);

	if (!err)
		err = app_space_require(call, id, is_group, wanted, space);
	return err ? err : api_condition_check(call, row->version);
}
