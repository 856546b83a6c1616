/*
 * HMAC-SHA256 (RFC 2104) with the key schedule done once: a context is keyed
 * when it is made and copied for every computation.
 */
#ifndef CRYPT_HMAC_H
#define CRYPT_HMAC_H

#include <stddef.h>

enum { CRYPT_MAC_SIZE = 32 };

struct crypt_hmac;

/* HMAC-SHA256 (RFC 2104) with the work on the key done; key is not kept. Free
 * with crypt_hmac_free. */
struct crypt_hmac *crypt_hmac_new(const void *key, size_t key_len);
/* Wipes. hmac may be NULL. */
void crypt_hmac_free(struct crypt_hmac *hmac);
/* The MAC of len bytes; any number of them with one hmac. */
void crypt_hmac_compute(const struct crypt_hmac *hmac, const void *data,
    size_t len, unsigned char mac[CRYPT_MAC_SIZE]);

/* HKDF-SHA256 (RFC 5869): out_len bytes (at most 255 * 32) from key, for the
 * use that info names. */
void crypt_hkdf(const void *key, size_t key_len, const void *salt,
    size_t salt_len, const void *info, size_t info_len, unsigned char *out,
    size_t out_len);

#endif
