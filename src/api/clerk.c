/*
 * Clerk's deliveries. Nothing of one is read, and nothing asked of the
 * database, before its signature holds.
 */
#include "app/clerk.h"

#include "api/reply.h"
#include "base/clock.h"
#include "crypt/svix.h"
#include "generated/api.h"

#include "base/banned.h"

static enum err
read_delivery(struct call *call, struct bytes body, struct app_clerk_said *said)
{
	const struct json_value *event;
	enum err err = json_parse(
	    call->arena, body.p, body.len, call->fault, &event);

	if (err || app_clerk_read(event, said))
		return err;
	return fault(
	    call->fault, ERR_BAD_REQUEST, "That is no delivery of Clerk's.");
}

enum err
api_clerk_webhook(struct call *call, const struct api_clerk_webhook_in *in)
{
	const char *secrets = call->conf->clerk_webhook_secret;
	struct crypt_svix headers = { in->svix_id, in->svix_timestamp,
		in->svix_signature };
	struct app_clerk_said said;
	enum err err;

	if (!*secrets)
		return fault(
		    call->fault, ERR_NOT_FOUND, "Nobody like that is heard.");
	if (!crypt_svix_is_valid(
		&headers, in->body, secrets, call->now_us / CLOCK_SECOND_US))
		return fault(call->fault, ERR_SIGNATURE_INVALID,
		    "It is not signed as it should be, or too long ago.");
	err = read_delivery(call, in->body, &said);
	if (err)
		return err;
	if (said.kind == APP_CLERK_NOTHING)
		return reply_none(call);
	err = app_begin(call);
	if (!err)
		err = app_clerk_receive(call, in->svix_id, &said);
	return err ? err : reply_none(call);
}
