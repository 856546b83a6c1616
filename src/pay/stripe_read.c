/*
 * Objects are hostile, even signed ones: what is no text of a sensible length
 * is not there, and what is put into paths has the characters of names alone.
 */
#include "pay/stripe.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "pay/amount.h"

#include "base/banned.h"

/* A member that is a text of at most max bytes; NULL: there is none. */
static const char *
text_of(const struct json_value *object, const char *name, size_t max)
{
	const struct json_value *v = json_member(object, name);
	const char *text;
	size_t len;

	if (!v || json_type(v) != JSON_TEXT)
		return NULL;
	text = json_text(v, &len);
	return len && len <= max && !str_has_control(text) ? text : NULL;
}

static bool
is_name(const char *text)
{
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && *text != '_')
			return false;
	return true;
}

/* What something is named by. */
static const char *
ref_of(const struct json_value *object, const char *name)
{
	const char *text = text_of(object, name, PAY_REF_MAX);

	return text && is_name(text) ? text : NULL;
}

/* The same of a member of an object in it. */
static const char *
inner_text(
    const struct json_value *object, const char *member, const char *name)
{
	const struct json_value *v = json_member(object, member);

	return v && json_type(v) == JSON_OBJECT ? text_of(v, name, PAY_REF_MAX)
						: NULL;
}

static bool
is(const char *text, const char *word)
{
	return text && str_eq(text, word);
}

static void
read_amount(
    const struct json_value *object, const char *name, struct pay_fact *out)
{
	const struct json_value *v = json_member(object, name);
	const char *currency = text_of(object, "currency", 3);

	out->amount_minor = -1;
	if (!v || json_type(v) != JSON_INT || !currency ||
	    strlen(currency) != 3)
		return;
	for (size_t i = 0; i < 3; i++)
		out->currency[i] = (char)toupper((unsigned char)currency[i]);
	out->amount_minor = pay_amount_of_stripe(out->currency, json_int(v));
}

/* How far somebody is with a session. */
static enum pay_kind
kind_of(const struct json_value *session)
{
	const char *status = text_of(session, "status", PAY_REF_MAX);
	const char *paid = text_of(session, "payment_status", PAY_REF_MAX);

	if (is(status, "open"))
		return PAY_OPEN;
	if (is(status, "expired"))
		return PAY_EXPIRED;
	if (is(status, "complete") && is(paid, "paid"))
		return PAY_PAID;
	if (is(status, "complete") && is(paid, "unpaid"))
		return PAY_PENDING;
	return PAY_NOTHING;
}

static bool
read_session(const struct json_value *session, struct pay_fact *out)
{
	out->kind = kind_of(session);
	out->session = ref_of(session, "id");
	out->url = text_of(session, "url", PAY_URL_MAX);
	out->reservation = text_of(session, "client_reference_id", PAY_REF_MAX);
	out->charge = ref_of(session, "payment_intent");
	read_amount(session, "amount_total", out);
	if (out->kind == PAY_PAID && !out->charge)
		return false;
	return out->kind && out->session;
}

static enum pay_refund_status
refund_status_of(const char *status)
{
	if (is(status, "succeeded"))
		return PAY_REFUND_SUCCEEDED;
	return is(status, "failed") || is(status, "canceled")
		   ? PAY_REFUND_FAILED
		   : PAY_REFUND_PENDING;
}

static bool
read_refund(const struct json_value *refund, struct pay_fact *out)
{
	out->kind = PAY_REFUND;
	out->refund = ref_of(refund, "id");
	out->charge = ref_of(refund, "payment_intent");
	out->ours = inner_text(refund, "metadata", "payment_id");
	out->refund_status = refund_status_of(
	    text_of(refund, "status", PAY_REF_MAX));
	read_amount(refund, "amount", out);
	return out->refund && out->charge && out->amount_minor > 0;
}

static bool
read_charge(const struct json_value *charge, struct pay_fact *out)
{
	out->kind = PAY_LOOK;
	out->charge = ref_of(charge, "payment_intent");
	if (!out->charge) /* of none of ours */
		out->kind = PAY_NOTHING;
	return true;
}

static const struct {
	const char *object;
	bool (*read)(const struct json_value *object, struct pay_fact *out);
} readers[] = {
	{ "checkout.session", read_session },
	{ "refund", read_refund },
	{ "charge", read_charge },
};

bool
pay_stripe_read(const struct json_value *answer, struct pay_fact *out)
{
	const char *object;

	*out = (struct pay_fact){ .amount_minor = -1 };
	if (json_type(answer) != JSON_OBJECT)
		return false;
	object = text_of(answer, "object", PAY_REF_MAX);
	for (size_t i = 0; i < N_OF(readers); i++)
		if (is(object, readers[i].object))
			return readers[i].read(answer, out);
	return false;
}

bool
pay_stripe_read_refunds(
    const struct json_value *answer, struct pay_fact *out, size_t *n)
{
	const struct json_value *data;

	*n = 0;
	if (json_type(answer) != JSON_OBJECT)
		return false;
	data = json_member(answer, "data");
	if (!data || json_type(data) != JSON_ARRAY ||
	    json_array_len(data) > PAY_REFUNDS_MAX)
		return false;
	for (size_t i = 0; i < json_array_len(data); i++)
		if (!pay_stripe_read(json_array_at(data, i), &out[(*n)++]))
			return false;
	return true;
}

/*
 * Deliveries.
 */

/* Those that matter; kind is what its object is not asked for. */
static const struct {
	const char *type;
	enum pay_kind kind;
} events[] = {
	{ "checkout.session.completed", PAY_NOTHING },
	{ "checkout.session.async_payment_succeeded", PAY_NOTHING },
	{ "checkout.session.async_payment_failed", PAY_FAILED },
	{ "checkout.session.expired", PAY_NOTHING },
	{ "charge.refunded", PAY_NOTHING },
	{ "charge.refund.updated", PAY_NOTHING },
	{ "refund.created", PAY_NOTHING },
	{ "refund.updated", PAY_NOTHING },
	{ "refund.failed", PAY_NOTHING },
};

static const struct json_value *
object_of(const struct json_value *event)
{
	const struct json_value *data = json_member(event, "data");

	data = data && json_type(data) == JSON_OBJECT
		   ? json_member(data, "object")
		   : NULL;
	return data && json_type(data) == JSON_OBJECT ? data : NULL;
}

static bool
read_known(
    const struct json_value *event, enum pay_kind kind, struct pay_fact *out)
{
	const struct json_value *object = object_of(event);

	if (!object || !pay_stripe_read(object, out))
		return false;
	if (kind)
		out->kind = kind;
	return true;
}

bool
pay_stripe_read_event(const struct json_value *event, struct pay_fact *out)
{
	const char *type, *id;
	bool is_read = true;

	*out = (struct pay_fact){ .amount_minor = -1 };
	if (json_type(event) != JSON_OBJECT)
		return false;
	type = text_of(event, "type", PAY_REF_MAX);
	id = ref_of(event, "id");
	if (!type || !id)
		return false;
	for (size_t i = 0; is_read && i < N_OF(events); i++)
		if (is(type, events[i].type))
			is_read = read_known(event, events[i].kind, out);
	out->event = id;
	return is_read;
}
