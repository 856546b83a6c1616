/*
 * Only responses that commit are kept: an error has no effect to protect, so a
 * repeated request that failed is judged anew.
 */
#include "api/idempotency.h"

#include <string.h>

#include "api/upload.h"
#include "app/client.h"
#include "base/clock.h"
#include "crypt/digest.h"
#include "generated/query/idempotency.h"

#include "base/banned.h"

/* beside URI and body: the method, and of a file its hash and name */
enum { KEY_MAX = 255, TTL_HOURS = 24, HASHED_MAX = 512 };

static bool
is_key(const char *key)
{
	size_t len = strlen(key);

	for (size_t i = 0; i < len; i++)
		if (key[i] < 0x20 || key[i] > 0x7e)
			return false;
	return len >= 1 && len <= KEY_MAX;
}

/* Whose key it is: the user's, or a client's for callers without a name. */
static void
set_principal(struct api_exchange *x)
{
	const struct call *call = &x->call;
	const char *client = app_client_network(call);

	if (!uuid_is_nil(call->user.v))
		crypt_mac(call->keys, CRYPT_THROTTLE, call->user.v.b,
		    sizeof(call->user.v.b), x->principal);
	else
		crypt_mac(call->keys, CRYPT_THROTTLE, client, strlen(client),
		    x->principal);
}

/* Keyed hashes: plain ones of a body with a password in it would let whoever
 * reads the table guess that password fast. Half of them is of what is known
 * before the body has come. */
enum { TARGET_SIZE = CRYPT_MAC_SIZE / 2 };

static void
hash_target(
    const struct call *call, struct buf *b, unsigned char hash[CRYPT_MAC_SIZE])
{
	const struct http_request *request = api_exchange_of(call)->request;

	buf_printf(
	    b, "%s %s\n", http_method_name(request->method), request->uri);
	crypt_mac(call->keys, CRYPT_THROTTLE, b->p, b->len, hash);
}

static void
hash_request(const struct call *call, unsigned char hash[CRYPT_MAC_SIZE])
{
	const struct http_request *request = api_exchange_of(call)->request;
	const struct check_file *file = api_upload_file(api_exchange_of(call));
	unsigned char target[CRYPT_MAC_SIZE];
	struct buf b;

	buf_init(&b, HTTP_URI_MAX + request->body_len + HASHED_MAX);
	hash_target(call, &b, target);
	buf_put(&b, request->body, request->body_len);
	if (file) {
		buf_put(&b, file->sha256.p, file->sha256.len);
		buf_str(&b, file->filename);
	}
	crypt_mac(call->keys, CRYPT_THROTTLE, b.p, b.len, hash);
	memcpy(hash, target, TARGET_SIZE);
	buf_release(&b);
}

static bool
is_same_target(const struct call *call, struct bytes kept)
{
	unsigned char target[CRYPT_MAC_SIZE];
	struct buf b;

	buf_init(&b, HTTP_URI_MAX + HASHED_MAX);
	hash_target(call, &b, target);
	buf_release(&b);
	return kept.len == CRYPT_MAC_SIZE &&
	       crypt_is_equal(kept.p, target, TARGET_SIZE);
}

static enum err
replay(struct call *call, const struct q_idempotency_get_row *row)
{
	struct http_response *r = api_exchange_of(call)->response;

	r->status = (int)row->status.v;
	r->content_type = row->content_type
			      ? arena_strdup(call->arena, row->content_type)
			      : NULL;
	buf_clear(&r->headers);
	buf_str(&r->headers, row->headers);
	buf_clear(&r->body);
	buf_str(&r->body, row->body);
	http_response_header(r, "Idempotent-Replayed", "true");
	return ERR_REPLAY;
}

static bool
is_over(const struct call *call, int64_t created_us)
{
	return call->now_us - created_us > TTL_HOURS * CLOCK_HOUR_US;
}

/* The key was used before: the same response, or a reason why not. */
static enum err
meet_again(struct call *call, struct bytes principal, const char *key,
    struct bytes hash)
{
	struct q_idempotency_get_row row;
	enum err err;

	err = q_idempotency_get(
	    call->db, .principal = principal, .request_key = key, &row);
	if (err == ERR_NOT_FOUND) {
		call->fault->retry_after_s = 3600;
		return fault(call->fault, ERR_RATE_LIMITED,
		    "%d requests with an Idempotency-Key are a day's worth.",
		    (int)call->conf->idempotency_keys);
	}
	if (err)
		return err;
	if (is_over(call, row.created_at)) {
		err = q_idempotency_remove(
		    call->db, .principal = principal, .request_key = key, NULL);
		if (!err)
			err = db_commit(call->db);
		return err ? err : ERR_RETRY;
	}
	if (row.request_hash.len != hash.len ||
	    !crypt_is_equal(row.request_hash.p, hash.p, hash.len))
		return fault(call->fault, ERR_IDEMPOTENCY_KEY_REUSED,
		    "This Idempotency-Key was sent with another request.");
	if (!row.status.set)
		return fault(call->fault, ERR_IDEMPOTENCY_IN_FLIGHT,
		    "The first request with this key has not ended yet.");
	return replay(call, &row);
}

enum err
api_idempotency_begin(struct call *call)
{
	struct api_exchange *x = api_exchange_of(call);
	const char *key = x->request->idempotency_key;
	unsigned char hash[CRYPT_MAC_SIZE];
	struct bytes principal = { x->principal, sizeof(x->principal) };
	struct bytes request = { hash, sizeof(hash) };
	int64_t n;
	enum err err;

	if (!key || x->operation->method == HTTP_GET)
		return db_begin(call->db);
	if (!is_key(key))
		return fault(call->fault, ERR_BAD_REQUEST,
		    "Idempotency-Key must be 1 to 255 printable characters.");
	if (x->operation->is_response_secret)
		return db_begin(call->db);
	set_principal(x);
	hash_request(call, hash);
	err = db_begin(call->db);
	if (!err)
		err = q_idempotency_claim(call->db, .principal = principal,
		    .request_key = key, .request_hash = request,
		    .now = call->now_us, .limit = call->conf->idempotency_keys,
		    &n);
	if (err == ERR_BUSY) /* waited for the first one in vain */
		return fault(call->fault, ERR_IDEMPOTENCY_IN_FLIGHT,
		    "The first request with this key has not ended yet.");
	if (err)
		return err;
	if (n == 0)
		return meet_again(call, principal, key, request);
	x->is_claimed = true;
	return ERR_OK;
}

enum err
api_idempotency_is_kept(struct api_exchange *x, bool *yes)
{
	struct bytes principal = { x->principal, sizeof(x->principal) };
	const char *key = x->request->idempotency_key;
	struct q_idempotency_get_row row;
	enum err err;

	*yes = false;
	if (!key || !is_key(key))
		return ERR_OK;
	set_principal(x);
	err = q_idempotency_get(
	    x->call.db, .principal = principal, .request_key = key, &row);
	if (err == ERR_NOT_FOUND) {
		fault_clear(x->call.fault);
		return ERR_OK;
	}
	if (err)
		return err;
	*yes = row.status.set && !is_over(&x->call, row.created_at) &&
	       is_same_target(&x->call, row.request_hash);
	return ERR_OK;
}

enum err
api_idempotency_forgo(struct api_exchange *x)
{
	struct bytes principal = { x->principal, sizeof(x->principal) };

	if (!x->is_claimed)
		return ERR_OK;
	x->is_claimed = false;
	return q_idempotency_remove(x->call.db, .principal = principal,
	    .request_key = x->request->idempotency_key, NULL);
}

enum err
api_idempotency_end(struct api_exchange *x)
{
	struct bytes principal = { x->principal, sizeof(x->principal) };

	if (!x->is_claimed)
		return ERR_OK;
	return q_idempotency_store(x->call.db, .principal = principal,
	    .request_key = x->request->idempotency_key,
	    .status = x->response->status,
	    .headers = buf_text(&x->response->headers),
	    .content_type = x->response->content_type,
	    .body = buf_text(&x->response->body), NULL);
}
