/*
 * What members of a cluster or group may do to each other and to roles: nobody
 * touches whoever, or whatever, ranks as high as they do, or gives what they
 * have not.
 */
#ifndef RULE_MEMBER_H
#define RULE_MEMBER_H

#include "rule/space.h"

/* A role of a cluster, as far as it decides. */
struct rule_member_role {
	const char *name, *description;
	int64_t rank, permissions;
	enum builtin_role builtin; /* 0: none */
};

/* Joining, whatever the policy: ERR_BANNED, ERR_ALREADY_MEMBER,
 * ERR_INVALID_TRANSITION while the space is closing. */
MUST_CHECK enum err rule_member_check_join(
    const struct rule_space_facts *facts, bool is_member, struct fault *f);

/* Something done to a member of a rank: ERR_FORBIDDEN unless that is lower. */
MUST_CHECK enum err rule_member_check_rank(
    struct rule_space_rights mine, int64_t rank, struct fault *f);

/* Making, changing, removing, giving or taking a role: ERR_FORBIDDEN unless its
 * rank is lower and its permissions are among one's own. */
MUST_CHECK enum err rule_member_check_role(struct rule_space_rights mine,
    const struct rule_member_role *role, struct fault *f);

/* Making another role of one: the same for both, and of a built-in one only the
 * permissions change, of the admin's nothing. */
MUST_CHECK enum err rule_member_check_change(struct rule_space_rights mine,
    const struct rule_member_role *before, const struct rule_member_role *after,
    struct fault *f);

/* Whether members have the role beside the one that each of them has. */
bool rule_member_is_extra(enum builtin_role role);

#endif
