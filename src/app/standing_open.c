/*
 * A page of people at a time: the date is closed to others until the last one.
 */
#include "app/standing_open.h"

#include <string.h>

#include "app/job.h"
#include "app/standing_change.h"
#include "app/standing_job.h"
#include "app/ticket_template.h"
#include "generated/query/series.h"
#include "generated/query/standing.h"
#include "json/read.h"

#include "base/banned.h"

enum { PAGE = 500 };

/* After whom the page begins. */
static enum err
read_after(struct call *call, const char *payload, int64_t *after_us)
{
	const struct json_value *v, *after;
	enum err err = json_parse(
	    call->arena, payload, strlen(payload), call->fault, &v);

	if (err)
		return err;
	after = json_type(v) == JSON_OBJECT ? json_member(v, "after") : NULL;
	if (!after || json_type(after) != JSON_INT)
		return fault(
		    call->fault, ERR_BAD_REQUEST, "the payload has no after");
	*after_us = json_int(after);
	return ERR_OK;
}

typedef struct q_standing_people_row person_row;

/* Whether the answer says what is asked, or waits to. */
static bool
is_so(const person_row *p, enum rsvp_status to)
{
	return p->status == to && p->party_size.v == p->seats;
}

/* The answer of one person to the date. */
static void
follow(struct app_standing_changes *c, struct event_id id,
    struct rule_standing_date *date, const person_row *p)
{
	enum rsvp_status to;

	date->status = p->status;
	date->party_size = p->party_size.v;
	date->is_standing = p->is_standing.set && p->is_standing.v;
	to = rule_standing_status(date, p->asked, p->seats);
	if (to && !is_so(p, to))
		app_standing_add(c,
		    &(struct app_standing_change){
			id, p->user_id, to, p->seats, p->version },
		    date);
}

static enum err
open_page(struct call *call, struct event_id series, struct event_id id,
    struct rule_standing_date *date, int64_t after_us)
{
	struct app_standing_changes c;
	person_row *people;
	size_t n;
	enum err err = q_standing_people(call->db, .series = series, .date = id,
	    .after = after_us, .limit = PAGE, &people, &n);

	if (err)
		return err;
	app_standing_begin(&c, call, series, n);
	for (size_t i = 0; i < n; i++)
		follow(&c, id, date, &people[i]);
	err = app_standing_write(&c);
	if (err)
		return err;
	return n < PAGE ? q_standing_open(call->db, .date = id, NULL)
			: app_standing_go_on(call, id, people[n - 1].asked_at);
}

/* What people need to come to it is there before it is open, also of what its
 * series did not have when its turn came. */
static enum err
load_date(struct call *call, struct event_id series, struct event_id id,
    struct q_standing_next_date_row *row)
{
	enum err err = q_standing_next_date(
	    call->db, .date = id, .now = call->now_us, row);

	if (err || row->is_open)
		return err;
	err = app_ticket_template_open(call, series, &id, 1);
	return err ? err
		   : q_standing_next_date(
			 call->db, .date = id, .now = call->now_us, row);
}

static enum err
open_date(struct call *call, struct event_id series, struct event_id id,
    int64_t after_us)
{
	struct q_standing_next_date_row row;
	enum err err = load_date(call, series, id, &row);

	return err ? err
		   : open_page(call, series, id,
			 &(struct rule_standing_date){ .takes = row.takes,
			     .capacity = row.capacity,
			     .taken = row.taken,
			     .waiting = row.waiting,
			     .waitlist = row.waitlist,
			     .max_party = row.max_party },
			 after_us);
}

/* Locks the series of a date, which is given to another one when its series is
 * split meanwhile. */
static enum err
lock_series(
    struct call *call, struct event_id date, struct q_series_of_row *series)
{
	struct q_standing_lock_row locked;
	struct q_series_of_row now;
	enum err err = q_series_of(call->db, .id = date, series);

	if (!err)
		err = q_standing_lock(call->db, .series = series->id, &locked);
	if (!err)
		err = q_series_of(call->db, .id = date, &now);
	return err || uuid_eq(now.id.v, series->id.v) ? err : ERR_RETRY;
}

enum err
app_standing_run(struct call *call, const char *payload)
{
	struct q_series_of_row series;
	struct event_id date;
	int64_t after_us = 0;
	enum err err = app_job_read_id(call, payload, "event_id", &date.v);

	if (!err)
		err = read_after(call, payload, &after_us);
	if (!err)
		err = lock_series(call, date, &series);
	if (!err)
		err = open_date(call, series.id, date, after_us);
	return err == ERR_NOT_FOUND ? ERR_OK : err; /* it is gone, or over */
}
