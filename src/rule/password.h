/*
 * What a password must be.
 */
#ifndef RULE_PASSWORD_H
#define RULE_PASSWORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"

enum {
	RULE_PASSWORD_MIN = 8,
	RULE_PASSWORD_MAX = 128,
	RULE_PASSWORD_ADDED = 4
};

/* Whose password it is; it must not be one of these. */
struct rule_password_owner {
	const char *email, *first_name, *last_name;
};

/*
 * 8..128 characters with an upper-case letter, a lower-case letter, a digit
 * and a special character, not common, not the owner's name or address; letters
 * and digits may be of any script, and one of a script without case stands for
 * both cases. All of this is asked of the form that is compared (RFC 8265).
 * Else ERR_WEAK_PASSWORD with one entry per rule that failed, at pointer.
 */
MUST_CHECK enum err rule_password_check(struct arena *arena,
    const char *password, const struct rule_password_owner *owner,
    const char *pointer, struct fault *f);

/* The form of a password that is compared, in arena; its bytes as they are when
 * they have none. */
const char *rule_password_form(struct arena *arena, const char *password);

/*
 * The word that a password was made of, folded, in arena: "password" of
 * "P@ssw0rd!1". What is no letter goes at both ends, and digits and signs that
 * stand for letters between are those. NULL when more than RULE_PASSWORD_ADDED
 * characters went.
 */
const char *rule_password_base(struct arena *arena, const char *password);

/* Whether two texts are the same password, however each was typed. */
bool rule_password_is_same(struct arena *arena, const char *a, const char *b);

#endif
