/*
 * The keys of a process, all derived from SECRET_KEY: one per purpose, so
 * that a token of one kind never passes as another (HKDF, RFC 5869).
 */
#ifndef CRYPT_KEYS_H
#define CRYPT_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/fault.h"

enum crypt_purpose {
	CRYPT_ACCESS_TOKEN,
	CRYPT_REFRESH_TOKEN,
	CRYPT_MAIL_TOKEN,	/* links in mails */
	CRYPT_MAIL_CODE,	/* six digits in mails */
	CRYPT_CURSOR,
	CRYPT_THROTTLE,		/* names of counters, so that no address is stored */
	CRYPT_PURPOSES
};

enum { CRYPT_KEY_SIZE = 32, CRYPT_MAC_SIZE = 32 };

struct crypt_keys;

/* previous may be "" or NULL. Free with crypt_keys_free, which wipes. */
struct crypt_keys *crypt_keys_new(const char *secret, const char *previous);
void crypt_keys_free(struct crypt_keys *k);

/* HMAC-SHA256 under the current key of the purpose. */
void crypt_mac(const struct crypt_keys *k, enum crypt_purpose purpose,
    const void *data, size_t len, unsigned char mac[CRYPT_MAC_SIZE]);
/* Whether the first mac_len (>= 16) bytes match under the current or the
 * previous key; constant time. */
MUST_CHECK bool crypt_mac_is_valid(const struct crypt_keys *k,
    enum crypt_purpose purpose, const void *data, size_t len,
    const unsigned char *mac, size_t mac_len);

#endif
