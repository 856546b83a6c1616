/*
 * Requests. https://docs.stripe.com/api/checkout/sessions and …/api/refunds
 */
#include "pay/stripe.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "pay/amount.h"
#include "pay/form.h"
#include "pay/signature.h"

#include "base/banned.h"

enum { FORM_MAX = 64 * 1024, NUMBER_SIZE = 24 };

#define SESSIONS "/v1/checkout/sessions"
#define REFUNDS	 "/v1/refunds"

/* The text of a form, which is released; NULL when it did not fit. */
static const char *
take(struct buf *form, struct arena *arena)
{
	const char *text = form->failed ? NULL
					: arena_strdup(arena, buf_text(form));

	buf_release(form);
	return text;
}

static const char *
number(char text[NUMBER_SIZE], int64_t n)
{
	snprintf(text, NUMBER_SIZE, "%lld", (long long)n);
	return text;
}

static const char *
lower(char text[4], const char *currency)
{
	snprintf(text, 4, "%s", currency);
	for (char *p = text; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return text;
}

/* What costs nothing is nothing to pay. */
static bool
add_item(struct buf *form, const struct pay_order *order, size_t item, int *n)
{
	const struct pay_item *i = &order->items[item];
	char text[NUMBER_SIZE], currency[4];
	int64_t each;

	if (!i->each_minor)
		return true;
	if (!pay_amount_to_stripe(order->currency, i->each_minor, &each))
		return false;
#define ADD(value, name) pay_form_add(form, value, "line_items[%d]" name, *n)
	ADD(number(text, i->quantity), "[quantity]");
	ADD(lower(currency, order->currency), "[price_data][currency]");
	ADD(number(text, each), "[price_data][unit_amount]");
	ADD(i->name, "[price_data][product_data][name]");
	ADD(order->title, "[price_data][product_data][description]");
#undef ADD
	(*n)++;
	return true;
}

static bool
order(const struct pay_order *o, struct arena *arena, const char **form)
{
	char text[NUMBER_SIZE];
	bool takes_all = true;
	struct buf b;
	int n = 0;

	buf_init(&b, FORM_MAX);
	pay_form_add(&b, "payment", "mode");
	for (size_t i = 0; takes_all && i < o->n; i++)
		takes_all = add_item(&b, o, i, &n);
	pay_form_add(&b, o->reservation, "client_reference_id");
	pay_form_add(&b, o->reservation, "metadata[reservation_id]");
	pay_form_add(&b, o->reservation,
	    "payment_intent_data[metadata][reservation_id]");
	pay_form_add(&b, o->email, "customer_email");
	pay_form_add(
	    &b, number(text, o->ends_us / CLOCK_SECOND_US), "expires_at");
	pay_form_add(&b, o->success_url, "success_url");
	pay_form_add(&b, o->cancel_url, "cancel_url");
	*form = take(&b, arena);
	return takes_all && *form;
}

static struct pay_request
open_session(const char *form, const char *key)
{
	return (struct pay_request){ SESSIONS, form, key };
}

static struct pay_request
look(struct arena *arena, const char *session)
{
	return (struct pay_request){ .path = arena_printf(
					 arena, SESSIONS "/%s", session) };
}

static struct pay_request
expire(struct arena *arena, const char *session)
{
	return (struct pay_request){ .path = arena_printf(
					 arena, SESSIONS "/%s/expire", session),
		.form = "",
		.key = arena_printf(arena, "end-%s", session) };
}

static bool
refund(const struct pay_refund *r, struct arena *arena, struct pay_request *out)
{
	char text[NUMBER_SIZE];
	int64_t amount;
	struct buf b;

	if (!pay_amount_to_stripe(r->currency, r->amount_minor, &amount))
		return false;
	buf_init(&b, FORM_MAX);
	pay_form_add(&b, r->charge, "payment_intent");
	pay_form_add(&b, number(text, amount), "amount");
	pay_form_add(&b, r->ours, "metadata[payment_id]");
	*out = (struct pay_request){ REFUNDS, take(&b, arena),
		arena_printf(arena, "ref-%s", r->ours) };
	return out->form != NULL;
}

static struct pay_request
refunds(struct arena *arena, const char *charge)
{
	return (struct pay_request){ .path = arena_printf(arena,
					 REFUNDS "?payment_intent=%s&limit=%d",
					 charge, PAY_REFUNDS_MAX) };
}

/* Without a version an account's own would hold, which its owner changes. It is
 * that of the clients that t/e2e/stripe_client_test.c asks beside. */
const struct pay_provider pay_stripe = { .name = "stripe",
	.version_header = "Stripe-Version",
	.version = "2026-10-28.endive",
	.order = order,
	.open = open_session,
	.look = look,
	.expire = expire,
	.refund = refund,
	.refunds = refunds,
	.read = pay_stripe_read,
	.read_refunds = pay_stripe_read_refunds,
	.is_signed = pay_signature_is_valid,
	.read_event = pay_stripe_read_event };
