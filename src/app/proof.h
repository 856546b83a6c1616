/*
 * Memberships by an address at a domain that the cluster has proved. The
 * address counts from when it was proved itself, by the login or a mailed code,
 * and lets one account in.
 */
#ifndef APP_PROOF_H
#define APP_PROOF_H

#include "app/member.h"

/* Codes that somebody asks for within a day, and that an address gets. */
enum { APP_PROOFS_PER_DAY = 20, APP_PROOFS_PER_ADDRESS = 5 };

/*
 * That the login address of a user lets them into a cluster: *way gets what
 * follows from it. ERR_FORBIDDEN when it does not, or was proved too long ago;
 * the problem then names the domains. ERR_ALREADY_MEMBER when the address has
 * let in another account. Needs a transaction.
 */
MUST_CHECK enum err app_proof_by_login(struct call *call, struct space_id id,
    struct user_id user, struct app_member_way *way);

/*
 * Somebody signs in with another address than before, which is given in its
 * unique form. A membership by that one goes on by the new address where it
 * lets them in, and elsewhere ends in two weeks, of which they are told. Needs
 * a transaction.
 */
MUST_CHECK enum err app_proof_login_changed(
    struct call *call, struct user_id user, const char *before_key);

/*
 * Mails the caller a code at any address, when it is at a domain of the cluster
 * and has not got several today; nobody is told which. Needs a transaction.
 * ERR_NOT_FOUND, ERR_BANNED, ERR_INVALID_TRANSITION, ERR_RATE_LIMITED.
 */
MUST_CHECK enum err app_proof_ask(
    struct call *call, struct space_id id, const char *email);

/*
 * The caller shows the code: they join, are a member again, or stay for longer.
 * Begins a transaction and leaves it open. ERR_TOKEN_INVALID,
 * ERR_TOKEN_EXPIRED, and as above; ERR_FORBIDDEN when the domain was given up
 * meanwhile.
 */
MUST_CHECK enum err app_proof_confirm(
    struct call *call, struct space_id id, const char *code);

#endif
