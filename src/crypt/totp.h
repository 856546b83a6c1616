/*
 * Codes of programs that know a secret and the time: TOTP (RFC 6238) with
 * SHA-1, steps of 30 seconds and six digits, which all of them make.
 */
#ifndef CRYPT_TOTP_H
#define CRYPT_TOTP_H

#include <stdint.h>

#include "base/attr.h"
#include "crypt/token.h"

enum {
	CRYPT_TOTP_SECRET_SIZE = 20,
	CRYPT_TOTP_TEXT_SIZE = 33, /* of a secret, terminated */
	CRYPT_TOTP_STEP_S = 30
};

/* The code of a step: seconds since 1970 by CRYPT_TOTP_STEP_S. */
void crypt_totp_make(const unsigned char secret[CRYPT_TOTP_SECRET_SIZE],
    int64_t step, char out[CRYPT_CODE_SIZE]);
/* The step whose code it is, of the one at now_s and one before and after it;
 * -1: none of them. Constant time. */
MUST_CHECK int64_t crypt_totp_find(
    const unsigned char secret[CRYPT_TOTP_SECRET_SIZE], int64_t now_s,
    const char *code);
/* The secret as programs take it: base 32 (RFC 4648, section 6). */
void crypt_totp_write(const unsigned char secret[CRYPT_TOTP_SECRET_SIZE],
    char out[CRYPT_TOTP_TEXT_SIZE]);

#endif
