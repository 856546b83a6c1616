/*
 * All that there is of a person, by sql/person.txt.
 */
#ifndef APP_PERSON_H
#define APP_PERSON_H

#include "db/db.h"
#include "generated/id/user.h"

/* Where a text goes, piece by piece. */
struct app_person_out {
	/* takes the next piece, terminated; an error of it ends the whole */
	enum err (*put)(void *ctx, const char *text);
	void *ctx;
	struct fault *fault;
};

/*
 * Puts a JSON object: of each table that is exported the rows that are theirs,
 * as an array. However many there are, one at a time is in memory. Each table
 * is as it is when it is read. Nothing else may run on db meanwhile; after a
 * failure db_rollback gives up what was not read. Not in a transaction.
 */
MUST_CHECK enum err app_person_write(
    struct db *db, struct user_id user, const struct app_person_out *out);
/* Puts the rows of a query, as an array, under the same conditions. */
MUST_CHECK enum err app_person_write_rows(
    struct db *db, struct db_call call, const struct app_person_out *out);

#endif
