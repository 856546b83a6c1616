#include "app/calendar_source.h"

#include <string.h>
#include <strings.h>

#include "app/calendar_busy.h"
#include "app/job.h"
#include "app/throttle.h"
#include "base/clock.h"
#include "base/rand.h"
#include "base/str.h"
#include "base/timezone.h"
#include "crypt/digest.h"
#include "generated/query/user.h"
#include "json/list.h"
#include "text/url.h"

#include "base/banned.h"

enum {
	PAGE = 100,
	PAGES = 10,
	HOUR_S = 3600,
	DAY_S = 24 * HOUR_S,
	PAUSE_MIN_S = HOUR_S,
	REFRESH_S = 300,
	SPARED_S = 60, /* when its server gives others no answer */
	ASKS_PER_HOUR = 30,
	/* the times that are kept, around now, and when they are made anew */
	BACK_DAYS = 7,
	AHEAD_DAYS = 400,
	READ_DAYS = 7,
	TIME_BYTES = 128
};

/* For their owners */

/* What subscribes to calendars has a scheme of its own for them. */
static const char *
read_url(struct call *call, const char *url)
{
	static const char webcal[] = "webcal://";
	size_t len = strlen(webcal);

	return strncasecmp(url, webcal, len) == 0
		   ? arena_printf(call->arena, "https://%s", url + len)
		   : url;
}

static enum err
check_url(struct call *call, const char *url)
{
	struct text_url parsed;

	if (text_url_parse(url, &parsed) &&
	    text_url_is_open(&parsed, call->conf->outbound_allow))
		return ERR_OK;
	return fault_item(call->fault, ERR_VALIDATION_FAILED, "/url", "format",
	    "Must be an address that begins with https://, without a port, a "
	    "user or a fragment.");
}

static enum err
add_job(struct call *call, struct calendar_source_id id)
{
	const char *payload = app_job_payload_id(
	    call->arena, "calendar_source_id", id.v);

	return app_job_add(call, APP_CALENDAR_SOURCE_JOB, payload,
	    &(struct app_job_options){ .dedupe_key = payload });
}

/* Others' servers are not asked by us as often as somebody likes. */
static enum err
ask_soon(struct call *call, struct calendar_source_id id)
{
	enum err err = app_throttle_by_user(call, APP_THROTTLE_FETCH,
	    ASKS_PER_HOUR, "Calendars were asked often enough; wait a while.");

	return err ? err : add_job(call, id);
}

/* With the user locked: of two at once the second counts the first. */
static enum err
check_room(struct call *call)
{
	struct q_user_lock_row user;
	struct q_calendar_source_count_row sources;
	enum err err = q_user_lock(call->db, .id = call->user, &user);

	if (!err)
		err = q_calendar_source_count(
		    call->db, .viewer = call->user, &sources);
	return err || sources.n < APP_CALENDAR_SOURCES_MAX
		   ? err
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "%d calendars are the most; remove one of them.",
			 APP_CALENDAR_SOURCES_MAX);
}

enum err
app_calendar_source_add(struct call *call, const char *name, const char *url,
    struct calendar_source_id *id)
{
	enum err err;

	*id = (struct calendar_source_id){ uuid_new() };
	url = read_url(call, url);
	err = check_url(call, url);
	if (!err)
		err = check_room(call);
	if (!err)
		err = q_calendar_source_add(call->db, .id = *id,
		    .viewer = call->user, .name = name, .url = url,
		    .pause_s = PAUSE_MIN_S, .now = call->now_us, NULL);
	return err ? err : ask_soon(call, *id);
}

enum err
app_calendar_source_move(struct call *call, struct calendar_source_id id,
    const char *from, const char *url)
{
	enum err err;

	url = read_url(call, url);
	if (str_eq(url, from))
		return ERR_OK;
	err = check_url(call, url);
	if (!err)
		err = q_calendar_source_move(call->db, .id = id, .url = url,
		    .pause_s = PAUSE_MIN_S, .now = call->now_us, NULL);
	if (!err)
		err = q_busy_clear(call->db, .source = id, NULL);
	return err ? err : ask_soon(call, id);
}

enum err
app_calendar_source_refresh(struct call *call, struct calendar_source_id id)
{
	struct q_calendar_source_for_write_row row;
	int64_t since_us;
	enum err err = q_calendar_source_for_write(
	    call->db, .id = id, .viewer = call->user, &row);

	if (err)
		return err;
	since_us = call->now_us - row.tried_at.v;
	if (row.tried_at.set && since_us >= 0 &&
	    since_us < REFRESH_S * CLOCK_SECOND_US) {
		call->fault->retry_after_s = REFRESH_S -
					     (int)(since_us / CLOCK_SECOND_US);
		return fault(call->fault, ERR_RATE_LIMITED,
		    "It was asked less than five minutes ago.");
	}
	return ask_soon(call, id);
}

/* For the worker */

enum err
app_calendar_source_begin(struct call *call, size_t *n)
{
	struct q_calendar_source_due_row *due;
	struct opt_time after = { 0 };
	struct calendar_source_id after_id = { 0 };
	size_t page = PAGE;
	enum err err = q_calendar_source_set_back(call->db,
	    .latest = call->now_us + 2 * CLOCK_DAY_US, .now = call->now_us,
	    NULL);

	for (*n = 0; !err && page == PAGE && *n < PAGES * PAGE; *n += page) {
		err = q_calendar_source_due(call->db, .now = call->now_us,
		    .after = after.v, .after_id = after_id, .limit = PAGE, &due,
		    &page);
		for (size_t i = 0; !err && i < page; i++)
			err = add_job(call, due[i].id);
		if (!err && page) {
			after = due[page - 1].next_at;
			after_id = due[page - 1].id;
		}
	}
	return err;
}

enum err
app_calendar_source_ask(struct call *call, struct calendar_source_id id,
    struct app_calendar_asked *out)
{
	enum err err;

	*out = (struct app_calendar_asked){ .id = id };
	err = q_calendar_source_begin(call->db, .id = id,
	    .next = call->now_us + DAY_S * CLOCK_SECOND_US, .now = call->now_us,
	    &out->row);
	/* dates come nearer though nothing changes */
	out->is_conditional = !err && out->row.read_at.set &&
			      out->row.read_at.v <= call->now_us &&
			      out->row.read_at.v >
				  call->now_us - READ_DAYS * CLOCK_DAY_US;
	return err;
}

static int64_t
longer(int64_t pause_s)
{
	return pause_s * 2 < DAY_S ? pause_s * 2 : DAY_S;
}

/* Not all at the same second of an hour. */
static int64_t
next_after(const struct call *call, int64_t pause_s)
{
	int64_t spread_s = (int64_t)rand_below((uint32_t)pause_s / 8 + 1);

	return call->now_us + (pause_s + spread_s) * CLOCK_SECOND_US;
}

static enum err
write_failure(struct call *call, const struct app_calendar_asked *asked,
    const char *error)
{
	bool is_last = asked->row.failures + 1 >= APP_CALENDAR_FAILURES_MAX;
	int64_t pause_s = longer(asked->row.pause_s);
	struct opt_time next = { !is_last, next_after(call, pause_s) };

	return q_calendar_source_failed(call->db, .id = asked->id,
	    .error = error, .next = next, .pause_s = pause_s, NULL);
}

static const char *
write_times(struct arena *arena, const struct rule_busy *times, size_t n)
{
	struct json_list list;

	json_list_init(&list, n, TIME_BYTES);
	for (size_t i = 0; i < n; i++) {
		json_open(&list.w, '{');
		json_key(&list.w, "start");
		json_write_int(&list.w, times[i].start_us);
		json_key(&list.w, "end");
		json_write_int(&list.w, times[i].end_us);
		json_key(&list.w, "tentative");
		json_write_bool(&list.w, times[i].is_tentative);
		json_close(&list.w, '}');
	}
	return json_list_text(&list, arena);
}

static enum err
write_busy(struct call *call, const struct app_calendar_asked *asked,
    const struct ical_items *items, struct arena *scratch)
{
	struct app_calendar_source c = { .items = items,
		.timezone = timezone_find(asked->row.timezone)
				? asked->row.timezone
				: "UTC",
		.arena = scratch };
	struct rule_busy *times;
	size_t n = app_calendar_busy(&c,
	    call->now_us - BACK_DAYS * CLOCK_DAY_US,
	    call->now_us + AHEAD_DAYS * CLOCK_DAY_US, &times);
	enum err err = q_busy_clear(call->db, .source = asked->id, NULL);

	return err ? err
		   : q_busy_add(call->db, .source = asked->id,
			 .user = asked->row.user_id,
			 .times = write_times(scratch, times, n), NULL);
}

/* Of what it says, but for when its server wrote that: many write it anew each
 * time that they are asked. */
static void
digest(const char *text, struct arena *scratch,
    unsigned char out[CRYPT_SHA256_SIZE])
{
	char *said = arena_alloc(scratch, strlen(text) + 1), *to = said;
	size_t len;

	for (; *text; text += len) {
		len = strcspn(text, "\n");
		len += text[len] != '\0';
		if (str_has_prefix(text, "DTSTAMP"))
			continue;
		memcpy(to, text, len);
		to += len;
	}
	crypt_sha256(said, (size_t)(to - said), out);
}

/* The time until it is asked again is longer each time that it said the same.
 */
static int64_t
pause_after(
    const struct app_calendar_asked *asked, const unsigned char *said_hash)
{
	struct bytes before = asked->row.said_hash;

	return before.len == CRYPT_SHA256_SIZE &&
		       memcmp(before.p, said_hash, before.len) == 0
		   ? longer(asked->row.pause_s)
		   : PAUSE_MIN_S;
}

static enum err
write_read(struct call *call, const struct app_calendar_asked *asked,
    const struct app_calendar_answer *answer, struct arena *scratch)
{
	struct ical_items items = ical_items_read(answer->text, scratch);
	unsigned char hash[CRYPT_SHA256_SIZE];
	struct bytes said_hash = { hash, sizeof(hash) };
	int64_t pause_s;
	enum err err;

	digest(answer->text, scratch, hash);
	pause_s = pause_after(asked, hash);
	if (!items.is_calendar)
		return write_failure(call, asked, "It is no calendar.");
	err = write_busy(call, asked, &items, scratch);
	return err ? err
		   : q_calendar_source_read(call->db, .id = asked->id,
			 .etag = *answer->etag ? answer->etag : NULL,
			 .last_modified = *answer->last_modified
					      ? answer->last_modified
					      : NULL,
			 .said_hash = said_hash,
			 .next = next_after(call, pause_s), .pause_s = pause_s,
			 .now = call->now_us, NULL);
}

enum err
app_calendar_source_answered(struct call *call,
    const struct app_calendar_asked *asked,
    const struct app_calendar_answer *answer, struct arena *scratch)
{
	struct q_calendar_source_lock_row row;
	int64_t pause_s = longer(asked->row.pause_s);
	enum err err = q_calendar_source_lock(call->db, .id = asked->id, &row);

	if (err)
		return err;
	if (row.version != asked->row.version)
		return fault_internal(
		    call->fault, ERR_RETRY, "it was changed meanwhile");
	if (answer->is_spared)
		return q_calendar_source_put_off(call->db, .id = asked->id,
		    .next = next_after(call, SPARED_S), NULL);
	if (answer->error)
		return write_failure(call, asked, answer->error);
	if (answer->text)
		return write_read(call, asked, answer, scratch);
	return q_calendar_source_same(call->db, .id = asked->id,
	    .next = next_after(call, pause_s), .pause_s = pause_s,
	    .now = call->now_us, NULL);
}
