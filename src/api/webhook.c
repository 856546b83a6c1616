/*
 * Deliveries. Nothing of one is read, and nothing asked of the database, before
 * its signature holds.
 */
#include "api/reply.h"
#include "app/hearing.h"
#include "base/clock.h"
#include "generated/api.h"
#include "json/read.h"
#include "pay/provider.h"

#include "base/banned.h"

static enum err
read_event(struct call *call, const struct pay_provider *provider,
    struct bytes body, struct pay_fact *fact)
{
	const struct json_value *event;
	enum err err = json_parse(
	    call->arena, body.p, body.len, call->fault, &event);

	if (err || provider->read_event(event, fact))
		return err;
	return fault(call->fault, ERR_BAD_REQUEST,
	    "That is no delivery of the provider's.");
}

enum err
api_payment_webhook(struct call *call, const struct api_payment_webhook_in *in)
{
	const struct pay_provider *provider = pay_provider_find(in->provider);
	const char *secrets = call->conf->stripe_webhook_secret;
	struct pay_fact fact;
	enum err err;

	if (!provider || !pay_provider_is_remote(provider) || !*secrets)
		return fault(
		    call->fault, ERR_NOT_FOUND, "Nobody like that is heard.");
	if (!provider->is_signed(in->stripe_signature, in->body, secrets,
		call->now_us / CLOCK_SECOND_US))
		return fault(call->fault, ERR_SIGNATURE_INVALID,
		    "It is not signed as it should be, or too long ago.");
	err = read_event(call, provider, in->body, &fact);
	if (err)
		return err;
	if (fact.kind == PAY_NOTHING)
		return reply_none(call);
	err = app_begin(call);
	if (!err)
		err = app_hearing_receive(call, provider, &fact);
	return err ? err : reply_none(call);
}
