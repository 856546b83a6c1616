/*
 * Times at which those whom a poll asks could come together.
 */
#include "api/poll.h"
#include "app/freebusy.h"
#include "base/clock.h"
#include "base/timezone.h"
#include "generated/query/freebusy.h"
#include "rule/poll.h"

#include "base/banned.h"

enum { DAYS = 14 };

/* Who is asked, as they are, and of those whose times are known what counts. */
struct people {
	struct q_freebusy_poll_row *rows;
	struct app_freebusy *busy;
	struct rule_poll_person *known;
	size_t n, n_known;
};

static enum err
refuse(struct call *call, const char *pointer, const char *detail)
{
	return fault_value(call->fault, pointer, "out_of_range", detail);
}

/* "18:30", which the contract has looked at. */
static int64_t
time_of_day(const char *text)
{
	int64_t hours = (text[0] - '0') * 10 + (text[1] - '0');
	int64_t minutes = (text[3] - '0') * 10 + (text[4] - '0');

	return hours * CLOCK_HOUR_US + minutes * CLOCK_MINUTE_US;
}

static enum err
read_window(struct call *call, const struct api_poll_suggestion_list_in *in,
    const struct q_poll_access_row *poll, struct rule_poll_window *w)
{
	int64_t from_us = in->from.set && in->from.v > call->now_us
			      ? in->from.v
			      : call->now_us;
	int64_t minutes = in->length_min.set ? in->length_min.v
					     : poll->length_min;

	*w = (struct rule_poll_window){ .zone = timezone_find(poll->timezone),
		.from_us = from_us,
		.to_us = in->to.set ? in->to.v : from_us + DAYS * CLOCK_DAY_US,
		.length_us = minutes * CLOCK_MINUTE_US,
		.day_from_us = time_of_day(in->day_from),
		.day_to_us = time_of_day(in->day_to) };
	if (w->to_us <= from_us ||
	    w->to_us - from_us > RULE_POLL_WINDOW_D * CLOCK_DAY_US)
		return refuse(call, "?to", "Behind from, by at most 60 days.");
	if (w->day_to_us <= w->day_from_us)
		return refuse(call, "?day_to", "Later than day_from.");
	return w->zone
		   ? ERR_OK
		   : fault_internal(call->fault, ERR_INTERNAL,
			 "the time zone of a poll is gone: %s", poll->timezone);
}

static enum err
load_people(struct call *call, struct poll_id poll,
    const struct rule_poll_window *w, struct people *p)
{
	enum err err = q_freebusy_poll(
	    call->db, .poll = poll, .viewer = call->user, &p->rows, &p->n);

	if (err)
		return err;
	p->busy = arena_array(call->arena, p->n, sizeof(*p->busy));
	p->known = arena_array(call->arena, p->n, sizeof(*p->known));
	for (size_t i = 0; i < p->n; i++)
		p->busy[i] = (struct app_freebusy){ .user = p->rows[i].user_id,
			.is_known = p->rows[i].is_known };
	err = app_freebusy_read(call, p->busy, p->n, w->from_us, w->to_us);
	for (size_t i = 0; !err && i < p->n; i++)
		if (p->busy[i].is_known)
			p->known[p->n_known++] = (struct rule_poll_person){
				p->busy[i].v, p->busy[i].n, p->rows[i].timezone,
				p->rows[i].is_required
			};
	return err;
}

/*
 * The answer.
 */

static bool
is_busy(const struct app_freebusy *of, int64_t start_us, int64_t end_us)
{
	for (size_t i = 0; i < of->n; i++)
		if (!of->v[i].is_tentative && of->v[i].start_us < end_us &&
		    of->v[i].end_us > start_us)
			return true;
	return false;
}

static void
write_missing(struct json_writer *w, const char *key, const struct people *p,
    bool is_required, int64_t start_us, int64_t end_us)
{
	json_key(w, key);
	json_open(w, '[');
	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].is_required == is_required &&
		    p->busy[i].is_known &&
		    is_busy(&p->busy[i], start_us, end_us))
			json_write_uuid(w, p->rows[i].user_id.v);
	json_close(w, ']');
}

static void
write_unknown(struct json_writer *w, const struct people *p)
{
	json_key(w, "unknown");
	json_open(w, '[');
	for (size_t i = 0; i < p->n; i++)
		if (!p->busy[i].is_known)
			json_write_uuid(w, p->rows[i].user_id.v);
	json_close(w, ']');
}

static void
write_time(struct json_writer *w, const struct people *p,
    const struct rule_poll_time *t, int64_t length_us)
{
	int64_t end_us = t->start_us + length_us;

	json_open(w, '{');
	json_key(w, "start_time");
	json_write_time(w, t->start_us);
	json_key(w, "end_time");
	json_write_time(w, end_us);
	write_missing(w, "missing", p, true, t->start_us, end_us);
	write_missing(w, "missing_optional", p, false, t->start_us, end_us);
	json_key(w, "odd_hours");
	json_write_int(w, t->odd);
	write_unknown(w, p);
	json_close(w, '}');
}

static void
reply(struct call *call, const struct rule_poll_window *window,
    const struct people *p)
{
	struct rule_poll_time times[RULE_POLL_SUGGESTIONS];
	size_t n = rule_poll_suggest(
	    call->arena, window, p->known, p->n_known, times);
	struct json_writer w = reply_json(call);

	json_open(&w, '[');
	for (size_t i = 0; i < n; i++)
		write_time(&w, p, &times[i], window->length_us);
	json_close(&w, ']');
}

enum err
api_poll_suggestion_list(
    struct call *call, const struct api_poll_suggestion_list_in *in)
{
	struct q_poll_access_row access;
	struct rule_poll_window window;
	struct people people = { 0 };
	enum err err = app_poll_ask_manager(call, in->id, &access);

	if (!err)
		err = read_window(call, in, &access, &window);
	if (!err)
		err = load_people(call, in->id, &window, &people);
	if (err)
		return err;
	reply(call, &window, &people);
	return ERR_OK;
}
