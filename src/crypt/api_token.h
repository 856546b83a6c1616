/*
 * Tokens for programs: "hth_", 43 characters of base 62 (256 random bits), and
 * six that are the CRC-32 of what stands before them, by which a scanner for
 * secrets, or a slip of the hand, is told without a database. Kept is the
 * SHA-256 alone: of so many random bits nobody guesses one.
 */
#ifndef CRYPT_API_TOKEN_H
#define CRYPT_API_TOKEN_H

#include <stdbool.h>

#include "base/attr.h"
#include "crypt/digest.h"

enum { CRYPT_API_TOKEN_SIZE = 54 /* terminated */ };

/* Whether text is a token of this kind by its look. */
bool crypt_api_token_is_kind(const char *text);

/* A new one. */
void crypt_api_token_make(char out[CRYPT_API_TOKEN_SIZE]);
/* What is kept of it; false when it cannot be one. */
MUST_CHECK bool crypt_api_token_hash(
    const char *token, unsigned char hash[CRYPT_SHA256_SIZE]);

#endif
