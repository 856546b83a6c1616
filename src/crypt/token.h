/*
 * Opaque tokens that carry their own proof: an id and a number, sealed with an
 * HMAC. Nothing secret needs to be stored to check or to make one again.
 */
#ifndef CRYPT_TOKEN_H
#define CRYPT_TOKEN_H

#include <stdint.h>

#include "base/uuid.h"
#include "crypt/keys.h"

/* base64url of 16 + 4 + 32 bytes, terminated. */
enum { CRYPT_TOKEN_SIZE = 71, CRYPT_CODE_SIZE = 7 };

/* The token of id and number for purpose: the same at each call, until the keys
 * change. */
void crypt_token_seal(const struct crypt_keys *k, enum crypt_purpose purpose,
    struct uuid id, uint32_t number, char out[CRYPT_TOKEN_SIZE]);
/* False when the token was not sealed for this purpose by these keys, or is
 * not in canonical form. */
MUST_CHECK bool crypt_token_open(const struct crypt_keys *k,
    enum crypt_purpose purpose, const char *token, struct uuid *id,
    uint32_t *number);

/* Six decimal digits that only the keys can derive from id. */
void crypt_code_make(
    const struct crypt_keys *k, struct uuid id, char out[CRYPT_CODE_SIZE]);
/* Constant time. */
MUST_CHECK bool crypt_code_is_valid(
    const struct crypt_keys *k, struct uuid id, const char *code);

enum { CRYPT_INVITE_SIZE = 17, CRYPT_DOMAIN_SIZE = 27 };

/* Sixteen characters (a-z, 2-7; 80 bits) that only the keys of one set can
 * derive from id. */
void crypt_invite_make(const struct crypt_keys *k, unsigned set, struct uuid id,
    char out[CRYPT_INVITE_SIZE]);
/* The same with 26 characters, for the record that proves a domain. */
void crypt_domain_make(const struct crypt_keys *k, unsigned set, struct uuid id,
    char out[CRYPT_DOMAIN_SIZE]);

/* Forty characters (a-z, 2-7): the part of a mail address that says whom it
 * stands for. Case is of no account in it, for mail servers change that; its
 * MAC has 72 bits, and each guess at it is a mail. */
enum { CRYPT_IMIP_SIZE = 41 };

/* The token of id. */
void crypt_imip_seal(
    const struct crypt_keys *k, struct uuid id, char out[CRYPT_IMIP_SIZE]);
/* False when the len characters at token were not sealed by these keys. */
MUST_CHECK bool crypt_imip_open(
    const struct crypt_keys *k, const char *token, size_t len, struct uuid *id);

#endif
