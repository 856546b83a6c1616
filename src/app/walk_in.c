/*
 * The capacity holds: who is let in beyond it takes no seats, since there are
 * none.
 */
#include "app/walk_in.h"

#include "app/check_in_party.h"
#include "app/hold.h"
#include "app/reservation.h"
#include "app/seats.h"
#include "base/clock.h"
#include "generated/query/seats.h"
#include "json/list.h"
#include "rule/check_in.h"

#include "base/banned.h"

/* Whoever comes, and what there is. */
struct entry {
	struct call *call;
	struct event_id event;
	const struct app_walk_in *walk_in;
	struct q_seats_lock_row seats;
	int64_t left; /* of the event and the type */
	bool fits;
};

/* How many of a type are left. */
static enum err
read_type(const struct entry *e, int64_t *left)
{
	struct q_ticket_type_lock_row *types;
	size_t n;
	enum err err = q_ticket_type_lock(
	    e->call->db, .event = e->event, &types, &n);

	*left = INT64_MAX;
	if (err || uuid_is_nil(e->walk_in->type.v))
		return err;
	for (size_t i = 0; i < n; i++)
		if (uuid_eq(types[i].id.v, e->walk_in->type.v)) {
			if (types[i].capacity.set)
				*left = types[i].capacity.v - types[i].taken;
			return ERR_OK;
		}
	return fault_value(e->call->fault, "/ticket_type_id", "unknown",
	    "The event has no such ticket type.");
}

static enum err
read_seats(struct entry *e)
{
	int64_t of_type;
	enum err err = q_seats_lock(e->call->db, .event = e->event, &e->seats);

	if (!err)
		err = read_type(e, &of_type);
	if (err)
		return err;
	e->left = e->seats.capacity.set ? e->seats.capacity.v - e->seats.taken
					: INT64_MAX;
	if (of_type < e->left)
		e->left = of_type;
	e->fits = e->seats.waiting == 0 && e->walk_in->persons <= e->left;
	return ERR_OK;
}

/* Where there are no seats, what is dead makes room, for who waits first. */
static enum err
find_seats(struct entry *e)
{
	struct app_notice_event about;
	size_t n;
	enum err err = read_seats(e);

	if (err || e->fits || !e->seats.has_tickets)
		return err;
	about = app_reservation_event(e->event, &e->seats);
	err = app_hold_end_dead(e->call, &about, &n);
	if (!err && n)
		err = app_seats_give(e->call, e->event);
	return err || n == 0 ? err : read_seats(e);
}

static enum err
check_room(const struct entry *e)
{
	return e->fits || e->walk_in->force
		   ? ERR_OK
		   : fault(e->call->fault, ERR_EVENT_FULL,
			 e->seats.waiting ? "Others wait for seats."
					  : "Not so many seats are left.");
}

static enum err
take(const struct entry *e, int64_t seats)
{
	int64_t moved;
	enum err err = app_seats_move(e->call, e->event, seats, 0);

	if (err || uuid_is_nil(e->walk_in->type.v))
		return err;
	err = q_ticket_type_move(
	    e->call->db, .id = e->walk_in->type, .n = seats, &moved);
	return err || moved == 1 ? err : ERR_RETRY;
}

static enum err
enter(struct entry *e, struct app_check_in_outcome *out)
{
	const struct app_walk_in *w = e->walk_in;
	int64_t seats = w->persons < e->left ? w->persons : e->left;
	enum err err = check_room(e);

	if (!err && seats)
		err = take(e, seats);
	*out = (struct app_check_in_outcome){ .id = { uuid_new() },
		.result = CHECK_IN_RESULT_OK,
		.holder = w->name,
		.party_size = w->persons,
		.inside = w->persons };
	return err ? err
		   : q_check_in_add_walk_in(e->call->db, .id = out->id,
			 .event = e->event, .name = w->name, .type = w->type,
			 .seats = seats, .persons = w->persons, .door = w->door,
			 .staff = e->call->user, .is_forced = w->force,
			 .nonce = w->nonce, .now = e->call->now_us, NULL);
}

/* What was reported by the same nonce, if anything was. */
static enum err
find_past(struct entry *e, bool *is_past, struct app_check_in_outcome *out)
{
	struct app_check_in_people nobody = { .call = e->call,
		.event = e->event };
	struct json_list nonces;
	enum err err;

	json_list_init(&nonces, 1, APP_CHECK_IN_NAME_BYTES);
	json_write_text(&nonces.w, e->walk_in->nonce);
	err = app_check_in_people_read_past(
	    &nobody, json_list_text(&nonces, e->call->arena), 0);
	*is_past = !err && nobody.n_past > 0;
	if (*is_past && !uuid_is_nil(nobody.past->user_id.v))
		return fault_value(e->call->fault, "/nonce", "unique",
		    "That was reported of somebody with a ticket.");
	if (*is_past)
		*out = (struct app_check_in_outcome){ .id = nobody.past->id,
			.result = nobody.past->result,
			.holder = e->walk_in->name,
			.party_size = nobody.past->party_size,
			.inside = nobody.past->moved };
	return err;
}

static bool
is_too_early(const struct call *call, const struct app_check_in_door *door)
{
	return call->now_us <
	       door->start_us - RULE_CHECK_IN_EARLY_H * CLOCK_HOUR_US;
}

enum err
app_walk_in_add(struct call *call, struct event_id event,
    const struct app_walk_in *walk_in, struct app_check_in_outcome *outcome)
{
	struct entry e = { .call = call, .event = event, .walk_in = walk_in };
	struct app_check_in_door door;
	bool is_past;
	enum err err = app_check_in_lock(call, event, walk_in->force, &door);

	if (!err)
		err = find_past(&e, &is_past, outcome);
	if (err || is_past)
		return err;
	if (door.status == EVENT_STATUS_CANCELLED)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "The event does not take place.");
	*outcome = (struct app_check_in_outcome){
		.result = CHECK_IN_RESULT_TOO_EARLY,
		.holder = walk_in->name,
		.party_size = walk_in->persons
	};
	if (!walk_in->force && is_too_early(call, &door))
		return ERR_OK;
	err = find_seats(&e);
	return err ? err : enter(&e, outcome);
}

enum err
app_walk_in_free(struct call *call, struct event_id event, int64_t seats,
    struct ticket_type_id type)
{
	int64_t moved = 1;
	enum err err = app_seats_move(call, event, -seats, 0);

	if (!err && !uuid_is_nil(type.v))
		err = q_ticket_type_move(
		    call->db, .id = type, .n = -seats, &moved);
	if (!err && moved != 1)
		err = ERR_RETRY;
	return err ? err : app_seats_give(call, event);
}
