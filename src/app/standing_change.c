/*
 * An answer is written only over the version that was read, so it says which.
 */
#include "app/standing_change.h"

#include "app/seats.h"
#include "generated/query/standing.h"

#include "base/banned.h"

enum { CHANGE_BYTES = 256 };

void
app_standing_begin(struct app_standing_changes *c, struct call *call,
    struct event_id series, size_t most)
{
	*c = (struct app_standing_changes){ .call = call, .series = series };
	json_list_init(&c->list, most, CHANGE_BYTES);
	c->lines = arena_array(call->arena, most, sizeof(*c->lines));
}

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
	json_write_uuid(w, v);
}

static void
write_change(struct app_standing_changes *c,
    const struct app_standing_change *change, int64_t taken, int64_t waiting)
{
	struct json_writer *w = &c->list.w;
	int64_t now_us = c->call->now_us;

	json_open(w, '{');
	write_id(w, "event", change->date.v);
	write_id(w, "user", change->user.v);
	write_int(w, "taken", taken);
	write_int(w, "waiting", waiting);
	write_int(
	    w, "version", change->version.set ? change->version.v + 1 : now_us);
	json_key(w, "status");
	json_write_text(w, rsvp_status_text(change->to));
	json_key(w, "queued");
	if (change->to == RSVP_STATUS_WAITLISTED)
		json_write_int(w, now_us + (int64_t)c->n);
	else
		json_write_null(w);
	json_close(w, '}');
}

/* Those of one date stand side by side. */
static void
note_line(struct app_standing_changes *c, struct event_id date)
{
	if (!c->n_lines || !uuid_eq(c->lines[c->n_lines - 1].v, date.v))
		c->lines[c->n_lines++] = date;
}

void
app_standing_add(struct app_standing_changes *c,
    const struct app_standing_change *change, struct rule_standing_date *date)
{
	int64_t taken, waiting;

	rule_standing_move(
	    date, change->to, change->party_size, &taken, &waiting);
	write_change(c, change, taken, waiting);
	c->n++;
	c->moves |= taken || waiting;
	if (date->waiting > 0
		? taken < 0 || waiting || change->to == RSVP_STATUS_WAITLISTED
		: taken < 0)
		note_line(c, change->date);
}

static enum err
move_seats(struct app_standing_changes *c, const char *json)
{
	return c->moves ? q_standing_move(c->call->db, .changes = json, NULL)
			: ERR_OK;
}

/* So many answers were written. */
static enum err
check_all(const struct app_standing_changes *c, int64_t n)
{
	enum err err = n == (int64_t)c->n ? ERR_OK : ERR_RETRY;

	for (size_t i = 0; !err && i < c->n_lines; i++)
		err = app_seats_give(c->call, c->lines[i]);
	return err;
}

enum err
app_standing_write(struct app_standing_changes *c)
{
	const char *json = json_list_text(&c->list, c->call->arena);
	int64_t n = 0;
	enum err err = move_seats(c, json);

	if (!err && c->n)
		err = q_standing_write(c->call->db, .series = c->series,
		    .changes = json, .now = c->call->now_us, &n);
	return err ? err : check_all(c, n);
}

enum err
app_standing_drop(struct app_standing_changes *c, struct user_id user)
{
	int64_t n = 0;
	enum err err = move_seats(c, json_list_text(&c->list, c->call->arena));

	if (!err)
		err = q_standing_forget(c->call->db, .series = c->series,
		    .viewer = user, .now = c->call->now_us, &n);
	return err ? err : check_all(c, n);
}
