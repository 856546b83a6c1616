/*
 * All types of an event have one currency, since what somebody buys at once has
 * one total.
 */
#include "app/ticket_type.h"

#include "app/seats.h"
#include "app/standing_job.h"
#include "base/str.h"
#include "generated/query/reservation.h"
#include "generated/query/seats.h"
#include "rule/money.h"
#include "rule/permission.h"
#include "rule/seats.h"
#include "rule/ticket_type.h"

#include "base/banned.h"

/* What is written, with amounts as they are kept. */
struct priced {
	struct rule_ticket_type rule;
	const char *currency;
};

/* By position: of a new member the compiler says that it is missing. */
struct app_ticket_type
app_ticket_type_of(const struct q_ticket_type_for_write_row *row)
{
	return (struct app_ticket_type){ row->name, row->payment_type,
		row->price, row->min_price, row->currency, row->event_capacity,
		row->sales_opens_at, row->sales_closes_at, row->per_person_max,
		row->refundable_before, row->hidden };
}

enum err
app_ticket_type_see(struct call *call, struct event_id event, bool *is_host)
{
	struct q_ticket_type_access_row row;
	enum err err = q_ticket_type_access(
	    call->db, .event = event, .viewer = call->user, &row);

	if (err)
		return err;
	*is_host = rule_may(
	    &(struct rule_access){ row.is_visible, row.permissions },
	    RULE_TICKETS_MANAGE);
	return row.is_visible ? ERR_OK : ERR_NOT_FOUND;
}

/* Whether the caller sells its tickets. */
static enum err
check_seller(struct call *call, struct event_id event, bool *is_series)
{
	struct q_ticket_type_access_row row;
	enum err err = q_ticket_type_access(
	    call->db, .event = event, .viewer = call->user, &row);

	*is_series = !err && row.is_series;
	return err ? err
		   : rule_require(&(struct rule_access){ row.is_visible,
				      row.permissions },
			 RULE_TICKETS_MANAGE, call->fault);
}

/* Dates take place at times of their own. */
static enum err
check_times(struct call *call, const struct app_ticket_type *type)
{
	if (type->sales_opens_at.set)
		fault_item(call->fault, ERR_VALIDATION_FAILED,
		    "/sales_opens_at", "unexpected", "A series has none.");
	if (type->sales_closes_at.set)
		fault_item(call->fault, ERR_VALIDATION_FAILED,
		    "/sales_closes_at", "unexpected", "A series has none.");
	return call->fault->n_items
		   ? fault(call->fault, ERR_VALIDATION_FAILED,
			 "When tickets are sold is said of each date.")
		   : ERR_OK;
}

/* Which currency it has, of which the others of the event have one. */
static enum err
choose_currency(struct call *call, const char *asked,
    const struct q_ticket_type_room_row *others, const char **currency)
{
	*currency = asked	       ? asked
		    : others->currency ? others->currency
				       : call->conf->currency;
	if (!others->currency || str_eq(*currency, others->currency))
		return ERR_OK;
	return fault_item(call->fault, ERR_VALIDATION_FAILED, "/currency",
	    "other", "The other ticket types of the event are in %s.",
	    others->currency);
}

static enum err
read_amount(struct call *call, const char *pointer, const char *text,
    int64_t digits, struct opt_int *amount)
{
	*amount = (struct opt_int){ .set = text != NULL };
	if (!text || rule_money_parse(text, digits, &amount->v))
		return ERR_OK;
	return fault_item(call->fault, ERR_VALIDATION_FAILED, pointer, "format",
	    "Must be an amount with at most %lld digits behind the point.",
	    (long long)digits);
}

static enum err
find_currency(struct call *call, const char *code, int64_t *digits)
{
	struct q_currency_find_row row;
	enum err err = q_currency_find(call->db, .code = code, &row);

	*digits = err ? 0 : row.digits;
	return err == ERR_NOT_FOUND
		   ? fault_item(call->fault, ERR_VALIDATION_FAILED, "/currency",
			 "unknown", "There is no such currency.")
		   : err;
}

/* With the event locked: of two at once the second sees the first. */
static enum err
price(struct call *call, const struct app_ticket_type *type,
    const struct q_ticket_type_room_row *others, struct priced *out)
{
	int64_t digits;
	enum err err;

	*out = (struct priced){
		.rule = { .payment_type = type->payment_type,
		    .sales_opens_at = type->sales_opens_at,
		    .sales_closes_at = type->sales_closes_at }
	};
	err = choose_currency(call, type->currency, others, &out->currency);
	if (!err)
		err = find_currency(call, out->currency, &digits);
	if (!err)
		err = read_amount(
		    call, "/price", type->price, digits, &out->rule.price);
	if (!err)
		err = read_amount(call, "/min_price", type->min_price, digits,
		    &out->rule.min_price);
	return err ? err : rule_ticket_type_check(&out->rule, call->fault);
}

static enum err
check_room(struct call *call, const struct q_ticket_type_room_row *others)
{
	return others->n < RULE_TICKET_TYPES_MAX
		   ? ERR_OK
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "%d ticket types are the most of an event.",
			 RULE_TICKET_TYPES_MAX);
}

static enum err
lock_event(struct call *call, struct event_id event)
{
	struct q_seats_lock_row seats;

	return q_seats_lock(call->db, .event = event, &seats);
}

static enum err
add(struct call *call, struct event_id event, struct ticket_type_id id,
    const struct app_ticket_type *type, const struct priced *p)
{
	return q_ticket_type_add(call->db, .id = id, .event = event,
	    .name = type->name, .payment_type = type->payment_type,
	    .price = p->rule.price, .min_price = p->rule.min_price,
	    .currency = p->currency, .capacity = type->event_capacity,
	    .sales_opens_at = type->sales_opens_at,
	    .sales_closes_at = type->sales_closes_at,
	    .per_person_max = type->per_person_max,
	    .refundable_before = type->refundable_before,
	    .is_hidden = type->hidden, .now = call->now_us, NULL);
}

enum err
app_ticket_type_add(struct call *call, struct event_id event,
    const struct app_ticket_type *type, struct ticket_type_id *id)
{
	struct q_ticket_type_room_row others;
	struct priced p;
	bool is_series;
	enum err err = check_seller(call, event, &is_series);

	*id = (struct ticket_type_id){ uuid_new() };
	if (!err && is_series)
		err = check_times(call, type);
	if (!err)
		err = lock_event(call, event);
	if (!err)
		err = q_ticket_type_room(
		    call->db, .event = event, .but = *id, &others);
	if (!err)
		err = check_room(call, &others);
	if (!err)
		err = price(call, type, &others, &p);
	if (!err)
		err = add(call, event, *id, type, &p);
	return err ? err : q_event_set_tickets(call->db, .event = event, NULL);
}

enum err
app_ticket_type_load(struct call *call, struct ticket_type_id id,
    struct event_id *event, struct q_ticket_type_for_write_row *row)
{
	struct q_ticket_type_event_row of;
	bool is_series;
	enum err err = q_ticket_type_event(call->db, .id = id, &of);

	if (!err)
		err = check_seller(call, of.event_id, &is_series);
	if (!err)
		err = lock_event(call, of.event_id);
	if (err)
		return err;
	*event = of.event_id;
	return q_ticket_type_for_write(call->db, .id = id, row);
}

static enum err
check_sold(struct call *call, const struct q_ticket_type_for_write_row *before,
    const struct app_ticket_type *type, const struct priced *p)
{
	return before->taken == 0 ||
		       (type->payment_type == before->payment_type &&
			   str_eq(p->currency, before->currency))
		   ? ERR_OK
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "Some of it are taken: how it is paid, and in which "
			 "currency, stays.");
}

static enum err
write(struct call *call, struct ticket_type_id id,
    const struct app_ticket_type *type, const struct priced *p)
{
	int64_t n;
	enum err err = q_ticket_type_set(call->db, .id = id, .name = type->name,
	    .payment_type = type->payment_type, .price = p->rule.price,
	    .min_price = p->rule.min_price, .currency = p->currency,
	    .capacity = type->event_capacity,
	    .sales_opens_at = type->sales_opens_at,
	    .sales_closes_at = type->sales_closes_at,
	    .per_person_max = type->per_person_max,
	    .refundable_before = type->refundable_before,
	    .is_hidden = type->hidden, .now = call->now_us, &n);

	return err || n == 1 ? err
			     : fault(call->fault, ERR_CAPACITY_BELOW_TAKEN,
				   "More of it than that are taken.");
}

enum err
app_ticket_type_set(struct call *call, struct event_id event,
    struct ticket_type_id id, const struct q_ticket_type_for_write_row *before,
    const struct app_ticket_type *type)
{
	struct q_ticket_type_room_row others;
	struct priced p;
	enum err err = before->is_of_series ? check_times(call, type) : ERR_OK;

	if (!err)
		err = q_ticket_type_room(
		    call->db, .event = event, .but = id, &others);
	if (!err)
		err = price(call, type, &others, &p);
	if (!err)
		err = check_sold(call, before, type, &p);
	if (!err)
		err = write(call, id, type, &p);
	if (!err && !str_eq(p.currency, before->currency))
		err = q_event_set_tickets(call->db, .event = event, NULL);
	return err ? err : app_seats_give(call, event); /* it may be larger */
}

enum err
app_ticket_type_remove(
    struct call *call, struct event_id event, struct ticket_type_id id)
{
	int64_t n;
	enum err err = q_ticket_type_remove(call->db, .id = id, &n);

	if (!err && n == 0)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "Somebody has one, had one, or waits: it stays. Hide it, "
		    "and no more of it are had.");
	if (!err)
		err = q_event_set_tickets(call->db, .event = event, NULL);
	return err ? err : app_standing_catch_up(call, event);
}

enum err
app_ticket_type_check_wait(struct call *call, struct event_id event,
    struct ticket_type_id id, int64_t party_size)
{
	struct q_ticket_type_for_wait_row type;
	enum err err = q_ticket_type_for_wait(
	    call->db, .event = event, .id = id, &type);

	if (err == ERR_NOT_FOUND) {
		fault_item(call->fault, ERR_VALIDATION_FAILED,
		    "/ticket_type_id", "unknown", "There is no such type.");
		return fault(call->fault, ERR_VALIDATION_FAILED,
		    "The event has no such ticket type.");
	}
	if (err)
		return err;
	if (party_size > type.per_person_max)
		return fault(call->fault, ERR_LIMIT_PER_PERSON,
		    "%lld of it are the most for one person.",
		    (long long)type.per_person_max);
	return rule_seats_could_hold(type.capacity, party_size)
		   ? ERR_OK
		   : fault(call->fault, ERR_EVENT_FULL, "No spots left.");
}
