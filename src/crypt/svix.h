/*
 * Svix's signature of a delivery, which Standard Webhooks and Clerk have, too:
 * three headers, svix-id, svix-timestamp and svix-signature, the last of them
 * "v1,<base64>" for each secret that signs, separated by spaces, where the MAC
 * is the HMAC-SHA256 of "<id>.<timestamp>.<body>".
 * https://docs.svix.com/receiving/verifying-payloads/how-manual
 */
#ifndef CRYPT_SVIX_H
#define CRYPT_SVIX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/opt.h"

/* How far its time may be from ours, either way. */
enum { CRYPT_SVIX_S = 300 };

#define CRYPT_SVIX_PREFIX "whsec_"

/* The headers; NULL for one that there is not. */
struct crypt_svix {
	const char *id, *timestamp, *signature;
};

/* Whether len bytes are a secret: CRYPT_SVIX_PREFIX and base64 of 16 to 64
 * bytes. */
MUST_CHECK bool crypt_svix_is_secret(const char *text, size_t len);

/* Whether one of the secrets, which commas separate, has made a v1 of a
 * delivery whose time is near. The time that it takes depends on none of what
 * the secrets are. */
MUST_CHECK bool crypt_svix_is_valid(const struct crypt_svix *headers,
    struct bytes body, const char *secrets, int64_t now_s);

#endif
