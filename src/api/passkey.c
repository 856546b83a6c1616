#include "api/passkey.h"

#include "base/banned.h"

const struct app_passkey *
api_passkey_read(const struct call *call, const struct api_passkey *in)
{
	struct app_passkey *out;

	if (!in)
		return NULL;
	out = arena_new(call->arena, struct app_passkey);
	*out = (struct app_passkey){ .id = in->id,
		.type = in->type,
		.client_data = in->response->client_data_json,
		.authenticator_data = in->response->authenticator_data,
		.signature = in->response->signature,
		.user_handle = in->response->user_handle };
	return out;
}
