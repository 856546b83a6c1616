/*
 * One request, sent until it is answered: its key is the row's id. Providers
 * know a key for a day; after that it is sent again only when they have been
 * asked what they paid back, and it is not among that.
 */
#include "app/refund.h"

#include "app/job.h"
#include "app/hearing.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

#include "base/banned.h"

enum {
	PAGE = 100,
	AGAIN_S = 300,
	PENDING_S = 3600,
	KEY_S = 23 * 3600,
	FOUND_S = 7 * 24 * 3600 /* so long one is looked for among too many */
};

enum err
app_refund_due(struct call *call, size_t *n)
{
	struct q_payment_due_row *due;
	enum err err = q_payment_due(
	    call->db, .now = call->now_us, .limit = PAGE, &due, n);

	for (size_t i = 0; !err && i < *n; i++) {
		const char *payload = app_job_payload_id(
		    call->arena, "payment_id", due[i].id.v);

		err = app_job_add(call, APP_REFUND_JOB, payload,
		    &(struct app_job_options){
			.dedupe_key = arena_printf(
			    call->arena, "refund %s", payload) });
	}
	return err;
}

/* The charge that it is about. */
static enum err
find_charge(struct call *call, const struct q_payment_find_row *row,
    struct q_payment_find_row *charge)
{
	enum err err = ERR_OK;

	*charge = *row;
	if (!uuid_is_nil(row->charge_id.v))
		err = q_payment_find(call->db, .id = row->charge_id, charge);
	return err || charge->ref ? err : ERR_NOT_FOUND;
}

/* Whether a provider may have done it, and know its key no more. */
static bool
is_old(const struct call *call, const struct q_payment_find_row *row)
{
	return !row->ref && row->at + KEY_S * CLOCK_SECOND_US <= call->now_us;
}

static bool
is_sought_no_more(const struct call *call, const struct q_payment_find_row *row)
{
	return row->at + FOUND_S * CLOCK_SECOND_US <= call->now_us;
}

/* What it is asked: is_list as is set. */
static enum err
request(struct call *call, struct app_refund *r,
    const struct q_payment_find_row *charge)
{
	char ours[UUID_TEXT_SIZE];
	struct pay_refund refund = { .charge = charge->ref,
		.currency = r->row.currency,
		.amount_minor = r->row.amount_minor,
		.ours = ours };

	uuid_format(r->row.id.v, ours);
	refund.ours = arena_strdup(call->arena, ours);
	if (r->is_list)
		r->request = r->provider->refunds(call->arena, charge->ref);
	else if (!r->provider->refund(&refund, call->arena, &r->request))
		return fault(call->fault, ERR_PROVIDER_FAILED,
		    "The provider cannot pay such an amount back.");
	return ERR_OK;
}

enum err
app_refund_ask(struct call *call, struct payment_id id, struct app_refund *out)
{
	struct q_payment_find_row charge;
	enum err err = q_payment_find(call->db, .id = id, &out->row);

	if (!err)
		err = find_charge(call, &out->row, &charge);
	if (err)
		return err;
	out->provider = pay_provider_find(out->row.provider);
	if (!out->provider || !pay_provider_is_remote(out->provider))
		return ERR_NOT_FOUND;
	out->is_list = out->row.ref || is_old(call, &out->row);
	out->is_next = false;
	return request(call, out, &charge);
}

static struct opt_time
later(struct call *call, bool is_set, int64_t s)
{
	return (struct opt_time){ is_set, call->now_us + s * CLOCK_SECOND_US };
}

/* It is not among all that was paid back: it is sent anew. */
static enum err
send_anew(struct call *call, struct app_refund *r)
{
	struct q_payment_find_row charge;
	enum err err = find_charge(call, &r->row, &charge);

	r->is_list = false;
	r->is_next = true;
	return err ? err : request(call, r, &charge);
}

/* It is due again: who runs the event settles it. */
static enum err
set_failed(struct call *call, struct payment_id id)
{
	return q_payment_set(call->db, .id = id, .ref = NULL,
	    .status = "failed", .look_at = (struct opt_time){ 0 }, NULL);
}

/* Whether it was done the provider does not tell: somebody has to see. */
static enum err
give_up_unknown(struct call *call, const struct app_refund *r)
{
	log_error("whether a refund of %lld %s was done is not to be known, "
		  "and it is due again: look for it at %s first",
	    (long long)r->row.amount_minor, r->row.currency, r->provider->name);
	return set_failed(call, r->row.id);
}

static enum err
look_in(struct call *call, const struct q_payment_find_row *row, int64_t s)
{
	return q_payment_set_look(call->db, .id = row->id,
	    .look_at = later(call, str_eq(row->status, "pending"), s), NULL);
}

/* It is written last: who hears of it locks its event first. */
static enum err
look_again(struct call *call, struct app_refund *r, bool is_all)
{
	struct q_payment_find_row row;
	enum err err = q_payment_find(call->db, .id = r->row.id, &row);

	if (err || !is_old(call, &row))
		return err ? err : look_in(call, &row, PENDING_S);
	if (is_all) {
		err = send_anew(call, r);
		return err ? err : look_in(call, &row, AGAIN_S);
	}
	if (is_sought_no_more(call, &row))
		return give_up_unknown(call, r);
	log_warning("too much was paid back of one payment to find another "
		    "in it");
	return look_in(call, &row, PENDING_S);
}

/* Locked, since it may have been heard of meanwhile. */
static enum err
hear_no_list(struct call *call, const struct app_refund *r)
{
	struct q_payment_lock_row lock;
	struct q_payment_find_row row;
	enum err err = q_payment_lock(call->db, .id = r->row.id, &lock);

	if (!err)
		err = q_payment_find(call->db, .id = r->row.id, &row);
	if (err)
		return err;
	return is_old(call, &row) ? give_up_unknown(call, r)
				  : look_in(call, &row, PENDING_S);
}

static enum err
hear_list(struct call *call, struct app_refund *r,
    const struct json_value *answer, bool *is_read)
{
	struct pay_fact facts[PAY_REFUNDS_MAX];
	enum err err = ERR_OK;
	size_t n;

	*is_read = r->provider->read_refunds(answer, facts, &n);
	if (!*is_read)
		return ERR_OK;
	for (size_t i = 0; !err && i < n; i++)
		err = app_hearing_hear(call, r->provider, &facts[i]);
	return err ? err : look_again(call, r, n < PAY_REFUNDS_MAX);
}

static enum err
hear_one(struct call *call, const struct app_refund *r,
    const struct json_value *answer, bool *is_read)
{
	struct pay_fact fact;

	*is_read = r->provider->read(answer, &fact) && fact.kind == PAY_REFUND;
	return *is_read ? app_hearing_hear(call, r->provider, &fact) : ERR_OK;
}

/* Somebody may have paid it back elsewhere: what is known of the charge is
 * looked at again. */
static enum err
give_up(struct call *call, const struct app_refund *r)
{
	enum err err = set_failed(call, r->row.id);

	log_error(
	    "%s does not pay back: %s", r->provider->name, call->fault->detail);
	return err ? err
		   : q_payment_set_look(call->db, .id = r->row.charge_id,
			 .look_at = later(call, true, 0), NULL);
}

enum err
app_refund_asked(struct call *call, struct app_refund *r, enum pay_end end,
    const struct json_value *answer)
{
	bool is_read = false;
	enum err err = ERR_OK;

	r->is_next = false;
	if (end == PAY_REFUSED)
		return r->is_list ? hear_no_list(call, r) : give_up(call, r);
	if (end == PAY_ANSWERED)
		err = r->is_list ? hear_list(call, r, answer, &is_read)
				 : hear_one(call, r, answer, &is_read);
	return err || is_read
		   ? err
		   : q_payment_set_look(call->db, .id = r->row.id,
			 .look_at = later(call, true, AGAIN_S), NULL);
}
