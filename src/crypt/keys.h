/*
 * The keys of a process, all derived from SECRET_KEY: one per purpose, so
 * that a token of one kind never passes as another (HKDF, RFC 5869).
 *
 * During a rotation there are two sets: the current one signs, both verify.
 */
#ifndef CRYPT_KEYS_H
#define CRYPT_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "crypt/hmac.h"

enum crypt_purpose {
	CRYPT_ACCESS_TOKEN,
	CRYPT_REFRESH_TOKEN,
	CRYPT_MAIL_TOKEN, /* links in mails */
	CRYPT_MAIL_CODE,  /* six digits in mails */
	CRYPT_INVITE,	  /* codes of invites */
	CRYPT_CURSOR,
	CRYPT_THROTTLE,	  /* names of counters, so that no address is stored */
	CRYPT_DOMAIN,	  /* texts that prove domains */
	CRYPT_GUEST,	  /* links to answers to events */
	CRYPT_PROOF,	  /* names of addresses that have let somebody in */
	CRYPT_FEED_TOKEN, /* addresses of calendars */
	CRYPT_IMIP,	  /* addresses that calendar programs answer to */
	CRYPT_SPARK,	  /* codes of invites into sparks */
	CRYPT_FILE_LINK,  /* addresses of files that hold for minutes */
	CRYPT_OAUTH,	  /* what goes to a provider and comes back */
	CRYPT_TICKET,	  /* what somebody has begun and goes on with */
	CRYPT_ERASED,	  /* names of people who are gone */
	CRYPT_ENTRY,	  /* keys of events, which sign tickets */
	CRYPT_RESTORE,	  /* links by which people are not erased after all */
	CRYPT_COOKIE,	  /* sessions of browsers */
	CRYPT_EXPORT,	  /* addresses of what people asked for of themselves */
	CRYPT_DEVICE,	  /* names of what people sign in from */
	CRYPT_ACCOUNT_INVITE, /* codes by which somebody makes an account */
	CRYPT_PURPOSES
};

enum { CRYPT_KEY_SIZE = 32, CRYPT_KEY_SETS = 2, CRYPT_KEY_ID_SIZE = 9 };

struct crypt_keys;

/* previous may be "" or NULL. Free with crypt_keys_free, which wipes. */
struct crypt_keys *crypt_keys_new(const char *secret, const char *previous);
/* keys may be NULL. */
void crypt_keys_free(struct crypt_keys *k);

/* HMAC-SHA256 under the current key of the purpose. */
void crypt_mac(const struct crypt_keys *k, enum crypt_purpose purpose,
    const void *data, size_t len, unsigned char mac[CRYPT_MAC_SIZE]);
/* Whether the first mac_len (>= 16) bytes match under the current or the
 * previous key; constant time. */
MUST_CHECK bool crypt_mac_is_valid(const struct crypt_keys *k,
    enum crypt_purpose purpose, const void *data, size_t len,
    const unsigned char *mac, size_t mac_len);

/* Number of sets, 1 or 2; set 0 is the current one. */
unsigned crypt_keys_count(const struct crypt_keys *k);
/* The public name of a set: eight hexadecimal digits derived from its secret.
 */
const char *crypt_keys_id(const struct crypt_keys *k, unsigned set);
/* The bytes of that name: four of them. */
const unsigned char *crypt_keys_raw_id(
    const struct crypt_keys *k, unsigned set);
/* The key of a set that seals what the database keeps (crypt/seal.h):
 * CRYPT_KEY_SIZE bytes. */
const unsigned char *crypt_keys_seal(const struct crypt_keys *k, unsigned set);
/* HMAC-SHA256 under the key of one set. */
void crypt_mac_with(const struct crypt_keys *k, unsigned set,
    enum crypt_purpose purpose, const void *data, size_t len,
    unsigned char mac[CRYPT_MAC_SIZE]);

#endif
