/*
 * Taking what is held. Where a provider is asked, that happens between two
 * transactions: the first writes down what is asked, the second what came of
 * it, so that a process which ends in between has opened no second page.
 */
#include "api/caller.h"
#include "api/condition.h"
#include "api/exchange.h"
#include "api/idempotency.h"
#include "api/reply.h"
#include "api/reservation.h"
#include "app/checkout.h"
#include "app/payment_page.h"
#include "app/sale.h"
#include "generated/api.h"
#include "generated/query/reservation.h"
#include "pay/ask.h"

#include "base/banned.h"

/* payment_url: NULL where there is none. */
static enum err
reply(struct call *call, struct reservation_id id, const char *payment_url)
{
	return reply_one(
	    call, Q_reservation_get(.id = id,
		      .instructions = call->conf->payment_instructions,
		      .payment_url = payment_url, .now = call->now_us));
}

/* Before anything else is looked at: it is of the event whose link the caller
 * has, if they have one. */
static enum err
check_guest(struct call *call, struct reservation_id id)
{
	struct q_reservation_access_row row;

	return uuid_is_nil(api_caller_only_event(call).v)
		   ? ERR_OK
		   : api_reservation_find(call, id, &row);
}

/* Nobody needs to be asked. */
static enum err
confirm(struct call *call, struct reservation_id id)
{
	enum err err = app_begin(call);

	if (!err)
		err = api_reservation_check(call, id);
	if (!err)
		err = app_sale_confirm(call, id);
	return err ? err : reply(call, id, NULL);
}

/* Who asks again for what has begun names what the reservation was before. */
static enum err
begin(struct call *call, const struct app_checkout_wish *wish,
    const struct pay_provider *provider, struct app_checkout *checkout)
{
	enum err err = db_begin(call->db);

	if (!err)
		err = app_checkout_begin(call, wish, provider, checkout);
	if (!err && !checkout->is_repeated)
		err = api_condition_check(call, checkout->version);
	return err ? err : db_commit(call->db);
}

static enum pay_end
ask(struct call *call, const struct app_checkout *checkout,
    const struct json_value **answer)
{
	struct pay_access access = { .provider = checkout->provider,
		.url = call->conf->stripe_api_url,
		.secret = call->conf->stripe_secret_key,
		.allow = call->conf->outbound_allow,
		.breaker = api_exchange_of(call)->breaker };

	return pay_ask(
	    &access, &checkout->request, call->arena, call->fault, answer);
}

/* What came of it stays, whatever is answered. */
static enum err
record_failure(
    struct call *call, const struct app_checkout *checkout, enum pay_end end)
{
	enum err failure, err = db_begin(call->db);

	if (err)
		return err;
	failure = app_checkout_end(call, checkout, end, NULL);
	err = db_commit(call->db);
	return err ? err : failure;
}

static enum err
ask_and_record(struct call *call, const struct app_checkout *checkout)
{
	const struct json_value *answer;
	enum pay_end end = ask(call, checkout, &answer);
	enum err err;

	if (end != PAY_ANSWERED)
		return record_failure(call, checkout, end);
	err = app_begin(call);
	return err ? err : app_checkout_end(call, checkout, end, answer);
}

static enum err
check_out(struct call *call, const struct app_checkout_wish *wish,
    const struct pay_provider *provider)
{
	struct app_checkout checkout;
	const char *url;
	enum err err = begin(call, wish, provider, &checkout);

	if (!err)
		err = checkout.is_open ? app_begin(call)
				       : ask_and_record(call, &checkout);
	if (!err)
		err = app_payment_page_find(call, wish->reservation, &url);
	if (!err) /* whoever asks again gets the same page */
		err = api_idempotency_forgo(api_exchange_of(call));
	return err ? err : reply(call, wish->reservation, url);
}

enum err
api_reservation_confirm(
    struct call *call, const struct api_reservation_confirm_in *in)
{
	struct app_checkout_wish wish = { .reservation = in->reservation_id,
		.provider = in->body.provider,
		.success_url = in->body.success_url,
		.cancel_url = in->body.cancel_url };
	const struct pay_provider *provider;
	bool is_kept;
	enum err err = api_idempotency_is_kept(api_exchange_of(call), &is_kept);

	if (!err)
		err = check_guest(call, in->reservation_id);
	if (!err && is_kept) /* which gives what is kept */
		err = app_begin(call);
	if (!err)
		err = app_checkout_choose(call, &wish, &provider);
	if (err)
		return err;
	return provider && pay_provider_is_remote(provider)
		   ? check_out(call, &wish, provider)
		   : confirm(call, in->reservation_id);
}
