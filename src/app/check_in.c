/*
 * What doors report, one or many at once, takes the same way: the event is
 * locked, everybody whom it is about is read, and all of theirs happens again.
 */
#include "app/check_in.h"

#include "app/check_in_scan.h"
#include "app/throttle.h"
#include "base/clock.h"
#include "base/str.h"
#include "json/list.h"
#include "rule/permission.h"

#include "base/banned.h"

enum { MISSES_A_MINUTE = 20 };

/* What is reported, and what there is. */
struct report {
	struct call *call;
	struct event_id event;
	struct app_check_in_door door;
	struct app_check_in_people people;
	struct app_check_in_scan *scans;
	struct app_check_in_said **said; /* of each; NULL: it is not kept now */
	size_t n;
	struct app_check_in_outcome *outcomes;
};

/*
 * Who may.
 */

static enum err
see_by_access(struct call *call, struct event_id event, bool *is_host)
{
	struct q_check_in_access_row row;
	struct rule_access access;
	enum err err = q_check_in_access(
	    call->db, .event = event, .viewer = call->user, &row);

	if (err)
		return err;
	access = (struct rule_access){ row.is_visible, row.permissions };
	*is_host = rule_may(&access, RULE_EVENTS_MANAGE);
	return row.is_visible && row.is_door
		   ? ERR_OK
		   : rule_require(&access, RULE_EVENTS_MANAGE, call->fault);
}

enum err
app_check_in_see(struct call *call, struct event_id event, bool *is_host)
{
	struct q_check_in_host_row row;
	enum err err = q_check_in_host(
	    call->db, .event = event, .viewer = call->user, &row);

	if (err == ERR_NOT_FOUND) /* they are not, or there is none */
		return see_by_access(call, event, is_host);
	*is_host = !err;
	return err;
}

enum err
app_check_in_lock(struct call *call, struct event_id event, bool forces,
    struct app_check_in_door *door)
{
	struct q_check_in_event_row row;
	bool is_host;
	enum err err = app_check_in_see(call, event, &is_host);

	if (!err && forces && !is_host)
		err = fault(call->fault, ERR_FORBIDDEN,
		    "Only who runs the event decides that.");
	if (!err)
		err = q_check_in_event(call->db, .event = event, &row);
	if (err)
		return err;
	*door = (struct app_check_in_door){ row.status, row.start_time };
	return row.is_series ? fault(call->fault, ERR_INVALID_TRANSITION,
				   "Each date of a series has its own door.")
			     : ERR_OK;
}

static bool
has_force(const struct app_check_in_item *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (items[i].force)
			return true;
	return false;
}

/*
 * Whether it comes to anything.
 */

static enum check_in_result
judge_ticket(const struct app_check_in_scan *scan)
{
	if (scan->row->ticket_status != TICKET_STATUS_VALID)
		return CHECK_IN_RESULT_CANCELLED;
	return scan->is_code && scan->entry.serial != scan->row->serial.v
		   ? CHECK_IN_RESULT_REVOKED
		   : CHECK_IN_RESULT_OK;
}

static enum check_in_result
judge_person(const struct app_check_in_person *person)
{
	if (person->valid ||
	    (person->party.n == 0 &&
		person->rows[0].status == RSVP_STATUS_ATTENDING))
		return CHECK_IN_RESULT_OK;
	return person->rows[0].holds ? CHECK_IN_RESULT_UNPAID
				     : CHECK_IN_RESULT_CANCELLED;
}

static enum check_in_result
judge(
    const struct report *r, const struct app_check_in_scan *scan, int64_t at_us)
{
	enum check_in_result of = scan->row ? judge_ticket(scan)
					    : judge_person(scan->person);

	if (scan->item->force ||
	    scan->item->direction == CHECK_IN_DIRECTION_OUT)
		return CHECK_IN_RESULT_OK;
	if (r->door.status == EVENT_STATUS_CANCELLED)
		return CHECK_IN_RESULT_CANCELLED;
	if (of != CHECK_IN_RESULT_OK)
		return of;
	return at_us < r->door.start_us - RULE_CHECK_IN_EARLY_H * CLOCK_HOUR_US
		   ? CHECK_IN_RESULT_TOO_EARLY
		   : CHECK_IN_RESULT_OK;
}

/* How many come together: each with a ticket, or as they have said. */
static int64_t
party_of(const struct app_check_in_person *person)
{
	const struct q_check_in_party_row *row = person->rows;

	return person->party.n	     ? person->valid
	       : row->party_size.set ? row->party_size.v
				     : 0;
}

/*
 * Reporting.
 */

static struct app_check_in_said *
make_said(const struct report *r, const struct app_check_in_scan *scan)
{
	const struct app_check_in_item *item = scan->item;
	struct app_check_in_said *said = arena_new(
	    r->call->arena, struct app_check_in_said);
	int64_t at_us = item->at.set && item->at.v < r->call->now_us
			    ? item->at.v
			    : r->call->now_us;

	*said = (struct app_check_in_said){ .id = { uuid_new() },
		.door = item->door,
		.is_new = true,
		.rule = { .at_us = at_us,
		    .nonce = item->nonce,
		    .is_out = item->direction == CHECK_IN_DIRECTION_OUT,
		    .is_forced = item->force,
		    .persons = item->persons,
		    .party = party_of(scan->person),
		    .refused = judge(r, scan, at_us) } };
	if (scan->row)
		said->ticket = scan->row->ticket_id;
	return said;
}

static const struct q_check_in_past_row *
find_past(const struct report *r, const char *nonce)
{
	for (size_t i = 0; i < r->people.n_past; i++)
		if (str_eq(r->people.past[i].nonce, nonce))
			return &r->people.past[i];
	return NULL;
}

/* One of the same report that came before it. */
static struct app_check_in_said *
find_new(const struct report *r, size_t before, const char *nonce)
{
	for (size_t i = 0; i < before; i++)
		if (r->said[i] && r->said[i]->is_new &&
		    str_eq(r->said[i]->rule.nonce, nonce))
			return r->said[i];
	return NULL;
}

/* One that is known already, as it now is. */
static struct app_check_in_said *
find_said(const struct report *r, const struct q_check_in_past_row *row)
{
	struct app_check_in_person *person = app_check_in_people_find(
	    &r->people, row->user_id);
	struct app_check_in_said *said = arena_new(
	    r->call->arena, struct app_check_in_said);

	for (size_t i = 0; person && i < person->n_all; i++)
		if (str_eq(person->all[i]->nonce, row->nonce))
			return (struct app_check_in_said *)person->all[i];
	*said = (struct app_check_in_said){ .id = row->id,
		.ticket = row->ticket_id,
		.rule = { .result = row->result, .nonce = row->nonce } };
	return said;
}

/* Two doors that count alike: what one of them said lets nobody else in. */
static bool
is_of_another(const struct q_check_in_past_row *past,
    const struct app_check_in_scan *scan)
{
	return !scan->person ||
	       !uuid_eq(past->user_id.v, scan->person->rows[0].user_id.v);
}

/* One too many of a party keeps nobody else of a batch out. */
static enum err
put_new(struct report *r, const struct app_check_in_scan *scan,
    struct app_check_in_said **out)
{
	struct app_check_in_said *said = make_said(r, scan);
	enum err err = app_check_in_person_add(r->call, scan->person, said);

	if (err == ERR_RATE_LIMITED && r->n > 1) {
		fault_clear(r->call->fault);
		return ERR_OK;
	}
	*out = said;
	return err;
}

static enum err
put_all(struct report *r)
{
	const struct q_check_in_past_row *past;
	struct app_check_in_scan *scan;
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < r->n; i++) {
		scan = &r->scans[i];
		past = find_past(r, scan->item->nonce);
		if (past && is_of_another(past, scan))
			continue;
		r->said[i] = past ? find_said(r, past)
				  : find_new(r, i, scan->item->nonce);
		if (r->said[i] || !scan->person)
			continue;
		err = put_new(r, scan, &r->said[i]);
	}
	return err;
}

static const char *
nonces_of(const struct report *r)
{
	struct json_list list;

	json_list_init(&list, r->n, APP_CHECK_IN_NAME_BYTES);
	for (size_t i = 0; i < r->n; i++)
		json_write_text(&list.w, r->scans[i].item->nonce);
	return json_list_text(&list, r->call->arena);
}

static enum err
find_people(struct report *r)
{
	const char *nonces = nonces_of(r);
	enum err err = app_check_in_scan_find(
	    &r->people, r->scans, r->n, nonces);

	return err ? err
		   : app_check_in_people_read_past(&r->people, nonces, r->n);
}

static const char *
holder_of(
    struct call *call, const struct q_check_in_party_row *row, bool is_ticket)
{
	return is_ticket && row->holder_name
		   ? row->holder_name
		   : arena_printf(
			 call->arena, "%s %s", row->first_name, row->last_name);
}

static void
tell(const struct report *r, const struct app_check_in_scan *scan,
    const struct app_check_in_said *said, struct app_check_in_outcome *out)
{
	const struct app_check_in_person *person = scan->person;
	const struct q_check_in_party_row *row = scan->row;

	if (said) {
		out->id = said->id;
		out->result = said->rule.result;
	}
	if (!person)
		return;
	out->user = person->rows[0].user_id;
	out->party_size = party_of(person);
	out->inside = person->party.inside;
	out->holder = holder_of(r->call, row ? row : person->rows, row != NULL);
	if (!row)
		return;
	out->ticket = row->ticket_id;
	out->type = row->type;
}

static enum err
tell_all(const struct report *r)
{
	enum check_in_result *elsewhere = arena_array(
	    r->call->arena, r->n, sizeof(*elsewhere));
	enum err err = app_check_in_scan_elsewhere(
	    r->call, r->event, r->scans, r->n, elsewhere);

	for (size_t i = 0; !err && i < r->n; i++) {
		r->outcomes[i] = (struct app_check_in_outcome){
			.result = elsewhere[i]
		};
		tell(r, &r->scans[i], r->said[i], &r->outcomes[i]);
	}
	return err;
}

enum err
app_check_in_add(struct call *call, struct event_id event,
    const struct app_check_in_item *items, size_t n,
    struct app_check_in_outcome *outcomes)
{
	struct report r = { .call = call,
		.event = event,
		.people = { .call = call, .event = event },
		.n = n,
		.outcomes = outcomes };
	enum err err = app_check_in_lock(
	    call, event, has_force(items, n), &r.door);

	r.scans = arena_array(call->arena, n, sizeof(*r.scans));
	r.said = arena_array(
	    call->arena, n, sizeof(struct app_check_in_said *));
	if (!err)
		err = app_check_in_scan_read(call, event, items, n, r.scans);
	if (!err)
		err = find_people(&r);
	if (!err)
		err = put_all(&r);
	r.people.is_over = r.door.status == EVENT_STATUS_COMPLETED;
	if (!err)
		err = app_check_in_people_settle(&r.people);
	return err ? err : tell_all(&r);
}

/*
 * Codes that there are not.
 */

static struct app_throttle
misses_of(const struct call *call)
{
	char user[UUID_TEXT_SIZE];

	uuid_format(call->user.v, user);
	return app_throttle_of(call, APP_THROTTLE_SCAN, user);
}

enum err
app_check_in_check_misses(struct call *call)
{
	struct app_throttle t = misses_of(call);
	int64_t n;
	enum err err = app_throttle_get(call, &t, &n);

	return err || n < MISSES_A_MINUTE
		   ? err
		   : app_throttle_refuse(call, &t,
			 "Too many codes that there are not; wait a while.");
}

enum err
app_check_in_count_miss(struct call *call)
{
	struct app_throttle t = misses_of(call);
	int64_t n;

	return app_throttle_count(call, &t, &n);
}
