/*
 * Of a batch all is read by two statements, or one while there is no past, and
 * written by four at most.
 */
#include "app/check_in_party.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "generated/query/rsvp.h"
#include "json/ids.h"
#include "json/list.h"

#include "base/banned.h"

enum { ELEMENT_BYTES = 800 }; /* a door of 40 characters, escaped */

/*
 * Reading.
 */

/* The rows of a person, who has none of them yet. */
static void
read_rows(struct call *call, struct app_check_in_person *person)
{
	struct rule_check_in_place *places = arena_array(
	    call->arena, person->n_rows, sizeof(*places));

	for (size_t i = 0; i < person->n_rows; i++)
		places[i] = (struct rule_check_in_place){
			.is_valid = person->rows[i].ticket_status ==
				    TICKET_STATUS_VALID
		};
	for (size_t i = 0; i < person->n_rows; i++)
		person->valid += places[i].is_valid;
	person->party = (struct rule_check_in_party){ .places = places,
		.n = uuid_is_nil(person->rows[0].ticket_id.v)
			 ? 0
			 : person->n_rows };
}

enum err
app_check_in_people_read(struct app_check_in_people *p, const char *tickets,
    const char *codes, const char *users, const char *nonces)
{
	struct q_check_in_party_row *rows;
	enum err err = q_check_in_party(p->call->db, .event = p->event,
	    .tickets = tickets, .codes = codes, .users = users,
	    .nonces = nonces, .now = p->call->now_us, &rows, &p->n_rows);

	if (err)
		return err;
	p->rows = rows;
	p->is_new = true;
	p->v = arena_array(p->call->arena, p->n_rows, sizeof(*p->v));
	for (size_t i = 0; i < p->n_rows; i++) {
		if (i == 0 ||
		    !uuid_eq(rows[i].user_id.v, rows[i - 1].user_id.v))
			p->v[p->n++] = (struct app_check_in_person){
				.rows = &rows[i]
			};
		p->v[p->n - 1].n_rows++;
		p->is_new &= !rows[i].has_past;
	}
	for (size_t i = 0; i < p->n; i++)
		read_rows(p->call, &p->v[i]);
	return ERR_OK;
}

static int
compare_id(const void *id, const void *person)
{
	const struct app_check_in_person *p = person;

	return memcmp(id, p->rows[0].user_id.v.b, sizeof(struct uuid));
}

struct app_check_in_person *
app_check_in_people_find(
    const struct app_check_in_people *p, struct user_id user)
{
	return p->n ? bsearch(user.v.b, p->v, p->n, sizeof(*p->v), compare_id)
		    : NULL;
}

/* Which of them a ticket is; -1: none. */
static int
find_place(
    const struct app_check_in_person *person, struct event_ticket_id ticket)
{
	for (size_t i = 0; i < person->party.n; i++)
		if (uuid_eq(person->rows[i].ticket_id.v, ticket.v))
			return (int)i;
	return -1;
}

static bool
is_replayed(enum check_in_result result)
{
	return result == CHECK_IN_RESULT_OK ||
	       result == CHECK_IN_RESULT_ALREADY_IN ||
	       result == CHECK_IN_RESULT_NOT_IN;
}

static struct app_check_in_said *
said_of(struct call *call, const struct q_check_in_past_row *row)
{
	struct app_check_in_said *said = arena_new(
	    call->arena, struct app_check_in_said);

	*said = (struct app_check_in_said){ .id = row->id,
		.ticket = row->ticket_id,
		.result = row->result,
		.moved = row->moved,
		.arrivals = row->arrivals,
		.rule = { .at_us = row->at,
		    .nonce = row->nonce,
		    .is_out = row->direction == CHECK_IN_DIRECTION_OUT,
		    .is_forced = row->is_forced,
		    .persons = row->persons,
		    .party = row->party_size,
		    .refused = is_replayed(row->result) ? CHECK_IN_RESULT_OK
							: row->result } };
	return said;
}

static void
put(struct app_check_in_person *person, struct app_check_in_said *said)
{
	said->rule.place = uuid_is_nil(said->ticket.v)
			       ? -1
			       : find_place(person, said->ticket);
	person->all[person->n_all++] = &said->rule;
}

/* How many rows of the past, which are sorted by person, are of the first's. */
static size_t
count_of_one(const struct q_check_in_past_row *rows, size_t n)
{
	size_t i = 1;

	while (i < n && uuid_eq(rows[i].user_id.v, rows[0].user_id.v))
		i++;
	return i;
}

/* Room for what was, and as many more. */
static void
make_room(struct call *call, struct app_check_in_person *person, size_t n)
{
	person->size_all = n;
	person->all = arena_array(call->arena, n, sizeof(*person->all));
}

static enum err
read_past(struct app_check_in_people *p, const char *nonces)
{
	struct q_check_in_past_row *rows = NULL;
	struct json_list users;
	enum err err;

	json_list_init(&users, p->n, JSON_ID_BYTES);
	for (size_t i = 0; i < p->n; i++)
		json_write_uuid(&users.w, p->v[i].rows[0].user_id.v);
	err = q_check_in_past(p->call->db, .event = p->event,
	    .users = json_list_text(&users, p->call->arena), .nonces = nonces,
	    &rows, &p->n_past);
	p->past = rows;
	return err;
}

enum err
app_check_in_people_read_past(
    struct app_check_in_people *p, const char *nonces, size_t more)
{
	struct app_check_in_person *person;
	enum err err = p->is_new ? ERR_OK : read_past(p, nonces);

	if (err)
		return err;
	for (size_t i = 0, n; i < p->n_past; i += n) {
		n = count_of_one(p->past + i, p->n_past - i);
		person = app_check_in_people_find(p, p->past[i].user_id);
		if (!person)
			continue;
		make_room(p->call, person, n + more);
		for (size_t k = i; k < i + n; k++)
			if (!p->past[k].undone_at.set)
				put(person, said_of(p->call, &p->past[k]));
	}
	for (size_t i = 0; i < p->n; i++)
		if (!p->v[i].all)
			make_room(p->call, &p->v[i], more);
	return ERR_OK;
}

enum err
app_check_in_person_add(struct call *call, struct app_check_in_person *person,
    struct app_check_in_said *said)
{
	if (person->n_all >= RULE_CHECK_IN_MAX ||
	    person->n_all == person->size_all)
		return fault(call->fault, ERR_RATE_LIMITED,
		    "More than that is not reported of one party.");
	put(person, said);
	return ERR_OK;
}

/*
 * Writing.
 */

static void
write_int(struct json_writer *w, const char *key, int64_t v)
{
	json_key(w, key);
	json_write_int(w, v);
}

static void
write_id(struct json_writer *w, const char *key, struct uuid v)
{
	json_key(w, key);
	if (uuid_is_nil(v))
		json_write_null(w);
	else
		json_write_uuid(w, v);
}

static void
write_bool(struct json_writer *w, const char *key, bool v)
{
	json_key(w, key);
	json_write_bool(w, v);
}

static void
write_said(struct json_writer *w, const struct app_check_in_said *said,
    struct user_id user)
{
	json_open(w, '{');
	write_id(w, "id", said->id.v);
	write_id(w, "user", user.v);
	write_id(w, "ticket", said->ticket.v);
	if (said->rule.persons.set)
		write_int(w, "persons", said->rule.persons.v);
	write_int(w, "party", said->rule.party);
	write_int(w, "moved", said->rule.moved);
	write_int(w, "arrivals", said->rule.arrivals);
	write_int(w, "at", said->rule.at_us);
	write_bool(w, "forced", said->rule.is_forced);
	json_member_text(w, "direction", said->rule.is_out ? "out" : "in");
	json_member_text(w, "door", said->door);
	json_member_text(w, "nonce", said->rule.nonce);
	json_member_text(w, "result", check_in_result_text(said->rule.result));
	json_close(w, '}');
}

static bool
is_other(const struct app_check_in_said *said)
{
	return said->is_new || said->rule.result != said->result ||
	       said->rule.moved != said->moved ||
	       said->rule.arrivals != said->arrivals;
}

/* What is kept of some, of which n are new or say something else by now. */
static enum err
write_all(const struct app_check_in_people *p, bool is_new, size_t n)
{
	struct json_list list;
	struct app_check_in_said *said;
	const char *rows;

	if (n == 0)
		return ERR_OK;
	json_list_init(&list, n, ELEMENT_BYTES);
	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < p->v[i].n_all; k++) {
			said = (struct app_check_in_said *)p->v[i].all[k];
			if (is_other(said) && said->is_new == is_new)
				write_said(
				    &list.w, said, p->v[i].rows[0].user_id);
		}
	rows = json_list_text(&list, p->call->arena);
	return db_later(p->call->db,
	    is_new ? Q_check_in_add(.event = p->event, .rows = rows,
			 .staff = p->call->user, .now = p->call->now_us)
		   : Q_check_in_set(.rows = rows));
}

static enum err
write_said_of_all(const struct app_check_in_people *p)
{
	size_t n[2] = { 0, 0 };
	struct app_check_in_said *said;
	enum err err;

	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < p->v[i].n_all; k++) {
			said = (struct app_check_in_said *)p->v[i].all[k];
			n[said->is_new] += is_other(said);
		}
	err = write_all(p, true, n[true]);
	return err ? err : write_all(p, false, n[false]);
}

static bool
is_same_place(const struct q_check_in_party_row *row,
    const struct rule_check_in_place *place)
{
	return row->is_inside.v == place->is_inside &&
	       row->arrived_at.set == place->arrived_at.set &&
	       row->arrived_at.v == place->arrived_at.v;
}

static void
write_place(struct json_writer *w, struct event_ticket_id ticket,
    const struct rule_check_in_place *place)
{
	json_open(w, '{');
	write_id(w, "id", ticket.v);
	write_bool(w, "inside", place->is_inside);
	if (place->arrived_at.set)
		write_int(w, "arrived", place->arrived_at.v);
	json_close(w, '}');
}

/* Tickets of which it is known otherwise who is inside, and has come. */
static enum err
write_places(const struct app_check_in_people *p)
{
	struct json_list list;
	size_t n = 0;
	const char *rows;

	json_list_init(&list, p->n_rows, ELEMENT_BYTES);
	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < p->v[i].party.n; k++) {
			const struct app_check_in_person *one = &p->v[i];

			if (is_same_place(&one->rows[k], &one->party.places[k]))
				continue;
			write_place(&list.w, one->rows[k].ticket_id,
			    &one->party.places[k]);
			n++;
		}
	rows = json_list_text(&list, p->call->arena);
	return n ? db_later(p->call->db, Q_check_in_set_places(.rows = rows,
					     .now = p->call->now_us))
		 : ERR_OK;
}

/* Answers of which another number has come. */
static enum err
write_arrived(const struct app_check_in_people *p)
{
	struct json_list list;
	size_t n = 0;
	const char *rows;
	enum err err;

	json_list_init(&list, p->n, ELEMENT_BYTES);
	for (size_t i = 0; i < p->n; i++) {
		const struct app_check_in_person *one = &p->v[i];

		if (!one->rows[0].arrived.set ||
		    one->rows[0].arrived.v == one->party.arrived)
			continue;
		json_open(&list.w, '{');
		write_id(&list.w, "event", p->event.v);
		write_id(&list.w, "user", one->rows[0].user_id.v);
		write_int(&list.w, "arrived", one->party.arrived);
		json_close(&list.w, '}');
		n++;
	}
	rows = json_list_text(&list, p->call->arena);
	if (n == 0)
		return ERR_OK;
	err = db_later(p->call->db,
	    Q_check_in_set_arrived(.rows = rows, .now = p->call->now_us));
	return err || !p->is_over
		   ? err
		   : q_rsvp_settle(p->call->db, .event = p->event,
			 .now = p->call->now_us, NULL);
}

enum err
app_check_in_people_settle(struct app_check_in_people *p)
{
	enum err err;

	for (size_t i = 0; i < p->n; i++)
		rule_check_in_replay(
		    &p->v[i].party, p->v[i].all, p->v[i].n_all);
	err = write_said_of_all(p);
	if (!err)
		err = write_places(p);
	return err ? err : write_arrived(p);
}
