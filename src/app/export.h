/*
 * Giving people all that there is of them.
 *
 * Who asks gets a file of the store, which a job of the worker writes
 * (worker/export.c): sql/person.txt says what is in it. Each has one at a time,
 * for some days; until then it can be fetched by an address that holds for
 * minutes.
 */
#ifndef APP_EXPORT_H
#define APP_EXPORT_H

#include "app/call.h"
#include "base/clock.h"
#include "crypt/token.h"
#include "generated/id/export.h"
#include "generated/id/file.h"

/* A job that writes one: {"export_id": ...}. */
#define APP_EXPORT_JOB "export"

/* So long it is kept, and the files are there for who has the addresses in it.
 */
#define APP_EXPORT_KEPT_US (7 * CLOCK_DAY_US)

/* The caller asks for theirs: *id is the one that waits, or a new one in the
 * place of the last. ERR_RATE_LIMITED within a day of one that is ready. Needs
 * a transaction. */
MUST_CHECK enum err app_export_ask(struct call *call, struct export_id *id);

/* The bytes of one, in the store. */
struct app_export_file {
	struct file_id id;
	int64_t size;
	struct bytes sha256;
};

/* It is ready; its owner gets a mail. ERR_NOT_FOUND when nobody wants it any
 * more: the bytes are nobody's. Not in a transaction. */
MUST_CHECK enum err app_export_end(
    struct call *call, struct export_id id, const struct app_export_file *file);

/* The token with which one is fetched without a session, and until when it
 * holds, in microseconds. */
int64_t app_export_token(
    const struct call *call, struct export_id id, char token[CRYPT_TOKEN_SIZE]);
/* Whether the token is the one's, and still holds. */
MUST_CHECK bool app_export_is_let_in(
    const struct call *call, struct export_id id, const char *token);

#endif
