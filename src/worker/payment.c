/*
 * A provider is asked outside of a transaction; what it says is then written in
 * one. One that gives no answer is asked later, by another job.
 */
#include "worker/payment.h"

#include "app/checkout.h"
#include "app/refund.h"
#include "base/str.h"
#include "worker/attempt.h"

#include "base/banned.h"

static enum pay_end
ask(struct worker *w, const struct pay_provider *provider,
    const struct pay_request *request, const struct json_value **answer,
    char reason[WORKER_REASON_SIZE])
{
	const struct conf *conf = w->call.conf;
	struct pay_access access = { .provider = provider,
		.url = conf->stripe_api_url,
		.secret = conf->stripe_secret_key,
		.allow = conf->outbound_allow,
		.breaker = &w->breaker,
		.tick = worker_tick,
		.tick_ctx = w };
	enum pay_end end = pay_ask(
	    &access, request, w->call.arena, w->call.fault, answer);

	if (end != PAY_ANSWERED)
		str_copy(reason, WORKER_REASON_SIZE, w->fault.detail);
	return end;
}

/* One job: what is asked, by an id, and what is done with the answer. */
typedef enum err (*step_fn)(
    struct worker *w, struct uuid id, char reason[WORKER_REASON_SIZE]);

static enum app_job_end
run(struct worker *w, const struct q_job_claim_row *job, const char *name,
    step_fn step, char reason[WORKER_REASON_SIZE])
{
	struct uuid id;
	enum err err = app_job_read_id(&w->call, job->payload, name, &id);

	if (err) {
		str_copy(reason, WORKER_REASON_SIZE, w->fault.detail);
		return APP_JOB_DEAD;
	}
	err = step(w, id, reason);
	if (!err)
		return APP_JOB_DONE;
	db_rollback(w->call.db);
	if (err == ERR_NOT_FOUND || err == ERR_PROVIDER_FAILED) {
		str_copy(reason, WORKER_REASON_SIZE,
		    err == ERR_NOT_FOUND ? "nothing is to be asked"
					 : w->fault.detail);
		return err == ERR_NOT_FOUND ? APP_JOB_MOOT : APP_JOB_DEAD;
	}
	return worker_db_failed(w, err, reason);
}

static enum err
look(struct worker *w, struct uuid id, char reason[WORKER_REASON_SIZE])
{
	struct call *call = &w->call;
	const struct json_value *answer = NULL;
	struct app_checkout checkout;
	enum pay_end end;
	bool expires;
	enum err err = app_checkout_look(
	    call, (struct reservation_id){ id }, &checkout);

	if (err)
		return err;
	end = ask(w, checkout.provider, &checkout.request, &answer, reason);
	err = app_begin(call);
	if (!err)
		err = app_checkout_looked(
		    call, &checkout, end, answer, &expires);
	if (!err)
		err = db_commit(call->db);
	/* whether that is done is seen when it is looked at again */
	if (!err && expires)
		(void)ask(
		    w, checkout.provider, &checkout.request, &answer, reason);
	return err;
}

static enum err
write_refund(struct call *call, struct app_refund *refund, enum pay_end end,
    const struct json_value *answer)
{
	enum err err = app_begin(call);

	if (!err)
		err = app_refund_asked(call, refund, end, answer);
	return err ? err : db_commit(call->db);
}

static enum err
refund(struct worker *w, struct uuid id, char reason[WORKER_REASON_SIZE])
{
	struct call *call = &w->call;
	struct app_refund refund;
	enum err err = app_refund_ask(call, (struct payment_id){ id }, &refund);

	if (err && err != ERR_PROVIDER_FAILED)
		return err;
	/* an amount that the provider cannot count is refused by us */
	if (err)
		return write_refund(call, &refund, PAY_REFUSED, NULL);
	do {
		const struct json_value *answer = NULL;
		enum pay_end end = ask(
		    w, refund.provider, &refund.request, &answer, reason);

		err = write_refund(call, &refund, end, answer);
	} while (!err && refund.is_next);
	return err;
}

enum app_job_end
worker_payment_look(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	return run(w, job, "reservation_id", look, reason);
}

enum app_job_end
worker_payment_refund(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	return run(w, job, "payment_id", refund, reason);
}
