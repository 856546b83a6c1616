#include "app/event_invitation.h"

#include <string.h>

#include "crypt/token.h"

#include "base/banned.h"

const char *
app_event_invitation_token(struct call *call, struct event_invitation_id id)
{
	char *token = arena_alloc(call->arena, CRYPT_TOKEN_SIZE);

	crypt_token_seal(call->keys, CRYPT_GUEST, id.v, 0, token);
	return token;
}

/* Behind a #, which browsers send to no server. */
const char *
app_event_invitation_url(struct call *call, const char *token)
{
	const char *base = call->conf->public_url;
	size_t len = strlen(base);

	while (len && base[len - 1] == '/')
		len--;
	return arena_printf(
	    call->arena, "%.*s/guest/#%s", (int)len, base, token);
}

enum err
app_event_invitation_find(struct call *call, const char *token,
    struct q_event_invitation_find_row *row)
{
	struct event_invitation_id id;
	uint32_t number;

	if (!crypt_token_open(call->keys, CRYPT_GUEST, token, &id.v, &number))
		return ERR_NOT_FOUND;
	return q_event_invitation_find(call->db, .id = id, row);
}
