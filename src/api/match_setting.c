/*
 * Whether one is matched, and when one is free.
 */
#include <string.h>

#include "api/condition.h"
#include "api/list.h"
#include "api/reply.h"
#include "app/match.h"
#include "base/timezone.h"
#include "generated/api.h"
#include "generated/query/match.h"
#include "generated/query/user.h"
#include "json/list.h"

#include "base/banned.h"

enum { WINDOW_BYTES = 256 };

enum err
api_match_setting_get(
    struct call *call, const struct api_match_setting_get_in *in)
{
	(void)in;
	return reply_one(call, Q_match_setting_get(.user = call->user));
}

enum err
api_match_setting_put(
    struct call *call, const struct api_match_setting_put_in *in)
{
	struct check_uuids except = in->body.except_cluster_ids;
	struct q_user_lock_row row;
	enum err err = q_user_lock(call->db, .id = call->user, &row);

	if (!err)
		err = app_match_set(
		    call, &(struct app_match_wish){ .is_on = in->body.is_on,
			      .learns = in->body.learns,
			      .spark_alerts = in->body.spark_alerts,
			      .except = api_list_uuids(call->arena, except),
			      .n_except = (int64_t)except.n });
	return err ? err
		   : reply_one(call, Q_match_setting_get(.user = call->user));
}

enum err
api_availability_get(
    struct call *call, const struct api_availability_get_in *in)
{
	(void)in;
	return reply_one(call, Q_availability_get(.user = call->user));
}

/* "18:30"; the contract has looked at it. */
static int
half_hour(const char *text)
{
	int hours = (text[0] - '0') * 10 + text[1] - '0';

	return hours * 2 + (text[3] == '3');
}

typedef struct api_availability_input_windows_item window;

static void
add_window(struct rule_week *week, const window *w)
{
	for (size_t i = 0; i < w->days.n; i++) {
		const char *day = w->days.v[i];

		rule_week_add(week,
		    word_find(&weekday_words, day, strlen(day)) - 1,
		    half_hour(w->from), half_hour(w->to));
	}
}

static void
write_window(struct json_writer *w, const window *from)
{
	json_open(w, '{');
	json_key(w, "days");
	json_open(w, '[');
	for (size_t i = 0; i < from->days.n; i++)
		json_write_text(w, from->days.v[i]);
	json_close(w, ']');
	json_key(w, "from");
	json_write_text(w, from->from);
	json_key(w, "to");
	json_write_text(w, from->to);
	json_close(w, '}');
}

/* As they were said, and what they make of a week. */
static const char *
read_windows(struct arena *arena, const window *windows, size_t n,
    struct rule_week *week)
{
	struct json_list list;

	json_list_init(&list, n, WINDOW_BYTES);
	for (size_t i = 0; i < n; i++) {
		add_window(week, &windows[i]);
		write_window(&list.w, &windows[i]);
	}
	return json_list_text(&list, arena);
}

enum err
api_availability_put(
    struct call *call, const struct api_availability_put_in *in)
{
	const char *timezone = in->body.timezone, *windows;
	struct rule_week week = { 0 };
	struct q_user_lock_row row;
	enum err err;

	if (!timezone_find(timezone))
		return api_condition_timezone(call, "/timezone");
	windows = read_windows(
	    call->arena, in->body.windows.v, in->body.windows.n, &week);
	err = q_user_lock(call->db, .id = call->user, &row);
	if (!err)
		err = app_match_set_free(call, timezone, windows, &week);
	return err ? err
		   : reply_one(call, Q_availability_get(.user = call->user));
}
