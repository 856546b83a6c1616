/*
 * What people have between two times, and which of it is taken.
 */
#include "app/freebusy.h"

#include <string.h>

#include "api/reply.h"
#include "base/clock.h"
#include "generated/api.h"
#include "generated/query/calendar.h"
#include "generated/query/freebusy.h"

#include "base/banned.h"

enum { ENTRIES_MAX = 2000 };

static enum err
check_range(struct call *call, int64_t from_us, int64_t to_us, int days,
    const char *pointer)
{
	return to_us > from_us && to_us - from_us <= days * CLOCK_DAY_US
		   ? ERR_OK
		   : fault_item(call->fault, ERR_VALIDATION_FAILED, pointer,
			 "out_of_range",
			 "Must come after from, by at most %d days.", days);
}

static void
write_times(struct json_writer *w, const struct app_freebusy *of)
{
	json_open(w, '[');
	for (size_t i = 0; i < of->n; i++) {
		json_open(w, '{');
		json_key(w, "start_time");
		json_write_time(w, of->v[i].start_us);
		json_key(w, "end_time");
		json_write_time(w, of->v[i].end_us);
		json_key(w, "tentative");
		json_write_bool(w, of->v[i].is_tentative);
		json_close(w, '}');
	}
	json_close(w, ']');
}

enum err
api_freebusy_own(struct call *call, const struct api_freebusy_own_in *in)
{
	struct app_freebusy own;
	struct json_writer w;
	enum err err = check_range(
	    call, in->from, in->to, APP_FREEBUSY_OWN_DAYS, "?to");

	if (!err)
		err = app_freebusy_own(call, in->from, in->to, &own);
	if (err)
		return err;
	w = reply_json(call);
	write_times(&w, &own);
	return ERR_OK;
}

static void
reply_people(struct call *call, const struct app_freebusy *v, size_t n)
{
	struct json_writer w = reply_json(call);

	json_open(&w, '{');
	json_key(&w, "people");
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++) {
		if (!v[i].is_known)
			continue;
		json_open(&w, '{');
		json_key(&w, "user_id");
		json_write_uuid(&w, v[i].user.v);
		json_key(&w, "busy");
		write_times(&w, &v[i]);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_key(&w, "unknown");
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++)
		if (!v[i].is_known)
			json_write_uuid(&w, v[i].user.v);
	json_close(&w, ']');
	json_close(&w, '}');
}

/* A group, or people. */
static enum err
choose_people(struct call *call, const struct api_freebusy_ask *in,
    struct uuid **people, size_t *n)
{
	if (uuid_is_nil(in->group_id.v) == (in->user_ids.n == 0))
		return fault_item(call->fault, ERR_VALIDATION_FAILED,
		    "/user_ids", "required", "Name a group, or else people.");
	if (!uuid_is_nil(in->group_id.v))
		return app_freebusy_members(call, in->group_id, people, n);
	*n = in->user_ids.n;
	*people = arena_array(call->arena, *n, sizeof(**people));
	memcpy(*people, in->user_ids.v, *n * sizeof(**people));
	return ERR_OK;
}

enum err
api_freebusy_people(struct call *call, const struct api_freebusy_people_in *in)
{
	struct app_freebusy *v;
	struct uuid *people;
	size_t n, n_v;
	enum err err = check_range(
	    call, in->body.from, in->body.to, APP_FREEBUSY_DAYS, "/to");

	if (!err)
		err = choose_people(call, &in->body, &people, &n);
	if (!err)
		err = app_freebusy(
		    call, people, n, in->body.from, in->body.to, &v, &n_v);
	if (err)
		return err;
	reply_people(call, v, n_v);
	return ERR_OK;
}

static bool
has_kind(const char *kinds, const char *kind)
{
	return !kinds || strstr(kinds, kind);
}

enum err
api_calendar_agenda(struct call *call, const struct api_calendar_agenda_in *in)
{
	struct q_calendar_agenda_ids_row mine = { "[]" };
	struct json_writer w;
	enum err err = check_range(
	    call, in->from, in->to, APP_FREEBUSY_OWN_DAYS, "?to");

	if (!err)
		err = q_calendar_agenda_ids(call->db, .viewer = call->user,
		    .from = in->from, .to = in->to, .most = ENTRIES_MAX, &mine);
	if (err)
		return err;
	w = reply_json(call);
	return reply_encode_many(call, &w,
	    Q_calendar_agenda(.ids = mine.ids, .viewer = call->user,
		.from = in->from, .to = in->to,
		.events = has_kind(in->kinds, "event"),
		.sparks = has_kind(in->kinds, "spark"),
		.runs = has_kind(in->kinds, "routine_run"),
		.busy = has_kind(in->kinds, "busy"), .now = call->now_us,
		.most = ENTRIES_MAX));
}
