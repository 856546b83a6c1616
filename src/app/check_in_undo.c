/*
 * What is undone is not forgotten: a door that reports it again finds its
 * nonce.
 */
#include "app/check_in_undo.h"

#include "app/check_in.h"
#include "app/check_in_party.h"
#include "app/walk_in.h"
#include "json/ids.h"

#include "base/banned.h"

/* Takes one out of what is known of somebody. */
static void
take_out(struct app_check_in_person *person, struct check_in_id id)
{
	size_t n = 0;

	for (size_t i = 0; i < person->n_all; i++) {
		struct app_check_in_said *said = (struct app_check_in_said *)
						     person->all[i];

		if (!uuid_eq(said->id.v, id.v))
			person->all[n++] = person->all[i];
	}
	person->n_all = n;
}

static enum err
undo_of(struct app_check_in_people *people, struct check_in_id id,
    struct user_id user)
{
	enum err err = app_check_in_people_read(people, "[]", "[]",
	    JSON_IDS(people->call->arena, &user, v, 1), "[]");

	if (!err)
		err = app_check_in_people_read_past(people, "[]", 0);
	for (size_t i = 0; !err && i < people->n; i++)
		take_out(&people->v[i], id);
	return err ? err : app_check_in_people_settle(people);
}

enum err
app_check_in_undo(
    struct call *call, struct event_id event, struct check_in_id id)
{
	struct app_check_in_people people = { .call = call, .event = event };
	struct app_check_in_door door;
	struct q_check_in_find_row row;
	enum err err = app_check_in_lock(call, event, false, &door);

	people.is_over = door.status == EVENT_STATUS_COMPLETED;
	if (!err)
		err = q_check_in_find(call->db, .event = event, .id = id, &row);
	if (!err)
		err = q_check_in_undo(
		    call->db, .id = id, .now = call->now_us, NULL);
	if (!err && row.seats)
		err = app_walk_in_free(
		    call, event, row.seats, row.ticket_type_id);
	return err || uuid_is_nil(row.user_id.v)
		   ? err
		   : undo_of(&people, id, row.user_id);
}
