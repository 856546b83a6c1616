/*
 * What is written of a poll, and whether it can be.
 */
#include "api/condition.h"
#include "api/poll.h"
#include "base/clock.h"
#include "base/timezone.h"

#include "base/banned.h"

enum { DEADLINE_D = 90, AHEAD_D = 36525, SHORTEST_M = 15, LONGEST_M = 1440 };

enum err
api_poll_set_deadline(
    struct call *call, app_poll_row *poll, struct opt_time deadline)
{
	int64_t last_us = call->now_us + DEADLINE_D * CLOCK_DAY_US;

	poll->deadline = deadline;
	return !deadline.set ||
		       (deadline.v > call->now_us && deadline.v <= last_us)
		   ? ERR_OK
		   : fault_value(call->fault, "/deadline", "out_of_range",
			 "Ahead, and within 90 days.");
}

enum err
api_poll_merge(struct call *call, app_poll_row *poll,
    const struct api_poll_input *in, bool is_patch)
{
#define TAKE(member)                     \
	if (!is_patch || in->has.member) \
		poll->member = in->member;
	TAKE(title)
	TAKE(description)
	TAKE(timezone)
	TAKE(length_min)
	TAKE(hide_votes)
#undef TAKE
	if (!timezone_find(poll->timezone))
		return api_condition_timezone(call, "/timezone");
	return is_patch && !in->has.deadline
		   ? ERR_OK
		   : api_poll_set_deadline(call, poll, in->deadline);
}

/*
 * Times.
 */

static enum err
refuse_option(
    struct call *call, size_t i, const char *member, const char *detail)
{
	return fault_value(call->fault,
	    arena_printf(call->arena, "/options/%zu/%s", i, member),
	    "out_of_range", detail);
}

static enum err
add(struct call *call, const app_poll_row *poll,
    const struct api_poll_option_input *option, size_t i)
{
	int64_t start_us = option->start_time;
	int64_t length_us = option->end_time.set
				? option->end_time.v - start_us
				: poll->length_min * CLOCK_MINUTE_US;

	if (start_us <= call->now_us ||
	    start_us > call->now_us + AHEAD_D * CLOCK_DAY_US)
		return refuse_option(
		    call, i, "start_time", "Ahead, and within 100 years.");
	if (length_us < SHORTEST_M * CLOCK_MINUTE_US ||
	    length_us > LONGEST_M * CLOCK_MINUTE_US)
		return refuse_option(call, i, "end_time",
		    "Between a quarter of an hour and a day later.");
	return q_poll_option_add(call->db,
	    .id = (struct poll_option_id){ uuid_new() }, .poll = poll->id,
	    .start_time = start_us, .end_time = start_us + length_us, NULL);
}

enum err
api_poll_add_options(struct call *call, const app_poll_row *poll,
    const struct api_poll_option_input *options, size_t n)
{
	struct q_poll_option_count_row has;
	enum err err = q_poll_option_count(call->db, .poll = poll->id, &has);

	if (!err && has.n + (int64_t)n > APP_POLL_OPTIONS_MAX)
		err = fault_value(call->fault, "/options", "too_many_items",
		    "A poll has 40 times at most.");
	for (size_t i = 0; !err && i < n; i++)
		err = add(call, poll, &options[i], i);
	return err;
}
