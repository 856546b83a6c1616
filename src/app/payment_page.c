#include "app/payment_page.h"

#include <string.h>

#include "base/log.h"
#include "crypt/seal.h"
#include "generated/query/payment.h"

#include "base/banned.h"

static struct crypt_seal_place
place_of(const struct reservation_id *id)
{
	return (struct crypt_seal_place){ "checkout.sealed_url",
		{ id, sizeof(*id) } };
}

static struct bytes
seal(struct call *call, struct reservation_id id, const char *url)
{
	const struct crypt_seal_place place = place_of(&id);
	size_t len = url ? strlen(url) : 0;
	unsigned char *out;

	if (!len)
		return (struct bytes){ NULL, 0 };
	out = arena_alloc(call->arena, len + CRYPT_SEAL_MORE);
	crypt_seal(call->keys, &place, url, len, out);
	return (struct bytes){ out, len + CRYPT_SEAL_MORE };
}

static const char *
unseal(struct call *call, struct reservation_id id, struct bytes sealed)
{
	const struct crypt_seal_place place = place_of(&id);
	char *out = arena_alloc(call->arena, sealed.len + 1);
	char text[UUID_TEXT_SIZE];

	if (crypt_seal_open(call->keys, &place, sealed, out)) {
		out[sealed.len - CRYPT_SEAL_MORE] = '\0';
		return out;
	}
	uuid_format(id.v, text);
	log_error("where %s is paid was sealed elsewhere, or is damaged", text);
	return NULL;
}

enum err
app_payment_page_open(struct call *call, struct reservation_id reservation,
    const struct pay_fact *fact, int64_t look_at_us)
{
	return q_checkout_open(call->db, .reservation = reservation,
	    .ref = fact->session,
	    .sealed_url = seal(call, reservation, fact->url),
	    .look_at = look_at_us, NULL);
}

enum err
app_payment_page_find(
    struct call *call, struct reservation_id reservation, const char **url)
{
	struct q_checkout_url_row row;
	enum err err = q_checkout_url(
	    call->db, .reservation = reservation, &row);

	*url = NULL;
	if (err == ERR_NOT_FOUND) {
		fault_clear(call->fault);
		return ERR_OK;
	}
	if (err)
		return err;
	*url = row.sealed_url.p
		   ? unseal(call, reservation, row.sealed_url)
		   : row.url; /* a program of before has written it */
	return ERR_OK;
}
