/*
 * Reservations.
 */
#include "api/reservation.h"

#include "api/caller.h"
#include "api/condition.h"
#include "api/reply.h"
#include "app/payment.h"
#include "app/payment_page.h"
#include "app/sale.h"
#include "app/ticket_type.h"
#include "generated/api.h"
#include "generated/query/reservation.h"
#include "rule/permission.h"
#include "rule/reservation.h"

#include "base/banned.h"

/* payment_url: NULL where there is none. */
static struct db_call
shown_with(struct call *call, struct reservation_id id, const char *payment_url)
{
	return db_call_copy(
	    call->arena, Q_reservation_get(.id = id,
			     .instructions = call->conf->payment_instructions,
			     .payment_url = payment_url, .now = call->now_us));
}

static struct db_call
shown(struct call *call, struct reservation_id id)
{
	return shown_with(call, id, NULL);
}

enum err
api_reservation_find(struct call *call, struct reservation_id id,
    struct q_reservation_access_row *row)
{
	bool sells;
	enum err err = app_reservation_find(call, id, row, &sells);

	return err ? err
		   : api_caller_check_guest(call, row->event_id, row->user_id);
}

enum err
api_reservation_check(struct call *call, struct reservation_id id)
{
	struct q_reservation_access_row row;
	enum err err = api_reservation_find(call, id, &row);

	return err ? err : api_condition_check(call, row.version);
}

enum err
api_reservation_list(
    struct call *call, const struct api_reservation_list_in *in)
{
	bool is_host;
	enum err err = app_ticket_type_see(call, in->id, &is_host);

	if (!err && !is_host)
		err = rule_require(&(struct rule_access){ true, 0 },
		    RULE_TICKETS_MANAGE, call->fault);
	return err ? err
		   : reply_list(call,
			 Q_reservation_list(.event = in->id,
			     .status = in->status, .now = call->now_us),
			 in->limit, in->cursor);
}

enum err
api_reservation_list_mine(
    struct call *call, const struct api_reservation_list_mine_in *in)
{
	return reply_list(call,
	    Q_reservation_list_mine(.viewer = call->user,
		.only = api_caller_only_event(call), .now = call->now_us),
	    in->limit, in->cursor);
}

enum err
api_reservation_get(struct call *call, const struct api_reservation_get_in *in)
{
	struct reservation_id id = in->reservation_id;
	struct q_reservation_access_row row;
	enum err err = api_reservation_find(call, id, &row);
	const char *url;

	if (!err)
		err = app_payment_page_find(call, id, &url);
	return err ? err : reply_one(call, shown_with(call, id, url));
}

static enum err
reply_made(struct call *call, struct reservation_id id)
{
	char text[UUID_TEXT_SIZE];

	uuid_format(id.v, text);
	return reply_created_at(call, shown(call, id),
	    arena_printf(call->arena, "/api/v1/reservations/%s", text));
}

enum err
api_reservation_create(
    struct call *call, const struct api_reservation_create_in *in)
{
	struct app_reservation_item items[RULE_RESERVATION_ITEMS];
	struct reservation_id id;
	enum err err = api_caller_check_guest(call, in->id, call->user);

	for (size_t i = 0; i < in->body.items.n; i++)
		items[i] = (struct app_reservation_item){
			.type = in->body.items.v[i].ticket_type_id,
			.quantity = in->body.items.v[i].quantity,
			.price = in->body.items.v[i].price
		};
	if (!err)
		err = app_reservation_add(call, in->id, items, in->body.items.n,
		    in->body.confirm, &id);
	return err ? err : reply_made(call, id);
}

enum err
api_reservation_cancel(
    struct call *call, const struct api_reservation_cancel_in *in)
{
	enum err err = api_reservation_check(call, in->reservation_id);

	if (!err)
		err = app_sale_cancel(call, in->reservation_id);
	return err ? err : reply_none(call);
}

typedef enum err (*change_fn)(struct call *call, struct reservation_id id);

static enum err
change(struct call *call, struct reservation_id id, change_fn fn)
{
	enum err err = api_reservation_check(call, id);

	if (!err)
		err = fn(call, id);
	return err ? err : reply_one(call, shown(call, id));
}

#define CHANGE(verb)                                                         \
	enum err api_reservation_##verb(                                     \
	    struct call *call, const struct api_reservation_##verb##_in *in) \
	{                                                                    \
		return change(call, in->reservation_id, app_payment_##verb); \
	}
CHANGE(mark_paid)
CHANGE(mark_refunded)

enum err
api_reservation_refund(
    struct call *call, const struct api_reservation_refund_in *in)
{
	enum err err = api_reservation_check(call, in->reservation_id);

	if (!err)
		err = app_payment_refund(
		    call, in->reservation_id, in->body.amount);
	return err ? err : reply_one(call, shown(call, in->reservation_id));
}
