/*
 * Proving an address to a cluster.
 */
#include "app/proof.h"

#include "api/reply.h"
#include "generated/api.h"
#include "generated/query/member.h"

#include "base/banned.h"

enum err
api_proof_create(struct call *call, const struct api_proof_create_in *in)
{
	enum err err = app_proof_ask(call, in->id, in->body.email);

	return err ? err
		   : reply_message_as(call, 202,
			 "A code is mailed if the address lets people in.");
}

enum err
api_proof_confirm(struct call *call, const struct api_proof_confirm_in *in)
{
	enum err err = app_proof_confirm(call, in->id, in->body.code);

	return err ? err
		   : reply_one(
			 call, Q_member_get(.space = in->id, .user = call->user,
				   .viewer = call->user, .sees_ends = true));
}
