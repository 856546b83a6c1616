/*
 * Passkeys: credentials of Web Authentication (Level 2), which sign a challenge
 * for this site alone, on a device that has made sure of its person. They are a
 * second step, and a way in that counts as both.
 *
 * A challenge is a token that says when it was made and is stored only when it
 * has been signed: whoever asks for challenges adds no row.
 */
#ifndef APP_PASSKEY_H
#define APP_PASSKEY_H

#include "app/call.h"
#include "crypt/token.h"
#include "generated/id/factor.h"
#include "json/write.h"

enum { APP_PASSKEY_TTL_S = 300 };

/* What a browser's PublicKeyCredential.toJSON() gives, in base64url but for the
 * type. Of a new one there is no signature and no user_handle. */
struct app_passkey {
	const char *id, *type, *client_data, *authenticator_data;
	const char *signature, *user_handle;
};

/* Writes the value that navigator.credentials.get() takes, with a new
 * challenge. */
void app_passkey_write_request(struct call *call, struct json_writer *w);
/* Writes the one that create() takes, for a factor of the caller's that waits.
 * Errors are those of the database. */
MUST_CHECK enum err app_passkey_write_creation(
    struct call *call, struct factor_id id, struct json_writer *w);

/* A credential that has signed. */
struct app_passkey_signed {
	struct factor_id factor;
	struct user_id user;
	struct uuid challenge;
	int64_t count;
	bool is_backed_up;
};

/* What follows needs a transaction. */

/* Takes the credential that was made for a factor: confirms it.
 * ERR_NOT_FOUND when it was not made for it, here and just now;
 * ERR_INVALID_TRANSITION when somebody has it. */
MUST_CHECK enum err app_passkey_confirm(
    struct call *call, struct factor_id id, const struct app_passkey *made);

/* Whose credential it is, if it has signed a challenge of this site's just now;
 * before anything is locked. ERR_NOT_FOUND. */
MUST_CHECK enum err app_passkey_look(struct call *call,
    const struct app_passkey *shown, struct app_passkey_signed *out);
/* Takes that, the challenge for the first time; to be called with the user
 * locked. ERR_NOT_FOUND when it was taken before, or when the count has not
 * grown, as that of a copy: this is logged, and commits the transaction. */
MUST_CHECK enum err app_passkey_take(
    struct call *call, const struct app_passkey_signed *shown);

#endif
