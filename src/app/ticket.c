#include "app/ticket.h"

#include "app/code.h"
#include "base/bug.h"
#include "base/clock.h"
#include "crypt/seal.h"
#include "generated/query/auth_ticket.h"

#include "base/banned.h"

static const char *const names[] = {
	[APP_TICKET_MFA] = "mfa",
	[APP_TICKET_PASSKEY] = "passkey",
	[APP_TICKET_LINK] = "link",
};

static struct crypt_seal_place
place_of(const struct auth_ticket_id *id)
{
	return (
	    struct crypt_seal_place){ "auth_ticket.data", { id, sizeof(*id) } };
}

static struct bytes
seal(struct call *call, const struct auth_ticket_id *id, struct bytes data)
{
	const struct crypt_seal_place place = place_of(id);
	size_t len = data.len + CRYPT_SEAL_MORE;
	unsigned char *sealed;

	if (!data.p)
		return data;
	bug_if(data.len > APP_TICKET_DATA_MAX);
	sealed = arena_alloc(call->arena, len);
	crypt_seal(call->keys, &place, data.p, data.len, sealed);
	return (struct bytes){ sealed, len };
}

enum err
app_ticket_add(struct call *call, enum app_ticket_kind kind,
    struct user_id user, struct bytes data, int64_t ttl_s,
    char token[CRYPT_TOKEN_SIZE])
{
	struct auth_ticket_id id = { uuid_new() };
	struct bytes sealed = seal(call, &id, data);

	crypt_token_seal(call->keys, CRYPT_TICKET, id.v, kind, token);
	return q_auth_ticket_add(call->db, .id = id, .kind = names[kind],
	    .user = user, .data = sealed, .now = call->now_us,
	    .expires = call->now_us + ttl_s * CLOCK_SECOND_US, NULL);
}

static enum err
open_data(struct call *call, struct bytes sealed, struct app_ticket *out)
{
	const struct crypt_seal_place place = place_of(&out->id);
	unsigned char *data;

	if (!sealed.p)
		return ERR_OK;
	data = arena_alloc(call->arena, sealed.len);
	if (!crypt_seal_open(call->keys, &place, sealed, data))
		return app_code_invalid(call); /* its key has gone */
	out->data = (struct bytes){ data, sealed.len - CRYPT_SEAL_MORE };
	return ERR_OK;
}

/* Whether a token is of that kind. */
static bool
is_of(struct call *call, enum app_ticket_kind kind, const char *token,
    struct auth_ticket_id *id)
{
	uint32_t number;

	return crypt_token_open(
		   call->keys, CRYPT_TICKET, token, &id->v, &number) &&
	       number == kind;
}

enum err
app_ticket_try(struct call *call, enum app_ticket_kind kind, const char *token,
    struct app_ticket *out)
{
	struct q_auth_ticket_try_row row;
	enum err err;

	*out = (struct app_ticket){ 0 };
	if (!is_of(call, kind, token, &out->id))
		return app_code_invalid(call);
	err = q_auth_ticket_try(call->db, .id = out->id, .kind = names[kind],
	    .now = call->now_us, .tries_max = APP_TICKET_TRIES, &row);
	if (err)
		return err == ERR_NOT_FOUND ? app_code_invalid(call) : err;
	out->user = row.user_id;
	out->expires_at = row.expires_at;
	return open_data(call, row.data, out);
}

enum err
app_ticket_get(struct call *call, enum app_ticket_kind kind,
    struct auth_ticket_id id, struct app_ticket *out)
{
	struct q_auth_ticket_get_row row;
	enum err err = q_auth_ticket_get(call->db, .id = id,
	    .kind = names[kind], .now = call->now_us,
	    .tries_max = APP_TICKET_TRIES, &row);

	*out = (struct app_ticket){ .id = id };
	if (err)
		return err;
	out->user = row.user_id;
	out->expires_at = row.expires_at;
	return open_data(call, row.data, out);
}

enum err
app_ticket_look(struct call *call, enum app_ticket_kind kind, const char *token,
    struct app_ticket *out)
{
	struct auth_ticket_id id;
	enum err err = is_of(call, kind, token, &id)
			   ? app_ticket_get(call, kind, id, out)
			   : ERR_NOT_FOUND;

	return err == ERR_NOT_FOUND ? app_code_invalid(call) : err;
}

enum err
app_ticket_use(struct call *call, struct auth_ticket_id id)
{
	int64_t n;
	enum err err = q_auth_ticket_use(
	    call->db, .id = id, .now = call->now_us, &n);

	return err || n ? err : app_code_invalid(call);
}
