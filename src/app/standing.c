/*
 * The dates are locked behind the series, in the order of their ids, before
 * they are read.
 */
#include "app/standing.h"

#include "app/rsvp_facts.h"
#include "app/standing_change.h"
#include "generated/query/seats.h"
#include "generated/query/series.h"
#include "generated/query/standing.h"

#include "base/banned.h"

typedef struct q_standing_dates_row date_row;

/* What two queries give alike. */
#define RULE_DATE(d)                                       \
	((struct rule_standing_date){ .takes = (d)->takes, \
	    .capacity = (d)->capacity,                     \
	    .taken = (d)->taken,                           \
	    .waiting = (d)->waiting,                       \
	    .waitlist = (d)->waitlist,                     \
	    .max_party = (d)->max_party,                   \
	    .status = (d)->status,                         \
	    .party_size = (d)->party_size.v,               \
	    .is_standing = (d)->is_standing.set && (d)->is_standing.v })

/* The caller's answer to a date, whose version is given, becomes what the one
 * to the series makes of it. */
static void
follow(struct app_standing_changes *c, struct event_id id,
    struct rule_standing_date *date, struct opt_int version,
    const struct app_rsvp *rsvp)
{
	enum rsvp_status to = rule_standing_status(
	    date, rsvp->status, rsvp->party_size);

	if (to)
		app_standing_add(c,
		    &(struct app_standing_change){ .date = id,
			.user = c->call->user,
			.to = to,
			.party_size = rsvp->party_size,
			.version = version },
		    date);
}

/* Locks the dates for which the caller's answer stands, and reads them. */
static enum err
load_dates(
    struct call *call, struct event_id series, date_row **dates, size_t *n)
{
	struct q_standing_lock_dates_row *locked;
	enum err err = q_standing_lock_dates(call->db, .series = series,
	    .viewer = call->user, .now = call->now_us, &locked, n);

	return err ? err
		   : q_standing_dates(call->db, .series = series,
			 .viewer = call->user, .now = call->now_us, dates, n);
}

static enum err
set_dates(
    struct call *call, struct event_id series, const struct app_rsvp *rsvp)
{
	struct app_standing_changes c;
	date_row *dates;
	size_t n;
	enum err err = load_dates(call, series, &dates, &n);

	if (err)
		return err;
	app_standing_begin(&c, call, series, n);
	for (size_t i = 0; i < n; i++) {
		struct rule_standing_date date = RULE_DATE(&dates[i]);

		follow(&c, dates[i].id, &date, dates[i].version, rsvp);
	}
	return app_standing_write(&c);
}

/* The series, locked, if the caller's answer to it is theirs to change. */
static enum err
load(struct call *call, struct event_id series, struct opt_int version,
    struct q_rsvp_facts_row *facts)
{
	struct q_standing_lock_row row;
	enum err err = q_standing_lock(call->db, .series = series, &row);

	if (!err)
		err = app_rsvp_facts_own(call, series, version, facts);
	return err ? err : rule_rsvp_check_own(facts->is_removed, call->fault);
}

/* It is over when none of its dates lies ahead. */
static enum err
check_ahead(struct call *call, struct event_id series)
{
	struct q_series_next_row next;
	enum err err = q_series_next(
	    call->db, .id = series, .now = call->now_us, &next);

	return err == ERR_NOT_FOUND
		   ? fault(call->fault, ERR_RSVP_CLOSED, "The series is over.")
		   : err;
}

static enum err
check_open(struct call *call, struct event_id series,
    const struct q_rsvp_facts_row *facts)
{
	enum err err = app_rsvp_check_open(call, series, facts);

	return err ? err : check_ahead(call, series);
}

static enum err
check(struct call *call, struct event_id series, const struct app_rsvp *rsvp,
    bool is_held)
{
	struct q_rsvp_facts_row facts;
	enum err err = load(call, series, rsvp->replaces, &facts);

	if (!err &&
	    (!facts.rsvp_status || rsvp->status != RSVP_STATUS_NOT_ATTENDING))
		err = check_open(call, series, &facts);
	if (!err)
		err = rule_rsvp_check_party(rsvp->party_size,
		    facts.party_size.v, facts.max_party, call->fault);
	return err || is_held ? err : ERR_RETRY;
}

enum err
app_standing_put(struct call *call, struct event_id series,
    const struct app_rsvp *rsvp, struct db_call *reply)
{
	enum err err = q_standing_put(call->db, .series = series,
	    .viewer = call->user, .status = rsvp->status,
	    .party_size = rsvp->party_size, .note = rsvp->note,
	    .keeps_note = rsvp->keeps_note, .source = rsvp->source,
	    .now = call->now_us, .version = call->now_us, NULL);

	*reply = db_call_copy(
	    call->arena, Q_standing_get(.series = series, .viewer = call->user,
			     .now = call->now_us));
	return err ? err : set_dates(call, series, rsvp);
}

enum err
app_standing_set(struct call *call, struct event_id series,
    const struct app_rsvp *rsvp, struct db_call *reply)
{
	bool is_held;
	enum err err = app_rsvp_hold(
	    call, series, call->user, rsvp->status, &is_held);

	if (!err)
		err = check(call, series, rsvp, is_held);
	return err ? err : app_standing_put(call, series, rsvp, reply);
}

/* Seats that followed from an answer go on. */
enum err
app_standing_forget(struct call *call, struct event_id series)
{
	struct app_standing_changes c;
	date_row *dates;
	size_t n;
	enum err err = load_dates(call, series, &dates, &n);

	if (err)
		return err;
	app_standing_begin(&c, call, series, n);
	for (size_t i = 0; i < n; i++) {
		struct rule_standing_date date = RULE_DATE(&dates[i]);

		if (date.is_standing)
			app_standing_add(&c,
			    &(struct app_standing_change){ dates[i].id,
				call->user, RSVP_STATUS_NOT_ATTENDING, 0,
				dates[i].version },
			    &date);
	}
	return app_standing_drop(&c, call->user);
}

enum err
app_standing_remove(
    struct call *call, struct event_id series, struct opt_int version)
{
	struct q_rsvp_facts_row facts;
	int64_t n = 0;
	enum err err = load(call, series, version, &facts);

	if (!err)
		err = app_standing_forget(call, series);
	if (!err)
		err = q_standing_remove(
		    call->db, .series = series, .viewer = call->user, &n);
	return err || n ? err : ERR_NOT_FOUND;
}

/* A date, locked, with what its person has answered to it. It is given to
 * another series when its own is split meanwhile. */
static enum err
load_own_date(struct call *call, struct event_id series, struct event_id date,
    struct opt_int version, struct q_standing_own_date_row *row)
{
	struct q_seats_lock_row seats;
	enum err err = q_seats_lock(call->db, .event = date, &seats);

	if (!err && !uuid_eq(seats.series_id.v, series.v))
		return ERR_RETRY;
	if (!err)
		err = q_standing_own_date(call->db, .date = date,
		    .viewer = call->user, .now = call->now_us, row);
	if (err)
		return err;
	return version.set && row->version.set && version.v != row->version.v
		   ? ERR_RETRY
		   : ERR_OK;
}

/* What the caller has answered to the series. */
static enum err
load_standing(struct call *call, struct event_id series, struct app_rsvp *rsvp)
{
	struct q_rsvp_get_row row;
	enum err err = q_rsvp_get(
	    call->db, .event = series, .user = call->user, &row);

	*rsvp = (struct app_rsvp){ .status = row.status,
		.party_size = row.party_size };
	return err;
}

/* The answer to the date, whatever it is, is one that follows. */
static enum err
return_to(struct call *call, struct event_id series,
    const struct q_standing_own_date_row *row, const struct app_rsvp *rsvp,
    bool *is_done)
{
	struct app_standing_changes c;
	struct rule_standing_date date = RULE_DATE(row);

	app_standing_begin(&c, call, series, 1);
	date.is_standing = date.status != RSVP_STATUS_REMOVED;
	follow(&c, row->id, &date, row->version, rsvp);
	*is_done = c.n != 0;
	return app_standing_write(&c);
}

enum err
app_standing_return(struct call *call, struct event_id series,
    struct event_id date, struct opt_int version, bool *is_done)
{
	struct q_standing_own_date_row row;
	struct app_rsvp rsvp;
	bool is_held;
	enum err err = app_rsvp_hold(
	    call, date, call->user, RSVP_STATUS_ATTENDING, &is_held);

	*is_done = false;
	if (err || !is_held)
		return err;
	err = load_own_date(call, series, date, version, &row);
	if (!err)
		err = load_standing(call, series, &rsvp);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return return_to(call, series, &row, &rsvp, is_done);
}
