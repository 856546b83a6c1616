#include "crypt/cookie.h"

#include <string.h>

#include "crypt/base64url.h"

#include "base/banned.h"

enum {
	SEALED_SIZE = 2 * sizeof(struct uuid),
	BYTES = SEALED_SIZE + CRYPT_MAC_SIZE
};

_Static_assert(
    CRYPT_BASE64URL_LEN(BYTES) == CRYPT_COOKIE_SIZE - 1, "CRYPT_COOKIE_SIZE");

void
crypt_cookie_seal(const struct crypt_keys *k, struct session_id session,
    struct user_id user, char out[CRYPT_COOKIE_SIZE])
{
	unsigned char bytes[BYTES];

	memcpy(bytes, session.v.b, sizeof(session.v.b));
	memcpy(bytes + sizeof(struct uuid), user.v.b, sizeof(user.v.b));
	crypt_mac(k, CRYPT_COOKIE, bytes, SEALED_SIZE, bytes + SEALED_SIZE);
	crypt_base64url_encode(bytes, BYTES, out);
}

bool
crypt_cookie_open(const struct crypt_keys *k, const char *text,
    struct session_id *session, struct user_id *user)
{
	unsigned char bytes[BYTES];
	size_t len = strnlen(text, CRYPT_COOKIE_SIZE);

	if (len != CRYPT_COOKIE_SIZE - 1 ||
	    !crypt_base64url_decode(text, len, bytes, BYTES, &len) ||
	    !crypt_mac_is_valid(k, CRYPT_COOKIE, bytes, SEALED_SIZE,
		bytes + SEALED_SIZE, CRYPT_MAC_SIZE))
		return false;
	memcpy(session->v.b, bytes, sizeof(session->v.b));
	memcpy(user->v.b, bytes + sizeof(struct uuid), sizeof(user->v.b));
	return true;
}
