/*
 * A copy that says something otherwise is known by that alone: it differs from
 * what the series said before.
 */
#include "app/ticket_template.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "generated/query/reservation.h"
#include "generated/query/seats.h"
#include "generated/query/series.h"
#include "generated/query/ticket_template.h"
#include "json/ids.h"
#include "json/list.h"

#include "base/banned.h"

enum { COPY_BYTES = 160 };

/*
 * Copying.
 */

static void
write_copy(
    struct json_writer *w, struct event_id date, struct ticket_type_id type)
{
	json_open(w, '{');
	json_key(w, "id");
	json_write_uuid(w, uuid_new());
	json_key(w, "event");
	json_write_uuid(w, date.v);
	json_key(w, "template");
	json_write_uuid(w, type.v);
	json_close(w, '}');
}

/* What is to be copied, in the arena; the copies of a date are in the order of
 * what they are of. */
static const char *
list_copies(struct arena *arena, const struct event_id *dates, size_t n_dates,
    const struct q_ticket_template_list_row *types, size_t n_types)
{
	struct json_list list;

	json_list_init(&list, n_dates * n_types, COPY_BYTES);
	for (size_t i = 0; i < n_dates; i++)
		for (size_t k = 0; k < n_types; k++)
			write_copy(&list.w, dates[i], types[k].id);
	return json_list_text(&list, arena);
}

static enum err
copy(struct call *call, const struct event_id *dates, size_t n_dates,
    const struct q_ticket_template_list_row *types, size_t n_types)
{
	const char *ids = JSON_IDS(call->arena, dates, v, n_dates);
	struct q_ticket_template_lock_dates_row *locked;
	size_t n;
	enum err err = q_ticket_template_lock_dates(
	    call->db, .ids = ids, &locked, &n);

	if (!err && n < n_dates)
		return ERR_RETRY;
	if (!err)
		err = q_ticket_template_copy(call->db,
		    .copies = list_copies(
			call->arena, dates, n_dates, types, n_types),
		    .now = call->now_us, NULL);
	return err ? err
		   : q_ticket_template_open_dates(call->db, .ids = ids, NULL);
}

enum err
app_ticket_template_open(struct call *call, struct event_id series,
    const struct event_id *dates, size_t n)
{
	struct q_ticket_template_list_row *types;
	size_t n_types = 0;
	enum err err = n ? q_ticket_template_list(
			       call->db, .series = series, &types, &n_types)
			 : ERR_OK;

	return err || !n_types ? err : copy(call, dates, n, types, n_types);
}

enum err
app_ticket_template_add(
    struct call *call, struct event_id series, struct ticket_type_id type)
{
	const struct q_ticket_template_list_row one = { .id = type };
	struct q_series_open_dates_row *rows;
	struct event_id *dates;
	size_t n = 0;
	enum err err = q_series_open_dates(
	    call->db, .id = series, .now = call->now_us, &rows, &n);

	if (err || !n)
		return err;
	dates = arena_array(call->arena, n, sizeof(*dates));
	for (size_t i = 0; i < n; i++)
		dates[i] = rows[i].id;
	return copy(call, dates, n, &one, 1);
}

/*
 * Following.
 */

typedef struct q_ticket_type_for_write_row type_row;

static bool
is_int_alike(struct opt_int a, struct opt_int b)
{
	return a.set == b.set && (!a.set || a.v == b.v);
}

static bool
is_paid_alike(const type_row *a, const type_row *b)
{
	return a->payment_type == b->payment_type &&
	       str_eq(a->price, b->price) &&
	       str_eq(a->min_price, b->min_price) &&
	       str_eq(a->currency, b->currency);
}

/* How it is paid is one thing. */
static void
follow_price(struct app_ticket_type *out, const type_row *copy,
    const type_row *before, const struct app_ticket_type *type)
{
	if (!is_paid_alike(copy, before))
		return;
	out->payment_type = type->payment_type;
	out->price = type->price;
	out->min_price = type->min_price;
	out->currency = type->currency;
}

/* When tickets are sold is said of each date. */
static struct app_ticket_type
follow(const type_row *copy, const type_row *before,
    const struct app_ticket_type *type)
{
	struct app_ticket_type out = app_ticket_type_of(copy);

	if (str_eq(copy->name, before->name))
		out.name = type->name;
	follow_price(&out, copy, before, type);
	if (is_int_alike(copy->event_capacity, before->event_capacity))
		out.event_capacity = type->event_capacity;
	if (copy->per_person_max == before->per_person_max)
		out.per_person_max = type->per_person_max;
	if (is_int_alike(copy->refundable_before, before->refundable_before))
		out.refundable_before = type->refundable_before;
	if (copy->hidden == before->hidden)
		out.hidden = type->hidden;
	return out;
}

/* Since they were listed a date, or its copy, may have gone. */
static enum err
look_again(enum err err)
{
	return err == ERR_NOT_FOUND ? ERR_RETRY : err;
}

static enum err
lock_event(struct call *call, struct event_id event)
{
	struct q_seats_lock_row seats;

	return look_again(q_seats_lock(call->db, .event = event, &seats));
}

/* What is refused at a date, with which it is. */
static enum err
name_date(struct call *call, const struct q_ticket_template_copies_row *of,
    enum err err)
{
	char start[CLOCK_TEXT_SIZE], detail[FAULT_TEXT];

	if (!call->fault->err)
		return err;
	clock_format_wall(of->start_wall.v, start);
	snprintf(detail, sizeof(detail), "%s", call->fault->detail);
	return fault(call->fault, err, "The date on %.10s: %s", start, detail);
}

static enum err
set_copy(struct call *call, const struct q_ticket_template_copies_row *of,
    const type_row *before, const struct app_ticket_type *type)
{
	struct app_ticket_type now;
	type_row copy;
	enum err err = lock_event(call, of->event_id);

	if (!err)
		err = look_again(
		    q_ticket_type_for_write(call->db, .id = of->id, &copy));
	if (err)
		return err;
	now = follow(&copy, before, type);
	err = app_ticket_type_set(call, of->event_id, of->id, &copy, &now);
	return err ? name_date(call, of, err) : ERR_OK;
}

enum err
app_ticket_template_set(struct call *call, struct ticket_type_id id,
    const type_row *before, const struct app_ticket_type *type)
{
	struct q_ticket_template_copies_row *rows;
	size_t n = 0;
	enum err err = q_ticket_template_copies(
	    call->db, .template = id, .now = call->now_us, &rows, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = set_copy(call, &rows[i], before, type);
	return err;
}

static enum err
remove_copy(struct call *call, const struct q_ticket_template_copies_row *copy)
{
	enum err err = lock_event(call, copy->event_id);

	if (!err)
		err = q_ticket_type_remove(call->db, .id = copy->id, NULL);
	return err ? err
		   : q_event_set_tickets(
			 call->db, .event = copy->event_id, NULL);
}

enum err
app_ticket_template_remove(struct call *call, struct ticket_type_id id)
{
	struct q_ticket_template_copies_row *rows;
	size_t n = 0;
	enum err err = q_ticket_template_copies(
	    call->db, .template = id, .now = call->now_us, &rows, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = remove_copy(call, &rows[i]);
	return err;
}

/*
 * Splitting.
 */

static enum err
split_one(struct call *call, struct event_id series, struct ticket_type_id from)
{
	struct ticket_type_id id = { uuid_new() };
	enum err err = q_ticket_template_split(call->db, .id = id, .from = from,
	    .series = series, .now = call->now_us, NULL);

	return err ? err
		   : q_ticket_template_give(call->db, .id = id, .from = from,
			 .series = series, NULL);
}

enum err
app_ticket_template_split(
    struct call *call, struct event_id id, struct event_id from)
{
	struct q_ticket_template_list_row *types;
	size_t n = 0;
	enum err err = q_ticket_template_list(
	    call->db, .series = from, &types, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = split_one(call, id, types[i].id);
	return err || !n ? err
			 : q_event_set_tickets(call->db, .event = id, NULL);
}
