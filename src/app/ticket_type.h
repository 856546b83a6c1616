/*
 * What of an event people may have tickets for.
 */
#ifndef APP_TICKET_TYPE_H
#define APP_TICKET_TYPE_H

#include "app/call.h"
#include "generated/id/event.h"
#include "generated/id/ticket_type.h"
#include "generated/query/ticket_type.h"

/* What is written of one. Amounts are decimals (rule/money.h). */
struct app_ticket_type {
	const char *name;
	enum payment_type payment_type;
	const char *price, *min_price; /* NULL: none */
	const char
	    *currency; /* NULL: that of the event's others, else CURRENCY */
	struct opt_int event_capacity; /* not set: as the event has seats */
	struct opt_time sales_opens_at, sales_closes_at;
	int64_t per_person_max;
	struct opt_int refundable_before; /* hours; not set: never */
	bool hidden;
};

/* What one says. */
struct app_ticket_type app_ticket_type_of(
    const struct q_ticket_type_for_write_row *row);

/* Whether the caller, who may be nobody, sees the event; *is_host: whether they
 * run it or sell its tickets (tickets.manage). ERR_NOT_FOUND. */
MUST_CHECK enum err app_ticket_type_see(
    struct call *call, struct event_id event, bool *is_host);

/* Whether the caller may wait for so many of a type. ERR_VALIDATION_FAILED when
 * the event has none like that, ERR_LIMIT_PER_PERSON, ERR_EVENT_FULL for more
 * than there ever are. */
MUST_CHECK enum err app_ticket_type_check_wait(struct call *call,
    struct event_id event, struct ticket_type_id id, int64_t party_size);

/* What follows needs a transaction, is for those who sell the tickets
 * (ERR_FORBIDDEN) and locks the event before its types. */

/* One more. What becomes of the dates of a series is app/ticket_template.h.
 * ERR_NOT_FOUND; ERR_INVALID_TRANSITION when there are RULE_TICKET_TYPES_MAX;
 * ERR_VALIDATION_FAILED. */
MUST_CHECK enum err app_ticket_type_add(struct call *call,
    struct event_id event, const struct app_ticket_type *type,
    struct ticket_type_id *id);

/* Locks one, and the seats of its event, to be changed; *row is what it says.
 * ERR_NOT_FOUND. */
MUST_CHECK enum err app_ticket_type_load(struct call *call,
    struct ticket_type_id id, struct event_id *event,
    struct q_ticket_type_for_write_row *row);

/* What one that is loaded says from now on. How it is paid, and in which
 * currency, stays once somebody has one (ERR_INVALID_TRANSITION);
 * ERR_CAPACITY_BELOW_TAKEN, ERR_VALIDATION_FAILED. */
MUST_CHECK enum err app_ticket_type_set(struct call *call,
    struct event_id event, struct ticket_type_id id,
    const struct q_ticket_type_for_write_row *before,
    const struct app_ticket_type *type);

/* Removes one that is loaded; answers to a series stand for dates that have no
 * more. ERR_INVALID_TRANSITION when somebody has one, had one, or waits for
 * one. */
MUST_CHECK enum err app_ticket_type_remove(
    struct call *call, struct event_id event, struct ticket_type_id id);

#endif
