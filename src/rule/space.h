/*
 * Rights in clusters and groups: what the roles of a member add up to, and what
 * one rank may do to another.
 */
#ifndef RULE_SPACE_H
#define RULE_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "generated/words.h"
#include "rule/permission.h"

/* Ranks: that of a cluster's admins and a group's owner, which no other role
 * has, and those beyond all roles. */
enum {
	RULE_RANK_NONE = -1,
	RULE_RANK_ADMIN = 100,
	RULE_RANK_OWNER = 101,
	RULE_RANK_SERVER = 102
};

/* A role that is made with each space of a kind. */
struct rule_role {
	const char *builtin, *name;
	int64_t rank, permissions;
};

/* Those of a cluster or a group; n is how many. A static
 * table. */
const struct rule_role *rule_space_roles(bool is_group, int *n);

/* What a query says of somebody in a space: by the roles that they have in it
 * and, when it is a group, in the cluster around it. */
struct rule_space_facts {
	enum space_kind kind;
	bool is_visible, is_banned, is_closing;
	bool is_owner, is_cluster_owner;
	int64_t permissions, rank;
	int64_t cluster_permissions, cluster_rank;
	int64_t everywhere; /* of the role of users */
};

struct rule_space_rights {
	int64_t permissions;
	int64_t rank;
};

/*
 * What the facts add up to. In a group the roles of its cluster count as far as
 * they oversee: who manages groups acts as its owner, but for what is in it,
 * who oversees otherwise and has a rank of at least 50 as a moderator. The
 * owner of a cluster and a server's admin stand above all roles.
 */
struct rule_space_rights rule_space_rights(
    const struct rule_space_facts *facts);

/* ERR_NOT_FOUND for who does not see the space, ERR_BANNED, ERR_FORBIDDEN
 * without the permission. */
MUST_CHECK enum err rule_space_require(const struct rule_space_facts *facts,
    enum rule_permission wanted, struct fault *f);
/* ERR_INVALID_TRANSITION while the space is closing: it is read only then. */
MUST_CHECK enum err rule_space_is_open(
    const struct rule_space_facts *facts, struct fault *f);

/* What every member of a group may be allowed, and is unless said otherwise. */
extern const int64_t rule_space_members_may, rule_space_members_may_default;
/* By what roles of a cluster oversee its groups: who has one of these there
 * sees the private ones too. */
extern const int64_t rule_space_oversees;

enum { RULE_SLUG_SIZE = 41 };

/*
 * What all slugs that look alike have in common: 0 is o, 1 is l, 5 is s, rn is
 * m, and hyphens do not count. False when the slug is a word that no space may
 * take for itself.
 */
MUST_CHECK bool rule_slug_skeleton(
    const char *slug, char skeleton[RULE_SLUG_SIZE]);

#endif
