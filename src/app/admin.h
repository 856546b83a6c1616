/*
 * What administrators of the server do to people. The server keeps one
 * administrator who can act, and each act stands in the log.
 */
#ifndef APP_ADMIN_H
#define APP_ADMIN_H

#include "app/account.h"
#include "generated/id/user.h"
#include "generated/words.h"

/* ERR_LAST_ADMIN when nobody but that user could administer the server. Needs a
 * transaction. */
MUST_CHECK enum err app_admin_keep_another(
    struct call *call, struct user_id user);

/*
 * Makes an account. With a password, which was checked, it can be used at once:
 * the administrator vouches for the address; without (NULL), its owner is
 * mailed a link with which to choose one. Hashes, then begins the transaction,
 * which is left open. ERR_FORBIDDEN for who is no administrator;
 * ERR_EMAIL_TAKEN.
 */
MUST_CHECK enum err app_admin_add_user(
    struct call *call, const struct app_account *account, struct user_id *id);

/* What follows needs a transaction, and a caller who is an administrator:
 * ERR_FORBIDDEN. ERR_NOT_FOUND when there is no such user. What is so already
 * is fine, and stands in no log again. */

/* ERR_LAST_ADMIN when nobody else could administer the server. */
MUST_CHECK enum err app_admin_set_role(
    struct call *call, struct user_id user, enum user_role role);
/* The same; with all that app/suspension.h says. */
MUST_CHECK enum err app_admin_suspend(struct call *call, struct user_id user);
/* Lets them in again, also whoever was to be erased and has not begun to be. */
MUST_CHECK enum err app_admin_restore(struct call *call, struct user_id user);
/* Ends their sessions and API tokens. */
MUST_CHECK enum err app_admin_logout(struct call *call, struct user_id user);
/* Has them erased at once; with all that app/erasure.h says. ERR_LAST_ADMIN. */
MUST_CHECK enum err app_admin_erase(struct call *call, struct user_id user);

#endif
